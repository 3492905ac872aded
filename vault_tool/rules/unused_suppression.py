"""The rule `unused-suppression`."""

from vault_tool.diagnostic import Severity
from vault_tool.rules._rule import runner_rule


@runner_rule(Severity.WARNING)
def unused_suppression() -> None:
    """A comment that asks for silence where nothing is found, or that cannot be followed.

    What a comment says of a rule that does not run is left alone, as is one that names `ALL`.

    Why: it hides the next finding there, which nobody has looked at yet, or never did what its author thought.
    Fix: remove it, or correct the name of the rule.
    """
