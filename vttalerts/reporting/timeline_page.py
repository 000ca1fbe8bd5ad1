"""A timeline as a picture: one HTML page with an SVG in it, which needs neither network nor script.

Each alert has a lane with a bar while it fires, and each receiver a lane with a mark for each message; below stands
what the messages say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from html import escape
from typing import Final, NamedTuple

from vttalerts.reporting.timeline import Line, about, because, called, lines, when
from vttalerts.simulate.grouping import Reason
from vttalerts.simulate.rendering import Renderer
from vttalerts.simulate.scenario import Fate, Played

_LEFT, _WIDTH, _RIGHT, _LANE, _TOP = 280, 1000, 20, 26, 44
"""Pixels: the names, the time, the margin, one lane, and what stands above the first lane."""
_MOST_LANES: Final = 80
_MOST_MARKS: Final = 20_000
_MOST_MESSAGES: Final = 200
_MOST_IN_NAME: Final = 38
_STEPS: Final = tuple(
    timedelta(minutes=count) for count in (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080, 20160, 43200)
)
_MOST_STEPS: Final = 12
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CLASSES: Final = {
    Reason.FIRST: "first",
    Reason.NEW_ALERTS: "more",
    Reason.SOME_RESOLVED: "less",
    Reason.ALL_RESOLVED: "over",
    Reason.REPEAT: "again",
}
_STYLE: Final = """
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #59636e; --line: #d1d9e0; --back: #ffffff; --band: #f6f8fa;
  --fire: #d1242f; --more: #bc4c00; --again: #9a6700; --over: #1a7f37; --held: #8c959f; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9198a1; --line: #3d444d; --back: #0d1117;
  --band: #151b23; --fire: #f85149; --more: #db6d28; --again: #d29922; --over: #3fb950; --held: #656c76; } }
