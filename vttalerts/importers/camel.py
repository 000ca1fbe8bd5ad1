"""Turns what the Prometheus Operator's objects say into the servers' own words: keys, secrets, pairs, matchers.

Sources: prometheus-operator pkg/apis/monitoring; what its controllers make of them (pkg/alertmanager, pkg/prometheus).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from vttalerts.importers.nodes import SECRET_TAG, Map, Node, Scalar, Seq

_HUMP: Final = re.compile(r"(?<=[a-z0-9])[A-Z]+(?=[A-Z][a-z]|[0-9]|$)|(?<=[a-z0-9])[A-Z]|(?<=[A-Z])[A-Z](?=[a-z])")
_NO_NAME: Final = re.compile(r"[^A-Z0-9]+")
_CALLED: Final[Mapping[str, str]] = {
    "relabelings": "relabel_configs",
    "metricRelabelings": "metric_relabel_configs",
    "interval": "scrape_interval",
    "path": "metrics_path",
    "urlSecret": "url",
    "pagerDutyImageConfigs": "images",
    "pagerDutyLinkConfigs": "links",
    "bearerTokenSecret": "bearer_token",
    "keySecret": "key",
    "matchType": "match_type",
    "proxyUrl": "proxy_url",
    "clientId": "client_id",
    "tokenUrl": "token_url",
    "oauth2": "oauth2",
}
"""What the servers call keys that differ by more than their humps."""
_AS_THEY_ARE: Final = frozenset({"labels", "params", "endpointParams", "proxyConnectHeader", "matchLabels"})
"""Mappings whose keys are names."""
_PAIRS: Final = frozenset({"details", "customFields", "headers"})
"""Lists of `key` and `value` that the servers read as mappings."""
_LOWERED: Final = frozenset({"scheme", "role", "action"})
"""Words that the servers write in lower case."""
_SELECTOR: Final = frozenset({"name", "key", "optional"})


def snake(key: str) -> str:
    """Return what the servers call a key: `apiURL` is `api_url`, `kubernetesSDConfigs` is `kubernetes_sd_configs`."""
    if key in _CALLED:
        return _CALLED[key]
    return _HUMP.sub(lambda found: f"_{found[0]}", key).lower().replace("_sdconfigs", "_sd_configs")


def translated(node: Node, key: str = "") -> Node:
    """Return a node in the servers' own words; its texts keep their places."""
    match node:
        case Map():
            if _is_selector(node):
                return _secret(node)
            inner = _secret_or_file(node)
            return _mapping(node, key) if inner is None else inner
        case Seq() if key in _PAIRS and all(_is_pair(item) for item in node.items) and node.items:
            return _pairs(node)
        case Seq():
            made = Seq(node.start)
            made.end = node.end
            made.items = [translated(item, key) for item in node.items]
            return made
        case Scalar() if key in _LOWERED:
            return Scalar(node.text.lower(), node.start, node.end, node.style, node.tag)
        case Scalar():
            return node


def empty(node: Map) -> Map:
    """Return a mapping without anything at the place of another one."""
    made = Map(node.source, node.start)
    made.end = node.end
    return made


def put(into: Map, key: str, value: Node, written: Scalar | None = None) -> None:
    """Add a key to a mapping that no file has as it is."""
    into.values[key] = value
    into.keys[key] = written or Scalar(key, value.start, value.end)


def text(value: str, at: Map | Scalar) -> Scalar:
    """Return a text that no file has, at the place of what it was made from."""
    start = at.start
    end = at.end if isinstance(at, Scalar) else at.start
    return Scalar(value, start, end, '"')


def sequence(at: Map | Scalar, *items: Node) -> Seq:
    """Return a list that no file has."""
    made = Seq(at.start)
    made.end = at.start
    made.items = list(items)
    return made


def _mapping(node: Map, key: str) -> Map:
    made = empty(node)
    for name, value in node.values.items():
        if key in _AS_THEY_ARE:
            put(made, name, value, node.keys[name])
        else:
            put(made, snake(name), translated(value, name), node.keys[name])
    return made


def _is_selector(node: Map) -> bool:
    """Tell whether a mapping names a key of a Kubernetes secret."""
    keys = node.values.keys()
    return "key" in keys and "name" in keys and keys <= _SELECTOR


def _secret(node: Map) -> Scalar:
    name = _NO_NAME.sub("_", f"{node.text('name')}_{node.text('key')}".upper()).strip("_")
    return Scalar(name, node.start, node.end, None, SECRET_TAG)


def _secret_or_file(node: Map) -> Scalar | None:
    """Return what a value is that stands in a secret or in a ConfigMap."""
    if node.values.keys() <= {"secret", "configMap"} and len(node.values) == 1:
        inner = next(iter(node.values.values()))
        if isinstance(inner, Map) and _is_selector(inner):
            return _secret(inner)
    return None


def _is_pair(item: Node) -> bool:
    return isinstance(item, Map) and item.values.keys() == {"key", "value"}


def _pairs(node: Seq) -> Map:
    first = node.items[0]
    assert isinstance(first, Map)  # noqa: S101  they are all pairs
    made = empty(first)
    for item in node.items:
        if isinstance(item, Map):
            written = item.values["key"]
            put(
                made,
                item.text("key"),
                translated(item.values["value"]),
                written if isinstance(written, Scalar) else None,
            )
    return made
