"""The documents of a source: in order, named, and read when something of one is asked for."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from vault_tool.build.documents import SECTION_LEVEL, Document, humanised, read_document, stem
from vault_tool.build.draft import Part
from vault_tool.build.lists import Listed, listed
from vault_tool.build.marks import Known
from vault_tool.build.names import unique_names
from vault_tool.build.numbers import measure, minutes
from vault_tool.build.options import OPTIONS_FILE, Options
from vault_tool.build.placeholders import Filled, fill, names
from vault_tool.build.repair import repaired
from vault_tool.errors import ConfigurationError, UsageError
from vault_tool.exclusion import pattern_matcher
from vault_tool.linkpath import Files, find_file, index_files
from vault_tool.model import LinkKind
from vault_tool.parse import parse_note
from vault_tool.text import BOM, readable

_LEADS = ("overview", "readme", "index", "(?:.* )?(?:overview|readme)(?: .*)?")
"""What the document is called that stands for all of them, the likeliest first; it lies at the top of the source."""

Values = Mapping[str, str | None]
"""What stands for the placeholders of a document, by name; `None` where nobody knows."""

_COUNTED = frozenset({"notes", "tasks", "reading_time"})
"""Built-in placeholders whose text depends on all documents."""

_PROPERTIES = re.compile(rb"---\n(?:.*?\n)??---(?:\n|\Z)", re.DOTALL)
_FIRST_HEADING = re.compile(
    rb"^ {0,3}#{1,2}[ \t]+\S[^\n]*(?:\n|\Z)|^[^\n]+\n {0,3}(?:=+|-+)[ \t]*(?:\n|\Z)", re.MULTILINE
)


class Sources:
    """The documents of a source, divided; what is read once is kept."""

    def __init__(
        self,
        sources: Mapping[str, bytes],
        files: Collection[str],
        options: Options,
        *,
        name: str,
        standing: Mapping[str, Collection[str]],
        values: Mapping[str, Values] | None = None,
    ) -> None:
        excluded = pattern_matcher(options.exclude) if options.exclude else _nothing
        self._raw = {path: raw for path, raw in sources.items() if not excluded(path)}
        if not self._raw:
            raise UsageError(f"no Markdown documents in {name}")
        self.others = frozenset(path for path in files if path not in sources and not excluded(path)) - {OPTIONS_FILE}
        self.options = options
        self.paths: Sequence[str] = _in_order(self._raw, options)
        self._name = name
        self.standing = standing
        self._values = values or {}
        self._texts: dict[str, tuple[bytes, str]] = {}
        self._filled: dict[str, Filled] = {}
        self._documents: dict[str, Document] = {}
        self._titles: dict[str, str] = {}
        self._listed: dict[str, Sequence[Listed]] = {}
        self._known = Known(options.tracks, options.adaptations)

    # -- What the source is -------------------------------------------------------------------------------------------

    @cached_property
    def files(self) -> Files:
        """All files, for Obsidian's way of finding one."""
        return index_files([*self.paths, *self.others])

    @cached_property
    def split(self) -> int:
        """At which level of heading the documents are divided; 0 where they are not."""
        if self.options.split is not None:
            return self.options.split
        if any(self.standing.values()):
            return SECTION_LEVEL  # What was divided stays divided, whatever links come into it.
        return 0 if any(self._has_wikilink(path) for path in self.paths) else SECTION_LEVEL

    @cached_property
    def lead(self) -> str | None:
        """The document whose first-level heading is the title of the whole."""
        path = self.paths[0]
        return path if self._can_lead(path) and self.document(path).heading else None

    def _can_lead(self, path: str) -> bool:
        is_likely = len(self.paths) == 1 or _rank(path) < len(_LEADS)
        return bool(not self.options.title and self.split and is_likely)

    @cached_property
    def title(self) -> str:
        """The title of the whole."""
        if self.lead is not None:
            return self.document(self.lead).title
        return self.options.title or humanised(self._name)

    # -- A document ---------------------------------------------------------------------------------------------------

    def text(self, path: str) -> bytes:
        r"""Return a document's text, in which findings' places count: valid UTF-8, repaired, `\n` as line end."""
        return self._text(path)[0]

    def repaired_from(self, path: str) -> str:
        """Return the encoding that a document was garbled by; empty where it was not."""
        return self._text(path)[1]

    def was_utf8(self, path: str) -> bool:
        """Whether the file was UTF-8; else the text has U+FFFD for what was not."""
        return readable(self._raw[path]) is self._raw[path]

    def filled(self, path: str) -> Filled:
        """Return a document's text with its placeholders filled."""
        if path not in self._filled:
            self._filled[path] = self._fill(path, self.text(path))
        return self._filled[path]

    def document(self, path: str) -> Document:
        """Return a document, read and divided."""
        if path not in self._documents:
            self._documents[path] = read_document(
                path,
                self.filled(path).source,
                split=self.split,
                min_words=self.options.min_words,
                standing=self.standing.get(path, ()),
                known=self._known,
                choice=self.options.choice,
            )
        return self._documents[path]

    def parts(self, path: str) -> Sequence[Part]:
        """Return the sections of a document, in order, and what of its lists becomes notes."""
        document = self.document(path)
        return [
            Part(
                slug=section.slug,
                explicit=section.explicit,
                title=section.title,
                text=document.source[section.heading.stop : section.stop].decode(),
            )
            for section in document.sections
        ] + [
            Part(
                slug=one.slug,
                explicit=one.slug,
                title=one.title,
                text=document.source[one.place[0] : one.place[1]].decode(),
            )
            for one in self.listed(path)
        ]

    def listed(self, path: str) -> Sequence[Listed]:
        """Return what of a document's lists becomes notes, in order."""
        if path not in self._listed:
            self._listed[path] = listed(self.document(path)) if self.document(path).divided else ()
        return self._listed[path]

    def resting(self, path: str) -> Sequence[Part]:
        """Return the sections of a document that are not chosen."""
        resting = self.document(path).resting
        return [
            Part(slug=section.slug, explicit=section.explicit, title=section.title, text=text)
            for section, text in (resting.sections if resting else ())
        ]

    def title_of(self, path: str) -> str:
        """Return the title of a document's index note, for which no more of it is read than must be."""
        if path == self.lead:
            return humanised(stem(path))
        if path not in self._titles:
            self._titles[path] = self._documents[path].title if path in self._documents else self._title_above(path)
        return self._titles[path]

    def qualifier_of(self, path: str) -> str:
        """Return what tells a document from another of its title: its file's name, its folder's, or its office."""
        *folders, _ = path.split("/")
        called = humanised(stem(path))
        return called if called != self.title_of(path) else humanised(folders[-1]) if folders else "index"

    @cached_property
    def folders(self) -> Mapping[str, str]:
        """The last folder of each document's notes, no two alike."""
        wanted = ((self.title_of(path), self.qualifier_of(path)) for path in self.paths)
        return dict(zip(self.paths, unique_names(wanted), strict=True))

    def depends(self, path: str) -> Collection[str]:
        """Return the documents whose text decides what stands for a placeholder of this one."""
        text = self.text(path)
        used = set(names(text))
        for name, value in self.options.placeholders.items():
            if name in used or (name.startswith("[") and name.encode() in text):
                used.update(names(value.encode()))
        if used & _COUNTED:
            return self.paths
        return [self.lead] if "title" in used and self.lead else ()

    # -- Behind them --------------------------------------------------------------------------------------------------

    def _text(self, path: str) -> tuple[bytes, str]:
        if path not in self._texts:
            text = readable(self._raw[path]).removeprefix(BOM).replace(b"\r\n", b"\n")
            garbled = repaired(text)
            if garbled:
                text = garbled.source.removeprefix(BOM).replace(b"\r\n", b"\n")
            if text and not text.endswith(b"\n"):
                text += b"\n"  # What is put at the end of a line is put before its end.
            self._texts[path] = text, garbled.encoding if garbled else ""
        return self._texts[path]

    def _fill(self, path: str, text: bytes) -> Filled:
        values = self._values.get(path, {})
        declared = [name for name in self.options.placeholders if name.startswith("[") and name.endswith("]")]
        return fill(text, lambda name: values[name] if name in values else self._value(name), declared)

    def _value(self, name: str) -> str | None:
        """Return what stands for a placeholder; what is declared may use those that are built in."""
        declared = self.options.placeholders.get(name)
        if declared is None:
            return self._built_in(name)
        return re.sub(r"\{\{\s*(\w+)\s*\}\}", lambda match: self._built_in(match[1]) or match[0], declared)

    def _built_in(self, name: str) -> str | None:
        """Return what stands for a name that needs no saying; a vault has such names for its own templates."""
        if not self.split:
            return None
        if name in _COUNTED:
            return str(self._counts[name])
        if name == "date":
            return self.options.created.isoformat() if self.options.created else None
        if name == "documents":
            return str(len(self.paths))
        return self._plain_title if name == "title" else None

    @cached_property
    def _plain_title(self) -> str | None:
        """The title of the whole, read without filling placeholders; `None` where it has some itself."""
        if self.options.title or not self._can_lead(self.paths[0]):
            return self.title
        first = read_document(self.paths[0], self.text(self.paths[0]))
        title = first.title if first.heading else humanised(self._name)
        return None if "{{" in title else title

    @cached_property
    def _counts(self) -> Mapping[str, int]:
        """Count over all documents as they stand, with placeholders."""
        tasks = words = 0
        notes = 1 + len(self.paths)
        for path in self.paths:
            numbers = measure(self.text(path).decode())
            tasks += numbers.tasks_total
            words += numbers.words
            notes += len(
                read_document(
                    path,
                    self.text(path),
                    min_words=self.options.min_words,
                    known=self._known,
                    choice=self.options.choice,
                ).sections
            )
        return {"notes": notes, "tasks": tasks, "reading_time": minutes(words)}

    def _title_above(self, path: str) -> str:
        """Return a document's title from the text down to its first heading, if that settles it."""
        text = self.text(path)
        properties = _PROPERTIES.match(text)
        heading = _FIRST_HEADING.search(text, properties.end() if properties else 0)
        if heading is None or not self.split:
            return self.document(path).title
        above = read_document(path, self._fill(path, text[: heading.end()]).source)
        settled = any(found.level <= SECTION_LEVEL for found in above.note.headings)
        return above.title if settled else self.document(path).title

    def _has_wikilink(self, path: str) -> bool:
        """Whether a document links to a file of the source as Obsidian does."""
        text = self.text(path)
        if b"[[" not in text:
            return False
        note = parse_note(path, text)
        return any(
            link.kind in (LinkKind.WIKILINK, LinkKind.EMBED)
            and link.path
            and find_file(self.files, note.folder, link.path)
            for link in note.links
        )


def _nothing(path: str) -> bool:
    del path
    return False


def _in_order(paths: Collection[str], options: Options) -> Sequence[str]:
    """Put first those that the options name, then the overview, a folder's documents before those of its folders."""
    for path in options.documents:
        if path not in paths:
            raise ConfigurationError(f"{OPTIONS_FILE}: documents: no such document: {path}")
    places = {path: number for number, path in enumerate(options.documents)}
    return tuple(sorted(paths, key=lambda path: (places.get(path, len(places)), *_order(path))))


def _order(path: str) -> tuple[int, Sequence[tuple[bool, str]]]:
    *folders, name = path.split("/")
    return _rank(path), [*((True, folder) for folder in folders), (False, name)]


def _rank(path: str) -> int:
    """Return the place of a document's name among those of leading documents; `len(_LEADS)` for all others."""
    spelled = re.sub(r"[\W_]+", " ", stem(path).lower())
    fits = (rank for rank, lead in enumerate(_LEADS) if "/" not in path and re.fullmatch(lead, spelled))
    return next(fits, len(_LEADS))
