"""Which notes are hubs: the notes that a reader starts from, and that lead to the rest."""

from collections.abc import Iterator

from vault_tool.model import Note, Vault
from vault_tool.names import note_key, within
from vault_tool.settings import Settings

_HUB_TAGS = frozenset({"hub", "moc"})
"""What people call such a note: a hub, or a map of content."""


def is_hub(note: Note, settings: Settings) -> bool:
    """Whether the note says that it is a hub, or the settings do.

    It says so by the property `type: hub`, or by a tag `#hub` or `#moc` in its properties or its body; a nested tag
    answers to its parents (semantics 7.5), so `#moc/cooking` does too. The settings name it by path or by name, with
    or without `.md`. Letter case counts nowhere.
    """
    if any(_root(tag) in _HUB_TAGS for tag in note.property_tags):
        return True
    if any(_root(tag.name) in _HUB_TAGS for tag in note.tags):
        return True
    if any(name.lower() == "hub" for name in _types(note)):
        return True
    if not settings.hubs:
        return False
    path = note_key(note.path)
    ways = {path, path.removesuffix(".md"), note_key(note.name), note_key(f"{note.name}.md")}
    return any(note_key(name).strip("/") in ways for name in settings.hubs)


def hubs(vault: Vault) -> tuple[str, ...]:
    """Return the paths of the vault's hubs, sorted.

    Excluded notes are none, and neither are those in the template folders, which are only the mould of hubs.
    """
    settings = vault.settings
    return tuple(
        sorted(
            path
            for path, note in vault.notes.items()
            if is_hub(note, settings) and path not in vault.excluded and not within(path, settings.template_folders)
        )
    )


def _root(tag: str) -> str:
    return tag.removeprefix("#").partition("/")[0].lower()


def _types(note: Note) -> Iterator[str]:
    """Yield the values of the property `type`, which may be a list."""
    for name, value in note.properties.items():
        if name.lower() == "type":
            yield from (
                item.strip()
                for item in (value if isinstance(value, list | tuple) else (value,))
                if isinstance(item, str)
            )
