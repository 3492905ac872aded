"""The first half of a build: documents come in, drafts of notes go out, and nothing is known of a vault.

Which note holds what::

    hub       # title              a region, in which `derived` lists every section
    index     # title of document  what stands before the first section; then a region with a list of the sections
    section   # title of section   the section, its deeper headings one level up

The title of the whole is the first-level heading of the only document, or of an overview; that document's index note
is then named after its file, so that no two notes have one name. A source that is a vault already is not divided: each
document is one note, under its own name, in its own folder, and its text stays as it is.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from vault_tool.build.dating import due_edits
from vault_tool.build.destinations import Destinations
from vault_tool.build.documents import Document, stem
from vault_tool.build.draft import EMPTY_REGION, HUB_ID, Draft, Drafts, Ids, Kind, literal
from vault_tool.build.ends import loose_ends
from vault_tool.build.goals import goal_edits
from vault_tool.build.lists import stand_ins, text_of
from vault_tool.build.marks import NO_MARKS, stray_marks
from vault_tool.build.metadata import OWN_PROPERTIES, brought, losses, stated
from vault_tool.build.names import file_name
from vault_tool.build.options import Options
from vault_tool.build.passages import Passages, passages
from vault_tool.build.properties import Value
from vault_tool.build.reading import Sources, Values
from vault_tool.build.relink import Edit, Relinked, relink
from vault_tool.build.schedule import Schedule
from vault_tool.build.timetable import timetable
from vault_tool.diagnostic import Finding
from vault_tool.github import joined
from vault_tool.model import Heading
from vault_tool.parse import parse_note
from vault_tool.text import readable
from vault_tool.written import is_url, split_destination

_ALWAYS_OURS = frozenset({"aliases", "tags", "created", "source"})
"""Properties that the build gives a note of a vault in any case; the others it leaves to the note if it has them."""

_REPLACED = "\ufffd".encode()


def divide(
    sources: Mapping[str, bytes],
    name: str,
    files: Collection[str] = (),
    options: Options | None = None,
    *,
    standing: Mapping[str, Collection[str]] | None = None,
    values: Mapping[str, Values] | None = None,
) -> Sources:
    """Return the documents of a source, to be divided when they are asked for.

    `sources` are the Markdown files by their paths, `name` is what the source is called, and `files` are the paths of
    what else it holds; `standing` has for each document the slugs of the sections that are notes already. A source with
    `.obsidian/` is to be given with a `split` of 0; where it is `None`, it is 0 if a document links to a file of the
    source by a wikilink, else 2. Raises `UsageError` where there is no document, and `ConfigurationError` where the
    options name one that is not there.

    `values` has for documents what is to stand for placeholders there, whatever it is by now.
    """
    return Sources(sources, files, options or Options(), name=name, standing=standing or {}, values=values)


def drafts(
    divided: Sources,
    paths: Collection[str],
    ids: Ids,
    indexes: Mapping[str, str] | None = None,
    *,
    known_timetable: str | None = None,
) -> Drafts:
    """Return the drafts of the documents at `paths`, and always the hub's; what is wrong in those is in `findings`.

    `indexes` has the ids of the index notes that are not their document's path. `known_timetable` is what the hub said
    of the timeline, where none of the documents that the timeline names is at `paths`.
    """
    wanted = set(paths)
    destinations = Destinations(
        document=divided.document,
        documents=frozenset(divided.paths),
        others=divided.others,
        files=divided.files,
        ids=ids,
        indexes=indexes or {},
    )
    schedule = Schedule(divided) if divided.options.phases and known_timetable is None else None
    made: list[Draft] = [_hub(divided, destinations)]
    attachments: dict[str, frozenset[str]] = {}
    depends: dict[str, frozenset[str]] = {}
    findings: list[Finding] = []
    for path in divided.paths:
        if path in wanted:
            drafting = _draft(divided, path, destinations, schedule)
            made += drafting.drafts(ids)
            attachments[path] = drafting.relinked.attachments
            depends[path] = (drafting.relinked.depends | frozenset(divided.depends(path))) - {path}
            findings += drafting.findings()
    return Drafts(
        drafts=tuple(made),
        attachments=attachments,
        depends=depends,
        findings=tuple(sorted(findings)),
        timetable=timetable(divided.options, schedule, destinations) if known_timetable is None else known_timetable,
    )


def files_named(raw: bytes) -> frozenset[str]:
    """Return the paths, from its own folder down, of what a document's links and images name besides documents.

    They are the files, if they are there, that belong to a source that is a single document.
    """
    note = parse_note("document.md", raw)
    ends = loose_ends(readable(raw), note.body)
    named = [link.path for link in (*note.links, *(found.link for found in ends.references))]
    named += [split_destination(image.source)[0] for image in ends.images]
    steps = (joined("", path) for path in named if path and not is_url(path) and not path.startswith("/"))
    return frozenset(path for path in steps if path and not path.lower().endswith((".md", ".markdown")))


@dataclass(frozen=True, slots=True)
class _Drafting:
    """One document on its way to notes."""

    divided: Sources
    document: Document
    index: str
    """The id of its index note."""
    relinked: Relinked
    texts: Passages
    edits: Sequence[Edit]
    """The edits of the document, but for those that put links in the place of lists."""
    schedule: Schedule | None

    def title(self) -> str:
        """Return the title of the document as Markdown."""
        heading = self.document.heading
        return (heading and self.texts.heading(heading)) or escaped(self.document.title)

    def drafts(self, ids: Ids) -> Iterator[Draft]:
        document, divided = self.document, self.divided
        if not document.divided:
            yield self._whole()
            return
        path = document.path
        title = divided.title_of(path)
        # A document that is known has its folder in the vault; to find one for it, all titles would have to be read.
        folder = "" if path in divided.standing else "/".join(filter(None, (document.folder, divided.folders[path])))
        heading = escaped(title) if path == divided.lead else self.title()
        properties = {
            "tags": _tags(document),
            **_created(divided),
            **dict(stated(document)),
            **dict(brought(document, self.relinked, without=OWN_PROPERTIES)),
        }
        yield Draft(
            id=self.index,
            kind=Kind.INDEX,
            document=path,
            title=title,
            wanted_name=file_name(title),
            qualifier=divided.qualifier_of(path),
            folder=folder,
            aliases=document.note.aliases,
            properties=properties,
            body=_body(f"# {heading}", self.texts.preamble(), EMPTY_REGION if document.sections else ""),
        )
        for number, section in enumerate(document.sections):
            yield Draft(
                id=ids(path, number),
                kind=Kind.SECTION,
                document=path,
                title=section.title,
                wanted_name=file_name(section.title),
                qualifier=title,
                folder=folder,
                properties={"tags": _tags(document), **_created(divided), **self._hours(section.heading)},
                body=_body(f"# {self.texts.heading(section.heading) or section.title}", self.texts.section(section)),
            )

        for number, one in enumerate(divided.listed(path), start=len(document.sections)):
            holder = document.number_at(one.stand_in[0])
            yield Draft(
                id=ids(path, number),
                kind=Kind.LISTED,
                document=path,
                title=one.title,
                wanted_name=file_name(one.title),
                qualifier=title,
                above=ids(path, holder) if holder >= 0 else self.index,
                type=one.kind,
                folder=folder,
                properties={"tags": _tags(document), **_created(divided)},
                body=_body(
                    f"# {escaped(one.title)}",
                    text_of(one, document.source, self.edits, escaped(one.title)),
                    *self.texts.footnotes_of(*one.place),
                ),
            )

    def _hours(self, heading: Heading) -> Mapping[str, Value]:
        """Return what the timeline says of a section, or the section itself."""
        if self.schedule:
            return self.schedule.properties(self.document, heading)
        hours = self.document.marks.get(heading, NO_MARKS).hours
        return {"hours": hours} if hours else {}

    def _whole(self) -> Draft:
        document = self.document
        own = dict(brought(document, self.relinked, without=_ALWAYS_OURS))
        created = document.note.properties.get("created")
        return Draft(
            id=self.index,
            kind=Kind.INDEX,
            document=document.path,
            title=document.title,
            wanted_name=file_name(stem(document.path)),
            qualifier=self.divided.qualifier_of(document.path),
            folder=document.folder,
            aliases=document.note.aliases,
            properties={
                "tags": [tag.removeprefix("#") for tag in document.note.property_tags],
                **({"created": created} if isinstance(created, str) else _created(self.divided)),
                **own,
            },
            body=self.texts.whole(),
        )

    def findings(self) -> Iterator[Finding]:
        divided, path = self.divided, self.document.path
        filled = divided.filled(path)
        without = OWN_PROPERTIES if self.document.divided else _ALWAYS_OURS
        for finding in (*self.relinked.findings, *losses(self.document, without=without)):
            start, stop = filled.original(finding.start), filled.original(finding.stop)
            yield finding._replace(start=start, stop=stop)
        for start, stop in stray_marks(self.document.source) if self.document.divided else ():
            written = " ".join(self.document.source[start:stop].decode().split())
            message = f"this says nothing, for it stands next to no heading: {written}"
            yield Finding(path, filled.original(start), filled.original(stop), message)
        if encoding := divided.repaired_from(path):
            yield Finding(path, 0, 0, f"garbled text, UTF-8 once read as {encoding}: repaired in the vault")
        if not divided.was_utf8(path):
            start = divided.text(path).index(_REPLACED)
            yield Finding(path, start, start + len(_REPLACED), "not UTF-8 from here on; what it was is lost")
        if divided.split:
            for start, stop in filled.unknown:
                written = divided.text(path)[start:stop].decode()
                yield Finding(path, start, stop, f"nothing says what stands for {written}")


def _draft(divided: Sources, path: str, destinations: Destinations, schedule: Schedule | None = None) -> _Drafting:
    document = divided.document(path)
    ends = loose_ends(document.source, document.note.body)
    relinked = relink(document, ends, destinations)
    edits = [*relinked.edits, *goal_edits(document)]
    if schedule:
        edits += due_edits(document, schedule.stretches(document), divided.options.dates)
    found = divided.listed(path)
    first = len(document.sections)
    links = stand_ins(
        document.source, found, [destinations.ids(path, number) for number in range(first, first + len(found))]
    )
    texts = passages(document, ends, (*edits, *links), [one.place for one in found])
    return _Drafting(divided, document, destinations.index(path), relinked, texts, edits, schedule)


def _hub(divided: Sources, destinations: Destinations) -> Draft:
    title = divided.title
    heading = escaped(title)
    if divided.lead is not None:
        heading = _draft(divided, divided.lead, destinations).title()
    return Draft(
        id=HUB_ID,
        kind=Kind.HUB,
        document="",
        title=title,
        wanted_name=file_name(title),
        properties=_created(divided),
        body=_body(f"# {heading}", EMPTY_REGION),
    )


def _body(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _created(divided: Sources) -> dict[str, Value]:
    created = divided.options.created
    return {"created": created.isoformat()} if created else {}


def _tags(document: Document) -> list[str]:
    """Return a tag for the document, and its own."""
    name = re.sub(r"[^\w/-]+", "-", stem(document.path)).strip("-/").lower()
    tags = [] if re.fullmatch(r"\d*", name) else [name]
    return list(dict.fromkeys([*tags, *(tag.removeprefix("#") for tag in document.note.property_tags)]))


_ESCAPED = re.compile(r"[\[\]*_`$<>\\#]")


def escaped(title: str) -> str:
    """Write a plain title as Markdown."""
    return literal(_ESCAPED.sub(r"\\\g<0>", title))
