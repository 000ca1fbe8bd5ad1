"""How old a number is before a rule sees it: the scrape, its answer, the rules in between, and what vanishes late.

The longest and the usual time of each part are sums that Prometheus's configuration decides. What a query averages
over (`rate(…[5m])`) is no delay here: how fast an average moves depends on how bad the trouble is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Final, TypeAlias

from vttalerts.graph import Graph
from vttalerts.language._promql_nodes import Binary, Call, Constant, Node, Read, Selector
from vttalerts.language.promql import Query
from vttalerts.model.metrics import Metric
from vttalerts.model.probes import Probe
from vttalerts.model.recording import RecordingGroup, RecordingRule
from vttalerts.model.scrape import ScrapeJob
from vttalerts.simulate.expressions import BUILT_IN, expressions
from vttalerts.units import SECONDS, Quantity, minutes, seconds

SCRAPE_INTERVAL: Final = minutes(1)
EVALUATION_INTERVAL: Final = minutes(1)
SCRAPE_TIMEOUT: Final = seconds(10)
"""What holds where nothing is said (prometheus config `DefaultGlobalConfig`)."""
LOOKBACK: Final = minutes(5)
"""How long a series without a staleness marker is still seen (`--query.lookback-delta`)."""
_FORGOTTEN: Final = 2.1
"""After how many intervals the series of a target that was removed end (scrape/scrape.go `endOfRunStaleness`)."""
_ABSENCE: Final = frozenset({"absent", "absent_over_time"})
_MOST_BRANCHES: Final = 8
_OFFSET: Final = "offset"


class Part:
    """One thing that takes time.

    Attributes:
        what: In words.
        usual: How long it takes on average, in seconds.
        most: How long it can take, in seconds.
    """

    __slots__ = ("most", "usual", "what")

    def __init__(self, what: str, usual: float, most: float) -> None:
        self.what = what
        self.usual = usual
        self.most = most


class Delay:
    """How long it takes until something is known.

    Attributes:
        parts: What takes time, in order.
        gone: What takes time until it is known that the series has vanished.
        usual: The average time, in seconds.
        most: The longest time, in seconds.
    """

    __slots__ = ("gone", "most", "parts", "usual")

    def __init__(self, parts: tuple[Part, ...] = (), gone: tuple[Part, ...] = ()) -> None:
        self.parts = parts
        self.gone = gone
        self.usual = self.most = 0.0
        for part in parts:
            self.usual += part.usual
            self.most += part.most

    @property
    def looks_back(self) -> bool:
        """Whether it is about the past on purpose."""
        return any(part.what.startswith(_OFFSET) for part in self.parts)

    def then(self, *parts: Part) -> Delay:
        """Return the delay with more that takes time after it."""
        more = tuple(part for part in parts if part.most)
        return Delay(self.parts + more, self.gone + more)


Branches = tuple[Delay, ...]
"""One delay for each alternative (`or`) that can make a condition true."""

_Kind: TypeAlias = tuple[float, float, bool]
"""What matters of a job: its interval, its timeout, and whether its samples may carry timestamps."""

_AT_ONCE: Final[Branches] = (Delay(),)


class Delays:
    """The delays of all series of a platform."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._expressions = expressions(graph)
        self._server = graph.prometheus
        self._places = {
            id(rule): (group, position) for group in graph.recording for position, rule in enumerate(group.rules)
        }
        self._recorded: dict[int, Branches] = {}
        self._kinds: dict[str, tuple[tuple[str, _Kind], ...]] = {}
        self._delays: dict[tuple[frozenset[_Kind], bool], Delay] = {}

    def of_query(self, query: Query, reader: RecordingRule | None = None) -> Branches:
        """Return the delays of an expression's result.

        Args:
            query: The expression.
            reader: The recording rule that it belongs to.
        """
        stack: list[Branches] = []
        for node in query.nodes:
            first = len(stack) - node.arity
            operands = stack[first:]
            del stack[first:]
            stack.append(self._of_node(node, operands, reader))
        return stack[-1]

    def _of_node(self, node: Node, operands: list[Branches], reader: RecordingRule | None) -> Branches:
        if isinstance(node, Read):
            return self._of_selector(node.selector, reader)
        if isinstance(node, Constant) or not operands:
            return _AT_ONCE
        if isinstance(node, Binary):
            return joined(node.op, operands[0], operands[1])
        if isinstance(node, Call) and node.name in _ABSENCE:
            return vanished(operands[0])
        found = operands[0]
        for other in operands[1:]:
            found = joined("and", found, other)
        return found

    def _of_selector(self, selector: Selector, reader: RecordingRule | None) -> Branches:
        known = self._graph.series.get(selector.metric or "")
        if known is not None and isinstance(known[0], RecordingRule):
            found = self._of_rule(known[0], reader)
        else:
            found = (self._scraped(selector, known[0] if known is not None else None),)
        if selector.offset_seconds <= 0:
            return found
        late = Part(f"{_OFFSET} {words(selector.offset_seconds)}", selector.offset_seconds, selector.offset_seconds)
        return tuple(one.then(late) for one in found)

    def _of_rule(self, rule: RecordingRule, reader: RecordingRule | None) -> Branches:
        if id(rule) not in self._recorded:
            # Before the answer is known, so that a rule that reads itself ends here.
            self._recorded[id(rule)] = _AT_ONCE
            sources = [one.query for one in self._expressions.read(rule)]
            self._recorded[id(rule)] = self.of_query(sources[0], rule) if sources else _AT_ONCE
        group, position = self._places.get(id(rule), (None, 0))
        mine, before = self._places.get(id(reader), (None, 0))
        if group is None or (group is mine and position < before):
            return self._recorded[id(rule)]  # the group evaluates both in one turn
        return tuple(one.then(*self.evaluation(group, "recorded")) for one in self._recorded[id(rule)])

    def evaluation(self, group: RecordingGroup, words: str) -> Iterator[Part]:
        """Yield how long a group's rules take to look."""
        yield from evaluated(self._graph, group.interval, group.query_offset, words)

    def _scraped(self, selector: Selector, family: object) -> Delay:
        metric = selector.metric or ""
        if metric not in self._kinds:
            self._kinds[metric] = tuple(self._jobs(metric, family))
        kinds = {kind for _, kind in self._kinds[metric]}
        wanted = [one for one in selector.matchers if one[0] == "job"] if len(kinds) > 1 else ()
        if wanted:
            kinds = {
                kind for name, kind in self._kinds[metric] if all(_selects(op, value, name) for _, op, value in wanted)
            } or kinds
        key = frozenset(kinds), metric in BUILT_IN
        found = self._delays.get(key)
        if found is None:
            found = self._delays[key] = _delay(kinds or {self._unknown()}, synthetic=bool(kinds) and key[1])
        return found

    def _jobs(self, metric: str, family: object) -> Iterator[tuple[str, _Kind]]:
        jobs: Iterable[ScrapeJob | Probe] = (
            self._graph.exporters.get(family.name, ()) if isinstance(family, Metric) else ()
        )
        if not jobs and metric in BUILT_IN:
            jobs = self._graph.jobs
        for job in jobs:
            interval = in_seconds(job.scrape_interval or self._interval)
            kind = (interval, in_seconds(job.scrape_timeout or self._timeout), _may_carry_timestamps(job))
            yield job.name if isinstance(job, Probe) else job.job_name, kind

    def _unknown(self) -> _Kind:
        return in_seconds(self._interval), in_seconds(self._timeout), True

    @property
    def _interval(self) -> Quantity:
        return (self._server.scrape_interval if self._server is not None else None) or SCRAPE_INTERVAL

    @property
    def _timeout(self) -> Quantity:
        return (self._server.scrape_timeout if self._server is not None else None) or SCRAPE_TIMEOUT


