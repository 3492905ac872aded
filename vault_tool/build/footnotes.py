"""Footnotes of the user's and of the source that have one label: then the source's get another one in the vault.

Of two texts under one label a reader sees the first only, and the other is as good as lost.
"""

from collections.abc import Mapping
from itertools import count

from vault_tool.build.ends import loose_ends


def relabelled(text: str, labels: Mapping[str, str]) -> str:
    """Give the footnotes of a text, and their marks, the labels that these have for them."""
    if not labels or "[^" not in text:
        return text
    source = text.encode()
    ends = loose_ends(source, 0)
    places = [*ends.footnote_marks, *((label, start) for label, (start, _) in ends.footnotes.items())]
    at = 0
    pieces = []
    for label, start in sorted(places, key=lambda place: place[1]):
        written = f"[^{label}]".encode()
        if label in labels and start >= at and source.startswith(written, start):
            pieces += [source[at:start], f"[^{labels[label]}]".encode()]
            at = start + len(written)
    return b"".join([*pieces, source[at:]]).decode()


def apart(known: Mapping[str, str], base: str | None, theirs: str, ours: str) -> Mapping[str, str]:
    """Return the labels in the vault of the source's footnotes that share theirs with one of the user's.

    `known` are those that earlier builds gave; without a base only such a one is found again.
    """
    if "[^" not in theirs or "[^" not in ours:
        return known
    source, vault = _texts(ours), _texts(theirs)
    before = _texts(base) if base is not None else {}
    labels = dict(known)
    for label, text in source.items():
        if label in labels or label in before or vault.get(label, text) == text:
            continue
        again = (other for other, said in vault.items() if said == text and other.startswith(f"{label}-"))
        new = next(again, None)
        if new is None and base is not None:
            taken = {*source, *vault, *labels.values()}
            new = next(name for number in count(2) if (name := f"{label}-{number}") not in taken)
        if new is not None:
            labels[label] = new
    return labels


def _texts(body: str) -> dict[str, str]:
    """Return what a body's footnotes say, by label."""
    source = body.encode()
    return {
        label: " ".join(source[start:stop].decode().partition("]:")[2].split())
        for label, (start, stop) in loose_ends(source, 0).footnotes.items()
    }
