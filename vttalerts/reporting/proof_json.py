"""Who is told of what, and when, for scripts: one document, whose shape changes only with its version."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from vttalerts.model.spec import Spec
from vttalerts.reporting.places import location
from vttalerts.reporting.proof_notes import inhibition, notes
from vttalerts.simulate.matrix import Hearer, Matrix, Promise, Row
from vttalerts.simulate.proof import Proven
from vttalerts.simulate.suppression import Suppression
from vttalerts.units import SECONDS

_VERSION: Final = 1
"""Counts up when a reader of the old shape would break; new keys do not."""


def report(matrix: Matrix, *, root: Path, routes: int) -> str:
    """Write a proof as one JSON document; times are in seconds.

    Args:
        matrix: What is proven.
        root: The folder that paths are shown relative to.
        routes: How many routes the tree has.
    """
    rows: dict[int, list[Row]] = {}
    for row in matrix.rows:
        rows.setdefault(id(row.placed), []).append(row)
    document = {
        "version": _VERSION,
        "holds": matrix.holds,
        "routes": routes,
        "alerts": [_alert(one, rows.get(id(one.placed), []), root) for one in matrix.proven],
        "inhibitions": [_inhibition(one, root) for one in matrix.suppressions],
        "deliveries": [_promise(one, root) for one in matrix.promises],
        "dead_routes": [_place(route, root) for route in matrix.dead],
        "unreached_routes": [_place(route, root) for route in matrix.unreached],
        "notes": list(notes(matrix, root)),
    }
    return json.dumps(document, indent=2) + "\n"


def _alert(one: Proven, rows: list[Row], root: Path) -> dict[str, object]:
    placed, promised = one.placed, one.placed.alert.notify_within
    return {
        "name": placed.name,
        "severity": str(placed.severity) if placed.severity is not None else None,
        "defined": _place(placed.alert, root),
        "notify_within": None if promised is None else promised.in_(SECONDS),
        "dropped": one.dropped,
        "doubt": one.doubt or None,
        "classes": [
            {
                "labels": row.found.words,
                "example": dict(row.found.example),
                "certain": row.found.known,
                "falls_through": row.falls_through,
                "told": [_hearer(hearer, root) for hearer in row.hearers],
            }
            for row in rows
        ],
    }


def _hearer(hearer: Hearer, root: Path) -> dict[str, object]:
    return {
        "receiver": hearer.receiver.name,
        "integrations": [type(one).__name__ for one in hearer.receiver.integrations],
        "route": _place(hearer.step.route, root),
        "on_average": hearer.told.usual,
        "at_most": hearer.told.most,
        "only_at_times": list(hearer.told.muted),
    }


def _inhibition(one: Suppression, root: Path) -> dict[str, object]:
    return {
        "name": inhibition(one.rule),
        "defined": _place(one.rule, root),
        "never_agree": list(one.apart),
        "silences": [
            {
                "sources": [placed.name for placed in pairing.sources],
                "targets": [placed.name for placed in pairing.targets],
                "unrelated": pairing.unrelated,
            }
            for pairing in one.pairings
        ],
    }


def _promise(one: Promise, root: Path) -> dict[str, object]:
    return {
        "given": [str(matcher) for matcher in one.delivery.given],
        "reaches": [receiver.name for receiver in one.delivery.reaches],
        "defined": _place(one.delivery, root),
        "alerts": one.alerts,
        "broken": [{"alert": name or None, "reaches": list(told)} for name, told in one.broken],
    }


def _place(spec: Spec, root: Path) -> str:
    return location(spec.span(), root)
