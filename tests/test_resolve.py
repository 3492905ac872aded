"""Where links lead: the tables of `cases/resolve`, and the laws that hold in every vault."""

import random
import time
from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from resolve_tables import Case, cases, link_of, told, vault_of

from vault_tool.linkpath import RIVALS, Hit, find_file, index_files
from vault_tool.model import FileKind, Link, LinkKind, Note, Vault
from vault_tool.names import note_key
from vault_tool.resolve import index_vault, resolve, resolve_all
from vault_tool.resolve.as_foam import resolve_in_foam
from vault_tool.settings import Dialect
from vault_tool.target import Attached, Found, Missing

CASES = list(cases())


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_table_says_where_each_link_leads(case: Case) -> None:
    index = index_vault(case.vault)
    links = [link_of(written) for written, _ in case.links]
    assert [(written, told(resolve(index, case.source, link_of(written)))) for written, _ in case.links] == [
        *case.links
    ]
    assert [told(target) for _, _, target in resolve_all(index, case.source, links)] == [told for _, told in case.links]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_what_is_remembered_is_what_was_found(case: Case) -> None:
    used = index_vault(case.vault)
    for other in CASES:
        if other.vault is case.vault:
            resolve_all(used, other.source, [link_of(written) for written, _ in other.links])
    assert [(written, told(resolve(used, case.source, link_of(written)))) for written, _ in case.links] == [*case.links]


def test_nothing_is_missing_in_a_note_that_cannot_be_read() -> None:
    vault = Vault(notes={"a.md": Note(path="a.md")}, unreadable={"a.md": "permission denied"})
    written = Link(LinkKind.WIKILINK, "a", "Heading", None, 0, 13)
    assert resolve(index_vault(vault), "b.md", written) == Found("a.md")


# The laws.

names = st.sampled_from(["a", "b", "ab", "B", "c.d", "é", "A b"])
folders = st.lists(st.sampled_from(["x", "y", "xy", "X", "é"]), max_size=3).map("/".join)
extensions = st.sampled_from([".md", ".md", ".md", ".png", ".canvas", ""])


@st.composite
def paths(draw: st.DrawFn) -> str:
    folder = draw(folders)
    return f"{folder}/{draw(names)}{draw(extensions)}".lstrip("/")


@st.composite
def linkpaths(draw: st.DrawFn) -> str:
    beginning = draw(st.sampled_from(["", "", "", "", "/", "./", "../", "../../", "./../"]))
    return beginning + draw(folders.map(lambda folder: f"{folder}/" if folder else "")) + draw(names) + draw(extensions)


vaults = st.lists(paths(), min_size=1, max_size=12, unique=True)


def by_the_book(files: Sequence[str], folder: str, linkpath: str) -> str | None:
    """Follow section 4 of the semantics word by word, its uncertain points left out."""
    here = note_key(folder)
    for wanted in (note_key(linkpath), note_key(f"{linkpath}.md")):
        name = wanted.rpartition("/")[2]
        candidates = [path for path in files if note_key(path).rpartition("/")[2] == name]
        if "/" not in wanted and len(candidates) == 1:
            return candidates[0]
        relative = wanted.startswith(("./", "../"))
        steps = here.split("/") if here else []
        rest = wanted.split("/")
        while relative and rest[0] in {".", ".."}:
            if rest.pop(0) == "..":
                steps = steps[:-1]
        whole = "/".join([*steps, *rest]) if relative else wanted.removeprefix("/")
        exact = [path for path in candidates if note_key(path) == whole]
        if exact:
            return min(exact)
        if relative or wanted.startswith("/"):
            continue
        ending = [path for path in candidates if f"/{note_key(path)}".endswith(f"/{whole}")]
        inside = [path for path in ending if not here or note_key(path).startswith(f"{here}/")]
        if ending:
            return min(inside or ending, key=lambda path: (len(path), path))
    return None


