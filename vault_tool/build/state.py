"""What the last build wrote, remembered in the vault: the builder may touch a file only while it is still that."""

import json
from collections.abc import Mapping
from hashlib import sha256

from vault_tool.errors import ConfigurationError

STATE_PATH = ".vault-tool/state/build.json"
"""Where it stands in the vault; it is kept under version control with the notes."""

_VERSION = 1


def digest(data: bytes) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    return sha256(data).hexdigest()


def encode_state(digests: Mapping[str, str]) -> bytes:
    """Return the state's file, from the digest of every file written, by vault path; one line a file, sorted."""
    document = {"version": _VERSION, "files": dict(sorted(digests.items()))}
    return f"{json.dumps(document, ensure_ascii=False, indent=2)}\n".encode()


def decode_state(raw: bytes) -> Mapping[str, str]:
    """Return the digests by vault path; raises `ConfigurationError` where the file is not one of ours."""
    trouble = f"{STATE_PATH} cannot be read; restore it, or delete it and build with --adopt"
    try:
        document = json.loads(raw)
    except ValueError as error:
        raise ConfigurationError(trouble) from error
    files = document.get("files") if isinstance(document, dict) else None
    if not isinstance(files, dict) or not all(isinstance(value, str) for value in files.values()):
        raise ConfigurationError(trouble)
    if document.get("version") != _VERSION:
        raise ConfigurationError(f"{STATE_PATH} was written by a newer vault-tool; update vault-tool")
    return files
