"""What happens as people and machines read it: rows of a table, lines of text, lines of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from vttalerts.health.body import printable
from vttalerts.health.channels.words import lines, subject
from vttalerts.health.events import (
    Changed,
    Delivered,
    Event,
    Listening,
    NotDelivered,
    RoundDone,
    StoreFailed,
    to_json,
    when,
)
from vttalerts.health.judge import Level

COLUMNS = ("Endpoint", "State", "Answers in", "Memory", "Last look")


@dataclass(frozen=True, slots=True)
class Row:
    """One endpoint: its state, and one text for each of `COLUMNS`."""

    level: Level
    cells: tuple[str, ...]


def rows(done: RoundDone) -> list[Row]:
    """Return a round as a table."""
    return [
        Row(
            standing.level,
            (
                printable(name) + (" (critical)" if name in done.critical else ""),
                standing.level.word,
                f"{done.readings[name].seconds * 1000:.0f} ms",
                "" if done.readings[name].memory is None else f"{done.readings[name].memory:g} %",
                "; ".join(done.readings[name].reasons) or "good",
            ),
        )
        for name, standing in done.standings.items()
    ]


def plain(done: RoundDone) -> str:
    """Return a round as a table in plain text, with VTT's state below."""
    table = [COLUMNS, *(row.cells for row in rows(done))]
    widths = [max(len(cells[at]) for cells in table) for at in range(len(COLUMNS))]
    text = "".join("  ".join(map(str.ljust, cells, widths)).rstrip() + "\n" for cells in table)
    return f"{text}VTT is {done.level.word}\n"


def text(event: Event) -> Iterator[str]:
    """Yield the lines of an event for people; a round without changes has none."""
    match event:
        case Changed():
            yield f"{when(event.notification.at)} {subject(event.notification)}"
            yield from (f"    {line}" for line in lines(event.notification))
        case Delivered():
            yield f"    told {event.channel}"
        case NotDelivered(again=None):
            yield f"    {event.channel} was never told of {event.id}: {event.reason}; given up"
        case NotDelivered():
            yield f"    {event.channel} is not told yet: {event.reason}; again in {event.again:g} s"
        case Listening():
            yield f"metrics at http://{event.address}/metrics"
        case StoreFailed():
            yield f"the state can't be written: {event.reason}"
        case RoundDone():
            return


def machine(event: Event) -> str:
    """Return an event as one line of JSON."""
    return json.dumps(_tree(event), ensure_ascii=False)


def _tree(event: Event) -> Mapping[str, Any]:
    match event:
        case RoundDone():
            return {"event": "round", "at": when(event.at), "status": event.level.word, "endpoints": _endpoints(event)}
        case Changed():
            return {"event": "change", "notification": json.loads(to_json(event.notification))}
        case Delivered():
            return {"event": "delivered", "channel": event.channel, "id": event.id}
        case NotDelivered():
            told = {"channel": event.channel, "id": event.id, "reason": event.reason}
            return {"event": "given_up" if event.again is None else "not_delivered", **told, "again": event.again}
        case Listening():
            return {"event": "listening", "address": event.address}
        case StoreFailed():
            return {"event": "store_failed", "reason": event.reason}


def _endpoints(done: RoundDone) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "critical": name in done.critical,
            "status": standing.level.word,
            "reading": done.readings[name].level.word,
            "seconds": round(done.readings[name].seconds, 6),
            "httpStatus": done.readings[name].status,
            "memoryUsagePercent": done.readings[name].memory,
            "reasons": list(done.readings[name].reasons),
        }
        for name, standing in done.standings.items()
    ]