body { margin: 24px; background: var(--back); color: var(--ink); font: 14px/1.5 system-ui, sans-serif; }
h1 { font-size: 20px; margin: 0; } h2 { font-size: 15px; margin: 24px 0 4px; }
p { color: var(--soft); margin: 2px 0 12px; }
svg { max-width: 100%; height: auto; } text { fill: var(--ink); font: 12px system-ui, sans-serif; }
.soft { fill: var(--soft); } .rule { stroke: var(--line); } .band { fill: var(--band); }
.fire { fill: var(--fire); opacity: .75; } .held { fill: var(--held); } .first { fill: var(--fire); }
.more { fill: var(--more); } .again { fill: none; stroke: var(--again); stroke-width: 2; }
.over, .less { fill: var(--over); }
table { border-collapse: collapse; } td, th { padding: 3px 16px 3px 0; text-align: left; vertical-align: top; }
th { color: var(--soft); font-weight: normal; } tr + tr td { border-top: 1px solid var(--line); }
dl { display: grid; grid-template-columns: max-content auto; gap: 2px 16px; margin: 8px 0 8px 16px; }
dt { color: var(--soft); } dd { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; max-width: 90ch; }
summary { cursor: pointer; }
""".strip()


def page(played: Played, renderer: Renderer) -> str:
    """Return the page.

    Args:
        played: What happened.
        renderer: Writes the messages that stand below.
    """
    name = _text(played.scenario.name)
    return "\n".join(
        (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width">',
            f"<title>{name}</title>\n<style>\n{_STYLE}\n</style>\n</head>\n<body>\n<h1>{name}</h1>",
            *_picture(played),
            *_messages(played, renderer),
            "</body>\n</html>\n",
        )
    )


class _Lane(NamedTuple):
    """A line of the picture: its name, and its shapes as SVG."""

    name: str
    shapes: tuple[str, ...]


class _Axis(NamedTuple):
    """Moments as places."""

    starts: datetime
    until: datetime

    def x(self, at: datetime) -> float:
        share = (at - self.starts) / max(self.until - self.starts, timedelta(seconds=1))
        return round(_LEFT + min(max(share, 0.0), 1.0) * _WIDTH, 1)


def _picture(played: Played) -> Iterator[str]:
    axis = _Axis(played.scenario.starts, played.scenario.until)
    heard = list(lines(played.sent))
    alerts, people = list(_alert_lanes(played, axis)), list(_people_lanes(played, heard, axis))
    hidden = max(0, len(alerts) - _MOST_LANES)
    alerts = alerts[:_MOST_LANES]
    rows = len(alerts) + len(people) + 2
    height = _TOP + rows * _LANE + 12
    whole = _LEFT + _WIDTH + _RIGHT
    begins = axis.starts.astimezone(played.scenario.zone)
    yield f"<p>From {begins:%A %Y-%m-%d %H:%M} {_text(str(begins.tzname()))}. Bars: an alert fires; grey below: it is"
    yield "kept back. Marks: a message; a red one is the first, an orange one tells of more, a ring repeats it, and a"
    yield "green square says that something is over.</p>"
    yield f'<svg viewBox="0 0 {whole} {height}" width="{whole}" height="{height}" role="img">'
    yield from _grid(played, axis, height)
    yield from _lanes("alerts", alerts, 0)
    yield from _lanes("who is told", people, len(alerts) + 1)
    yield "</svg>"
    if hidden:
        yield f"<p>{hidden} more alerts are not drawn; the table of `vttalerts timeline` has all.</p>"
    if len(heard) > _MOST_MARKS:
        yield f"<p>Only the first {_MOST_MARKS} messages are drawn.</p>"


def _grid(played: Played, axis: _Axis, height: int) -> Iterator[str]:
    length = axis.until - axis.starts
    step = next((one for one in _STEPS if length / one <= _MOST_STEPS), _STEPS[-1])
    form = "%a %d" if step >= timedelta(days=1) else "%H:%M"
    begins = axis.starts.astimezone(played.scenario.zone)
    midnight = begins.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(axis.starts.tzinfo)
    at = midnight + -(-(axis.starts - midnight) // step) * step
    while at <= axis.until:
        x = axis.x(at)
        label = f"{at.astimezone(played.scenario.zone):{form}}"
        yield f'<line class="rule" x1="{x}" y1="{_TOP - 8}" x2="{x}" y2="{height - 8}"/>'
        yield f'<text class="soft" x="{x}" y="{_TOP - 14}" text-anchor="middle">{label}</text>'
        at += step


def _lanes(title: str, lanes: Sequence[_Lane], row: int) -> Iterator[str]:
    y = _TOP + row * _LANE
    yield f'<text class="soft" x="0" y="{y + 17}">{title}</text>'
    for at, lane in enumerate(lanes):
        top = y + (at + 1) * _LANE
        if at % 2 == 0:
            yield f'<rect class="band" x="0" y="{top}" width="{_LEFT + _WIDTH + _RIGHT}" height="{_LANE}"/>'
        short = lane.name if len(lane.name) <= _MOST_IN_NAME else f"{lane.name[: _MOST_IN_NAME - 1]}…"
        yield f'<text x="8" y="{top + 17}">{_text(short)}<title>{_text(lane.name)}</title></text>'
        yield f'<g transform="translate(0 {top})">{"".join(lane.shapes)}</g>'


def _alert_lanes(played: Played, axis: _Axis) -> Iterator[_Lane]:
    """Yield one lane for each alert, also where it fires several times."""
    found: dict[str, list[Fate]] = {}
    for fate in played.fates:
        found.setdefault(called(fate), []).append(fate)
    for name, fates in found.items():
        shapes: list[str] = []
        for fate in fates:
            begins, ends = fate.outage.starts, fate.outage.ends or axis.until
            until = "" if fate.outage.ends is None else f" until {when(played, ends)}"
            title = f"{name} from {when(played, begins)}{until}"
            shapes.append(_bar("fire", axis.x(begins), axis.x(ends), (6, 10), title))
            for held in fate.held:
                reason = f"{held.step.receiver.name}: {because(held)}"
                shapes.append(_bar("held", axis.x(held.first), axis.x(held.last), (18, 3), reason))
        yield _Lane(name, tuple(shapes))


def _people_lanes(played: Played, heard: Sequence[Line], axis: _Axis) -> Iterator[_Lane]:
    found: dict[str, list[str]] = {}
    for line in heard[:_MOST_MARKS]:
        told = f"{when(played, line.at)} {', '.join(line.integrations)}: {line.reason}, {about(line.notification)}"
        found.setdefault(line.receiver, []).append(_mark(_CLASSES[line.reason], axis.x(line.at), told))
    for name, marks in found.items():
        yield _Lane(name, tuple(marks))


def _mark(kind: str, x: float, title: str) -> str:
    """Return a message: a circle, as a ring where it repeats, and a square where something is over."""
    if kind in {"over", "less"}:
        return f'<rect class="{kind}" x="{x - 4.5}" y="8.5" width="9" height="9"><title>{_text(title)}</title></rect>'
    radius = 4 if kind == "again" else 5
    return f'<circle class="{kind}" cx="{x}" cy="13" r="{radius}"><title>{_text(title)}</title></circle>'


def _bar(kind: str, left: float, right: float, place: tuple[int, int], title: str) -> str:
    width = max(round(right - left, 1), 2)
    y, height = place
    shape = f'<rect class="{kind}" x="{left}" y="{y}" width="{width}" height="{height}" rx="2">'
    return f"{shape}<title>{_text(title)}</title></rect>"


def _messages(played: Played, renderer: Renderer) -> Iterator[str]:
    heard = list(lines(played.sent))
    yield "<h2>What they are told</h2>"
    if not heard:
        yield "<p>Nobody is told of anything.</p>"
        return
    yield "<table>\n<tr><th>when</th><th>who</th><th>through</th><th>why</th><th>about</th></tr>"
    for line in heard[:_MOST_MESSAGES]:
        cells = (when(played, line.at), line.receiver, ", ".join(line.integrations), line.reason.value)
        yield f"<tr>{''.join(f'<td>{_text(cell)}</td>' for cell in cells)}<td>"
        message = renderer.message(line.notification)
        parts = "".join(f"<dt>{_text(name)}</dt><dd>{_text(text)}</dd>" for name, text in message.shown)
        error = f"<dt>fails</dt><dd>{_text(message.error)}</dd>" if message.error else ""
        told = _text(about(line.notification))
        yield f"<details><summary>{told}</summary><dl>{parts}{error}</dl></details></td></tr>"
    yield "</table>"
    if len(heard) > _MOST_MESSAGES:
        yield f"<p>{len(heard) - _MOST_MESSAGES} more messages; the table of `vttalerts timeline` has all.</p>"


def _text(text: str) -> str:
    return escape(_CONTROL.sub("\ufffd", text))
