"""What a build does not work on would have come out as it is: a law, over changes on both sides."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rounds import Vault
from test_build_again import EDITS, edit

from vault_tool.build import preparing, texts

TITLES = ("Old harbour", "New harbour", "The old harbour wall", "Night ferry", "Ferry")
DOCUMENTS = ("one.md", "two.md", "three.md", "four.md")
TEXTS = st.sampled_from(
    [*TITLES, "old harbour wall", "[it](two.md)", "[that](one.md#old-harbour)", "[x](#night-ferry)",
     "[there](three.md#new-harbour)", "`four.md`", "- [ ] Night ferry", "- [ ] see [it](two.md#ferry)", "plain",
     "[have:: 3] [goal:: 10]", "### Ferry", "{{notes}} of them", "- [ ] see {{notes}} and {{nobody}}", "{{title}}"]
)  # fmt: skip

CHANGES = EDITS.filter(lambda kind: kind != "lose")  # A note that was found again is counted as it is spelled.


@st.composite
def sources(draw: st.DrawFn) -> Mapping[str, str]:
    """Draw documents that link to one another and name one another's sections."""
    return {
        path: f"# {draw(st.sampled_from(['Night ferry', path[:-3], 'The harbour']))}\n\n{draw(TEXTS)}\n"
        + "".join(
            f"\n## {title}\n\n" + "\n\n".join(draw(st.lists(TEXTS, max_size=3))) + "\n"
            for title in draw(st.lists(st.sampled_from(TITLES), max_size=3, unique=True))
        )
        for path in DOCUMENTS
    }


@st.composite
def revised(draw: st.DrawFn, then: Mapping[str, str]) -> Mapping[str, str]:
    """Draw the documents with one of them changed, gone or come."""
    path = draw(st.sampled_from(DOCUMENTS))
    if path in then and len(then) > 1 and draw(st.integers(0, 2)) == 0:
        return {other: text for other, text in then.items() if other != path}
    return {**then, path: draw(sources())[path]}


@settings(deadline=None)
@given(st.data())
def test_what_is_not_worked_on_would_come_out_as_it_is(data: st.DataObject) -> None:
    current = data.draw(sources())
    vault = Vault()
    vault.build(current)
    for _ in range(data.draw(st.integers(1, 4))):
        for kind, number in data.draw(st.lists(st.tuples(CHANGES, st.integers(0, 16)), max_size=2)):
            edit(vault, kind, number, set())
        if data.draw(st.booleans()):
            current = data.draw(revised(current))
        other = Vault()
        other.files = dict(vault.files)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(texts, "worked_on", lambda plan: plan.alive)
            patch.setattr(preparing, "concerned", lambda divided, _, others, *__: divided.paths if others else ())
            other.build(current, adopt=True)
        vault.build(current, adopt=True)
        assert vault.files == other.files
