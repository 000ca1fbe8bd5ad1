"""The kinds of values that fields take, each checked where it is written: names, URLs, durations, expressions."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from typing_extensions import override

from vttalerts.diagnostics import Fault
from vttalerts.language import templates
from vttalerts.model.schema import AfterValidator, BeforeValidator
from vttalerts.model.settings import EnvText
from vttalerts.units import MILLISECONDS, Quantity

_LABEL: Final = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*\Z")
_METRIC: Final = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*\Z")
_HOST_PORT: Final = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\s/:\[\]]*):(\d{1,5})\Z")
_NO_URL: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_NO_HOST: Final = re.compile(r"[\s<>\"^`{|}\\]|%[0-7]")
_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_MAX_PORT: Final = 65535
_METRIC_NAME: Final = "__name__"

Flag = bool
"""True or false; `"yes"` and 1 are mistakes."""

Whole = int
"""A whole number; `"5"` is a mistake."""


@functools.lru_cache(maxsize=1 << 12)
def label_name(value: str) -> str:
    """Check a label name (prometheus/common `LabelName.IsValid`): any text since Prometheus 3.0.

    Raises:
        Fault: The name is empty or no valid text (MET001), or is reserved (MET002).
    """
    if not is_classic_label(value) and (not value or not _is_text(value)):
        raise _no_label(value)
    if value == _METRIC_NAME:
        raise Fault(
            "MET002",
            "`__name__` is the metric's name and no label to set",
            why="Prometheus refuses the rule file",
            help="choose another label",
        )
    return value


def _no_label(value: str) -> Fault:
    return Fault(
        "MET001",
        f"`{value}` is no label name",
        why="the server refuses the whole file",
        help="use letters, digits and underscores, and begin with no digit",
    )


def is_classic_label(value: str) -> bool:
    """Tell whether every version of every server takes a label name."""
    return _LABEL.match(value) is not None


def classic_label_name(value: str) -> str:
    """Check a label name where the servers take no other than before Prometheus 3.0.

    Raises:
        Fault: See `label_name`; or it has other characters (MET001).
    """
    if not is_classic_label(value):
        raise _no_label(value)
    return label_name(value)


def recorded_name(value: str) -> str:
    """Check the name of the series that a recording rule makes (rulefmt `Rule.Validate`).

    Raises:
        Fault: The name is empty, no valid text, or a selector (MET003).
    """
    if not value or not _is_text(value) or "{" in value or "}" in value:
        raise Fault(
            "MET003",
            f"`{value}` is no metric name",
            why="the server refuses the whole file",
            help="use letters, digits, underscores and colons, and begin with no digit",
        )
    return value


def metric_name(value: str) -> str:
    """Check a metric name (prometheus/common `IsValidMetricName`, the classic character set).

    Raises:
        Fault: The name has other characters (MET003).
    """
    if not _METRIC.match(value):
        raise Fault(
            "MET003",
            f"`{value}` is no metric name",
            why="no exporter can expose it under that name",
            help="use letters, digits, underscores and colons, and begin with no digit",
        )
    return value


def alert_name(value: str) -> str:
    """Check an alert's name: any text that a label's value can be (rulefmt `Rule.Validate`).

    Raises:
        Fault: It is empty, or no valid text (MET001).
    """
    if not value or not _is_text(value):
        raise Fault(
            "MET001",
            "an alert without a name" if not value else "this is no alert's name",
            why="the server refuses the whole file",
            help="write the name that the pager shows",
        )
    return value


def _is_text(value: str) -> bool:
    """Tell whether a text can be written at all: half of a pair of surrogates can't."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def labels(value: Mapping[str, Any]) -> dict[str, str]:
    """Check a set of labels; enumeration members become their values.

    Raises:
        Fault: A name is none (MET001, MET002), or a value is no text (DEF010).
    """
    checked: dict[str, str] = {}
    for name, text in value.items():
        label_name(name)
        if type(text) is str:
            checked[name] = text
            continue
        if not isinstance(text, str):
            raise Fault(
                "DEF010",
                f"label `{name}` needs a text, not {type(text).__name__}",
                help=f'write "{text}"',
            )
        checked[name] = str(text)
    return checked


def alert_labels(value: Mapping[str, Any]) -> dict[str, str]:
    """Check an alert's labels, which may be templates and must leave `alertname` alone.

    Raises:
        Fault: See `labels`; `alertname` is set (ALR011); a value is no template (TPL001).
    """
    checked = labels(value)
    if "alertname" in checked:
        raise Fault(
            "ALR011",
            "`alertname` is the alert's name and can't be overridden",
            why="routing and silences by name would miss it",
            help="remove the label, or rename the alert",
        )
    for text in checked.values():
        if "{{" in text:
            alert_template(text)
    return checked


def alert_template(value: str) -> str:
    """Check a Go template of an alert's label or annotation (rules/alerting.go).

    Raises:
        Fault: It is no template (TPL001).
    """
    if "{{" in value:
        try:
            templates.printed_labels(value)
        except Fault as fault:
            fault.subject = value
            raise
    return value


def annotation_texts(value: Mapping[str, str]) -> dict[str, str]:
    """Check annotations: label names, and Go templates as values.

    Raises:
        Fault: See `label_name` and `alert_template`.
    """
    for name, text in value.items():
        if name != _METRIC_NAME:
            label_name(name)
        if "{{" in text:
            alert_template(text)
    return {**value}


def notification_template(value: str) -> str:
    """Check a Go template inside a receiver, which amtool does not (notify/*/config.go).

    Raises:
        Fault: It is no template (TPL001).
    """
    if "{{" in value:
        try:
            templates.parse_notification(value)
        except Fault as fault:
            fault.subject = value
            raise
    return value


