"""Who hears what when: a scenario that was played, as a table for people and as JSON for scripts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from vttalerts.reporting.screen import visible
from vttalerts.simulate.grouping import Reason, identity
from vttalerts.simulate.happenings import Held, Notification, Silence
from vttalerts.simulate.inhibition import Inhibited
from vttalerts.simulate.rendering import Renderer
from vttalerts.simulate.scenario import Fate, Played
from vttalerts.units import seconds

_VERSION: Final = 1
"""Counts up when a reader of the old shape would break; new keys do not."""
_MOST_NAMED: Final = 3
"""How many alerts a line names."""
_GAP: Final = "   "


class Line(NamedTuple):
    """What one receiver hears at one moment, through one integration or several.

    Attributes:
        at: When.
        receiver: Who.
        integrations: Through what.
        reason: Why.
        notification: One of the notifications; the others tell of the same alerts.
    """

    at: datetime
    receiver: str
    integrations: tuple[str, ...]
    reason: Reason
    notification: Notification


def lines(sent: Sequence[Notification]) -> Iterator[Line]:
    """Yield the notifications, those through several integrations of a receiver as one."""
    found: dict[tuple[object, ...], list[Notification]] = {}
    for one in sent:
        key = (one.at, one.receiver.name, one.group, one.reason, tuple(alert.identity for alert in one.told))
        found.setdefault(key, []).append(one)
    for together in found.values():
        first = together[0]
        names = tuple(dict.fromkeys(type(one.integration).__name__ for one in together))
        yield Line(first.at, first.receiver.name, names, first.reason, first)


def table(played: Played) -> str:
    """Return who hears what when, what became of each alert that nobody hears of, and how often who is told."""
    return "\n".join(_table(played)) + "\n"


def _table(played: Played) -> Iterator[str]:
    scenario = played.scenario
    begins = scenario.starts.astimezone(scenario.zone)
    length = _length(scenario.until - scenario.starts)
    yield f"{visible(scenario.name)}   from {begins:%a %Y-%m-%d %H:%M:%S} {begins.tzname()}, for {length}"
    yield ""
    rows = [
        (when(played, one.at), one.receiver, ", ".join(one.integrations), one.reason.value, about(one.notification))
        for one in lines(played.sent)
    ]
    yield from _columns([("when", "who", "through", "why", "about"), *rows] if rows else [])
    if not rows:
        yield "nobody is told of anything"
    unheard = [fate for fate in played.fates if not fate.told]
    kept = [fate for fate in played.fates if fate.told and fate.held]
    for title, fates in (("nobody is told of", unheard), ("kept back for a while", kept)):
        if fates:
            yield ""
            yield title
            yield from _columns([row for fate in fates for row in _fate(played, fate)], "  ")
    left = [row for fate in played.fates for row in _left_open(played, fate)]
    if left:
        yield ""
        yield "never told that it is over"
        yield from _columns(left, "  ")
    yield ""
    yield from _columns(list(_counts(played)), "")


def when(played: Played, at: datetime) -> str:
    """Return a moment by the scenario's clock; with its date where the scenario lasts longer than a week."""
    local = at.astimezone(played.scenario.zone)
    long = played.scenario.until - played.scenario.starts > timedelta(days=7)
    return f"{local:%a %Y-%m-%d %H:%M:%S}" if long else f"{local:%a %H:%M:%S}"


def about(one: Notification) -> str:
    """Return what a notification tells of: how many alerts, and the names of some."""
    over = len(one.resolved)
    counts = [f"{count} {word}" for count, word in ((len(one.alerts) - over, "firing"), (over, "over")) if count]
    names = list(dict.fromkeys(alert.get("alertname", "an alert without a name") for alert in one.alerts))
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"{', '.join(counts)}: {visible(', '.join(names[:_MOST_NAMED]))}{more}"


def _fate(played: Played, fate: Fate) -> Iterator[tuple[str, ...]]:
    name, since = called(fate), when(played, fate.outage.starts)
    for held in fate.held:
        last = f"until {when(played, held.last)}"
        yield name, since, held.step.receiver.name, because(held), f"from {when(played, held.first)} {last}"
    if not fate.told and not fate.held:
        ends = fate.outage.ends
        lasted = f"lasts {_length(ends - fate.outage.starts)}" if ends is not None else "fires to the end"
        why = "over before its group's first message" if ends is not None else "no receiver with an integration"
        yield name, since, "", why, lasted