@given(vaults, folders, linkpaths())
def test_it_goes_by_the_book(files: list[str], folder: str, linkpath: str) -> None:
    expected = by_the_book(files, folder, linkpath)
    hit = find_file(index_files(files), folder, linkpath)
    if expected is not None:
        assert hit is not None
        # Files that differ in case only are one to the book (U9).
        assert note_key(hit.path) == note_key(expected)
    elif hit is not None:
        # Only the uncertain points find more: here that a path is a mere ending of another (U1).
        assert note_key(hit.path).removesuffix(".md").endswith(note_key(linkpath).removesuffix(".md"))


@given(vaults, folders, linkpaths(), st.randoms(use_true_random=False))
def test_the_order_of_the_files_does_not_matter(
    files: list[str], folder: str, linkpath: str, chance: random.Random
) -> None:
    shuffled = list(files)
    chance.shuffle(shuffled)
    assert find_file(index_files(files), folder, linkpath) == find_file(index_files(shuffled), folder, linkpath)


@given(vaults, linkpaths(), st.sampled_from(Dialect), st.sampled_from(LinkKind), st.randoms(use_true_random=False))
def test_the_order_of_the_files_matters_in_no_dialect(
    files: list[str], path: str, dialect: Dialect, kind: LinkKind, chance: random.Random
) -> None:
    shuffled = list(files)
    chance.shuffle(shuffled)
    written = Link(kind, path, None, None, 0, 1)
    first, second = (
        resolve(index_vault(vault_of(order, {}, dialect)), files[0], written) for order in (files, shuffled)
    )
    assert first == second


_FOLDER_NOTE = st.sampled_from([[], [], ["x/index.md"], ["a/README.md"]])


@given(vaults, _FOLDER_NOTE, linkpaths() | st.sampled_from(["", "x", "a"]), st.sampled_from([None, "A b", "^i"]))
@example(["q.md"], ["x/index.md"], "x", None)
@example(["q.md", "y/q.md"], [], "q", "A b")
@example(["Q.md", "q.md"], [], "q", "A b")
def test_another_dialect_is_named_where_it_finds_what_is_missing(
    files: list[str], folder_notes: list[str], path: str, subpath: str | None
) -> None:
    """It is not always tried."""
    files = [*files, *folder_notes]
    for places in ({}, {file: {"headings": ["*A* b"], "blocks": ["j"]} for file in files}):
        index = index_vault(vault_of(files, places, Dialect.OBSIDIAN))
        link = Link(LinkKind.WIKILINK, path, subpath, None, 0, 1)
        target = resolve(index, files[0], link)
        if isinstance(target, Missing) and target.what != "placeholder":
            elsewhere, _ = resolve_in_foam(index, files[0], link)
            assert ("foam" in target.dialects) == isinstance(elsewhere, Found | Attached)


@given(vaults, folders, st.data())
def test_an_exact_vault_path_always_wins(files: list[str], folder: str, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(files))
    assert find_file(index_files(files), folder, path) == Hit(path)
    assert find_file(index_files(files), folder, f"/{path}") == Hit(path)


@given(vaults, folders, linkpaths())
def test_rivals_fit_too_and_are_not_the_one_that_is_found(files: list[str], folder: str, linkpath: str) -> None:
    hit = find_file(index_files(files), folder, linkpath)
    if hit is not None:
        assert hit.path not in hit.rivals
        assert set(hit.rivals) <= set(files)
        assert len({note_key(path).rpartition("/")[2] for path in (hit.path, *hit.rivals)}) == 1


anything = st.text(alphabet=st.sampled_from("aB./#^[]|<%{} ?:\\é\u0301ß\u00a0ς😀"), max_size=12)


