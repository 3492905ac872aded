"""Small vaults from texts, written down or made up by hypothesis, and what each of their links means."""

import json
from collections.abc import Callable, Mapping

from hypothesis import strategies as st

from vault_tool.canvas import parse_canvas
from vault_tool.edits import edited
from vault_tool.filekind import file_kind
from vault_tool.links import LinkTable, link_vault
from vault_tool.model import FileKind, Vault
from vault_tool.moving import Change
from vault_tool.parse import parse_note
from vault_tool.settings import Settings
from vault_tool.target import External, Found, Missing, Target

Texts = Mapping[str, bytes]


def linked(texts: Texts, settings: Settings | None = None) -> LinkTable:
    """Read and link the texts as a vault."""
    kinds = {path: file_kind(path) for path in texts}
    return link_vault(
        Vault(
            notes={path: parse_note(path, text) for path, text in texts.items() if kinds[path] is FileKind.NOTE},
            canvases={path: parse_canvas(path, text) for path, text in texts.items() if kinds[path] is FileKind.CANVAS},
            files=kinds,
            settings=settings or Settings(),
            source=texts.__getitem__,
        )
    )


def changed(texts: Texts, change: Change) -> dict[str, bytes]:
    """Return the texts after the change."""
    return {change.moves.of(path): edited(text, change.edits.get(path, ())) for path, text in texts.items()}


def meanings(links: LinkTable, of: Callable[[str], str] = str) -> dict[str, list[str | None]]:
    """Return what each link leads to, file by file, with `of` applied to every path; `None` for what leads nowhere."""
    return {
        of(source): [_meaning(links, reference.target, of) for reference in references]
        for source, references in links.references.items()
    }


def _meaning(links: LinkTable, target: Target, of: Callable[[str], str]) -> str | None:
    if isinstance(target, External):
        return target.url
    if target.path is None:
        return None
    if isinstance(target, Missing):
        return f"{of(target.path)} without its {target.what}"
    if not isinstance(target, Found) or target.place is None:
        return of(target.path)
    note = links.vault.notes[target.path]
    places = [*note.headings, *note.blocks]
    return f"{of(target.path)} at {places.index(target.place)}"


# -- Made up ----------------------------------------------------------------------------------------------------------

FOLDERS = ("", "a", "b", "a/b", "a b")
NAMES = ("Note", "Plan", "Two words", "v1.2", "Don't", "Ü (x)", "A & B", "C#")

paths = st.builds(
    lambda folder, name: f"{folder}/{name}".lstrip("/"),
    st.sampled_from(FOLDERS),
    st.sampled_from([*(f"{name}.md" for name in NAMES), "pic.png", "Board.canvas"]),
)


def _ways(source: str, path: str) -> list[str]:
    """Return ways in which somebody may name the path in the note `source`."""
    bare = path.removesuffix(".md")
    depth = source.count("/")
    return [bare.rpartition("/")[2], bare, path, f"/{bare}", "../" * depth + bare, "./" + "../" * depth + path]


_FORMS: tuple[Callable[[str], str], ...] = (
    lambda way: f"[[{way}]]",
    lambda way: f"![[{way}]]",
    lambda way: f"[[{way}|shown]] and `[[{way}]]`",
    lambda way: f"[[{way}#Goals]]",
    lambda way: f"[[{way}#^id]]",
    lambda way: f"[t]({way.replace(' ', '%20')})",
    lambda way: f'![t](<{way}#Goals> "{way}")',
    lambda way: f"## About [[{way}]]",
    lambda way: f"| [[{way}\\|x]] | y |\n| --- | --- |",
    lambda way: f"[{way}]\n\n[{way}]: <{way}>",
    lambda way: f"> - [[{way}]] %% [[{way}]] %%",
)


@st.composite
def vaults(draw: st.DrawFn) -> dict[str, bytes]:
    """Make up a vault in which files have namesakes, and links of every form are written in every way."""
    files = draw(st.lists(paths, min_size=2, max_size=7, unique_by=str.lower))
    return {path: draw(_texts(path, files)) for path in files}


@st.composite
def _texts(draw: st.DrawFn, source: str, files: list[str]) -> bytes:
    def way() -> str:
        return draw(st.sampled_from(_ways(source, draw(st.sampled_from(files)))))

    if source.endswith(".png"):
        return b""
    if source.endswith(".canvas"):
        nodes = [
            {"id": "1", "type": "file", "file": draw(st.sampled_from(files)), "subpath": "#Goals"},
            {"id": "2", "type": "text", "text": f'"é" [[{way()}]]\n'},
        ]
        return json.dumps({"nodes": nodes}, ensure_ascii=draw(st.booleans())).encode()
    property_ = way()
    quoted = json.dumps(f"[[{property_}]]") if draw(st.booleans()) else "'[[" + property_.replace("'", "''") + "]]'"
    lines = [draw(st.sampled_from(_FORMS))(way()) for _ in range(draw(st.integers(0, 4)))]
    end = draw(st.sampled_from(("\n", "\r\n")))
    body = "\n\n".join((*lines, "# Goals", "text ^id", ""))
    return f"---\nup: {quoted}\n---\n{body}".replace("\n", end).encode()
