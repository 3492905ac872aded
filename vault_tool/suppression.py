r"""Comments in a note that ask for silence: `%% vault-tool: ignore broken-link %%`, and the same in an HTML comment.

The grammar, over bytes::

    comment   = ("%%" WSP order WSP "%%") / ("<!--" WSP order WSP "-->")   ; in the body, not in code
              / ("#" WSP order line-end)                                   ; in the frontmatter
    order     = "vault-tool:" WSP verb [WSP rules] [WSP "--" WSP reason]
    verb      = "ignore"              ; the line on which the comment ends
              / "ignore-next-line"    ; the next line with something on it
              / "ignore-start"        ; from here to the `ignore-end` that closes it, or to the end of the note
              / "ignore-end"
              / "ignore-file"         ; the whole note, wherever the comment stands
    rules     = rule *(("," / WSP) rule)
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from vault_tool.model import Suppression
from vault_tool.written import MARK
from vault_tool.zones import Ranges, html_ranges

_LINE, _NEXT_LINE, _START, _END, _FILE = "ignore", "ignore-next-line", "ignore-start", "ignore-end", "ignore-file"
VERBS = (_LINE, _NEXT_LINE, _START, _END, _FILE)

_OF_THE_BUILDER = ("begin", "end")
"""What stands around the lines that `vault-tool build` writes itself; no order to the linter."""

_COMMENT = re.compile(
    rb"(?<![\\%])%%[ \t]*vault-tool:(?P<percent>[^\r\n]*?)%%|<!--[ \t]*vault-tool:(?P<html>[^\r\n]*?)-->"
)
_YAML_COMMENT = re.compile(rb"(?:^|(?<=[ \t]))#[ \t]*vault-tool:(?P<yaml>[^\r\n]*)", re.MULTILINE)
_REASON = re.compile(r"(?:^|\s)--(?:\s|$)")
_SOMETHING = re.compile(rb"[^ \t\r\n]")


class _Order(NamedTuple):
    verb: str
    rules: tuple[str, ...]
    start: int
    stop: int


def read_suppressions(source: bytes, body: bytes, code: Ranges) -> tuple[Suppression, ...]:
    """Return the suppressions of a note in file order, those that cannot be followed among them.

    `source` is the whole note, `body` what follows its frontmatter, `code` where in the body no link counts. What
    looks like a suppression in code is none.
    """
    base = len(source) - len(body)
    orders = [*_orders_in(source[:base]), *_orders_in_body(body, code, base)]
    found: list[Suppression] = []
    begun: list[int] = []
    for verb, rules, start, stop in orders:
        if verb in _OF_THE_BUILDER:
            continue
        if verb not in VERBS:
            found.append(_void(f"no such order: {verb or 'none'} (known: {', '.join(VERBS)})", start, stop))
        elif verb == _END:
            if rules:
                found.append(_void("ignore-end closes the last ignore-start and names no rules", start, stop))
            elif not begun:
                found.append(_void("ignore-end closes nothing", start, stop))
            else:
                opened = begun.pop()
                found[opened] = found[opened]._replace(last=start)
        elif not rules:
            found.append(_void(f"{verb} names no rule", start, stop))
        else:
            if verb == _START:
                begun.append(len(found))
            found.append(Suppression(rules, *_covered(verb, source, stop), start, stop))
    return tuple(found)


def _void(problem: str, start: int, stop: int) -> Suppression:
    return Suppression((), start, start, start, stop, problem)


def _covered(verb: str, source: bytes, stop: int) -> tuple[int, int]:
    """Return the part of the note that an order is about; that of `ignore-start` is closed later."""
    end = len(source) + 1
    if verb == _FILE:
        return 0, end
    if verb == _START:
        return stop, end
    if verb == _LINE:
        return source.rfind(b"\n", 0, stop) + 1, _line_end(source, stop)
    something = _SOMETHING.search(source, _line_end(source, stop))
    if something is None:
        return end, end
    return source.rfind(b"\n", 0, something.start()) + 1, _line_end(source, something.start())


def _line_end(source: bytes, offset: int) -> int:
    """Return where the next line begins."""
    found = source.find(b"\n", offset)
    return len(source) + 1 if found < 0 else found + 1


def _orders_in(frontmatter: bytes) -> Iterator[_Order]:
    if MARK in frontmatter:
        for match in _YAML_COMMENT.finditer(frontmatter):
            yield _order(match, match.start(), match.start() + len(match[0].rstrip()))


def _orders_in_body(body: bytes, code: Ranges, base: int) -> Iterator[_Order]:
    comments = _COMMENT.finditer(body) if MARK in body else ()
    html: Ranges | None = None
    for match in comments:
        start = match.start()
        if match["html"] is None:
            counts = start not in code
        else:
            html = html or html_ranges(body.decode())
            counts = start in html
        if counts:
            yield _order(match, start + base, match.end() + base)


def _order(match: re.Match[bytes], start: int, stop: int) -> _Order:
    written = match[match.lastgroup or 0].decode(errors="replace")
    verb, _, rest = _REASON.split(written, maxsplit=1)[0].strip().partition(" ")
    return _Order(verb, tuple(rest.replace(",", " ").split()), start, stop)
