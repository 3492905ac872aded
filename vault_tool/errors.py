"""What goes wrong with a call.

A bad vault is data (a finding); a bad call is one of these::

    VaultToolError              the command line prints it and exits with 2
    ├── UsageError              the call makes no sense: no such folder, no such note
    ├── ConfigurationError      a configuration file that cannot be followed
    └── WriteError              a write that would leave the folder asked for, or harm foreign files
"""


class VaultToolError(Exception):
    """A call that cannot be carried out; its message names the place and the way out."""


class UsageError(VaultToolError):
    """A call that makes no sense, such as a vault that is not there."""


class ConfigurationError(VaultToolError):
    """A configuration file that cannot be followed."""


class WriteError(VaultToolError):
    """A write that is refused because it would harm what is not ours."""
