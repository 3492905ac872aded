"""Build an interlinked Obsidian vault from Markdown, and tell the truth about any vault."""

__version__ = "0.1.0"