def _delay(kinds: Collection[_Kind], *, synthetic: bool) -> Delay:
    """Return the delay of a scraped series: that of the slowest job that may have it."""
    interval = max(every for every, _, _ in kinds)
    longest = min(max(timeout for _, timeout, _ in kinds), interval)
    scrape = Part(f"scraped every {words(interval)}", interval / 2, interval)
    answer = Part(f"answers within {words(longest)}", 0, longest)
    removed = "series end after the target is gone"
    if synthetic:
        return Delay((scrape, answer), (Part(removed, (_FORGOTTEN - 0.5) * interval, _FORGOTTEN * interval),))
    lookback = in_seconds(LOOKBACK) if any(stamped for _, _, stamped in kinds) else 0.0
    most = max(interval + longest, _FORGOTTEN * interval, lookback)
    why = "series without staleness markers" if most == lookback else removed
    return Delay((scrape, answer), (Part(why, interval / 2, most),))


def joined(operator: str, left: Branches, right: Branches) -> Branches:
    """Return the delays of two operands together: either, the first, or the later of the two."""
    if operator == "or":
        return _few((*left, *right))
    if operator == "unless":
        return left
    return _few(_later(one, other) for one in left for other in right)


def _later(one: Delay, other: Delay) -> Delay:
    """Return the delay of both together; what is compared with the past is known already."""
    if one.parts and other.parts and one.looks_back != other.looks_back:
        return other if one.looks_back else one
    return other if other.most > one.most else one


def vanished(branches: Branches) -> Branches:
    """Return the delays until it is known that a series is gone."""
    return _few(Delay(one.gone, one.parts) for one in branches)


def evaluated(graph: Graph, interval: Quantity | None, offset: Quantity | None, what: str) -> Iterator[Part]:
    """Yield how long a group of rules takes to look, and how far back it does."""
    server = graph.prometheus
    own = interval or (server.evaluation_interval if server is not None else None) or EVALUATION_INTERVAL
    every = in_seconds(own)
    yield Part(f"{what} every {words(every)}", every / 2, every)
    back = offset or (server.rule_query_offset if server is not None else None)
    if back is not None:
        yield Part(f"looks {words(in_seconds(back))} back", in_seconds(back), in_seconds(back))


def in_seconds(quantity: Quantity) -> float:
    """Return a time in seconds."""
    return float(quantity.in_(SECONDS))


def words(duration: float) -> str:
    """Return seconds as Prometheus writes durations."""
    return seconds(round(duration)).duration() if duration else "0s"


def _few(branches: Iterable[Delay]) -> Branches:
    found = tuple({(one.most, tuple(part.what for part in one.parts)): one for one in branches}.values())
    return found if len(found) <= _MOST_BRANCHES else (found[0], max(found, key=lambda delay: delay.most))


def _may_carry_timestamps(job: ScrapeJob | Probe) -> bool:
    """Tell whether samples may have timestamps of their own; such series get no staleness marker (scrape/scrape.go)."""
    if isinstance(job, Probe):
        return False
    return job.honor_timestamps is not False and not job.track_timestamps_staleness


def _selects(operator: str, value: str, name: str) -> bool:
    from vttalerts.model.matchers import Matcher, Operator

    return Matcher("job", Operator(operator), value).matches(name)
