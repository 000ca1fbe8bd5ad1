"""The mail that Alertmanager writes where a receiver has no `html`: one table of what fires and what is over.

The mail's looks are upstream's, and were Mailgun's before (see NOTICE); they are put together here from their parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

_FONT: Final = "font-family: 'Helvetica Neue', Helvetica, Arial, sans-serif; box-sizing: border-box;"
_SIZE: Final = " font-size: 14px;"
_FLAT: Final = f"margin: 0; {_FONT}"
_TOP: Final = " vertical-align: top;"
_CELL: Final = f"{_TOP} padding: 0 0 20px;"
_FULL: Final = ' width="100%" cellpadding="0" cellspacing="0"'
_ORANGE, _GREEN, _GREY = "#E6522C", "#68B90F", "#f6f6f6"
_DOCTYPE: Final = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">'
)
# What a narrow screen changes: selectors, and their properties.
_NARROW: Final = (
    (("body",), ("padding: 0",)),
    (("h1", "h2", "h3", "h4"), ("font-weight: 800", "margin: 20px 0 5px")),
    (("h1",), ("font-size: 22px",)),
    (("h2",), ("font-size: 18px",)),
    (("h3",), ("font-size: 16px",)),
    ((".container",), ("padding: 0", "width: 100%")),
    ((".content",), ("padding: 0",)),
    ((".content-wrap",), ("padding: 10px",)),
    ((".invoice",), ("width: 100%",)),
)
_BUTTON: Final = (
    " text-decoration: none; color: #FFF; background-color: #348eda; border: solid #348eda; border-width: 10px 20px;"
    " line-height: 2em; font-weight: bold; text-align: center; cursor: pointer; display: inline-block;"
    " border-radius: 5px; text-transform: capitalize;"
)


def mail_template(scheme: str) -> str:
    """Return the body of `email.default.html`.

    Args:
        scheme: How it names schema.org: `https`, and before Alertmanager 0.26 `http`.
    """
    return "\n".join(("", "", *_head(), "", *_body(scheme), "</html>", "", ""))


def _head() -> Iterator[str]:
    yield _DOCTYPE
    yield _open("html", before=' xmlns="http://www.w3.org/1999/xhtml"')
    yield "<head>"
    yield '<meta name="viewport" content="width=device-width">'
    yield '<meta http-equiv="Content-Type" content="text/html; charset=UTF-8">'
    yield '<title>{{ template "__subject" . }}</title>'
    rules = "\n\n".join(
        "  " + ",\n".join(selectors) + " {\n" + "".join(f"    {one} !important;\n" for one in properties) + "  }"
        for selectors, properties in _NARROW
    )
    yield f"<style>\n@media only screen and (max-width: 640px) {{\n{rules}\n}}\n</style>"
    yield "</head>"


def _body(scheme: str) -> Iterator[str]:
    smooth = " -webkit-font-smoothing: antialiased; -webkit-text-size-adjust: none; height: 100%; line-height: 1.6em;"
    wide = f" background-color: {_GREY}; width: 100%;"
    yield _open("body", f"{smooth}{wide}", before=f' itemscope itemtype="{scheme}://schema.org/EmailMessage"')
    yield ""
    empty = _open("td", _TOP, after=' valign="top"') + "</td>"
    around = _open("table", wide, before=' class="body-wrap"', after=f' width="100%" bgcolor="{_GREY}"')
    yield from _inside(around, _inside(_open("tr"), (empty, *_inside(_column(), _content()), empty)))
    yield ""
    yield "</body>"


def _column() -> str:
    style = f"{_FONT}{_SIZE}{_TOP} display: block; max-width: 600px; margin: 0 auto; clear: both;"
    return f'<td class="container" width="600" style="{style}" valign="top">'


def _content() -> Iterator[str]:
    style = f"{_FONT}{_SIZE} max-width: 600px; margin: 0 auto; display: block; padding: 20px;"
    frame = " background-color: #fff; border: 1px solid #e9e9e9; border-radius: 3px;"
    main = _open("table", frame, before=f' class="main"{_FULL}', after=' bgcolor="#fff"')
    lines = [
        *_inside(main, (*_inside(_open("tr"), _banner()), *_inside(_open("tr"), _inside(_wrap(), _table())))),
        "",
        *_footer(),
    ]
    yield f'<div class="content" style="{style}">'
    yield from _indented(lines[:-1])
    yield f"  {lines[-1]}</div>"


def _banner() -> Iterator[str]:
    """Yield how many alerts there are, on the colour of their state; what is over has a space at its lines' end."""
    yield "{{ if .Alerts.Firing }}"
    yield from _title("warning", _ORANGE, "")
    yield "{{ else }}"
    yield from _title("good", _GREEN, " ")
    yield "{{ end }}"


