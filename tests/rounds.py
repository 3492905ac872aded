"""A guide that its author changes and a vault of it that its reader changes, for laws of many rounds.

What the reader has ticked and written is kept here on its own, and looked for with patterns that know nothing of notes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from hypothesis import strategies as st

from vault_tool.build.asking import Asked
from vault_tool.build.changes import Changes
from vault_tool.build.options import Options
from vault_tool.build.state import STATE_PATH, base_path, decode_base, decode_state
from vault_tool.build.updating import update
from vault_tool.github import slug

DEFAULT = Options()


class Vault:
    """A vault in memory that is built again and again."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    @property
    def visible(self) -> dict[str, bytes]:
        return {path: data for path, data in self.files.items() if not path.startswith(".")}

    @property
    def text(self) -> str:
        """All that a reader sees, links as their text: the builder makes one of a mention."""
        whole = b"\n".join(data for path, data in self.visible.items() if path.endswith(".md")).decode()
        return re.sub(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]", r"\1", whole)

    def build(self, sources: Mapping[str, str], options: Options = DEFAULT, **more: object) -> Changes:
        raw = self.files.get(STATE_PATH)
        changes = update(
            Asked(
                name="guide",
                sources={path: text.encode() for path, text in sources.items()},
                options=options,
                vault=self.visible,
                state=None if raw is None else decode_state(raw),
                base=lambda name: decode_base(self.files.get(base_path(name), b"{}"), name),
                **more,  # type: ignore[arg-type]
            )
        )
        for old, new in changes.rename.items():
            self.files[new] = self.files.pop(old)
        self.files |= {**changes.write, **changes.beside}
        for path in changes.remove:
            del self.files[path]
        for path, data in changes.memory.items():
            if data is None:
                self.files.pop(path, None)
            else:
                self.files[path] = data
        return changes


# -- The author -------------------------------------------------------------------------------------------------------

KEYS = ("alpha", "beta", "gamma", "delta", "epsilon")


@dataclass
class Section:
    """A section of a guide; nearly all of its words hold its key, so that it is known again."""

    key: str
    title: str
    word: str = "old"
    tasks: int = 2
    has_picture: bool = True
    has_footnote: bool = True
    has_detail: bool = True

    def text(self, heading: str, link: str) -> str:
        """Return the section below its heading; `link` leads to another section."""
        key, mark = self.key, f"[^{self.key}]" if self.has_footnote else ""
        blocks = [
            f"## {heading}",
            f"{key}1 {key}2 {key}3 {key}4 {key}5 {key}6{mark} {self.word}, as in {link}, one of {{{{notes}}}}.",
            "\n".join(f"- [ ] task {key} {number}" for number in range(self.tasks))
            + f"\n- [ ] task {key} read {link}\n- [ ] task {key} of {{{{notes}}}} notes",
            f"### Detail {key}" if self.has_detail else "",
            f"![](pictures/{key}.png)" if self.has_picture else "",
            f"[^{key}]: {key}7 {key}8" if self.has_footnote else "",
        ]
        return "\n\n".join(filter(None, blocks)) + "\n"


@dataclass
class Guide:
    """The documents of a guide, by path."""

    documents: dict[str, list[Section]] = field(default_factory=dict)
    is_numbered: bool = False

    def sources(self) -> dict[str, str]:
        """Return the text of each document."""
        headings = {
            section.key: f"{number}. {section.title}" if self.is_numbered else section.title
            for number, section in enumerate(self.sections, 1)
        }
        home = {section.key: path for path, sections in self.documents.items() for section in sections}
        order = list(home)
        texts = {}
        for path, sections in self.documents.items():
            written = []
            for section in sections:
                other = order[(order.index(section.key) + 1) % len(order)]
                link = f"[the {other} part]({'' if home[other] == path else home[other]}#{slug(headings[other])})"
                written.append(section.text(headings[section.key], link))
            texts[path] = "\n".join([f"# Guide {path[0]}\n", *written])
        return texts

    def files(self) -> dict[str, bytes]:
        """Return the pictures."""
        return {f"pictures/{section.key}.png": b"A picture." for section in self.sections if section.has_picture}

    @property
    def sections(self) -> list[Section]:
        return [section for sections in self.documents.values() for section in sections]


def first_guide() -> Guide:
    """Return the guide that every vault is first built of."""
    return Guide(
        {"a.md": [Section(key, key.title()) for key in KEYS[:3]], "b.md": [Section("delta", "Delta: the end")]}
    )


AUTHOR = ("number", "reword", "rename", "drop", "add", "move", "swap", "task", "picture", "footnote", "detail", "file")


def revise(guide: Guide, kind: str, number: int) -> None:
    """Change a guide as its author may."""
    sections = guide.sections
    paths = list(guide.documents)
    if kind == "number":
        guide.is_numbered = not guide.is_numbered
    elif kind == "add":
        missing = [key for key in KEYS if key not in {section.key for section in sections}]
        if missing:
            guide.documents[paths[number % len(paths)]].insert(0, Section(missing[0], missing[0].title()))
    elif kind == "file":
        path = paths[number % len(paths)]
        guide.documents = {("c.md" if old == path else old): kept for old, kept in guide.documents.items()}
    elif sections:
        section = sections[number % len(sections)]
        home = next(path for path, inside in guide.documents.items() if section in inside)
        if kind == "drop":
            guide.documents[home].remove(section)
        elif kind == "move":
            guide.documents[home].remove(section)
            guide.documents[paths[(paths.index(home) + 1) % len(paths)]].append(section)
        elif kind == "swap":
            guide.documents[home].reverse()
        elif kind == "rename":
            section.title = f"{section.title} {number}"
        elif kind == "reword":
            section.word = f"new{number}"
        elif kind == "task":
            section.tasks = number % 4
        else:
            name = f"has_{kind}"
            setattr(section, name, not getattr(section, name))


