"""What a build is asked for: the keys of `vault.toml`, and what the command line adds to them.

`vault.toml` lies at the top of the source; a source that is a single file may have one beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from vault_tool.build.scaling import SHORTEST_MONTH
from vault_tool.build.timeline import NO_CHOICE, Choice, DateStyle, Phase, Track, choose, read_phases, read_tracks
from vault_tool.build.toml_table import TomlTable
from vault_tool.errors import UsageError
from vault_tool.exclusion import pattern_matcher
from vault_tool.toml_values import entry, known_words, read_toml

OPTIONS_FILE = "vault.toml"

KEYS = (
    "adaptations",
    "autolink",
    "created",
    "default_track",
    "documents",
    "exclude",
    "mentions",
    "min_words",
    "placeholders",
    "split",
    "timeline",
    "title",
    "tracks",
)
"""Every key of `vault.toml`."""

SPLITS = (0, 2)
"""At which level of heading a document may be divided; 0 is nowhere."""

_EXAMPLE = '[placeholders]\nteam = "Platform"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What is asked for; every field has the value of a source that says nothing."""

    title: str = ""
    """Of the hub; empty where the documents are to say."""
    split: int | None = None
    """One of `SPLITS`; `None` where it depends on whether the source is a vault already."""
    min_words: int = 0
    """A section of fewer words stays with the one before it."""
    autolink: bool = True
    """Whether the first mention of another note becomes a link."""
    mentions: tuple[str, ...] = ()
    """Titles and aliases of a single word that are linked where they are mentioned, too."""
    placeholders: Mapping[str, str] = field(default_factory=dict)
    """What stands for `{{name}}`, by `name`, and for `[Name]`, by the name with its brackets."""
    created: date | None = None
    """The day that the notes say they were made on; `None` where the first build is to say."""
    documents: tuple[str, ...] = ()
    """Paths of documents that come first, in this order."""
    exclude: tuple[str, ...] = ()
    """Files of the source (gitignore-style) that are none of the vault's business."""
    phases: tuple[Phase, ...] = ()
    """The timeline, in order."""
    dates: DateStyle = DateStyle.EMOJI
    """How due dates are written."""
    tracks: Mapping[str, Track] = field(default_factory=dict)
    """By name."""
    default_track: str = ""
    """The name of the track that is taken where none is chosen."""
    adaptations: Mapping[str, str] = field(default_factory=dict)
    """What each adaptation is called, by its name."""
    choice: Choice = NO_CHOICE
    """What is chosen of all this."""


def options_from(raw: bytes, file: str = OPTIONS_FILE) -> Options:
    """Return what a `vault.toml` with this content asks for.

    Raises `ConfigurationError` for what is not TOML, an unknown key and a value of the wrong kind; `file` is the name
    that it goes by in errors.
    """
    table = TomlTable(read_toml(raw, file), file, KEYS)
    exclude = table.texts("exclude")
    try:
        if exclude:
            pattern_matcher(exclude)
    except ValueError as error:
        table.refuse("exclude", f"{error}; put a backslash before a character that stands for itself")
    phases, dates = read_phases(table, file)
    tracks = read_tracks(table, file)
    for track in tracks.values():
        if len(phases) > track.months * SHORTEST_MONTH:
            key = f"{entry('tracks', track.name)}.months"
            table.refuse(key, f"{len(phases)} phases do not fit in {track.months}; each of them needs a day")
    default_track = table.text("default_track")
    if default_track and default_track not in tracks:
        known = known_words(default_track, tracks) if tracks else "; say how long it is in [tracks.NAME]"
        table.refuse("default_track", f"no such track{known}")
    return Options(
        title=table.text("title"),
        split=table.one_of("split", SPLITS),
        min_words=table.count("min_words"),
        autolink=table.flag("autolink", default=True),
        mentions=table.texts("mentions"),
        placeholders=dict(table.named_texts("placeholders", _EXAMPLE.replace("\n", ", "))),
        created=table.date("created"),
        documents=table.texts("documents"),
        exclude=exclude,
        phases=phases,
        dates=dates,
        tracks=tracks,
        default_track=default_track,
        adaptations=dict(table.named_texts("adaptations", '[adaptations], finance = "Finance"')),
    )


def with_values(options: Options, values: Mapping[str, str]) -> Options:
    """Return the options with the values of `--set NAME=VALUE` on top.

    `created` is the day, any other name a placeholder's. Raises `UsageError` where `created` is no date.
    """
    rest = {name: value for name, value in values.items() if name != "created"}
    options = replace(options, placeholders={**options.placeholders, **rest})
    if "created" not in values:
        return options
    try:
        return replace(options, created=date.fromisoformat(values["created"]))
    except ValueError as error:
        raise UsageError(f"created: {values['created']!r} is no date; write --set created=2026-11-24") from error


def with_choices(options: Options, choices: Mapping[str, str]) -> Options:
    """Return the options with what `--track`, `--focus` and `--start` say, by these names.

    Raises `UsageError` for what the source does not offer.
    """
    choice = choose(choices, options.tracks, options.default_track, options.adaptations)
    if choice.start and not options.phases:
        raise UsageError("--start: the source has no phases; name some in vault.toml, or write --start none")
    return replace(options, choice=choice)
