"""What a notification says: the very bytes that Alertmanager sends to Slack, to a mailbox, to PagerDuty or a webhook.

Decision: the four integrations that VTT uses are rendered whole. Of the others people see the texts that their
templates make, and not the request, which nobody has compared with a real server's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from vttalerts.language.execution import KV, Alerts, Execution, Moment, Record
from vttalerts.model.integrations.email import Email
from vttalerts.model.integrations.pagerduty import PagerDuty
from vttalerts.model.integrations.slack import Slack
from vttalerts.model.integrations.webhook import Webhook
from vttalerts.model.receivers import Integration
from vttalerts.model.servers import AlertmanagerGlobal, NotificationTemplate
from vttalerts.model.settings import EnvText, Secret
from vttalerts.simulate import default_templates
from vttalerts.simulate.grouping import Alert
from vttalerts.simulate.inhibition import LabelSet
from vttalerts.simulate.messages import email, pagerduty, slack, webhook
from vttalerts.simulate.messages.texts import Message, NotSentError, Texts
from vttalerts.simulate.timeline import Notification

__all__ = ["EXTERNAL_URL", "Message", "Renderer", "fingerprint"]

EXTERNAL_URL: Final = "http://localhost:9093"
"""Where people reach Alertmanager where nobody says."""

_FNV_OFFSET, _FNV_PRIME, _FNV_BITS = 0xCBF29CE484222325, 0x100000001B3, (1 << 64) - 1
_SEPARATOR: Final = 0xFF
_NAMED_SETS: Final = (0, 26)
_SAYS_WHY: Final = (0, 32)
_HAS_ROUTE_LABELS: Final = (0, 34)
_SPECIAL: Final = re.compile(r"[\\.+*?()|\[\]{}^$]")


class Renderer:
    """The templates of an Alertmanager, ready to say what notifications look like.

    Attributes:
        version: The Alertmanager's version.
        external_url: Where people reach it.
    """

    def __init__(
        self,
        templates: Sequence[NotificationTemplate] = (),
        *,
        version: str = "0.33",
        external_url: str = EXTERNAL_URL,
        defaults: AlertmanagerGlobal | None = None,
        resolve: Callable[[str | EnvText], str] = str,
        secret: Callable[[Secret], str] = str,
        built_in: str | None = None,
    ) -> None:
        """Read the templates.

        Args:
            templates: The project's own.
            version: The Alertmanager's version.
            external_url: Where people reach it.
            defaults: The global section, where integrations say nothing.
            resolve: Returns a setting as this build writes it.
            secret: Returns what stands for a secret; its value is not known here.
            built_in: The server's own templates, where a distribution gave it others than its version has.
        """
        self.version = version
        self.external_url = external_url
        self._numbers = tuple(int(part) for part in version.split(".")[:2])
        self._defaults = defaults
        self._resolve = resolve
        self._secret = secret
        # The server reads a glob, which is in the order of names.
        files = {f"{one.name}.tmpl": one.text for one in sorted(templates, key=lambda one: one.name)}
        own = default_templates.default_templates(version) if built_in is None else built_in
        self._execution = Execution({default_templates.FILE: own, **files}, named_sets=self._numbers >= _NAMED_SETS)

    def message(self, told: Notification) -> Message:
        """Return what a notification says; one that can't be written says why."""
        self._execution.now = told.at
        integration = told.integration
        alerts = list(told.told)
        most = integration.max_alerts or 0 if isinstance(integration, Webhook) else 0
        left_out = max(0, len(alerts) - most) if most else 0
        data = self._data(told, alerts[: len(alerts) - left_out])
        texts = Texts(self._execution, data, told.group, told.at, self._numbers, self._resolve, self._secret)
        self._execution.route_labels = data.fields.get("RouteLabels", {})
        try:
            match integration:
                case Slack():
                    return slack.message(integration, texts)
                case Email():
                    return email.message(integration, texts, self._defaults)
                case PagerDuty():
                    return pagerduty.message(integration, texts)
                case Webhook():
                    return webhook.message(integration, texts, left_out)
                case _:
                    return _plain(integration, texts)
        except NotSentError as error:
            return Message(_kind(integration), "", (), str(error))

    def _data(self, told: Notification, alerts: Sequence[Alert]) -> Record:
        """Return what templates see (template/template.go `Template.Data`)."""
        over = told.resolved
        made = Alerts(_record(one, over=one.identity in over) for one in alerts)
        fields: dict[str, Any] = {
            "Receiver": _SPECIAL.sub(r"\\\g<0>", told.receiver.name),
            "Status": "firing" if made.firing() else "resolved",
            "Alerts": made,
            "NotificationReason": told.reason.value,
            "GroupLabels": KV(told.shared),
            "CommonLabels": KV(_common([one.labels for one in alerts])),
            "CommonAnnotations": KV(_common([one.annotations for one in alerts])),
            "RouteLabels": KV(told.route_labels),
            "ExternalURL": self.external_url,
        }
        without = set() if self._numbers >= _HAS_ROUTE_LABELS else {"RouteLabels"}
        if self._numbers < _SAYS_WHY:
            without.add("NotificationReason")
        keys = {name: key for name, key in _KEYS.items() if name not in without}
        return Record("*template.Data", {name: fields[name] for name in keys}, keys)


