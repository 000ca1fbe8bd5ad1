"""Grafana's own judges: its Foundation SDK, and its JSON Schemas."""

from __future__ import annotations

import functools
import json
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

SCHEMAS = Path(__file__).parents[2] / "shared" / "reference" / "grafana-schemas"


def lost_in_sdk(dashboard: Mapping[str, Any]) -> list[str]:
    """Return the places of a dashboard whose values the SDK does not give back as it read them."""
    written = json.loads(json.dumps(dashboard))
    return list(_lost(written, _reader()(written), "dashboard"))


def schema(name: str) -> dict[str, Any]:
    """Return one of Grafana's JSON Schemas; the test is skipped where they are not."""
    file = SCHEMAS / f"{name}.jsonschema.json"
    if not file.exists():
        pytest.skip(f"{file.name} is not here: Grafana's schemas are kept beside the repository, never in it")
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def dashboard_schema() -> dict[str, Any]:
    """Return the schema of dashboards, without its generator's mistakes."""
    rules = schema("dashboard")
    # "Any value" became "an object"; Grafana finds a target by its letter, and overrides a unit with a text.
    rules["definitions"]["DynamicConfigValue"]["properties"]["value"] = {}
    rules["definitions"]["MatcherConfig"]["properties"]["options"] = {}
    return rules


@functools.cache
def _reader() -> Callable[[Any], Any]:
    with warnings.catch_warnings():
        # It advises its newer dashboards when it defines the classic one.
        warnings.simplefilter("ignore", DeprecationWarning)
        from grafana_foundation_sdk.cog.encoder import JSONEncoder
        from grafana_foundation_sdk.cog.plugins import register_default_plugins
        from grafana_foundation_sdk.models.dashboard import Dashboard
    register_default_plugins()
    return lambda written: json.loads(json.dumps(Dashboard.from_json(written), cls=JSONEncoder))


def _lost(written: Any, read: Any, path: str) -> list[str]:  # noqa: ANN401  any JSON
    if isinstance(written, dict) and isinstance(read, dict):
        return [place for key, value in written.items() for place in _lost(value, read.get(key), f"{path}.{key}")]
    if isinstance(written, list) and isinstance(read, list) and len(written) == len(read):
        pairs = enumerate(zip(written, read, strict=True))
        return [place for index, (one, other) in pairs for place in _lost(one, other, f"{path}[{index}]")]
    return [] if written == read else [f"{path}: {written!r} is read as {read!r}"]
