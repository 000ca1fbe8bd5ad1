"""Alertmanager's own templates: what a message says where a receiver says nothing, in the words of each version.

Decision: written here from what each template must print, and compared with the real server's messages byte for byte
in tests/live; the server's files are read nowhere, because they lie where Alertmanager is installed and not where
people ask what it will say. What a project defines under one of these names takes its place, as in the server.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Final

from vttalerts.simulate.default_mail import mail_template

FILE: Final = "default.tmpl"

_SUBJECT: Final = (
    '[{{ .Status | toUpper }}{{ if eq .Status "firing" }}:{{ len .Alerts.Firing }}{{ end }}]'
    ' {{ join " " .GroupLabels.SortedPairs.Values }} '
    "{{ if lt (len .GroupLabels) (len .CommonLabels) }}"
    '({{ join " " (.CommonLabels.Remove .GroupLabels.Names).Values }}){{ end }}'
)
_LINK: Final = "{{ .ExternalURL }}/#/alerts?receiver={{ urlquery .Receiver }}"
_COLOR: Final = '{{ if eq "firing" .Status }}danger{{ else }}good{{ end }}'
_ANNOTATIONS: Final = '{{ join " " .CommonAnnotations.SortedPairs.Values }}\n'

# Template: what it prints; the names that say so, each with the first version that has it.
_ALIASES: Final = {
    "__subject": """slack.default.title pagerduty.default.description opsgenie.default.message
        victorops.default.entity_display_name pushover.default.title sns.default.subject discord.default.title
        email.default.subject msteams.default.summary@0.27 msteams.default.title@0.26 msteamsv2.default.title@0.28
        jira.default.summary@0.28 rocketchat.default.title@0.28 mattermost.default.title@0.32""",
    "__alertmanager": """slack.default.username pagerduty.default.client victorops.default.monitoring_tool
        rocketchat.default.alias@0.28 mattermost.default.username@0.32""",
    "__alertmanagerURL": """slack.default.titlelink pagerduty.default.clientURL opsgenie.default.source
        pushover.default.url rocketchat.default.titlelink@0.28 mattermost.default.titlelink@0.32""",
    "__text_alert_list": "pagerduty.default.instances",
    "": """__description slack.default.callbackid slack.default.pretext slack.default.iconemoji
        slack.default.iconurl slack.default.text slack.default.footer wechat.default.to_user
        wechat.default.to_party wechat.default.to_tag wechat.default.agent_id discord.default.content@0.28
        rocketchat.default.emoji@0.28 rocketchat.default.iconurl@0.28 rocketchat.default.text@0.28""",
}
_COLORED: Final = "slack.default.color@0.32 mattermost.default.color@0.32"
_PLAIN_LISTS: Final = "telegram.default.message discord.default.message"
_ANNOTATED_LISTS: Final = "pushover.default.message sns.default.message webex.default.message"
_MARKDOWN_LISTS: Final = """msteams.default.text@0.26 msteamsv2.default.text@0.28 jira.default.description@0.28
    mattermost.default.text@0.30"""
_DENSE_LISTS: Final = "opsgenie.default.description victorops.default.state_message"


@functools.cache
def default_templates(version: str) -> str:
    """Return the templates that an Alertmanager of a version has built in.

    Args:
        version: Such as `0.33`.
    """
    have = tuple(int(part) for part in version.split(".")[:2])
    return "\n".join(f'{{{{ define "{name}" }}}}{text}{{{{ end }}}}' for name, text in _all(have))


def _all(have: tuple[int, ...]) -> Iterator[tuple[str, str]]:
    yield "__alertmanager", "Alertmanager"
    yield "__alertmanagerURL", _LINK
    yield "__subject", _SUBJECT
    yield "__text_alert_list", _list(indent=" ", spaced="")
    if have >= _MARKDOWN:
        yield "__text_alert_list_markdown", f"{_list(indent='  ', spaced=_NEWLINE)}{_NEWLINE}"
    for target, names in _ALIASES.items():
        for name in _known(names, have):
            yield name, f'{{{{ template "{target}" . }}}}' if target else ""
    for name in _known("slack.default.fallback mattermost.default.fallback@0.32", have):
        kind = name.partition(".")[0]
        yield name, f'{{{{ template "{kind}.default.title" . }}}} | {{{{ template "{kind}.default.titlelink" . }}}}'
    for names, text in _TEXTS.items():
        yield from ((name, text()) for name in _known(names, have))
    link = '\nAlertmanagerUrl:\n{{ template "__alertmanagerURL" . }}'
    yield "wechat.default.message", f'{{{{ template "__subject" . }}}}\n{_ANNOTATIONS}{_both(_dense, "")}{link}'
    if have >= _PRIORITIES:
        yield "jira.default.priority", _priority()
    yield "email.default.html", mail_template("https" if have >= _SECURE_SCHEMA else "http")


_NEWLINE: Final = "\n"
_MARKDOWN: Final = (0, 26)
_PRIORITIES: Final = (0, 28)
_SECURE_SCHEMA: Final = (0, 26)
_PRIORITY: Final = {"info": "Low", "warning": "Medium", "critical": "High"}


def _known(names: str, have: tuple[int, ...]) -> Iterator[str]:
    for entry in names.split():
        name, _, since = entry.partition("@")
        if not since or tuple(map(int, since.split("."))) <= have:
            yield name


def _list(indent: str, spaced: str) -> str:
    """Return what tells of alerts one by one: labels, annotations, and where they come from."""
    line = f"{indent}- {{{{ .Name }}}} = {{{{ .Value }}}}\n"
    pairs = "".join(
        f"{what}:\n{{{{ range .{what}.SortedPairs }}}}{line}{{{{ end }}}}{spaced}" for what in ("Labels", "Annotations")
    )
    return f"{{{{ range . }}}}{spaced}{pairs}Source: {{{{ .GeneratorURL }}}}\n{{{{ end }}}}"


def _both(part: Callable[[str, str, str], str], mark: str, kind: str = "") -> str:
    return "\n".join(part(f"{mark}Alerts {state}:", state, kind) for state in ("Firing", "Resolved"))


def _roomy(heading: str, state: str, kind: str) -> str:
    body = f'\n{heading}\n{{{{ template "__text_alert_list{kind}" .Alerts.{state} }}}}\n'
    return f"{{{{ if .Alerts.{state} }}}}{body}{{{{ end }}}}"


def _dense(heading: str, state: str, kind: str) -> str:
    body = f'{heading}\n{{{{ template "__text_alert_list{kind}" .Alerts.{state} }}}}'
    return f"{{{{ if .Alerts.{state} }}}}{body}{{{{ end }}}}"


_TEXTS: Final[dict[str, Callable[[], str]]] = {
    _COLORED: lambda: _COLOR,
    _PLAIN_LISTS: lambda: f"\n{_both(_roomy, '')}\n",
    _ANNOTATED_LISTS: lambda: f"{_ANNOTATIONS}{_both(_roomy, '')}\n",
    _MARKDOWN_LISTS: lambda: f"\n{_both(_roomy, '# ', '_markdown')}\n",
    _DENSE_LISTS: lambda: f"{_ANNOTATIONS}{_both(_dense, '')}",
}


def _priority() -> str:
    """Return Jira's priority: the worst severity that fires, or if none has one, of what is over."""
    search = '{{ $found := "" }}' + _look("Firing")
    return f'{search}{{{{ if eq $found "" }}}}{_look("Resolved")}{{{{ end }}}}{{{{ $found }}}}'


def _look(state: str) -> str:
    """Return what searches the alerts for each severity; what is found last stays."""
    return "".join(
        f"{{{{ range .Alerts.{state} }}}}"
        f'{{{{ if eq .Labels.severity "{severity}" }}}}{{{{ $found = "{priority}" }}}}{{{{ end }}}}'
        "{{ end }}"
        for severity, priority in _PRIORITY.items()
    )