_KEYS: Final = {
    "Receiver": "receiver",
    "Status": "status",
    "Alerts": "alerts",
    "NotificationReason": "notification_reason",
    "GroupLabels": "groupLabels",
    "CommonLabels": "commonLabels",
    "CommonAnnotations": "commonAnnotations",
    "RouteLabels": "routeLabels",
    "ExternalURL": "externalURL",
}
_ALERT_KEYS: Final = {
    "Status": "status",
    "Labels": "labels",
    "Annotations": "annotations",
    "StartsAt": "startsAt",
    "EndsAt": "endsAt",
    "GeneratorURL": "generatorURL",
    "Fingerprint": "fingerprint",
}


def _record(alert: Alert, *, over: bool) -> Record:
    fields = {
        "Status": "resolved" if over else "firing",
        "Labels": KV(alert.labels),
        "Annotations": KV(alert.annotations),
        "StartsAt": Moment.at(alert.starts),
        # Of an alert that fires nobody is told when the server will give it up.
        "EndsAt": Moment.at(alert.ends if over else None),
        "GeneratorURL": alert.generator_url,
        "Fingerprint": fingerprint(alert.labels),
    }
    return Record("template.Alert", fields, _ALERT_KEYS)


def _common(sets: Sequence[LabelSet]) -> dict[str, str]:
    """Return what all have; what one lacks is empty there, as in the server."""
    first, *others = sets or ({},)
    return {name: value for name, value in first.items() if all(one.get(name, "") == value for one in others)}


def fingerprint(labels: Mapping[str, str]) -> str:
    """Return an alert's fingerprint (prometheus/common model `labelSetToFingerprint`: FNV-1a of 64 bits)."""
    hashed = _FNV_OFFSET
    for name in sorted(labels):
        for byte in (*name.encode(), _SEPARATOR, *labels[name].encode(), _SEPARATOR):
            hashed = (hashed ^ byte) * _FNV_PRIME & _FNV_BITS
    return f"{hashed:016x}"


def _kind(integration: Integration) -> str:
    return integration.key.removesuffix("_configs")


def _plain(integration: Integration, texts: Texts) -> Message:
    """Return the texts of an integration whose request nobody has compared: those that are given, rendered."""
    shown = tuple(_given(integration, texts))
    return Message(_kind(integration), "", shown, texts.error)


def _given(integration: Integration, texts: Texts) -> Iterator[tuple[str, str]]:
    kind = _kind(integration)
    for name in type(integration).__annotations__:
        value = integration.__dict__.get(name)
        default = f"{kind}.default.{name.replace('_', '')}"
        if isinstance(value, str) and "{{" in value:
            yield name, texts(value)
        elif value is None and default in texts.execution.defined:
            yield name, texts(f'{{{{ template "{default}" . }}}}')
