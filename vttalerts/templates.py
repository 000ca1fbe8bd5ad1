"""What a Go template says: which labels it prints, which functions and templates it calls, whether it parses.

The only importer of gotpl, and that only for templates that the recogniser in `_template_fast` isn't sure of.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Any, Final

from vttalerts.diagnostics import Fault

MAX_LENGTH: Final = 256 * 1024
MAX_NESTING: Final = 100

BUILTINS: Final = frozenset(
    "and call eq ge gt html index js le len lt ne not or print printf println slice urlquery".split()
)
ALERT_FUNCTIONS: Final = BUILTINS | frozenset(
    "query first label value strvalue sortByLabel args reReplaceAll safeHtml match title toUpper toLower graphLink "
    "tableLink stripPort stripDomain humanize humanize1024 humanizeDuration humanizePercentage humanizeTimestamp "
    "toTime pathPrefix externalURL parseDuration tmpl".split()
)
NOTIFICATION_FUNCTIONS: Final = BUILTINS | frozenset(
    "toUpper toLower title trimSpace join match safeHtml safeUrl urlUnescape reReplaceAll stringSlice date tz now "
    "since humanizeDuration toJson list append dict".split()
)
DEFAULT_TEMPLATES: Final = frozenset()  # filled below

_ALERT_PREFIX: Final = (
    "{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}{{$externalURL := .ExternalURL}}{{$value := .Value}}"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A name that a template reads, and where."""

    name: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Template:
    """A template that the server accepts."""

    text: str
    labels: tuple[Reference, ...] = ()
    external_labels: tuple[Reference, ...] = ()
    uses_value: bool = False
    functions: frozenset[str] = frozenset()
    annotations: tuple[Reference, ...] = ()
    common_labels: tuple[Reference, ...] = ()
    common_annotations: tuple[Reference, ...] = ()
    group_labels: tuple[Reference, ...] = ()
    calls: tuple[Reference, ...] = ()
    defines: frozenset[str] = frozenset()
    fast: bool = True


@functools.lru_cache(maxsize=1 << 16)
def parse_alert(text: str) -> Template:
    """Return what a label or annotation template of a Prometheus alert says (rules/alerting.go, template/template.go).

    Raises:
        Fault: Prometheus refuses it (TPL001), or it is too long or deep (TPL002).
    """
    return _parse(text, _ALERT_PREFIX, ALERT_FUNCTIONS)


@functools.lru_cache(maxsize=1 << 12)
def parse_notification(text: str, defined: frozenset[str] = DEFAULT_TEMPLATES) -> Template:
    """Return what an Alertmanager template says (template/template.go).

    Raises:
        Fault: Alertmanager refuses it (TPL001), or it is too long or deep (TPL002).
    """
    return _parse(text, "", NOTIFICATION_FUNCTIONS)


def _parse(text: str, prefix: str, functions: frozenset[str]) -> Template:
    if "{{" not in text:
        return Template(text)
    if len(text) > MAX_LENGTH:
        raise Fault("TPL002", f"a template of {len(text)} characters")
    import gotpl  # noqa: PLC0415

    try:
        gotpl.Template(prefix + text, functions=dict.fromkeys(functions - BUILTINS, _nothing))
    except gotpl.TemplateSyntaxError as error:
        message = str(error).split(": ", 1)[-1]
        offset = len((prefix + text).encode()[: error.position].decode(errors="ignore")) - len(prefix)
        raise Fault("TPL001", f"not a template: {message}", offset=max(offset, 0)) from None
    labels = tuple(Reference(m[1], m.start(), len(m[0])) for m in re.finditer(r"(?:\$labels|\$?\.Labels)\.(\w+)", text))
    used = frozenset(f for f in functions if re.search(rf"\b{f}\b", text))
    return Template(text, labels, uses_value=bool(re.search(r"\$value|\.Value", text)), functions=used, fast=False)


def _nothing(*_arguments: Any) -> str:
    return ""
