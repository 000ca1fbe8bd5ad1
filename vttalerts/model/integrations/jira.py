"""Issues in Jira (alertmanager `JiraConfig`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from typing_extensions import override

from vttalerts.model.documents import TemplateDocument
from vttalerts.model.fields import URL, Duration, Flag, Template
from vttalerts.model.receivers import HTTPIntegration
from vttalerts.model.schema import Field
from vttalerts.model.settings import DEFAULTS, Settings
from vttalerts.model.spec import Spec, Tree


class JiraField(Spec):
    """A text of an issue, and whether an open issue gets the new one too.

    Attributes:
        template: The text; without it upstream's.
        enable_update: Change it in an open issue; without it, true.
    """

    server: ClassVar[str] = "alertmanager"
    since: ClassVar[Mapping[str, str]] = {"": "0.30"}

    template: Template | None = None
    enable_update: Flag | None = None


class Jira(HTTPIntegration):
    """A project in Jira; `http_config` holds the credentials.

    Attributes:
        api_url: The API's address; without it the global one.
        api_type: Jira's own cloud or a data centre; without it, by the address.
        project: The project's key.
        summary: The issue's title; without it upstream's.
        description: The issue's text; without it upstream's.
        labels: The issue's labels.
        priority: The issue's priority; without it upstream's.
        issue_type: The issue's type, such as `Bug`.
        reopen_transition: What reopens an issue that is done.
        resolve_transition: What ends an issue when it is over.
        wont_fix_resolution: The resolution of issues that are never reopened.
        reopen_duration: How long an issue that is done is reopened instead of making another one.
        fields: Further fields; texts are templates.
    """

    key: ClassVar[str] = "jira_configs"
    since: ClassVar[Mapping[str, str]] = {"": "0.28", "api_type": "0.29"}

    api_url: URL | None = None
    api_type: Literal["auto", "cloud", "datacenter"] | None = None
    project: Template = Field(min_length=1)
    summary: Template | JiraField | None = None
    description: Template | JiraField | None = None
    labels: tuple[Template, ...] = ()
    priority: Template | None = None
    issue_type: Template = Field(min_length=1)
    reopen_transition: str | None = None
    resolve_transition: str | None = None
    wont_fix_resolution: str | None = None
    reopen_duration: Duration | None = None
    fields: TemplateDocument | None = None

    @override
    def wire(self, settings: Settings = DEFAULTS) -> Tree:
        tree = super().wire(settings)
        for key in ("summary", "description"):
            if tree.get(key) in ("null", "~"):
                # Upstream's reader of YAML takes them for nothing, in quotes too, and asks for a mapping.
                tree[key] = {"template": tree[key]}
        return tree
