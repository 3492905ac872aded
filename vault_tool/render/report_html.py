"""The report as one self-contained HTML page: the note, rendered by mistune and sanitised by nh3."""

import re
from html import escape

from vault_tool.render.markup import unlinked
from vault_tool.render.printable import printable
from vault_tool.render.report_markdown import report_body
from vault_tool.report import Report

_TAGS = frozenset(
    ["h1", "h2", "h3", "p", "ul", "li", "strong", "em", "code", "table", "thead", "tbody", "tr", "th", "td"]
)
_BAR = re.compile(r"[▰▱]{10} (\d+)%")
_DATE = re.compile(r"<td>(\d{4}-\d\d-\d\d|\d+ (?:days|months|years) ago|in \d+ (?:days|months|years))</td>")

_STYLE = """
:root { color-scheme: light dark; --text: #24292f; --quiet: #656d76; --ground: #fff; --line: #d8dee4; --tint: #f3f4f6;
  --accent: #7c3aed; }
@media (prefers-color-scheme: dark) { :root { --text: #d7dce2; --quiet: #8b949e; --ground: #16181c; --line: #30353c;
  --tint: #22262c; --accent: #a78bfa; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.5rem 4rem; }
h1 { margin: 0 0 .5rem; font-size: 1.6rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 2.25rem 0 .5rem; font-size: 1.15rem; }
h3 { margin: 1.5rem 0 .4rem; font-size: .95rem; color: var(--quiet); }
p { margin: .5rem 0; }
table { display: block; overflow-x: auto; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem 1.25rem .3rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { font-weight: 500; font-size: .85rem; color: var(--quiet); }
th[align=right], td[align=right] { text-align: right; }
td { overflow-wrap: break-word; }
ul { margin: .5rem 0; padding-left: 1.25rem; }
li { margin: .2rem 0; }
em { font-style: normal; font-size: .87em; color: var(--quiet); }
code { padding: .1em .35em; border-radius: 4px; background: var(--tint); font: .87em ui-monospace, "SF Mono", Consolas,
  monospace; overflow-wrap: anywhere; }
.whole { white-space: nowrap; }
progress { width: 8rem; height: .55rem; margin-right: .5rem; vertical-align: middle; border: 0; border-radius: 1rem;
  overflow: hidden; appearance: none; background: var(--line); }
progress::-webkit-progress-bar { background: var(--line); }
progress::-webkit-progress-value { background: var(--accent); }
progress::-moz-progress-bar { background: var(--accent); }
@media (max-width: 40rem) { progress { width: 4rem; } }
@media print { main { padding: 0; max-width: none; } }
"""


def report_html(report: Report) -> str:
    """Write the page; it loads nothing and runs no script, and names of notes are text in it."""
    from mistune import create_markdown  # noqa: PLC0415
    from nh3 import clean  # noqa: PLC0415

    rendered = create_markdown(escape=True, plugins=["table"])(report_body(report, unlinked))
    assert isinstance(rendered, str)
    rendered = rendered.replace(' style="text-align:right"', ' align="right"')
    body = clean(rendered, tags=_TAGS, attributes={"th": {"align"}, "td": {"align"}}, link_rel=None)
    body = _BAR.sub(r'<span class="whole"><progress max="100" value="\1"></progress>\1%</span>', body)
    body = _DATE.sub(r'<td class="whole">\1</td>', body)
    title = escape(" › ".join(printable(part) for part in (report.name or "the vault", report.within) if part))
    return (
        "<!doctype html>\n"
        '<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>Report on {title}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )
