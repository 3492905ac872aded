"""A vault as a first build makes it, in the fewest steps: no state, no merging, no files. The oracle of the builder."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from vault_tool.build.derived import derive, measure
from vault_tool.build.draft import Draft, Entry, Kind, Outline, Part
from vault_tool.build.html_images import concrete_images
from vault_tool.build.identity import new_id
from vault_tool.build.names import unique_names
from vault_tool.build.options import Options
from vault_tool.build.properties import frontmatter_block
from vault_tool.build.regions import with_region
from vault_tool.build.source_form import concrete, concrete_value, folded
from vault_tool.build.sources import divide, drafts
from vault_tool.diagnostic import Finding

_RANKS = {Kind.HUB: 0, Kind.INDEX: 1, Kind.SECTION: 2, Kind.LISTED: 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A vault's notes, and what could not be carried over into them."""

    notes: Mapping[str, bytes]
    """By vault path."""
    paths: Mapping[str, str]
    """The vault path of each note, by id."""
    attachments: frozenset[str]
    """The files of the source that they link to, which keep their paths in the vault."""
    findings: tuple[Finding, ...]
    """Places in the source documents, by document and offset."""
    texts: Mapping[str, bytes]
    """What those places count in, by document."""


def render(
    sources: Mapping[str, bytes], name: str, files: Collection[str] = (), options: Options | None = None
) -> Rendered:
    """Write every note of the vault; raises what `sources.divide` raises."""
    options = options or Options()
    divided = divide(sources, name, files, options)
    ids = {path: _ids(divided.parts(path), path) for path in divided.paths}
    made = drafts(divided, divided.paths, lambda path, number: ids[path][number])
    in_turn = sorted(made.drafts, key=lambda draft: _RANKS[draft.kind])
    taken = [path.rpartition("/")[2] for path in files]
    named = unique_names([(draft.wanted_name, draft.qualifier) for draft in in_turn], taken)
    names = {draft.id: given for draft, given in zip(in_turn, named, strict=True)}
    paths = {draft.id: "/".join(filter(None, (draft.folder, f"{names[draft.id]}.md"))) for draft in made.drafts}
    outline = Outline({draft.id: _entry(draft, names[draft.id]) for draft in made.drafts})
    derived = derive(outline, options, made.timetable)

    def write(draft: Draft) -> bytes:
        body, _ = derived.mention(draft.body, draft.id)
        text = folded(with_region(body, derived.region(draft.id)), names.get)
        properties = {**derived.properties(draft.id), **draft.properties}
        block = frontmatter_block({key: concrete_value(value, names, paths) for key, value in properties.items()})
        text = concrete_images(concrete(text, names, paths), draft.folder)
        return f"{block}\n{text}\n".encode()

    return Rendered(
        notes=dict(sorted((paths[draft.id], write(draft)) for draft in made.drafts)),
        paths=paths,
        attachments=frozenset().union(*made.attachments.values()),
        findings=made.findings,
        texts={path: divided.text(path) for path in divided.paths},
    )


def _ids(parts: Sequence[Part], path: str) -> list[str]:
    ids: list[str] = []
    for part in parts:
        ids.append(new_id(path, part, ids))
    return ids


def _entry(draft: Draft, name: str) -> Entry:
    return Entry(
        id=draft.id,
        kind=draft.kind,
        document=draft.document,
        above=draft.above,
        type=draft.type,
        title=draft.title,
        name=name,
        aliases=draft.aliases,
        numbers=measure(draft.body),
    )
