"""What would change in files, as a unified diff that `patch` and `git apply` read."""

from collections.abc import Iterator, Mapping

_END = b"\n\\ No newline at end of file\n"


def diff(changed: Mapping[str, tuple[bytes, bytes]], renamed: Mapping[str, str] | None = None) -> str:
    """Return the diff of files by their paths, each as it is and as it would be, and of files under new names.

    Line ends are kept as they are. Bytes that are no UTF-8 come out as U+FFFD, for people to see.
    """
    renamed = renamed or {}
    pieces = [piece for path in sorted({*changed, *renamed}) for piece in _of_file(path, changed, renamed)]
    return b"".join(pieces).decode(errors="replace")


def _of_file(path: str, changed: Mapping[str, tuple[bytes, bytes]], renamed: Mapping[str, str]) -> Iterator[bytes]:
    from difflib import diff_bytes, unified_diff  # noqa: PLC0415 - only where a diff is asked for

    new = renamed.get(path, path)
    if new != path:
        yield f"diff --git a/{path} b/{new}\nrename from {path}\nrename to {new}\n".encode()
    before, after = changed.get(path, (b"", b""))
    names = f"a/{path}".encode(), f"b/{new}".encode()
    for line in diff_bytes(unified_diff, _lines(before), _lines(after), *names):
        yield line if line.endswith(b"\n") else line + _END


def _lines(text: bytes) -> list[bytes]:
    """Split at line feeds alone: a carriage return is part of its line."""
    lines = text.split(b"\n")
    return [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
