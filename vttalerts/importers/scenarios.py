"""Reads a scenario: a YAML file that says which alerts fire when, for `vttalerts timeline`.

    name: the database falls over
    starts: Sun 03:00 Europe/Helsinki
    lasts: 8h
    alerts:
      - alert: VTTDatabaseUnhealthy
        labels: {instance: db-1}
        from: 10m
        for: 2h
      - labels: {alertname: Anything, severity: warning}
        annotations: {summary: not one of the platform's alerts}
        from: 20m
        for: 5m
        every: 30m
        times: 6
    silences:
      - matchers: ['service="database"']
        from: 1h
        for: 30m
        comment: the database team is on it

`starts` is ISO 8601, or a weekday and a time, then the next one; without it, the scenario starts now. `from` counts
from there, and is when the alert begins to fire: after its rule's `for`. Without `for`, it fires to the end. `every`
and `times` repeat it. `lasts` is how long to look; without it, until a day after the last thing that happens.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from typing_extensions import override

from vttalerts.diagnostics import Diagnostic, Fault, Level, Span
from vttalerts.graph import Graph
from vttalerts.importers import _words
from vttalerts.importers._files import read as read_file
from vttalerts.importers._yaml import MEBIBYTE, Bounds, RefusedError, documents
from vttalerts.importers.nodes import Map, Node, Scalar, Source
from vttalerts.importers.reading import Reading
from vttalerts.language import matchers as grammar
from vttalerts.model.matchers import Matcher, Operator
from vttalerts.model.mistakes import from_fault
from vttalerts.simulate import moments
from vttalerts.simulate.firing import fire
from vttalerts.simulate.grouping import span
from vttalerts.simulate.happenings import Outage, Silence
from vttalerts.simulate.scenario import Scenario

BOUNDS: Final = Bounds(size=16 * MEBIBYTE, depth=20, nodes=1_000_000, repeated=100_000, files=1)
MOST_ALERTS: Final = 100_000
LONGEST: Final = timedelta(days=400)
"""A year, and a month to see what is still said then."""

_AFTERWARDS: Final = timedelta(days=1)
_KEYS: Final = ("name", "starts", "lasts", "alerts", "silences")
_ALERT_KEYS: Final = ("alert", "labels", "annotations", "from", "for", "every", "times", "value")
_SILENCE_KEYS: Final = ("matchers", "from", "for", "comment")
_WHY: Final = "the timeline would be another one than you mean"


def read(path: Path, graph: Graph, now: datetime) -> tuple[Scenario | None, tuple[Diagnostic, ...]]:
    """Return the scenario that a file describes, or what is wrong with it.

    Args:
        path: The file.
        graph: The platform whose alerts it names.
        now: When it starts, if it does not say.
    """
    found: list[Diagnostic] = []
    try:
        source = read_file(path, BOUNDS)
        roots = documents(source, BOUNDS)
    except RefusedError as error:
        return None, (error.diagnostic,)
    reader = _Reader(source, found, graph)
    scenario = reader.scenario(roots[0], now) if roots else None
    if not roots:
        reader.wrong(Scalar("", 0, 0), "", "a mapping with `alerts`")
    return (None if found else scenario), tuple(found)


class _Reader(Reading):
    def __init__(self, source: Source, found: list[Diagnostic], graph: Graph) -> None:
        super().__init__(source, found, {})
        self.graph = graph
        self.names = [placed.name for placed in graph.alerts]

    def scenario(self, root: Node, now: datetime) -> Scenario | None:
        tree = self.mapping(root, "")
        if tree is None:
            self.mistake(root, "a scenario without alerts", "write `alerts:` with a list of them")
            return None
        self.known(tree, _KEYS)
        began = self.moment(tree, now)
        starts = began.astimezone(UTC)
        lasts = self.length(tree, "lasts")
        horizon = min(lasts or LONGEST, LONGEST)
        alerts = self.items(tree.get("alerts"), "alerts")
        if not alerts:
            self.mistake(tree, "a scenario without alerts", "write `alerts:` with a list of them")
        outages = [one for node in alerts for one in self.alert(node, starts, horizon)]
        silences = [one for node in self.items(tree.get("silences"), "silences") for one in self.silence(node, starts)]
        if len(outages) > MOST_ALERTS:
            self.mistake(tree, f"more than {MOST_ALERTS:,} alerts", "write fewer, or repeat them less often")
        last = max((one.ends or one.starts for one in outages), default=starts)
        until = starts + lasts if lasts is not None else min(last + _AFTERWARDS, starts + LONGEST)
        name = tree.text("name") or Path(self.source.file).stem
        return Scenario(name, began.tzinfo or UTC, starts, until, tuple(outages), tuple(silences))

    def alert(self, node: Node, starts: datetime, horizon: timedelta) -> Iterator[Outage]:
        tree = self.mapping(node, "alerts")
        if tree is None:
            return
        self.known(tree, _ALERT_KEYS)
        labels = self.pairs(tree, "labels")
        if tree.get("alert") is not None:
            labels = {**labels, "alertname": self.alert_name(tree)}
        elif not labels:
            self.mistake(tree, "an alert without a name", "write `alert: NAME`, or `labels`")
            return
        fired = fire(self.graph, labels, self.number(tree, "value"))
        annotations = {**fired.annotations, **self.pairs(tree, "annotations")}
        begins, lasts, every = (self.length(tree, key) for key in ("from", "for", "every"))
        times = self.count(tree, every)
        for at in range(times):
            first = starts + (begins or timedelta()) + at * (every or timedelta())
            if first > starts + horizon:
                break
            yield Outage(fired.labels, first, first + lasts if lasts else None, annotations, fired.generator_url)

    def silence(self, node: Node, starts: datetime) -> Iterator[Silence]:
        tree = self.mapping(node, "silences")
        if tree is None:
            return
        self.known(tree, _SILENCE_KEYS)
        written = self.items(tree.get("matchers"), "matchers")
        matchers = [one for item in written for one in self.matchers(item)]
        if not written:
            self.mistake(tree, "a silence without matchers", "write `matchers: ['severity=\"warning\"']`")
            return
        begins = starts + (self.length(tree, "from") or timedelta())
        lasts = self.length(tree, "for")
        yield Silence(tuple(matchers), begins, begins + (lasts or LONGEST), tree.text("comment"))

    def alert_name(self, tree: Map) -> str:
        name = tree.text("alert")
        if name not in self.names:
            near = difflib.get_close_matches(name, self.names, 1)
            mend = f"write `{near[0]}`" if near else "`vttalerts list alerts` shows all; others are given by `labels`"
            self.mistake(tree.values["alert"], f"no alert is called `{name}`", mend)
        return name

    def matchers(self, node: Node) -> Iterator[Matcher]:
        try:
            made = grammar.parse(node.text if isinstance(node, Scalar) else "", "fallback").matchers
            yield from [Matcher(one.label, Operator(one.operator), one.value) for one in made]
        except Fault as fault:
            self.found.append(from_fault(fault, self.span(node)))

    def moment(self, tree: Map, now: datetime) -> datetime:
        node = tree.get("starts")
        if node is None:
            return now
        try:
            return moments.moment(node.text if isinstance(node, Scalar) else "", now)
        except ValueError:
            self.mistake(node, "no moment", f"write a moment such as {moments.EXAMPLES}")
            return now

    def length(self, tree: Map, key: str) -> timedelta | None:
        node = tree.get(key)
        if node is None:
            return None
        found = _words.duration(node.text) if isinstance(node, Scalar) else None
        if found is None:
            self.wrong(node, key, "a duration, such as `30s`, `5m` or `1h30m`")
            return None
        length = span(found)
        if length > LONGEST:
            self.mistake(node, f"`{key}` is longer than {LONGEST.days} days", "write a shorter one")
            return LONGEST
        return length

    def count(self, tree: Map, every: timedelta | None) -> int:
        """Return how often an alert comes; as often as there is room where it is repeated without a number."""
        node = tree.get("times")
        if every is not None and not every:
            self.mistake(tree.values["every"], "`every` is nothing", "write a duration, such as `6h`")
            return 1
        if node is None:
            return 1 if every is None else MOST_ALERTS + 1
        found = _words.integer(node.text) if isinstance(node, Scalar) else None
        if found is None or not 0 < found <= MOST_ALERTS:
            self.wrong(node, "times", f"a whole number from 1 to {MOST_ALERTS:,}")
            return 1
        if every is None:
            self.mistake(node, "`times` without `every`", "say how long after each other: `every: 6h`")
        return found

    def number(self, tree: Map, key: str) -> float | None:
        node = tree.get(key)
        found = _words.decimal(node.text) if isinstance(node, Scalar) else None
        if node is not None and found is None:
            self.wrong(node, key, "a number")
        return found

    def pairs(self, tree: Map, key: str) -> dict[str, str]:
        """Return a mapping of texts, such as labels."""
        found_at = self.mapping(tree.get(key), key)
        found: dict[str, str] = {}
        for name, value in found_at.values.items() if found_at is not None else ():
            if isinstance(value, Scalar):
                found[name] = value.text
            else:
                self.wrong(value, f"{key}.{name}", "a text")
        return found

    def known(self, tree: Map, keys: tuple[str, ...]) -> None:
        for name, key in tree.keys.items():
            if name not in keys:
                near = difflib.get_close_matches(name, keys, 1)
                mend = f"write `{near[0]}`" if near else f"there are {', '.join(f'`{one}`' for one in keys)}"
                self.mistake(key, f"no key `{name}` here", mend)

    @override
    def report(
        self, code: str, headline: str, span: Span, text: str = "", *, why: str = _WHY, help: str,
        level: Level = Level.ERROR, hidden: bool = False,
    ) -> None:  # fmt: skip
        super().report(code, headline, span, text, why=why, help=help, level=level, hidden=hidden)

    def mistake(self, node: Node, headline: str, mend: str) -> None:
        """Add what is wrong at a place (DEF190)."""
        self.report("DEF190", headline, self.span(node), help=mend)
