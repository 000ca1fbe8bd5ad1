"""Variables of Grafana's JSON as objects."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from vttalerts.importers.grafana_fields import same, take
from vttalerts.model.dashboards import Variable
from vttalerts.model.drawing import Context, Datasource
from vttalerts.model.spec import DefinitionError
from vttalerts.model.variables import Constant, DatasourceChoice, LabelValues, RawVariable, TextInput

_QUERY: Final = re.compile(r"label_values\((?:(.*), *)?([A-Za-z_]\w*)\)", re.DOTALL)
_NAMED: Final[dict[str, Any]] = {"name": "a", "variable": {}}
"""What a variable must have while its fields are tried."""
_PLACES: Final = {name: (name,) for name in ("name", "label", "description", "hide")}


def variable(saved: Mapping[str, Any], context: Context) -> Variable:
    """Return a variable that builds to the JSON that Grafana saved.

    Raises:
        DefinitionError: It has no name that a query could use.
    """
    for make in _typed(saved):
        try:
            made = make()
        except (DefinitionError, TypeError):
            continue
        if same(made.build(context), saved):
            return made

    def build(fields: Mapping[str, Any]) -> Mapping[str, Any]:
        return RawVariable(**_NAMED | dict(fields)).build(context)

    fields, rest = take(RawVariable, _PLACES, dict(saved), build)
    return RawVariable(**fields, variable=rest)


def _typed(saved: Mapping[str, Any]) -> Iterator[Callable[[], Variable]]:
    """Yield functions that make the variable, if it is of a kind with a model."""
    query, source = saved.get("query"), saved.get("datasource")
    common = {key: saved[key] for key in ("name", "label", "description") if saved.get(key)}
    hidden = saved.get("hide")
    hide = {1: "label", 2: "variable"}.get(hidden) if isinstance(hidden, int) else None
    if hide is not None:
        common["hide"] = hide
    kind = saved.get("type")
    if kind == "query" and isinstance(query, str) and (found := _QUERY.fullmatch(query)):
        given: dict[str, Any] = {"label_name": found[2]}
        given |= {"metric": found[1]} if found[1] else {}
        given |= {"multi": True} if saved.get("multi") is True else {}
        given |= {"include_all": True} if saved.get("includeAll") is True else {}
        given |= {"regex": saved["regex"]} if saved.get("regex") else {}
        yield lambda: LabelValues(**common, **given)
        if isinstance(source, Mapping) and set(source) == {"type", "uid"}:
            yield lambda: LabelValues(**common, **given, datasource=Datasource(source["type"], source["uid"]))
    elif not isinstance(query, str):
        return
    elif kind == "constant":
        yield lambda: Constant(**common, value=query)
    elif kind == "textbox":
        yield lambda: TextInput(**common, default=query)
    elif kind == "datasource":
        yield lambda: DatasourceChoice(**common, plugin=query, regex=saved.get("regex", ""))
