"""The command line: arguments in, pipeline, exit code out.

Each command is a module of this package, imported only when it is called: `vault-tool --version` costs what click
does.
"""

import gc
import sys
from importlib import import_module
from typing import NoReturn

import click

from vault_tool import __version__
from vault_tool.errors import VaultToolError

COMMANDS = {
    "init": "write a small source to begin with",
    "build": "make or update a vault from Markdown documents",
    "report": "show progress, shape and broken links of a vault",
    "lint": "find what is broken in a vault",
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


def run() -> NoReturn:
    """Run the command line; text is UTF-8 whatever the locale says."""
    # A run makes a million records without a cycle and ends: looking for cycles takes a third of its time.
    gc.disable()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    try:
        code = _exit_code_of_main()
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except OSError as error:
        # Such as a full disk behind a redirection: without this, Python would exit with 1, which means findings.
        sys.stdout = None
        click.echo(f"Error: the output cannot be written: {(error.strerror or str(error)).lower()}", err=True)
        code = 2
    sys.exit(code)


def _exit_code_of_main() -> int:
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 2
    return 0