def absolute_url(value: str | EnvText) -> str | EnvText:
    """Check an absolute http or https URL (alertmanager config `URL`).

    Raises:
        Fault: No such URL (DEF011).
    """
    text = str(value)
    if not _is_url(text):
        raise Fault(
            "DEF011",
            f"`{text}` is no absolute http or https URL",
            why="the server refuses the file, or the link leads nowhere",
            help="write `https://host/path`",
        )
    return value


def _is_url(text: str) -> bool:
    """Tell whether Go's `url.Parse` takes a text for an address with a host."""
    if _NO_URL.search(text.partition("?")[0]) or not text.isprintable():
        return False
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname
    return (
        parts.scheme in ("http", "https")
        and bool(host)
        and not _NO_HOST.search(host or "")
        and (port or 1) <= _MAX_PORT
    )


def proxy_url(value: str | EnvText) -> str | EnvText:
    """Check the address of a proxy (net/http `ProxyURL`).

    Raises:
        Fault: See `absolute_url`; SOCKS is spoken too.
    """
    scheme, separator, rest = str(value).partition("://")
    if separator and scheme.lower() in ("socks5", "socks5h"):
        absolute_url(f"http://{rest}")
        return value
    return absolute_url(value)


def template_url(value: str | EnvText) -> str | EnvText:
    """Check a URL that may hold a template; without one it must be absolute.

    Raises:
        Fault: See `absolute_url` and `notification_template`.
    """
    if isinstance(value, str) and "{{" in value:
        notification_template(value)
        return value
    return absolute_url(value)


def host_port(value: str | EnvText) -> str | EnvText:
    """Check `host:port` (alertmanager config `HostPort`).

    Raises:
        Fault: No port, or no number (DEF012).
    """
    found = _HOST_PORT.match(str(value))
    if found is None or not 0 < int(found[2]) <= _MAX_PORT:
        raise Fault(
            "DEF012",
            f"`{value}` is no host and port",
            why="the server refuses the file",
            help="write `host:port`, such as `smtp.example.com:587`",
        )
    return value


def slug(value: str) -> str:
    """Check a name that becomes part of an address: lower case, digits, hyphens.

    Raises:
        Fault: Other characters (DEF013).
    """
    if not _SLUG.match(value):
        raise Fault(
            "DEF013",
            f"`{value}` can't be part of an address",
            why="links to it would break in some clients",
            help="use lower case letters, digits and single hyphens, such as `api-down`",
        )
    return value


def regular_expression(value: str) -> str:
    """Check a regular expression as the servers read it: RE2, fully anchored.

    Raises:
        Fault: RE2 refuses it (DEF014).
    """
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(f"^(?:{value})$", options)
    except re2.error as error:
        raise Fault(
            "DEF014",
            f"not a regular expression: {_text(error)}",
            why="the server refuses the whole file",
            help="use RE2's syntax: no look-around, no back-references",
        ) from None
    return value


def _text(error: Exception) -> str:
    first = error.args[0] if error.args else str(error)
    return first.decode(errors="replace") if isinstance(first, bytes) else str(first)


def duration(value: Quantity) -> Quantity:
    """Check a Prometheus duration.

    Raises:
        Fault: No time (DEF021), negative or too fine (DEF022).
    """
    millis = value.in_(MILLISECONDS)
    if millis < 0 or millis != round(millis):
        value.duration()  # says why not
    return value


class GoQuantity(Quantity):
    """A duration for fields that read Go's format, where days do not exist."""

    __slots__ = ()

    @override
    def duration(self) -> str:
        return self.go_duration()


def go_duration(value: Quantity) -> Quantity:
    """Check a duration in Go's format (`time.ParseDuration`), and remember to write it so.

    Raises:
        Fault: See `duration`.
    """
    made = GoQuantity(value.value, value.unit)
    made.duration()
    return made


def positive_duration(value: Quantity) -> Quantity:
    """Check a duration above zero.

    Raises:
        Fault: See `duration`; zero (DEF023).
    """
    if duration(value).value <= 0:
        raise Fault(
            "DEF023",
            "this duration can't be zero",
            why="the server refuses the file",
            help="write a duration above zero",
        )
    return value


def to_tuple(value: object) -> object:
    """Let a single object stand for a sequence of one."""
    return value if isinstance(value, tuple | list | frozenset) else (value,)


ClassicLabelName = Annotated[str, AfterValidator(classic_label_name)]
LabelName = Annotated[str, AfterValidator(label_name)]
AlertName = Annotated[str, AfterValidator(alert_name)]
RecordedName = Annotated[str, AfterValidator(recorded_name)]
MetricName = Annotated[str, AfterValidator(metric_name)]
Labels = Annotated[dict[str, Any], AfterValidator(labels)]
AlertLabels = Annotated[dict[str, Any], AfterValidator(alert_labels)]
Annotations = Annotated[dict[str, str], AfterValidator(annotation_texts)]
AlertTemplate = Annotated[str, AfterValidator(alert_template)]
Template = Annotated[str, AfterValidator(notification_template)]
URL = Annotated[str | EnvText, AfterValidator(absolute_url)]
ProxyURL = Annotated[str | EnvText, AfterValidator(proxy_url)]
TemplateURL = Annotated[str | EnvText, AfterValidator(template_url)]
HostPort = Annotated[str | EnvText, AfterValidator(host_port)]
Slug = Annotated[str, AfterValidator(slug)]
Regex = Annotated[str, AfterValidator(regular_expression)]
Duration = Annotated[Quantity, AfterValidator(duration)]
PositiveDuration = Annotated[Quantity, AfterValidator(positive_duration)]
GoDuration = Annotated[Quantity, AfterValidator(go_duration)]
Text = str | EnvText
OneOrMore = BeforeValidator(to_tuple)
