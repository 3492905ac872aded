"""All commands by name; each is a module of its own, imported only when it is called."""

from importlib import import_module

import click

from vault_tool import __version__
from vault_tool.errors import VaultToolError

COMMANDS = {
    "init": "write a small source to begin with",
    "build": "make or update a vault from Markdown documents",
    "report": "show progress, shape and broken links of a vault",
    "lint": "find what is broken in a vault",
    "watch": "show what is broken, and what changes about it as files are saved",
    "mv": "rename or move a note, file, folder or heading, and keep every link",
    "link": "find mentions of other notes that are not links yet",
    "graph": "export the link graph",
    "inspect": "print everything that was read, as JSON",
    "config": "show the settings that hold, and where they come from",
    "explain": "say what a rule finds, why, and how to fix it",
}
"""Every command with its line of help, which `vault-tool --help` shows without importing the command."""


class _Commands(click.Group):
    """Finds a command in its own module when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"vault_tool.cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except VaultToolError as error:
            raise _CouldNotRunError(str(error)) from error


class _CouldNotRunError(click.ClickException):
    """A call that could not be carried out; 1 is kept for findings (DESIGN: exit codes)."""

    exit_code = 2


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="vault-tool")
def main() -> None:
    """Build an interlinked Obsidian vault from Markdown, and tell the truth about any vault."""