@given(vaults, st.sampled_from(LinkKind), anything, st.none() | anything, st.sampled_from(Dialect))
def test_resolving_never_raises_and_finds_only_what_is_there(
    files: list[str], kind: LinkKind, path: str, subpath: str | None, dialect: Dialect
) -> None:
    vault = vault_of(files, {file: {"headings": ["# a", "## B"], "blocks": ["a"]} for file in files}, dialect)
    index = index_vault(vault)
    target = resolve(index, files[0], Link(kind, path, subpath, None, 0, 1))
    match target:
        case Found(found, place):
            assert found in vault.notes
            assert place is None or place in vault.notes[found].headings or place in vault.notes[found].blocks
        case Attached(found):
            assert found in vault.files or found in index.folders
        case Missing(what, found):
            assert found is None or found in vault.notes
            assert subpath is not None or what not in {"heading", "block"}
    assert resolve(index, files[0], Link(kind, path, subpath, None, 0, 1)) == target


@given(anything.filter(lambda alias: alias not in {"", "."}), st.sampled_from(LinkKind))
def test_an_alias_never_resolves(alias: str, kind: LinkKind) -> None:
    links = [Link(kind, alias, None, None, 0, 1)]
    bare = vault_of(["x/Only.md", "y/Home.md"])
    named = vault_of(["x/Only.md", "y/Home.md"], {"x/Only.md": {"aliases": [alias]}})
    [(_, _, without)] = resolve_all(index_vault(bare), "y/Home.md", links)
    [(_, _, with_alias)] = resolve_all(index_vault(named), "y/Home.md", links)
    if isinstance(with_alias, Missing):
        with_alias = with_alias._replace(aliases=())
    assert with_alias == without


# What a vault may be like.


def test_a_thousand_files_of_one_name_are_no_million_rivals() -> None:
    files = [f"folder{number:04}/README.md" for number in range(1000)]
    hit = find_file(index_files(files), "folder0500", "README")
    assert hit is not None
    assert hit.path == "folder0500/README.md"
    assert hit.rivals == tuple(files[:RIVALS])


def test_a_note_that_could_not_be_read_is_still_a_note() -> None:
    vault = Vault(notes={"Home.md": Note(path="Home.md")}, files={"Home.md": FileKind.NOTE, "Lost.md": FileKind.NOTE})
    assert resolve(index_vault(vault), "Home.md", link_of("[[lost#Anything]]")) == Found("Lost.md", case_differs=True)


def test_a_vault_that_lists_only_its_notes_is_enough() -> None:
    vault = Vault(notes={"Home.md": Note(path="Home.md"), "a/Plan.md": Note(path="a/Plan.md")})
    assert resolve(index_vault(vault), "Home.md", link_of("[[Plan]]")) == Found("a/Plan.md")


def test_files_that_differ_in_case_only_come_in_any_order() -> None:
    for files in (["x/A.md", "x/a.md", "y/Ab.md"], ["x/a.md", "y/Ab.md", "x/A.md"]):
        assert find_file(index_files(files), "y", "x/A") == Hit("x/A.md")
        assert find_file(index_files(files), "y", "X/A") == Hit("x/A.md", ("x/a.md",), case_differs=True)


def test_a_hint_is_not_worth_reading_a_file_again() -> None:
    def source(path: str) -> bytes:
        raise AssertionError(path)

    vault = Vault(notes={"a.md": Note(path="a.md")}, source=source)
    assert resolve(index_vault(vault), "a.md", link_of("[x](#here)")) == Missing("heading", "a.md")


def test_a_text_that_cannot_be_read_again_has_no_anchors() -> None:
    vault = Vault(notes={"a.md": Note(path="a.md")}, settings=vault_of([], {}, "github").settings)
    assert resolve(index_vault(vault), "a.md", link_of("[x](#here)")) == Missing("heading", "a.md")


def test_a_path_that_climbs_without_end_is_followed_in_one_pass() -> None:
    files = index_files(["a/b.md"])
    start = time.process_time()
    assert find_file(files, "x/y", "../" * 300_000 + "a/b") == Hit("a/b.md", (), case_differs=False, local=True)
    assert time.process_time() - start < 1
