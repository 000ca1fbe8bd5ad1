"""From Grafana's JSON back to fields: a value is a field's if the field makes exactly this JSON of it.

Decision: no class says how it is read back. It says where its fields stand (`places`), and this module tries the few
values that could be meant; what none of them makes stays as Grafana saved it. So nothing can be read back wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, Literal, get_args, get_origin

from vttalerts import units
from vttalerts.diagnostics import Fault
from vttalerts.importers.source.values import UNITS
from vttalerts.model.drawing import Datasource
from vttalerts.model.links import Link
from vttalerts.model.saved import NOTHING, at, without
from vttalerts.model.spec import DefinitionError, Spec
from vttalerts.units import Quantity

_MOMENT: Final = re.compile(r"(?:now-)?(\d{1,9})([smhd])")
_MAKERS: Final = {"s": units.seconds, "m": units.minutes, "h": units.hours, "d": units.days}
_UNITS: Final = {value.grafana: value for value in UNITS}
_DERIVED: Final = frozenset({"thresholds_style", "columns", "sort_by", "descending", "variables"})
"""Fields that stand for more than they write at one place, or for what only a whole platform knows."""


def same(left: Any, right: Any) -> bool:
    """Tell whether two values are the same JSON: the order of keys has no meaning, and `true` is no 1."""
    if isinstance(left, Mapping):
        return (
            isinstance(right, Mapping)
            and left.keys() == right.keys()
            and all(same(value, right[key]) for key, value in left.items())
        )
    if isinstance(left, list | tuple):
        return (
            isinstance(right, list | tuple)
            and len(left) == len(right)
            and all(same(one, other) for one, other in zip(left, right, strict=True))
        )
    return isinstance(left, bool) == isinstance(right, bool) and bool(left == right)


Make = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""Returns the JSON that a class makes of some fields."""


def take(
    kind: type[Spec], places: Mapping[str, tuple[str, ...]], saved: dict[str, Any], make: Make
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the fields that some JSON is made of, and what is left of it.

    Args:
        kind: The class whose fields they are.
        places: Where they stand.
        saved: The JSON.
        make: Makes JSON of fields.
    """
    fields: dict[str, Any] = {}
    for name, where in places.items():
        if name in _DERIVED or name not in kind.model_fields:
            continue
        found = [at(saved, place) for place in where]
        if any(one is NOTHING for one in found):
            continue
        for candidate in _candidates(kind, name, found[0]):
            if _makes(make, {name: candidate}, where, found):
                fields[name] = candidate
                for place in where:
                    saved = without(saved, place)
                break
    return fields, saved


def _makes(make: Make, fields: Mapping[str, Any], where: tuple[str, ...], found: list[Any]) -> bool:
    try:
        made = make(fields)
    except (Fault, DefinitionError):
        return False
    return all(same(at(made, place), one) for place, one in zip(where, found, strict=True))


def _candidates(kind: type[Spec], name: str, found: Any) -> Iterator[Any]:
    """Yield the values that could have made some JSON, the plainest last."""
    annotation = kind.model_fields[name].annotation
    for part in (annotation, *get_args(annotation)):
        if get_origin(part) is Literal:
            yield from get_args(part)
    if isinstance(found, str):
        if found in _UNITS:
            yield _UNITS[found]
        moment = _MOMENT.fullmatch(found)
        if moment is not None:
            yield _quantity(moment)
    elif isinstance(found, list):
        yield from _sequences(found)
    elif isinstance(found, bool):
        # What is true in the JSON may be what the field denies.
        yield not found
    elif isinstance(found, Mapping) and set(found) == {"type", "uid"} and _texts(found.values()):
        yield Datasource(found["type"], found["uid"])
    yield found


def _sequences(found: list[Any]) -> Iterator[Any]:
    match found:
        case [{"type": "value", "options": dict(words)}] if all(isinstance(one, dict) for one in words.values()):
            yield {int(value) if value.isdecimal() else value: one.get("text") for value, one in words.items()}
        case _:
            pass
    if len(found) == 1 and isinstance(found[0], str):
        yield found[0]
    links = [link(one) for one in found if isinstance(one, Mapping)]
    if links and len(links) == len(found) and None not in links:
        yield tuple(links)
    yield tuple(found)


def _texts(values: Iterable[object]) -> bool:
    return all(isinstance(one, str) for one in values)


def _quantity(moment: re.Match[str]) -> Quantity:
    return _MAKERS[moment[2]](int(moment[1]))


def link(saved: Mapping[str, Any]) -> Link | None:
    """Return a link; `None` if it has settings for which there is no field."""
    try:
        made = Link(
            title=saved.get("title", ""),
            url=saved.get("url", ""),
            tags=tuple(saved.get("tags", ())),
            target_blank=saved.get("targetBlank", False),
            keep_time=saved.get("keepTime", True),
        )
    except (DefinitionError, TypeError):
        return None
    return made if same(made.build(), saved) else None
