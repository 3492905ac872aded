"""Lines and columns of byte offsets."""

from vault_tool.text import Locator


def test_all_that_is_found_in_a_line_shares_one_copy_of_it() -> None:
    locator = Locator(b"one\r\n[[a]] [[b]]\nthree")
    first, second = locator.line(5), locator.line(11)
    assert first == "[[a]] [[b]]"
    assert second is first
    assert [locator.line(17), locator.line(0), locator.line(11)] == ["three", "one", "[[a]] [[b]]"]
