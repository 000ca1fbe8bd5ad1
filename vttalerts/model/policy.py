"""What a team has agreed that all its alerts, rules, queries and dashboards have, must not have, or may have at most.

Decision: an object in the definitions and no section of a configuration file, so that a finding can show the line that
asks for it, and so that names and durations are checked where they are written.
"""

from __future__ import annotations

from typing import Annotated

from vttalerts.diagnostics import Fault
from vttalerts.model.fields import Duration, Flag, LabelName, PositiveDuration, Regex, Whole
from vttalerts.model.schema import AfterValidator, Field
from vttalerts.model.spec import Spec


def _together(value: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    lonely = next((names for names in value if len(names) < 2), None)  # noqa: PLR2004  exclusion takes two
    if lonely is not None:
        raise Fault(
            "DEF087",
            "labels that exclude each other are at least two",
            why="one label excludes nothing, so nothing would be checked",
            help='write exclusive_labels=(("team", "owner"),)',
        )
    return value


class SelectorPolicy(Spec):
    """What queries of some metrics may select by.

    Attributes:
        metric: Which metrics; an expression for the whole name.
        required: Labels that every selector must have a matcher on.
        banned: Labels that no selector may have a matcher on.
        allowed: The only labels that a selector may have matchers on; without it, any.
        values: What a matcher `=` may compare a label with; an expression for the whole value.
    """

    metric: Regex = ".*"
    required: tuple[LabelName, ...] = ()
    banned: tuple[LabelName, ...] = ()
    allowed: tuple[LabelName, ...] | None = None
    values: dict[LabelName, Regex] = Field(default_factory=dict)


class Policy(Spec):
    """What a team has agreed on; `vttalerts check` holds everything against it.

    Expressions are RE2 and mean the whole text.

    Attributes:
        because: Why, in a sentence; shown with every finding.
        alert_name: What alerts are called.
        required_labels: Labels that every alert has: of its own, or on the result of its expression.
        any_label: Labels of which every alert has at least one.
        banned_labels: Labels that no alert sets.
        exclusive_labels: Sets of labels of which an alert sets one at most.
        labels: What the labels that alerts set may say, by name.
        required_annotations: Annotations that every alert has; `summary`, `runbook_url` and the like count.
        any_annotation: Annotations of which every alert has at least one.
        banned_annotations: Annotations that no alert has.
        annotations: What annotations may say, by name.
        promql_annotations: Annotations that hold PromQL.
        min_for: The shortest `for_`; alerts of severity `none` need none.
        max_for: The longest `for_`.
        max_keep_firing_for: The longest `keep_firing_for`.
        group_name: What groups of rules are called.
        min_interval: The shortest interval of a group.
        max_interval: The longest interval of a group.
        max_rules: The most rules in a group.
        max_limit: The highest `limit` of a group; every group needs one then.
        max_query_offset: The longest `query_offset` of a group.
        record_name: What recording rules are called.
        banned_record_name: What no recording rule is called.
        banned_functions: Functions and aggregations that no query uses, such as `irate`.
        banned_metrics: Metrics that no query reads; expressions.
        banned_query_labels: Labels that no query selects or groups by.
        kept_labels: Labels that the queries of alerts and recording rules leave on their result.
        stripped_labels: Labels that the queries of alerts and recording rules do not leave on their result.
        min_range: The shortest window of a query.
        max_lookback: How far back a query may look, window and offset together.
        selectors: What queries of some metrics may select by.
        dashboard_variables: Variables that every dashboard has.
        panel_descriptions: Whether every panel that draws something has a description, its own or its indicator's.
    """

    because: str = ""
    alert_name: Regex | None = None
    required_labels: tuple[LabelName, ...] = ()
    any_label: tuple[LabelName, ...] = ()
    banned_labels: tuple[LabelName, ...] = ()
    exclusive_labels: Annotated[tuple[tuple[LabelName, ...], ...], AfterValidator(_together)] = ()
    labels: dict[LabelName, Regex] = Field(default_factory=dict)
    required_annotations: tuple[LabelName, ...] = ()
    any_annotation: tuple[LabelName, ...] = ()
    banned_annotations: tuple[LabelName, ...] = ()
    annotations: dict[LabelName, Regex] = Field(default_factory=dict)
    promql_annotations: tuple[LabelName, ...] = ()
    min_for: Duration | None = None
    max_for: Duration | None = None
    max_keep_firing_for: Duration | None = None
    group_name: Regex | None = None
    min_interval: PositiveDuration | None = None
    max_interval: PositiveDuration | None = None
    max_rules: Whole | None = Field(default=None, ge=1)
    max_limit: Whole | None = Field(default=None, ge=1)
    max_query_offset: Duration | None = None
    record_name: Regex | None = None
    banned_record_name: Regex | None = None
    banned_functions: tuple[str, ...] = ()
    banned_metrics: tuple[Regex, ...] = ()
    banned_query_labels: tuple[LabelName, ...] = ()
    kept_labels: tuple[LabelName, ...] = ()
    stripped_labels: tuple[LabelName, ...] = ()
    min_range: PositiveDuration | None = None
    max_lookback: PositiveDuration | None = None
    selectors: tuple[SelectorPolicy, ...] = ()
    dashboard_variables: tuple[str, ...] = ()
    panel_descriptions: Flag = False
