"""Reads the YAML that servers show of themselves, and turns what the emitters make into the same plain shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from vttalerts.live.http import LiveError


def read_yaml(text: str, source: str) -> dict[str, Any]:
    """Return a document that a server shows.

    Raises:
        LiveError: It is no mapping that can be read.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        found = YAML(typ="safe", pure=True).load(text)
    except (YAMLError, ValueError, RecursionError) as error:
        raise LiveError(f"{source} shows a configuration that can't be read") from error
    if not isinstance(found, dict):
        raise LiveError(f"{source} shows no configuration")
    return found


def plain(value: Any) -> Any:  # noqa: ANN401  trees of any kind
    """Return a tree as mappings, lists and plain values, as a reader of its text would have it."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | Iterator):
        return [plain(inner) for inner in value]
    return value.value if isinstance(value, Enum) else value
