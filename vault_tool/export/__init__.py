"""The link graph in other programs' formats."""
