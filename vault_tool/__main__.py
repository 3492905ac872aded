"""`python -m vault_tool` is `vault-tool`."""

from vault_tool.cli import run

run()
