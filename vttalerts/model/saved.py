"""JSON that Grafana saved and nobody here decided on: kept as it is, with a definition's fields laid over it.

Decision: a definition that has `saved` leaves out all defaults of its class. Dashboards from elsewhere have other
defaults than ours, of ten versions of Grafana; taking ours away again key by key would be longer than the JSON, and
`extra`, which lies over our defaults, can't take any away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from vttalerts.model.expr import Indicator
from vttalerts.model.queries import Target

NOTHING = object()
"""What stands at a place that a tree does not have."""


def at(tree: Any, place: str) -> Any:  # noqa: ANN401  any JSON
    """Return what stands at a place such as `options.legend.calcs` or `targets.0.expr`; else `NOTHING`."""
    for step in place.split("."):
        if isinstance(tree, Mapping) and step in tree:
            tree = tree[step]
        elif isinstance(tree, Sequence) and not isinstance(tree, str) and step.isdigit() and int(step) < len(tree):
            tree = tree[int(step)]
        else:
            return NOTHING
    return tree


def put(tree: Any, place: str, value: Any) -> Any:  # noqa: ANN401  any JSON
    """Return a tree with a value at a place; the tree itself, and all that lies beside the place, is not changed."""
    step, _, rest = place.partition(".")
    if step.isdigit():
        items = list(tree) if isinstance(tree, Sequence) else []
        index = int(step)
        items += [{} for _ in range(index + 1 - len(items))]
        items[index] = put(items[index], rest, value) if rest else value
        return items
    made = dict(tree) if isinstance(tree, Mapping) else {}
    made[step] = put(made.get(step), rest, value) if rest else value
    return made


def without(tree: Any, place: str) -> Any:  # noqa: ANN401  any JSON
    """Return a tree that lacks what stands at a place; mappings stay, and so do the entries of lists."""
    step, _, rest = place.partition(".")
    if step.isdigit():
        return [without(item, rest) if index == int(step) else item for index, item in enumerate(tree)]
    if not rest:
        return {key: value for key, value in tree.items() if key != step}
    return {key: without(value, rest) if key == step else value for key, value in tree.items()}


def overlaid(saved: Mapping[str, Any], own: Mapping[str, Any], places: Iterable[str]) -> dict[str, Any]:
    """Return JSON with those places of another one on top that it has."""
    made: Any = dict(saved)
    for place in places:
        value = at(own, place)
        if value is not NOTHING:
            made = put(made, place, value)
    return dict(made)


def asked(saved: Sequence[Mapping[str, Any]], targets: Sequence[Target]) -> list[dict[str, Any]]:
    """Return a panel's queries: the settings that Grafana saved with each, and what it asks.

    An indicator names its series where neither the saved query nor the indicator leaves them unnamed.
    """
    made: list[dict[str, Any]] = []
    for index, target in enumerate(targets):
        one: dict[str, Any] = {"expr": str(target.expr)}
        if "legend" in target.model_fields_set and (target.legend or not isinstance(target, Indicator)):
            one["legendFormat"] = target.legend
        # An indicator's legend is everybody's: what was saved for this one panel is more to the point.
        rest = dict(saved[index]) if index < len(saved) else {}
        made.append(dict(sorted((one | rest if isinstance(target, Indicator) else rest | one).items())))
    return made
