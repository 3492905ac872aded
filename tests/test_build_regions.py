"""The builder's part of hub and index notes: what is in it, what is not, and what of the user's is moved out of it."""

import pytest

from vault_tool.build.regions import with_region, without_region

BEGIN, END = "%% vault-tool:begin %%", "%% vault-tool:end %%"
FILLED = "## Sections\n\n- [[@a.md%23one]] 0/1\n- [[@a.md%23two]]"
OURS = f"{BEGIN}\n\n{FILLED}\n\n{END}"
EMPTY = f"{BEGIN}\n{END}"


@pytest.mark.parametrize(
    ("text", "emptied", "moved"),
    [
        (f"# A\n\n{OURS}\n\nMine.", f"# A\n\n{EMPTY}\n\nMine.", ()),
        (f"{OURS}\nMine.".replace("@a.md%23two", "Moved/Two"), f"{EMPTY}\nMine.", ()),
        (f"```\n{BEGIN}\nCODE\n```\n\n{OURS}", f"```\n{BEGIN}\nCODE\n```\n\n{EMPTY}", ()),
        (f"```\n{BEGIN}\nCODE\n{END}\n```\n\n{OURS}", f"```\n{BEGIN}\nCODE\n{END}\n```\n\n{EMPTY}", ()),
        (f"{BEGIN}\nMine.\n\n{OURS}", f"{BEGIN}\nMine.\n\n{EMPTY}", ()),
        (f"{BEGIN}\nMine.\n{END}\n\n{OURS}", f"{BEGIN}\nMine.\n{END}\n\n{EMPTY}", ()),
        (OURS.replace("- [[@a.md%23two", "My *own*\nlines\n- [[@a.md%23two"), f"{EMPTY}\n\nMy *own*\nlines",
         ("My *own*", "lines")),
        (f"{OURS}\nBelow.".replace("\n\n%%", "\n- [[Own]]\n%%", 1), f"{EMPTY}\n\n- [[Own]]\n\nBelow.", ("- [[Own]]",)),
        (OURS.replace("0/1", "0/1, soon"), f"{EMPTY}\n\n- [[@a.md%23one]] 0/1, soon", ("- [[@a.md%23one]] 0/1, soon",)),
    ],
    ids=[
        "as it was", "a file renamed elsewhere", "a begin in code", "a region in code", "a begin without an end above",
        "another region above", "lines within", "a link of the user's", "a line that was changed",
    ],
)  # fmt: skip
def test_the_region_is_emptied(text: str, emptied: str, moved: tuple[str, ...]) -> None:
    assert without_region(text, FILLED) == (emptied, moved, False)


@pytest.mark.parametrize("rest", ["", "\nMine.", f"\nMine.\n\n{BEGIN}"])
def test_an_end_that_is_missing_is_put_back(rest: str) -> None:
    text = OURS.removesuffix(f"\n\n{END}") + rest
    assert without_region(f"# A\n\n{text}", FILLED) == (f"# A\n\n{EMPTY}{rest}", (), True)


def test_without_a_state_lines_are_known_by_their_looks() -> None:
    text = (
        f"{BEGIN}\n\n2 documents, 3 notes, 4 minutes to read.\n\n## [[A]]\n\n- [[@b.md]] 1/2\n- [[C]]\n\nMine.\n\n{END}"
    )
    assert without_region(text, None, ["C"]) == (f"{EMPTY}\n\nMine.", ("Mine.",), False)


def test_without_a_state_a_list_of_the_users_is_not_the_builders() -> None:
    text = f"{BEGIN}\n\n## Sections\n\n- [[@b.md]] 1/2\n- [[Diary]]\n- [[@b.md]]\n\n{END}"
    mine = ("- [[Diary]]", "- [[@b.md]]")
    assert without_region(text, None, ["B"]) == ("\n".join([EMPTY, "", *mine]), mine, False)


@pytest.mark.parametrize("above", ["", f"```\n{EMPTY}\n```\n\n", f"{BEGIN}\nMine.\n{END}\n\n", f"{BEGIN}\n\n"])
def test_the_empty_region_is_filled(above: str) -> None:
    assert with_region(f"{above}{EMPTY}\n\nMine.", FILLED) == f"{above}{OURS}\n\nMine."
