"""The fixes, one file each, named after the rule whose findings it mends."""
