"""What Obsidian takes a file for, from its name alone (semantics 1.3; Obsidian Help: Accepted file formats)."""

from vault_tool.model import FileKind

_EXTENSIONS = {
    FileKind.NOTE: "md",
    FileKind.CANVAS: "canvas",
    FileKind.BASE: "base",
    FileKind.IMAGE: "avif bmp gif jpeg jpg png svg webp",
    FileKind.AUDIO: "flac m4a mp3 ogg wav 3gp",
    FileKind.VIDEO: "mkv mov mp4 ogv webm",
    FileKind.PDF: "pdf",
}

_KINDS = {extension: kind for kind, extensions in _EXTENSIONS.items() for extension in extensions.split()}


def file_kind(path: str) -> FileKind:
    """Return the kind of the file at the path; letter case does not count.

    The extension is what follows the last dot of the name: `.markdown` and `.txt` are no notes, and neither is a
    name without a dot.
    """
    name = path.rpartition("/")[2]
    _, dot, extension = name.rpartition(".")
    return _KINDS.get(extension.lower(), FileKind.OTHER) if dot else FileKind.OTHER
