"""Queries that alerts compare and panels draw, named once: so that a panel shows the limit of its alert.

Decision: an alert's comparison always becomes an indicator and a limit, for then checks, panels and runbooks see the
number. A query of panels alone becomes an indicator if several panels ask it, word for word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from vttalerts.diagnostics import Fault
from vttalerts.importers.guessed_units import unit_of
from vttalerts.importers.source.names import Names, identifier, words_of
from vttalerts.language import comparisons, promql
from vttalerts.language.comparisons import Meaning
from vttalerts.model.alerts import Alert
from vttalerts.model.expr import Absence, Combination, Comparison, Condition, Indicator, Raw
from vttalerts.model.spec import DefinitionError
from vttalerts.units import (
    BYTES,
    DAYS,
    GIBIBYTES,
    HOURS,
    KIBIBYTES,
    MEBIBYTES,
    MINUTES,
    PERCENT,
    RATIO,
    SECONDS,
    Quantity,
    Unit,
)

_EMPTY_WORDS: Final = frozenset("high low too many few much very over above below critical warning warn alert".split())
"""Words of alerts' names that say how much there is, and not of what."""
_READABLE: Final[Mapping[Unit, tuple[Unit, ...]]] = {
    RATIO: (PERCENT,),
    SECONDS: (DAYS, HOURS, MINUTES),
    BYTES: (GIBIBYTES, MEBIBYTES, KIBIBYTES),
}
"""Units that say a limit in fewer digits, the largest first."""
_DIGITS: Final = 6


@dataclass(slots=True)
class _Use:
    """Who uses one query.

    Attributes:
        compared: What alerts wrote.
        names: What alerts are called.
        drawn: What panels wrote, with their legends.
        titles: What panels are called.
    """

    compared: list[str] = field(default_factory=list[str])
    names: list[str] = field(default_factory=list[str])
    drawn: list[tuple[str, str | None]] = field(default_factory=list[tuple[str, str | None]])
    titles: list[str] = field(default_factory=list[str])


class Shared:
    """The indicators of an import.

    Attributes:
        indicators: All of them, in the order of their first use.
    """

    def __init__(self, alerts: Iterable[Alert], boards: Iterable[Mapping[str, Any]]) -> None:
        uses: dict[Meaning, _Use] = {}
        for alert in alerts:
            for number, text in enumerate(_compared(alert.expr)):
                use = uses.setdefault(comparisons.meaning(text), _Use())
                use.compared.append(text)
                if number == 0:
                    # The others say when the first one counts.
                    use.names.append(alert.name)
        for board in boards:
            for title, text, legend in queries(board):
                use = uses.setdefault(comparisons.meaning(text), _Use())
                use.drawn.append((text, legend))
                use.titles.append(title)
        names = Names()
        self._of = {key: made for key, use in uses.items() if (made := _indicator(use, names)) is not None}
        self.indicators = tuple(self._of.values())

    def drawn(self, text: str) -> Indicator | None:
        """Return the indicator that asks exactly this."""
        found = self._of.get(comparisons.meaning(text))
        return found if found is not None and _lines(found.text) == _lines(text) else None

    def condition(self, expr: Condition) -> Condition:
        """Return an alert's condition, made of indicators and their limits as far as it is."""
        if not isinstance(expr, Raw):
            return expr
        made = self._condition(expr.text)
        if not made.indicators():
            return expr
        return made if comparisons.meaning(made.promql()) == comparisons.meaning(expr.text) else expr

    def _condition(self, text: str) -> Condition:
        found = comparisons.split(text)
        if found is not None:
            indicator = self._of.get(comparisons.meaning(found.text))
            if indicator is not None:
                return Comparison(indicator, found.operator, quantity(found.threshold, indicator.unit))
        missing = comparisons.absent(text)
        if missing is not None and (indicator := self._of.get(comparisons.meaning(missing))) is not None:
            return Absence(indicator)
        several = comparisons.combined(text)
        if several is not None:
            return Combination(several.operator, tuple(map(self._condition, several.parts)), several.on)
        return Raw(text)


def _compared(expr: Condition) -> Iterator[str]:
    """Yield what an alert compares with numbers, or misses."""
    if isinstance(expr, Raw):
        yield from _compared_in(expr.text)


def _compared_in(text: str) -> Iterator[str]:
    found = comparisons.split(text)
    missing = comparisons.absent(text)
    several = comparisons.combined(text)
    if found is not None:
        yield found.text
    elif missing is not None:
        yield missing
    elif several is not None:
        for part in several.parts:
            yield from _compared_in(part)


def queries(saved: Mapping[str, Any]) -> Iterator[tuple[str, str, str | None]]:
    """Yield the title, query and legend of everything that a dashboard's panels ask."""
    for key in ("panels", "rows"):
        inner = saved.get(key)
        for one in inner if isinstance(inner, list) else ():
            if isinstance(one, Mapping):
                yield from _asked(one)
                yield from queries(one)


def _asked(panel: Mapping[str, Any]) -> Iterator[tuple[str, str, str | None]]:
    targets = panel.get("targets")
    for one in targets if isinstance(targets, list) else ():
        if isinstance(one, Mapping) and isinstance(one.get("expr"), str) and one["expr"].strip():
            legend = one.get("legendFormat")
            yield str(panel.get("title", "")), one["expr"], legend if isinstance(legend, str) else None


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().split("\n")]


def _indicator(use: _Use, names: Names) -> Indicator | None:
    """Return the indicator for a query; `None` if it needs none, or is none that Prometheus alone could answer."""
    if not use.compared and len(use.drawn) < 2:  # noqa: PLR2004  what is shared has two users
        return None
    text = Counter(text for text, _ in use.drawn).most_common(1)[0][0] if use.drawn else use.compared[0]
    try:
        if promql.parse(text).value_type not in {"vector", "scalar"}:
            return None
    except Fault:
        return None
    legends = {legend for _, legend in use.drawn}
    legend = legends.pop() if len(legends) == 1 else None
    fields: dict[str, Any] = {"legend": legend} if legend else {}
    wanted = _name(text, use)
    try:
        return Indicator(name=names.give(wanted), unit=unit_of(text), expr=text, **fields)
    except DefinitionError:
        return None


def _name(text: str, use: _Use) -> str:
    """Return what a query could be called: as its metric, if it is nothing else, or after who uses it."""
    selectors = promql.parse(text).selectors
    if len(selectors) == 1 and selectors[0].metric is not None and text.startswith(selectors[0].metric):
        # The level of a recorded series says less than the rest, and two levels of one are numbered.
        return identifier(selectors[0].metric.partition(":")[2] or selectors[0].metric, "indicator")
    user = use.names[0] if use.names else next((title for title in use.titles if words_of(title)), "")
    words = words_of(user or next((one.metric for one in selectors if one.metric is not None), ""))
    telling = [word for word in words if word not in _EMPTY_WORDS] or words
    return identifier("_".join(telling), "indicator")


def quantity(value: float, unit: Unit) -> Quantity:
    """Return a limit as a person would say it: `percent(5)` for 0.05, `minutes(5)` for 300 seconds."""
    for other in _READABLE.get(unit, ()):
        said = Quantity(_plain(round(Quantity(value, unit).in_(other), _DIGITS)), other)
        whole = unit is RATIO or (isinstance(said.value, int) and said.value)
        if value and whole and said.in_(unit) == value:
            return said
    return Quantity(_plain(value), unit)


def _plain(value: float) -> float:
    """Return 5 for 5.0, as a person writes it."""
    return int(value) if value == int(value) else value
