"""What a Go template says: which labels it prints, which functions and templates it calls, whether it parses.

The only importer of gotpl.

Decision: our own reader decides on templates, because gotpl takes 115 ms to import and 300 µs for an annotation, and
errs more often; gotpl decides on rare literals, and judges the reader in tests/property/test_templates.py.
"""

from __future__ import annotations

import functools
from difflib import get_close_matches
from typing import Final, NamedTuple

from vttalerts.diagnostics import Fault
from vttalerts.language._template_fast import Reader, simple
from vttalerts.language._template_names import Mode, Reference
from vttalerts.language._template_words import Refused, Token, TooDeepError

__all__ = [
    "ALERT_FUNCTIONS",
    "DEFAULT_TEMPLATES",
    "NOTIFICATION_FUNCTIONS",
    "Reference",
    "Template",
    "parse_alert",
    "parse_notification",
    "printed_labels",
]

MAX_LENGTH: Final = 256 * 1024
MAX_NESTING: Final = 100

# text/template/funcs.go, builtins.
_BUILTINS: Final = dict.fromkeys(
    "and call eq ge gt html index js le len lt ne not or print printf println slice urlquery".split(), ""
)
# Function: the first version that has it, of those that we support. template/template.go of Prometheus 2.42 and 3.14.
ALERT_FUNCTIONS: Final = {
    **_BUILTINS,
    **dict.fromkeys(
        (
            "query first label value strvalue args reReplaceAll safeHtml match title toUpper toLower graphLink "
            "tableLink sortByLabel stripPort stripDomain humanize humanize1024 humanizeDuration humanizePercentage "
            "humanizeTimestamp toTime pathPrefix externalURL parseDuration tmpl"
        ).split(),
        "",
    ),
    "toDuration": "3.6",
    "now": "3.6",
    "urlQueryEscape": "3.8",
}
# template/template.go of Alertmanager 0.25 to 0.34.
NOTIFICATION_FUNCTIONS: Final = {
    **_BUILTINS,
    **dict.fromkeys("toUpper toLower title join match safeHtml reReplaceAll stringSlice".split(), ""),
    "trimSpace": "0.26",
    **dict.fromkeys("date tz since humanizeDuration".split(), "0.28"),
    **dict.fromkeys("safeUrl urlUnescape toJson".split(), "0.30"),
    **dict.fromkeys("list append dict".split(), "0.32"),
    "now": "0.33",
    **dict.fromkeys("routeLabels toDate mustToDate base64encode base64decode".split(), "0.34"),
}
# template/default.tmpl and template/email.tmpl of Alertmanager 0.33; the same in 0.34.
DEFAULT_TEMPLATES: Final = frozenset(
    (
        "__alertmanager __alertmanagerURL __description __subject __text_alert_list "
        "__text_alert_list_markdown discord.default.content discord.default.message discord.default.title "
        "email.default.html email.default.subject jira.default.description jira.default.priority "
        "jira.default.summary mattermost.default.color mattermost.default.fallback mattermost.default.text "
        "mattermost.default.title mattermost.default.titlelink mattermost.default.username "
        "msteams.default.summary msteams.default.text msteams.default.title msteamsv2.default.text "
        "msteamsv2.default.title opsgenie.default.description opsgenie.default.message "
        "opsgenie.default.source pagerduty.default.client pagerduty.default.clientURL "
        "pagerduty.default.description pagerduty.default.instances pushover.default.message "
        "pushover.default.title pushover.default.url rocketchat.default.alias rocketchat.default.emoji "
        "rocketchat.default.iconurl rocketchat.default.text rocketchat.default.title "
        "rocketchat.default.titlelink slack.default.callbackid slack.default.color slack.default.fallback "
        "slack.default.footer slack.default.iconemoji slack.default.iconurl slack.default.pretext "
        "slack.default.text slack.default.title slack.default.titlelink slack.default.username "
        "sns.default.message sns.default.subject telegram.default.message "
        "victorops.default.entity_display_name victorops.default.monitoring_tool "
        "victorops.default.state_message webex.default.message wechat.default.agent_id "
        "wechat.default.message wechat.default.to_party wechat.default.to_tag wechat.default.to_user "
    ).split()
)

_NO_LABELS: Final[frozenset[str]] = frozenset()

_KINDS: Final = (
    "labels",
    "external_labels",
    "annotations",
    "common_labels",
    "common_annotations",
    "group_labels",
    "calls",
    "queries",
)


class Template(NamedTuple):
    """A template that the server accepts.

    Attributes:
        text: As it was written.
        labels: The labels that it prints: of the alert's series (`$labels.instance`), or of each notified alert.
        external_labels: The external labels that it prints.
        uses_value: Whether it prints the value of the alert's expression.
        functions: The functions that it calls, Go's own among them.
        annotations: The annotations that it prints of each notified alert.
        common_labels: The labels that it prints of `.CommonLabels`.
        common_annotations: The annotations that it prints of `.CommonAnnotations`.
        group_labels: The labels that it prints of `.GroupLabels`.
        calls: The templates that it uses.
        defines: The templates that it defines.
        queries: The PromQL that it gives to `query`, as far as it is written out.
        fast: Whether it was read without gotpl.
    """

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
    queries: tuple[Reference, ...] = ()
    fast: bool = True


