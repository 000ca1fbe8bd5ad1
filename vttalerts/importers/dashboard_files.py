"""Files that hold dashboards: classic JSON as Grafana exports it, and ConfigMaps with such JSON in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from vttalerts.diagnostics import Diagnostic, Label, Span
from vttalerts.importers import dashboards, json_text
from vttalerts.model.dashboards import Dashboard
from vttalerts.model.drawing import Context
from vttalerts.model.expr import Indicator

_TELLING: Final = frozenset({"panels", "rows", "schemaVersion", "templating"})
_WRAPPED: Final = frozenset({"dashboard", "meta"})
_NEWER: Final = frozenset({"elements", "layout"})


@dataclass(frozen=True, slots=True)
class Found:
    """What a file holds.

    Attributes:
        saved: The dashboard's JSON; `None` if there is none.
        diagnostics: What is wrong with it.
        is_dashboard: Whether it is meant as a dashboard, or as nothing at all.
    """

    saved: Mapping[str, Any] | None
    diagnostics: tuple[Diagnostic, ...] = ()
    is_dashboard: bool = True


def read(text: str, file: str) -> Found:
    """Return the dashboard that a text holds.

    Args:
        text: The JSON.
        file: The path of the file, for what is wrong with it.
    """
    try:
        saved = json_text.parse(text, file)
    except json_text.BadJSONError as bad:
        return Found(None, (bad.diagnostic,))
    if not isinstance(saved, Mapping):
        return Found(None, is_dashboard=False)
    reason = _reason(saved)
    if reason is not None:
        return _refused(file, *reason)
    return Found(saved) if saved.keys() & _TELLING else Found(None, is_dashboard=False)


def _reason(saved: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return what JSON is that is no classic dashboard, and what to do about it."""
    spec = saved.get("spec")
    if saved.keys() >= _NEWER or (isinstance(spec, Mapping) and spec.keys() >= _NEWER):
        return "a dashboard in Grafana's schema v2", "export it as classic JSON"
    if saved.keys() >= _WRAPPED and isinstance(saved["dashboard"], Mapping):
        return "an answer of Grafana's API around a dashboard", "keep what stands behind `dashboard`"
    if saved.keys() & _TELLING and (not isinstance(saved.get("title"), str) or not saved["title"]):
        return "a dashboard without a title", "give it a `title`, as Grafana asks for one"
    return None


def _refused(file: str, what: str, mend: str) -> Found:
    label = Label(Span(file, 1, 1, 1, 2))
    return Found(None, (Diagnostic("DEF122", f"{what} can't be imported", (label,), why="it is left out", help=mend),))


def board(saved: Mapping[str, Any], name: str) -> Dashboard:
    """Return a dashboard on its own, without indicators.

    Raises:
        DefinitionError: Grafana would not take its identifier.
    """

    def nothing(_: str) -> Indicator | None:
        return None

    return dashboards.dashboard(saved, Context(), nothing, name)


def configmaps(document: object) -> Iterator[tuple[str, str]]:
    """Yield the names and the texts of the JSON files in a ConfigMap, or in a list of them."""
    if not isinstance(document, Mapping):
        return
    if document.get("kind") == "List":
        for item in document.get("items") or ():
            yield from configmaps(item)
    elif document.get("kind") == "ConfigMap" and isinstance(document.get("data"), Mapping):
        for key, text in document["data"].items():
            if str(key).endswith(".json") and isinstance(text, str):
                yield str(key), text
