"""A small source to begin with: two documents and a `vault.toml` that says what can be asked for."""

from collections.abc import Mapping

from vault_tool.build.options import OPTIONS_FILE

_VAULT_TOML = """\
# What `vault-tool build` is to make of this folder. Every line may be left out; what stands behind a `#` is an example.

# The title of the hub. Without it: the heading of an overview, or the folder's name.
# title = "My plan"

# At which level of heading a document is divided into notes: 2, or 0 for one note a document.
# split = 2

# A section of fewer words than this stays with the one before it.
# min_words = 40

# The order of the documents; those that are not named follow.
documents = ["overview.md", "plan.md"]

# Files that are none of the vault's business (as in .gitignore).
# exclude = ["drafts/"]

# Whether the first mention of another note's title becomes a link, and names of one word for which it does, too.
# autolink = true
# mentions = ["Glossary"]

# A pace at which to go (`build --track fast`), and phases whose tasks get due dates (`build --start 2027-01-04`).
# default_track = "fast"
# [tracks.fast]
# months = 2
# hours_a_week = 10
# [timeline]
# phases = [{ months = 1, sections = ["plan.md#month-1"] }, { months = 1, sections = ["plan.md#month-2"] }]

# The day that the notes say they were made on. Without it: the day of the first build.
# created = 2026-11-24

# What stands in the documents for something that is said here. {{date}}, {{title}}, {{documents}}, {{notes}}, {{tasks}}
# and {{reading_time}} need no saying; names in square brackets do.
[placeholders]
author = "Your name"
review_day = "the first Sunday of the month"
# "[Current Date]" = "{{date}}"
"""

_OVERVIEW = """\
# My plan

What this is about, in two sentences. Each section below becomes a note of its own.

## Why

What will be different when it is done, and who will notice.

## Quick start

- [ ] Read [the first month](plan.md#month-1)
- [ ] Build the vault and open it in Obsidian
- [ ] Tick this box, change a document, and build again: the tick stays

## Goals

Raise the first number as you go.

- **Things finished** [have:: 0] [goal:: 5]
- **People who have used one of them** [have:: 0] [goal:: 10]

## Keeping at it

Look at the [goals](#goals) on {{review_day}}, and change the plan when they do not move.

## Metadata

- **Version:** 1.0
- **Author:** {{author}}
"""

_PLAN = """\
# The plan

What comes when. Headings below the second level stay in their section's note.

## Month 1

- [ ] Choose the smallest thing that somebody could use
- [ ] Finish it
  - [ ] Write down what was harder than it looked

### To show

One thing that works.

## Month 2

- [ ] Show it to three people
- [ ] Mend what they stumbled over

See [the goals](overview.md#goals) for how to tell that it is working.
"""


def starter_files() -> Mapping[str, str]:
    """Return the text of each file by its path."""
    return {OPTIONS_FILE: _VAULT_TOML, "overview.md": _OVERVIEW, "plan.md": _PLAN}