@functools.lru_cache(maxsize=1 << 15)
def parse_alert(text: str, version: str = "3.5") -> Template:
    """Return what a template in a label or an annotation of an alert says (rules/alerting.go, template/template.go).

    Args:
        text: The template.
        version: The Prometheus that must accept it.

    Raises:
        Fault: That Prometheus refuses it (TPL001), or it is too long or nests too deep to be looked at (TPL002).
    """
    if "{{" not in text:
        return Template(text)
    _bound(text)
    functions = _functions("alert", version)
    found = simple(text, functions)
    if found is None:
        return _template(text, _read(text, "alert", version, functions))
    return Template(text, *found)


@functools.lru_cache(maxsize=1 << 17)
def printed_labels(text: str) -> frozenset[str]:
    """Return the labels that an alert's template prints, in a tenth of the time that `parse_alert` takes.

    Raises:
        Fault: See `parse_alert`.
    """
    if len(text) <= MAX_LENGTH:
        printed = _NO_LABELS
        _, *actions = text.split("{{")
        for action in actions:
            inside, end, _ = action.partition("}}")
            alone = _printed_alone(inside) if end else None
            if alone is None:
                break
            if alone:
                printed |= alone
        else:
            return printed
    return frozenset(one.name for one in parse_alert(text).labels)


@functools.lru_cache(maxsize=1 << 12)
def _printed_alone(inside: str) -> frozenset[str] | None:
    """Return the labels that an action prints; `None` if it is no template by itself, or others may depend on it."""
    if "=" in inside:
        return None
    try:
        return frozenset(one.name for one in parse_alert(f"{{{{{inside}}}}}").labels)
    except Fault:
        return None


@functools.lru_cache(maxsize=1 << 12)
def parse_notification(text: str, defined: frozenset[str] | None = None, version: str = "0.33") -> Template:
    """Return what a template of Alertmanager says, be it a file or a receiver's field (template/template.go).

    Args:
        text: The template.
        defined: The templates that it may use beside its own, such as `DEFAULT_TEMPLATES`; `None` for any.
        version: The Alertmanager that must accept it.

    Raises:
        Fault: That Alertmanager refuses it (TPL001), or it is too long or nests too deep to be looked at (TPL002).
    """
    if "{{" not in text:
        return Template(text)
    _bound(text)
    template = _template(text, _read(text, "notification", version, _functions("notification", version)))
    if defined is not None:
        for call in template.calls:
            if call.name not in defined and call.name not in template.defines:
                near = get_close_matches(call.name, defined | template.defines, 1)
                raise _fault(
                    "notification",
                    f"template `{call.name}` not defined",
                    call.offset,
                    call.length,
                    f'write `"{near[0]}"`' if near else "define it, or list its file in the templates",
                )
    return template


@functools.lru_cache(maxsize=64)
def _functions(mode: Mode, version: str) -> frozenset[str]:
    known = ALERT_FUNCTIONS if mode == "alert" else NOTIFICATION_FUNCTIONS
    have = _number(version)
    return frozenset(name for name, since in known.items() if not since or _number(since) <= have)


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2])


def _template(text: str, reader: Reader) -> Template:
    found = reader.names.found
    names = {kind: tuple(found.get(kind, ())) for kind in _KINDS}
    return Template(
        text,
        uses_value="value" in found,
        functions=frozenset(reader.functions),
        defines=frozenset(reader.defines),
        fast=not reader.odd,
        **names,
    )


def _bound(text: str) -> None:
    if len(text) > MAX_LENGTH:
        raise Fault(
            "TPL002",
            f"a template of {len(text):,} characters is longer than {MAX_LENGTH:,}",
            why="nobody can read it during an incident",
            help="cut it into several templates",
        )


def _read(text: str, mode: Mode, version: str, functions: frozenset[str]) -> Reader:
    reader = Reader(text, mode, functions, MAX_NESTING)
    try:
        reader.read()
        for token in reader.odd:
            _ask_gotpl(token)
    except TooDeepError:
        raise Fault(
            "TPL002",
            f"a template nested deeper than {MAX_NESTING}",
            why="nobody can read it during an incident",
            help="give its inner parts names with `define`",
        ) from None
    except Refused as refused:
        raise _explained(text, mode, version, refused) from None
    return reader


def _explained(text: str, mode: Mode, version: str, refused: Refused) -> Fault:
    message, help_ = refused.message, refused.help
    name = text[refused.start : refused.end]
    known = ALERT_FUNCTIONS if mode == "alert" else NOTIFICATION_FUNCTIONS
    if message.startswith("function") and name in known:
        server = "Prometheus" if mode == "alert" else "Alertmanager"
        message = f"function `{name}` needs {server} {known[name]}, and the target is {version}"
        help_ = "raise the target, or write it without that function"
    return _fault(mode, message, refused.start, refused.end - refused.start, help_)


def _ask_gotpl(literal: Token) -> None:
    """Refuse a literal that gotpl refuses.

    Decision: gotpl is asked about the literal alone, because of whole templates it refuses `{{ $x = 1 }}`, `{{ ($x :=
    1) }}` and `{{ humanize.x }}`, and accepts `{{$=.x}}`, all of which Go decides otherwise.
    """
    import gotpl

    try:
        gotpl.Template(f"{{{{ print {literal.text} }}}}")
    except gotpl.TemplateError as error:
        message = str(error).split(": ", 1)[-1]
        raise Refused(message, literal.start, literal.end) from None
    except ValueError:  # Python's own limit on the digits of integers
        raise Refused("integer overflow", literal.start, literal.end) from None


def _fault(mode: Mode, message: str, offset: int, length: int, help_: str) -> Fault:
    return Fault(
        "TPL001",
        f"not a template: {message}",
        why="Prometheus refuses the whole rule file" if mode == "alert" else "Alertmanager can't render it",
        help=help_,
        offset=offset,
        length=max(1, length),
        label=message,
    )
