"""Who is told of which alert: the routing tree, its time intervals, and the deliveries that it promises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Final, Self

from typing_extensions import override

from vttalerts.diagnostics import Fault
from vttalerts.model.fields import Duration, Flag, PositiveDuration, label_name, notification_template
from vttalerts.model.intervals import TimeInterval
from vttalerts.model.matchers import Matchers, Operator
from vttalerts.model.pacing import pace
from vttalerts.model.receivers import Receiver
from vttalerts.model.schema import AfterValidator, Field, model_validator
from vttalerts.model.settings import DEFAULTS, Settings
from vttalerts.model.spec import Spec, Tree
from vttalerts.units import Quantity, hours, minutes, seconds

GROUP_WAIT: Final = seconds(30)
GROUP_INTERVAL: Final = minutes(5)
REPEAT_INTERVAL: Final = hours(4)
"""What the root has where nothing is said (alertmanager dispatch/route.go `DefaultRouteOpts`)."""


def _group_by(value: tuple[str, ...]) -> tuple[str, ...]:
    if "..." in value and len(value) > 1:
        raise Fault(
            "RTE010",
            '`"..."` already groups by all labels',
            why="Alertmanager refuses the file",
            help='write group_by=("...",), or name the labels',
        )
    for name in value:
        if name != "...":
            label_name(name)
    twice = next((name for name in value if value.count(name) > 1), None)
    if twice is not None:
        raise Fault(
            "RTE011",
            f"`{twice}` stands twice in `group_by`",
            why="Alertmanager refuses the file",
            help="remove one",
        )
    return value


def _labels(value: dict[str, str]) -> dict[str, str]:
    for name, text in value.items():
        label_name(name)
        notification_template(text)
    return value


class Route(Spec):
    """A node of the routing tree: depth first, the first child that matches wins unless it continues.

    Attributes:
        receiver: Who is told; inherited by children.
        group_by: The labels whose values make one notification; inherited. `()` puts all alerts into one.
        continue_: Whether later siblings look at the alert too; not inherited.
        matchers: All must match; none matches everything.
        group_wait: How long a new group waits for more alerts; inherited, 30 s at the root.
        group_interval: How long until news of a group is sent; inherited, 5 min at the root.
        repeat_interval: How long until the same is said again; inherited, 4 h at the root.
        mute_time_intervals: When nobody is told; not inherited.
        active_time_intervals: The only times when anybody is told; not inherited.
        labels: Labels of the notification's group, for templates to read; children add theirs. Templates.
        routes: The children, in the order in which they look.
    """

    server: ClassVar[str] = "alertmanager"
    since: ClassVar[Mapping[str, str]] = {"labels": "0.34"}

    receiver: Receiver | None = None
    group_by: Annotated[tuple[str, ...], AfterValidator(_group_by)] | None = None
    continue_: Flag = Field(default=False, serialization_alias="continue")
    matchers: Matchers = ()
    group_wait: Duration | None = None
    group_interval: PositiveDuration | None = None
    repeat_interval: PositiveDuration | None = None
    mute_time_intervals: tuple[TimeInterval, ...] = ()
    active_time_intervals: tuple[TimeInterval, ...] = ()
    labels: Annotated[dict[str, str], AfterValidator(_labels)] | None = None
    routes: tuple[Route, ...] = ()

    @override
    def wire(self, settings: Settings = DEFAULTS) -> Tree:
        tree = super().wire(settings)
        pace(tree, settings, "group_wait", "group_interval", "repeat_interval")
        if self.receiver is not None:
            tree["receiver"] = self.receiver.name
        if self.matchers:
            tree["matchers"] = [str(matcher) for matcher in self.matchers]
        for key in ("mute_time_intervals", "active_time_intervals"):
            if key in tree:
                tree[key] = [interval.name for interval in self.__dict__[key]]
        if not self.continue_:
            tree.pop("continue", None)
        return tree

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Tell whether an alert with these labels is this node's, not regarding its children."""
        return all(matcher.matches(labels.get(matcher.label, "")) for matcher in self.matchers)


class Delivery(Spec):
    """A promise of the routing tree, proven on every `check`.

    Attributes:
        given: Labels of an alert, as `match(…)`.
        reaches: Exactly these receivers are told.
    """

    given: Matchers
    reaches: tuple[Receiver, ...]

    @model_validator(mode="after")
    def _plain(self) -> Self:
        wrong = next((matcher for matcher in self.given if matcher.operator is not Operator.EQUAL), None)
        if wrong is not None:
            raise Fault(
                "RTE012",
                f"a delivery is given labels, and `{wrong}` is a pattern",
                why="it would not say which alert is meant",
                help=f'write match({wrong.label}="…")',
            )
        return self

    def labels(self) -> dict[str, str]:
        """Return the labels that the alert has."""
        return {matcher.label: matcher.value for matcher in self.given}


def timing(value: Quantity | None, inherited: Quantity) -> Quantity:
    """Return a timing, or the one that is inherited."""
    return inherited if value is None else value