def _title(kind: str, color: str, end: str) -> Iterator[str]:
    look = (
        f"{_TOP} font-size: 16px; color: #fff; font-weight: 500; padding: 20px; text-align: center;"
        f" border-radius: 3px 3px 0 0; background-color: {color};"
    )
    where = f' valign="top" align="center" bgcolor="{color}"'
    counted = "{{ len .Alerts }} alert{{ if gt (len .Alerts) 1 }}s{{ end }} for {{ range .GroupLabels.SortedPairs }}"
    yield from _inside(
        f'<td class="alert alert-{kind}" style="{_FLAT}{look}"{where}>',
        (counted, f"  {{{{ .Name }}}}={{{{ .Value }}}}{end}", "{{ end }}"),
    )


def _wrap() -> str:
    return _open("td", f"{_TOP} padding: 30px;", before=' class="content-wrap"', after=' valign="top"')


def _table() -> Iterator[str]:
    link = _open("a", _BUTTON, before=' href="{{ template "__alertmanagerURL" . }}" class="btn-primary"')
    firing = ("{{ if .Alerts.Firing }}", *_row(_count("Firing")), "{{ end }}", *_alerts("Firing"))
    line = ("  {{ if .Alerts.Firing }}", *_row(_open("br"), _open("hr"), _open("br")), "  {{ end }}")
    over = ("{{ if .Alerts.Resolved }}", *line, *_row(_count("Resolved")), "{{ end }}", *_alerts("Resolved"))
    button = f'{link}View in {{{{ template "__alertmanager" . }}}}</a>'
    yield from _inside(_open("table", before=_FULL), (*_row(button), *firing, "", *over))


def _count(state: str) -> str:
    return f"{_open('strong')}[{{{{ len .Alerts.{state} }}}}] {state}</strong>"


def _alerts(state: str) -> Iterator[str]:
    end, strong = _open("br"), _open("strong")
    source = _open("a", " color: #348eda; text-decoration: underline;", before=' href="{{ .GeneratorURL }}"')
    pairs = "{{{{ range .{}.SortedPairs }}}}{{{{ .Name }}}} = {{{{ .Value }}}}{}{{{{ end }}}}"
    yield f"{{{{ range .Alerts.{state} }}}}"
    yield from _row(
        f"{strong}Labels</strong>{end}",
        pairs.format("Labels", end),
        f"{{{{ if .Annotations }}}}{strong}Annotations</strong>{end}{{{{ end }}}}",
        pairs.format("Annotations", end),
        f"{source}Source</a>{end}",
    )
    yield "{{ end }}"


def _row(*lines: str) -> Iterator[str]:
    cell = _open("td", _CELL, before=' class="content-block"', after=' valign="top"')
    yield from _inside(_open("tr"), _inside(cell, lines))


def _footer() -> Iterator[str]:
    small = " color: #999; font-size: 12px;"
    cell = f'style="{_FLAT}{_CELL} text-align: center;{small}" valign="top" align="center"'
    link = f'<a href="{{{{ .ExternalURL }}}}" style="{_FLAT} text-decoration: underline;{small}">'
    text = f'<td class="aligncenter content-block" {cell}>{link}Sent by {{{{ template "__alertmanager" . }}}}</a></td>'
    style = " width: 100%; clear: both; color: #999; padding: 20px;"
    table = _inside(_open("table", before=' width="100%"'), _inside(_open("tr"), (text,)))
    yield from _inside(_open("div", style, before=' class="footer"'), table)


def _open(tag: str, style: str = "", *, before: str = "", after: str = "") -> str:
    """Return an opening tag in the mail's looks."""
    return f'<{tag}{before} style="{_FLAT}{_SIZE}{style}"{after}>'


def _inside(opening: str, lines: Iterable[str]) -> Iterator[str]:
    yield opening
    yield from _indented(lines)
    yield f"</{opening[1:].partition(' ')[0]}>"


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}" if line else line for line in lines)
