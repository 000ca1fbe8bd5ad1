"""Grafana's own words for times and settings, checked before they are passed on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any

from vttalerts.diagnostics import Fault
from vttalerts.model.schema import AfterValidator
from vttalerts.model.spec import Spec, Tree
from vttalerts.units import SECONDS, Quantity


def moment(quantity: Quantity) -> str:
    """Return a time as Grafana reads it, with one unit: `90m`, never `1h30m` (`dateMath.parseDateMath`).

    Raises:
        Fault: It is finer than a second (DSH024).
    """
    seconds = quantity.in_(SECONDS)
    if seconds != round(seconds):
        raise Fault(
            "DSH024",
            f"{quantity} is finer than a second",
            why="Grafana can't read it",
            help="write whole seconds",
        )
    whole = round(seconds)
    for size, suffix in ((86400, "d"), (3600, "h"), (60, "m")):
        if whole and whole % size == 0:
            return f"{whole // size}{suffix}"
    return f"{whole}s"


def ordered(spec: Spec | None, pairs: Mapping[str, Any]) -> Tree:
    """Return a tree with sorted keys, as Grafana writes them."""
    tree = Tree(spec)
    tree.update(sorted(pairs.items()))
    return tree


def sorted_deep(value: Any) -> Any:  # noqa: ANN401  any JSON
    """Return JSON with the keys of all its mappings sorted, as Grafana writes them."""
    if isinstance(value, Mapping):
        return {key: sorted_deep(value[key]) for key in sorted(value)}
    return [sorted_deep(one) for one in value] if isinstance(value, list | tuple) else value


def merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return JSON with more keys laid over it: mappings are merged, all else is replaced."""
    made = dict(under)
    for key, value in over.items():
        below = made.get(key)
        made[key] = merged(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
    return made


def checked_json(value: Any, path: str = "") -> Any:  # noqa: ANN401  any JSON
    """Check that a value can be written as JSON and read back the same.

    Raises:
        Fault: A key is no text, or a value has another type or is no finite number (DSH025).
    """
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise _no_json(f"{path}.{key}", f"key `{key}` is no text")
            checked_json(inner, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            checked_json(inner, f"{path}[{index}]")
    elif isinstance(value, float) and not math.isfinite(value):
        raise _no_json(path, f"`{value}` is no number in JSON")
    elif value is not None and not isinstance(value, bool | int | float | str):
        raise _no_json(path, f"a {type(value).__name__} has no form in JSON")
    return value


def _no_json(path: str, what: str) -> Fault:
    return Fault(
        "DSH025",
        f"`{path.lstrip('.')}` can't be written: {what}",
        why="Grafana would read something else, or nothing",
        help="use texts, numbers, true, false, None, lists and mappings with texts as keys",
    )


JSON = Annotated[dict[str, Any], AfterValidator(checked_json)]
"""Grafana's own JSON, passed through."""
