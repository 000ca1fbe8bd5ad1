"""Targets from the Kubernetes API (prometheus discovery/kubernetes)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Final, Literal, Self

from vttalerts.diagnostics import Fault
from vttalerts.model.discoveries import Discovery
from vttalerts.model.fields import URL, Flag
from vttalerts.model.gates import Newer
from vttalerts.model.http import HTTPClient, PrometheusHTTP, contradiction, missing_partner
from vttalerts.model.schema import model_validator
from vttalerts.model.spec import Spec

Role = Literal["node", "pod", "service", "endpoints", "endpointslice", "ingress"]

_SELECTABLE: Final = {
    "pod": ("pod", "node"),
    "service": ("service",),
    "endpointslice": ("pod", "service", "endpointslice"),
    "endpoints": ("pod", "service", "endpoints"),
    "node": ("node",),
    "ingress": ("ingress",),
}
"""Which objects each role looks at (discovery/kubernetes `allowedSelectors`)."""
_ATTACHED: Final = {"node": "", "namespace": "3.6", "deployment": "3.11", "job": "3.11", "cronjob": "3.11"}
"""What can become labels, and the Prometheus that has it."""
_DEFAULTS: Final = {"follow_redirects": True, "enable_http2": True, "proxy_from_environment": False}


class KubernetesNamespaces(Spec):
    """Which namespaces to look at.

    Attributes:
        own_namespace: The one that Prometheus runs in.
        names: Others, by name.
    """

    own_namespace: Flag | None = None
    names: tuple[str, ...] = ()


class KubernetesSelector(Spec):
    """Which objects to look at.

    Attributes:
        role: The kind of object.
        label: A selector of labels, such as `app=vtt`.
        field: A selector of fields, such as `status.phase=Running`.
    """

    role: Role
    label: str | None = None
    field: str | None = None


class KubernetesDiscovery(PrometheusHTTP, Discovery):
    """Targets from the Kubernetes API.

    Attributes:
        role: The kind of object that becomes a target.
        api_server: The API's address; without it, that of the cluster Prometheus runs in.
        kubeconfig_file: How to reach it instead.
        namespaces: Which namespaces.
        selectors: Which objects.
        attach_metadata: What else becomes labels, such as `{"node": True}`.
    """

    server: ClassVar[str] = "prometheus"
    key: ClassVar[str] = "kubernetes_sd_configs"

    role: Role
    api_server: URL | None = None
    kubeconfig_file: str | None = None
    namespaces: KubernetesNamespaces | None = None
    selectors: tuple[KubernetesSelector, ...] = ()
    attach_metadata: dict[str, Flag] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.api_server and self.kubeconfig_file:
            raise contradiction("api_server", "kubeconfig_file")
        # What says no more than the default is none of its own (`reflect.DeepEqual` with the defaults).
        own = next(
            (name for name in HTTPClient.model_fields if self.__dict__[name] not in (None, _DEFAULTS.get(name))), None
        )
        if own is not None and self.kubeconfig_file:
            raise contradiction("kubeconfig_file", own)
        if own is not None and not self.api_server:
            raise missing_partner(own, "api_server")
        if self.namespaces is not None and self.namespaces.own_namespace:
            for name in ("api_server", "kubeconfig_file"):
                if self.__dict__[name]:
                    raise contradiction("own_namespace", name)
        return self

    @model_validator(mode="after")
    def _selectable(self) -> Self:
        allowed = _SELECTABLE[self.role]
        roles = [selector.role for selector in self.selectors]
        for role in roles:
            if role not in allowed or roles.count(role) > 1:
                raise Fault(
                    "SCR016",
                    f"role `{self.role}` takes one selector of each of: {', '.join(allowed)}",
                    why="Prometheus refuses the file",
                    help=f"remove the selector of `{role}`, or join two into one with a comma",
                )
        unknown = next((name for name in self.attach_metadata or {} if name not in _ATTACHED), None)
        if unknown is not None:
            raise Fault(
                "SCR017",
                f"`{unknown}` is nothing that can be attached",
                why="Prometheus refuses the file",
                help=f"write one of: {', '.join(_ATTACHED)}",
            )
        return self

    def newer(self) -> Iterator[Newer]:
        """Yield the selectors and the attached metadata that came later."""
        if self.role == "pod" and any(selector.role == "node" for selector in self.selectors):
            yield Newer("selectors", "a selector of nodes for the role `pod`", "3.11")
        for name in self.attach_metadata or {}:
            if _ATTACHED[name]:
                yield Newer("attach_metadata", f"`{name}` in `attach_metadata`", _ATTACHED[name])
