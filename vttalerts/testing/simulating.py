"""Sentences for tests: at this time, while that fires, this alert reaches these people and says this.

Decision: receivers are compared by their names, which are unique in a platform; a test may import the objects, or
write the names.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Self

from vttalerts.configuration import find
from vttalerts.graph import Graph
from vttalerts.model.platform import Platform
from vttalerts.model.receivers import Receiver
from vttalerts.simulate import moments
from vttalerts.simulate.firing import Fired, fire, renderer
from vttalerts.simulate.grouping import span
from vttalerts.simulate.happenings import Held, Notification, Outage
from vttalerts.simulate.inhibition import Inhibited
from vttalerts.simulate.rendering import Message, Renderer
from vttalerts.simulate.scenario import Scenario, play
from vttalerts.simulate.tree_text import way
from vttalerts.units import Quantity, hours

NOON: Final = datetime(2026, 1, 5, 12, tzinfo=UTC)
"""When it is where a test says nothing, a Monday, and from when `Sun 03:00` counts: a test means the same each day."""
WITHIN: Final = hours(1)
"""Who is told later than this is not reached, where a test says nothing else."""

_BEFORE: Final = timedelta(hours=1)
"""Since when what a test gives has been firing: long enough to be grouped, sent and remembered."""
_LOOK: Final = timedelta(days=8)


def load(folder: Path) -> Sim:
    """Return the simulator of the project that a folder belongs to.

    Raises:
        DefinitionError: There is no project, or its configuration can't be used.
    """
    project = find(folder)
    module, _, attribute = project.platform.partition(":")
    sys.path.insert(0, str(project.root))
    try:
        platform = getattr(importlib.import_module(module), attribute)
    finally:
        sys.path.remove(str(project.root))
    return Sim(Graph(platform))


@dataclass(frozen=True, slots=True)
class Sim:
    """A platform, at a moment, while alerts fire.

    Attributes:
        graph: The platform.
        moment: When what is fired begins to fire.
        given: What has been firing for an hour then.
    """

    graph: Graph
    moment: datetime = NOON
    given: tuple[Fired, ...] = ()

    @classmethod
    def of(cls, platform: Platform) -> Sim:
        """Return the simulator of any platform."""
        return cls(Graph(platform))

    def at(self, moment: str | datetime) -> Self:
        """Return the same at a moment.

        Args:
            moment: A moment with a zone, or as text: ISO 8601, in UTC where it names no zone; or a weekday and a time,
                in UTC or at the place that follows, such as `Sun 03:00 Europe/Helsinki`.

        Raises:
            ValueError: It is no moment.
        """
        at = moments.moment(moment, NOON) if isinstance(moment, str) else moment
        return replace(self, moment=at.astimezone(UTC))

    def during(self, alert: str, /, **labels: str) -> Self:
        """Return the same while another alert has been firing for an hour, such as one that silences others.

        Args:
            alert: Its name.
            labels: Labels that its expression leaves; what its rule sets need not be said.
        """
        return replace(self, given=(*self.given, self._fired(alert, labels, None)))

    def fire(self, alert: str, /, *, value: float | None = None, **labels: str) -> Shot:
        """Return what becomes of an alert that begins to fire now.

        Args:
            alert: Its name; one that the platform does not define has the labels that are given, and no others.
            value: What its expression comes to; without it the threshold that it compares with, or 1.
            labels: Labels that its expression leaves; what its rule sets need not be said.
        """
        fired = self._fired(alert, labels, value)
        outage = Outage(fired.labels, self.moment, None, fired.annotations, fired.generator_url)
        before = self.moment - _BEFORE
        others = [Outage(one.labels, before, None, one.annotations, one.generator_url) for one in self.given]
        if self.graph.routing is None:
            raise AssertionError("the platform has no routing tree: nobody is told of anything")
        scenario = Scenario("", UTC, before, self.moment + _LOOK, (*others, outage), ())
        fate = next(one for one in play(self.graph, scenario).fates if one.outage is outage)
        told = tuple(one for one in fate.told if one.at >= self.moment)
        # Later on it may be night again; what counts is why nobody is told now.
        held = tuple(one for one in fate.held if one.first <= self.moment + span(WITHIN))
        return Shot(self, fired, told, held)

    def _fired(self, alert: str, labels: dict[str, str], value: float | None) -> Fired:
        return fire(self.graph, {"alertname": alert, **labels}, value)


@dataclass(frozen=True, slots=True)
class Shot:
    """What became of an alert that was fired; each method fails where it is otherwise, and shows the alert's way.

    Attributes:
        sim: Where and when.
        fired: The alert, with all its labels and annotations.
        told: The notifications that tell of it, in a week and a day.
        held: What kept it back in its first hour.
    """

    sim: Sim
    fired: Fired
    told: tuple[Notification, ...]
    held: tuple[Held, ...]

    def reaches(self, *receivers: Receiver | str, within: Quantity = WITHIN) -> Self:
        """Check that exactly these are told in time, in whatever order."""
        __tracebackhide__ = True
        wanted, actual = _names(receivers), self.reached(within)
        if set(wanted) != set(actual):
            self._fail(f"should reach {_listed(wanted)} within {within.duration()}, and reaches {_listed(actual)}")
        return self

    def reaches_nobody(self, within: Quantity = WITHIN) -> Self:
        """Check that nobody is told in time."""
        __tracebackhide__ = True
        return self.reaches(within=within)

    def does_not_reach(self, *receivers: Receiver | str, within: Quantity = WITHIN) -> Self:
        """Check that none of these is told in time."""
        __tracebackhide__ = True
        wrong = [name for name in _names(receivers) if name in self.reached(within)]
        if wrong:
            self._fail(f"should not reach {_listed(wrong)} within {within.duration()}")
        return self

    def is_inhibited(self, by: str | None = None) -> Self:
        """Check that another alert silences it everywhere; by its name where it is said."""
        __tracebackhide__ = True
        sources = {one.cause.source.get("alertname", "") for one in self.held if isinstance(one.cause, Inhibited)}
        told = self.reached(WITHIN)
        if not sources or told:
            self._fail(f"should be silenced by {by or 'another alert'}, and reaches {_listed(told)}")
        if by is not None and by not in sources:
            self._fail(f"should be silenced by {by}, and is by {_listed(sorted(sources))}")
        return self

    def is_muted(self, *receivers: Receiver | str) -> Self:
        """Check that time intervals keep it from these receivers at that moment."""
        __tracebackhide__ = True
        muted = {one.step.receiver.name for one in self.held if hasattr(one.cause, "intervals")}
        missing = [name for name in _names(receivers) if name not in muted]
        if missing:
            self._fail(f"should be muted for {_listed(missing)}")
        return self

    def says(self, *texts: str, to: Receiver | str | None = None) -> Self:
        """Check that each text stands in the first message of some integration, of one receiver where it is said."""
        __tracebackhide__ = True
        written = "\n".join(text for one in self.messages(to) for _, text in one.shown)
        for text in texts:
            if text not in written:
                self._fail(
                    f"should say {text!r}{f' to {_names((to,))[0]}' if to is not None else ''}, and says\n{written}"
                )
        return self

    def does_not_say(self, *texts: str, to: Receiver | str | None = None) -> Self:
        """Check that no text stands in any of the first messages."""
        __tracebackhide__ = True
        written = "\n".join(text for one in self.messages(to) for _, text in one.shown)
        for text in texts:
            if text in written:
                self._fail(f"should not say {text!r}, and says\n{written}")
        return self

    def repeats(self, receiver: Receiver | str, within: Quantity) -> Self:
        """Check that a receiver is told again, not later than this after the first time, while it fires."""
        __tracebackhide__ = True
        (name,) = _names((receiver,))
        times = sorted({one.at for one in self.told if one.receiver.name == name})
        if len(times) < 2 or times[1] - times[0] > span(within):  # noqa: PLR2004  a second time
            after = f"after {times[1] - times[0]}" if len(times) > 1 else "not in a week"
            self._fail(f"should tell {name} again within {within.duration()}, and does {after}")
        return self

    def reached(self, within: Quantity = WITHIN) -> tuple[str, ...]:
        """Return the names of those who are told in time, in the order in which they are."""
        end = self.sim.moment + span(within)
        return tuple(dict.fromkeys(one.receiver.name for one in self.told if one.at <= end))

    def messages(self, to: Receiver | str | None = None) -> tuple[Message, ...]:
        """Return the first message of each integration, of one receiver where it is said."""
        names = _names((to,)) if to is not None else ()
        writer: Renderer = renderer(self.sim.graph)
        first = {id(one.integration): one for one in reversed(self.told) if not names or one.receiver.name in names}
        return tuple(writer.message(one) for one in reversed(first.values()))

    def _fail(self, what: str) -> None:
        __tracebackhide__ = True
        raise AssertionError("\n".join((f"{self.fired.labels.get('alertname', 'the alert')} {what}", *self._way())))

    def _way(self) -> Iterator[str]:
        labels = self.fired.labels
        yield ""
        yield f"at {self.sim.moment:%a %Y-%m-%d %H:%M} UTC with {', '.join(f'{k}={v}' for k, v in labels.items())}"
        if self.sim.graph.routing is not None:
            yield from way(self.sim.graph.routing, labels)
        for one in self.told[:1]:
            yield f"first told: {one.receiver.name} after {one.at - self.sim.moment}"
        for held in self.held:
            cause = held.cause
            if isinstance(cause, Inhibited):
                reason = f"silenced by {cause.source.get('alertname', 'another alert')}"
            else:
                reason = f"muted by {', '.join(each.name for each in getattr(cause, 'intervals', ()))}"
            yield f"not told: {held.step.receiver.name}, {reason}"
        if self.fired.placed is None:
            yield "the platform defines no alert of that name with these labels"


def _names(receivers: tuple[Receiver | str, ...]) -> tuple[str, ...]:
    return tuple(one if isinstance(one, str) else one.name for one in receivers)


def _listed(names: tuple[str, ...] | list[str]) -> str:
    return " and ".join(names) or "nobody"