# -- The reader -------------------------------------------------------------------------------------------------------

READER = (
    *("tick", "tick", "line", "reword", "relink", "move", "rename", "delete", "copy", "own", "own", "board", "arrange"),
    *("unlink", "footnote", "lose"),
)


@dataclass
class Reader:
    """What a reader has done to a vault so far."""

    vault: Vault
    ticked: set[str] = field(default_factory=set)
    lines: set[str] = field(default_factory=set)
    has_lost_state: bool = False
    """From then on, what came with the source cannot be told from the reader's."""

    def edit(self, kind: str, number: int) -> None:
        """Do to the vault what a reader may do."""
        files = self.vault.files
        notes = sorted(path for path in self.vault.visible if path.endswith(".md") and "/" in path)
        if kind == "lose":
            self.vault.files = self.vault.visible
            self.has_lost_state = True
            return
        if not notes:
            return
        path = notes[number % len(notes)]
        name = path.rpartition("/")[2][:-3]
        text = files[path].decode()
        line = f"My line {number}."
        if kind == "tick":
            tasks = re.findall(r"- \[ \] (?=task)", text)
            if tasks:
                head, box, tail = _split(text, "- [ ] task", number)
                files[path] = (head + box.replace("[ ]", "[x]") + tail).encode()
                self.ticked |= ticks(box.replace("[ ]", "[x]") + tail.partition("\n")[0])
        elif kind == "line":
            files[path] = f"{text}\n{line} About Delta: the end.\n".encode()
            self.lines.add(line)
        elif kind == "reword":
            files[path] = re.sub(r"(?m)^(\w+1 .*)$", rf"\1 {line}", text, count=1).encode()
            self.lines |= {line} & set(re.findall(r"My line \d+\.", files[path].decode()))
        elif kind == "relink":
            files[path] = f"{text}\n{line} [[{notes[(number + 1) % len(notes)].rpartition('/')[2][:-3]}]]\n".encode()
            self.lines.add(line)
        elif kind == "unlink":
            files[path] = re.sub(r"(?m)^(\w+1 .*)\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]", r"\1\2", text).encode()
        elif kind == "footnote":
            # A label of the reader's own, or one that the source may come to use.
            label = next((key for key in KEYS if f"{key}1" in text and f"[^{key}]" not in text), f"mine{number}")
            if f"[^{label}]" not in text:
                files[path] = f"{text}\n{line}[^{label}]\n\n[^{label}]: A note of my own.\n".encode()
                self.lines.add(line)
        elif kind == "own":
            heading = re.search(r"(?m)^## (Detail \w+)$", text)
            picture = re.search(r"pictures/\w+\.png", text)
            to_heading = f"[[{name}#{heading[1]}]]" if heading else ""
            shown = f"![[{picture[0]}]]" if picture else ""
            files[f"Own {number}.md"] = f"{line} [[{name}]] {to_heading} {shown}\n".encode()
            self.lines.add(line)
        elif kind == "board":
            files[f"Board {number}.canvas"] = (
                f'{{"nodes":[{{"id":"a","type":"file","file":"{path}","x":0,"y":0,"width":1,"height":1}}]}}'.encode()
            )
        elif kind == "arrange":
            files["Roadmap.canvas"] = files["Roadmap.canvas"].replace(b'"y": 280', b'"y": 281')
        elif kind == "copy":
            files.setdefault(f"Copies/Copy {number}.md", files[path])
        elif kind == "delete":
            del files[path]
            left = self.vault.text
            self.ticked &= ticks(left)
            self.lines = {written for written in self.lines if written in left}
        else:
            to = f"Moved/{path.rpartition('/')[2]}" if kind == "move" else f"{path[:-3]} {number}.md"
            if to not in files:
                files[to] = files.pop(path)


def _split(text: str, what: str, number: int) -> tuple[str, str, str]:
    places = [match.start() for match in re.finditer(re.escape(what), text)]
    at = places[number % len(places)]
    return text[:at], text[at : at + len(what)], text[at + len(what) :]


def ticks(text: str) -> set[str]:
    """Return the tasks that are ticked, links as their text, counts as `N`, and without what the builder adds."""
    text = re.sub(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]|\[([^\[\]]*)\]\([^()]*\)", r"\1\2", text)
    text = re.sub(r"\b\d+ notes", "N notes", text)
    return {line.replace("%% removed from source %%", "").strip() for line in re.findall(r"- \[x\] (task.*)", text)}


steps = st.tuples(
    st.lists(st.tuples(st.sampled_from(READER), st.integers(0, 9)), max_size=3),
    st.lists(st.tuples(st.sampled_from(AUTHOR), st.integers(0, 9)), max_size=3),
)
rounds = st.lists(steps, min_size=1, max_size=4)
