"""A vault as it would be with other texts in some of its files."""

from collections.abc import Mapping

from vault_tool.canvas import parse_canvas
from vault_tool.model import Vault
from vault_tool.parse import parse_note


def with_texts(vault: Vault, texts: Mapping[str, bytes]) -> Vault:
    """Return the vault with these texts in its files, by path; what is neither note nor canvas is only kept to be read.

    No file is added, and which are excluded does not change.
    """
    if not texts:
        return vault

    def source(path: str) -> bytes:
        return texts[path] if path in texts else vault.source(path)

    notes = {path: parse_note(path, texts[path]) for path in texts if path in vault.notes}
    canvases = {path: parse_canvas(path, texts[path]) for path in texts if path in vault.canvases}
    return vault._replace(notes={**vault.notes, **notes}, canvases={**vault.canvases, **canvases}, source=source)
