"""Executes Go templates as the servers do: what a notification says, and what an alert's annotations say.

With `templates`, the only importer of gotpl. Whatever a template does, it ends: its loops, its depth and its output
have limits.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from gotpl import ExecutionBudget, HTMLTemplate, Template, TemplateError

from vttalerts.language._alert_calls import alert_functions
from vttalerts.language._go_json import go_json
from vttalerts.language._template_calls import notification_functions
from vttalerts.language._template_parts import PRINT, Definition, calls, definitions, printing
from vttalerts.language._template_times import Moment, UnknownFieldError
from vttalerts.language._template_values import KV, Alerts, Record, printer

__all__ = ["KV", "Alerts", "Execution", "ExecutionError", "Moment", "Record", "alert_text", "go_json"]

_BUDGET: Final = ExecutionBudget(
    max_output_chars=4 << 20, max_iterations=1 << 20, max_template_depth=100, max_function_calls=1 << 20
)
_OPTIONS: Final[dict[str, Any]] = {"missing_key": "zero", "budget": _BUDGET}

# What a template does wrong comes out of gotpl in many ways.
_FAILURES: Final = (
    *(TemplateError, UnknownFieldError, RecursionError),
    *(ArithmeticError, AttributeError, LookupError, TypeError, ValueError),
)


class ExecutionError(Exception):
    """A template that the server can't execute.

    Attributes:
        partial: What it wrote before it failed.
    """

    def __init__(self, message: str, partial: str = "") -> None:
        super().__init__(message)
        self.partial = partial


class Execution:
    """The templates of an Alertmanager, by which a receiver's texts are rendered.

    Attributes:
        now: What `now` and `since` go by.
        route_labels: What `routeLabels` looks up.
        defined: The names of the templates.
    """

    def __init__(self, files: Mapping[str, str], *, named_sets: bool = True) -> None:
        """Read the templates.

        Args:
            files: Their texts by their files' names, in the order in which the server reads them.
            named_sets: Whether a set of labels is printed as `a=b, c=d`, and not as Go's `map[a:b c:d]`.
        """
        self.now = datetime.now(UTC)
        self.route_labels: Mapping[str, str] = {}
        self._defined: dict[str, Definition] = {}
        for text in files.values():
            for one in definitions(text):
                # A blank definition never replaces one that says something (text/template `associate`).
                if not one.blank or one.name not in self._defined:
                    self._defined[one.name] = one
        self.defined = frozenset(self._defined)
        self._functions = {
            **notification_functions(lambda: self.now),
            "routeLabels": lambda name: self.route_labels.get(name, ""),
            PRINT: printer(named=named_sets),
        }
        self._read: dict[tuple[bool, str], Template | HTMLTemplate] = {}

    def text(self, source: str, data: object) -> str:
        """Return what a text template says (`ExecuteTextString`).

        Raises:
            ExecutionError: It fails.
        """
        return self._execute(source, data, html=False) if "{{" in source else source

    def html(self, source: str, data: object) -> str:
        """Return what a template says as HTML, with what it prints escaped (`ExecuteHTMLString`).

        Raises:
            ExecutionError: It fails.
        """
        return self._execute(source, data, html=True)

    def _execute(self, source: str, data: object, *, html: bool) -> str:
        found = self._read.get((html, source))
        if found is None:
            kind = HTMLTemplate if html else Template
            try:
                found = kind.from_sources(self._needed(source), functions=self._functions, **_OPTIONS)
            except _FAILURES as error:
                raise ExecutionError(str(error)) from error
            self._read[html, source] = found
        return _rendered(found, data)

    def _needed(self, source: str) -> dict[str, str]:
        """Return a template and all that it calls; of others html/template would not want to know either."""
        needed = {"": printing(source)}
        waiting = list(calls(source))
        while waiting:
            name = waiting.pop()
            one = self._defined.get(name)
            if one is not None and name not in needed:
                needed[name] = printing(one.text)
                waiting += one.calls
        # Each definition is a source of its own, which needs another name than what it defines.
        return {f"{name}.tmpl" if name else "": text for name, text in needed.items()}


def alert_text(
    source: str, labels: Mapping[str, str], value: float, external_labels: Mapping[str, str], external_url: str
) -> str:
    """Return what a label's or an annotation's template says of an alert (prometheus rules/alerting.go).

    Args:
        source: The template.
        labels: The labels of the alert's series.
        value: What its expression came to.
        external_labels: Prometheus's external labels.
        external_url: Where people reach Prometheus.
    """
    if "{{" not in source:
        return source
    data = Record(
        "template.alertTemplateData",
        {
            "Labels": KV(labels),
            "ExternalLabels": KV(external_labels),
            "ExternalURL": external_url,
            "Value": value,
        },
        {},
    )
    try:
        return _rendered(_alert_template(source, external_url), data)
    except (*_FAILURES, ExecutionError) as error:
        # The server sends the alert all the same, and says so in its place.
        return f"<error expanding template: {error}>"


@functools.lru_cache(maxsize=1 << 10)
def _alert_template(source: str, external_url: str) -> Template:
    """Return an alert's template ready to be executed, with the variables that Prometheus declares before it."""
    fields = {"labels": "Labels", "externalLabels": "ExternalLabels", "externalURL": "ExternalURL", "value": "Value"}
    declared = "".join(f"{{{{${name} := .{field}}}}}" for name, field in fields.items())
    functions = {**alert_functions(external_url), PRINT: printer(named=False)}
    return Template(declared + printing(source), functions=functions, **_OPTIONS)


def _rendered(template: Template | HTMLTemplate, data: object) -> str:
    written = io.StringIO()
    try:
        template.render_to(written, data)
    except _FAILURES as error:
        raise ExecutionError(str(error), written.getvalue()) from error
    return written.getvalue()
