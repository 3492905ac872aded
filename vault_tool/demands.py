"""What the configuration can ask of the properties of notes, as values."""

from enum import StrEnum
from typing import NamedTuple


class PropertyType(StrEnum):
    """What a property holds (Obsidian Help: Property types)."""

    TEXT = "text"
    LIST = "list"
    NUMBER = "number"
    CHECKBOX = "checkbox"
    DATE = "date"
    DATETIME = "datetime"
    TAGS = "tags"


class PropertyDemand(NamedTuple):
    """What is asked of one property."""

    name: str
    """As the configuration writes it; letter case does not count."""
    type: PropertyType | None = None
    """`None` where the vault's own `.obsidian/types.json` decides, or nobody."""
    values: tuple[object, ...] = ()
    """The values allowed, in a list each of its items; empty where all are."""
    default: object = None
    """What a note without it is to be given; `None` where nobody knows."""
    required: bool = True


class PropertySchema(NamedTuple):
    """What is asked of the properties of some notes."""

    folders: tuple[str, ...] = ()
    """It is for the notes in these folders …"""
    types: tuple[str, ...] = ()
    """… and for those whose property `type` is one of these; without either, for all notes."""
    demands: tuple[PropertyDemand, ...] = ()
