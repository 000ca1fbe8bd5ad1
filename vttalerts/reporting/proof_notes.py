"""What of a proof somebody should look at, in sentences: routes, silences and promises that are not as they seem."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from vttalerts.model.inhibition import Inhibition
from vttalerts.model.routing import Route
from vttalerts.reporting.places import location
from vttalerts.simulate.matrix import Matrix, Row
from vttalerts.simulate.suppression import Alerts, Suppression

_MOST_NAMED: Final = 4
"""How many names a sentence lists before it counts the rest."""


def notes(matrix: Matrix, root: Path) -> Iterator[str]:
    """Yield a sentence for each thing to look at; none where all is as it should be.

    Args:
        matrix: What is proven.
        root: The folder that paths are shown relative to.
    """
    for promise in matrix.promises:
        given = ", ".join(map(str, promise.delivery.given)) or "an alert without labels"
        wanted = names([one.name for one in promise.delivery.reaches])
        for name, told in promise.broken:
            who = f"{name} has these labels and" if name else "an alert of these labels alone"
            place = location(promise.delivery.span(), root)
            yield f"promise broken: {given} shall reach {wanted}; {who} reaches {names(told)}   {place}"
    yield from (f"not proven: {name}: {doubt}" for name, doubt in matrix.doubts.items())
    for one in matrix.proven:
        if one.dropped:
            often = "for some of its labels" if one.classes else "always"
            yield f"never sent: alert relabeling drops {one.placed.name} {often}"
    yield from (f"nobody hears of {titled(row)}" for row in matrix.rows if row.unheard)
    yield from (f"{names(row.twice)} hears twice of {titled(row)}" for row in matrix.rows if row.twice)
    for row in matrix.rows:
        if row.late and not row.unheard:
            yield f"{titled(row)} may be heard later than within {row.placed.alert.notify_within}"
    for route in matrix.dead:
        yield f"no labels can reach the route for {asked(route)}   {location(route.span(), root)}"
    for route in matrix.unreached:
        yield f"no alert reaches the route for {asked(route)}   {location(route.span(), root)}"
    for suppression in matrix.suppressions:
        yield from (f"{text}   {location(suppression.rule.span(), root)}" for text in _silences(suppression))


def _silences(one: Suppression) -> Iterator[str]:
    title = f"`{inhibition(one.rule)}`"
    if not one.pairings:
        why = "no alert is a source" if not one.sources else "no alert is a target" if not one.targets else ""
        apart = f"sources and targets never have the same {names(one.apart)}" if one.apart else "no two agree"
        yield f"{title} never silences anything: {why or apart}"
    for pairing in one.pairings:
        if pairing.unrelated:
            sources, targets = ([placed.name for placed in side] for side in (pairing.sources, pairing.targets))
            yield f"{title} silences {names(targets)} while {names(sources)} fires: both lack every `equal` label"


def silencers(matrix: Matrix) -> Iterator[tuple[str, str]]:
    """Yield the names of alerts that may be silenced, each with the names of those that silence it."""
    found: dict[int, list[Alerts]] = {}
    for suppression in matrix.suppressions:
        for pairing in suppression.pairings:
            for target in pairing.targets:
                found.setdefault(id(target), []).append(pairing.sources)
    for one in matrix.proven:
        sources = found.get(id(one.placed))
        if sources:
            # A name more than is shown is enough to be counted; there may be thousands for each of thousands.
            first = {placed.name: None for some in sources for placed in some[: _MOST_NAMED + 1]}
            rest = 0 if len(first) <= _MOST_NAMED else sum(map(len, sources)) - len(first)
            yield one.placed.name, names([*first], rest)


def names(given: Sequence[str], others: int = 0) -> str:
    """Return names in a row; those beyond the first few are counted, with others."""
    if not given:
        return "nobody"
    shown = [*given[:_MOST_NAMED]]
    if len(given) + others > len(shown):
        shown.append(f"{len(given) + others - len(shown)} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def titled(row: Row) -> str:
    """Return an alert's name, with what tells its class from its others."""
    return f"{row.placed.name} ({row.found.words})" if row.found.words else row.placed.name


def asked(route: Route) -> str:
    """Return what a route asks for."""
    return ", ".join(map(str, route.matchers)) or "everything"


def inhibition(rule: Inhibition) -> str:
    """Return an inhibition's name, or what it says."""
    sources, targets = (", ".join(map(str, side)) for side in (rule.source_matchers, rule.target_matchers))
    return rule.name or f"{sources} silences {targets}"


def headline(matrix: Matrix, routes: int) -> str:
    """Return how much was looked at, and whether all of it holds."""
    counts = (
        (len(matrix.proven), "alert", "alerts"),
        (len(matrix.rows), "class of labels", "classes of labels"),
        (routes, "route", "routes"),
        (len(matrix.promises), "delivery", "deliveries"),
        (len(matrix.suppressions), "inhibition", "inhibitions"),
    )
    size = ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in counts)
    return f"{size}: {'proven' if matrix.holds else 'not all of it holds'}"


def integrations(row: Row) -> Iterable[str]:
    """Return how each receiver is told."""
    return (", ".join(type(one).__name__ for one in hearer.receiver.integrations) or "nobody" for hearer in row.hearers)