def _left_open(played: Played, fate: Fate) -> Iterator[tuple[str, ...]]:
    """Yield who was told that an alert fires, and would be told that it is over, but is not: it ended kept back."""
    ends = fate.outage.ends
    if ends is None or ends >= played.scenario.until:
        return
    who = identity({name: value for name, value in fate.outage.labels.items() if value})
    for name in dict.fromkeys(one.receiver.name for one in fate.told):
        mine = [one for one in fate.told if one.receiver.name == name and one.integration.sends_resolved]
        if mine and not any(who in one.resolved for one in mine):
            reason = next((because(held) for held in fate.held if held.step.receiver.name == name), "")
            yield called(fate), f"over {when(played, ends)}", name, reason


def called(fate: Fate) -> str:
    """Return an alert's name, and what tells it from others of that name."""
    labels = fate.outage.labels
    which = next((labels[name] for name in ("instance", "job", "service") if name in labels), "")
    return visible(" ".join(part for part in (labels.get("alertname", ""), which) if part))


def because(held: Held) -> str:
    """Return why an alert was kept back."""
    cause = held.cause
    if isinstance(cause, Inhibited):
        return f"silenced by {visible(cause.source.get('alertname', 'another alert'))}"
    if isinstance(cause, Silence):
        return f"silenced by hand: {visible(cause.comment)}" if cause.comment else "silenced by hand"
    names = ", ".join(one.name for one in cause.intervals)
    return f"outside of {names}" if cause.active else f"muted by {names}"


def _counts(played: Played) -> Iterator[tuple[str, ...]]:
    receivers = dict.fromkeys(one.receiver.name for one in played.sent)
    for name in receivers:
        mine = [one for one in lines(played.sent) if one.receiver == name]
        repeated = sum(one.reason is Reason.REPEAT for one in mine)
        times = f"told {len(mine)} time{'' if len(mine) == 1 else 's'}"
        yield name, times, f"{repeated} of them to repeat" if repeated else ""


def _columns(rows: Sequence[Sequence[str]], indent: str = "") -> Iterator[str]:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        yield indent + _GAP.join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()


def _length(span: timedelta) -> str:
    return seconds(span / timedelta(seconds=1)).duration()


def document(played: Played, renderer: Renderer | None) -> str:
    """Return the same as one JSON document.

    Args:
        played: What happened.
        renderer: Writes the messages; without it there are none.
    """
    scenario = played.scenario
    tree = {
        "version": _VERSION,
        "name": scenario.name,
        "starts": scenario.starts.isoformat(),
        "until": scenario.until.isoformat(),
        "notifications": [_notification(one, renderer) for one in played.sent],
        "alerts": [_outcome(fate) for fate in played.fates],
    }
    return json.dumps(tree, indent=2) + "\n"


def _notification(one: Notification, renderer: Renderer | None) -> dict[str, Any]:
    tree: dict[str, Any] = {
        "at": one.at.isoformat(),
        "receiver": one.receiver.name,
        "integration": type(one.integration).__name__,
        "group": one.group,
        "reason": one.reason.value,
        "status": "firing" if one.firing else "resolved",
        "alerts": [
            {"labels": dict(alert.labels), "status": "resolved" if alert.identity in one.resolved else "firing"}
            for alert in one.told
        ],
    }
    if renderer is not None:
        message = renderer.message(one)
        tree["message"] = {
            "body": message.body,
            "parts": [list(part) for part in message.shown],
            "error": message.error,
        }
    return tree


def _outcome(fate: Fate) -> dict[str, Any]:
    ends = fate.outage.ends
    return {
        "labels": dict(fate.outage.labels),
        "starts": fate.outage.starts.isoformat(),
        "ends": ends.isoformat() if ends is not None else None,
        "told": [{"at": one.at.isoformat(), "receiver": one.receiver.name} for one in fate.told],
        "held": [
            {
                "receiver": held.step.receiver.name,
                "because": because(held),
                "first": held.first.isoformat(),
                "last": held.last.isoformat(),
            }
            for held in fate.held
        ],
    }
