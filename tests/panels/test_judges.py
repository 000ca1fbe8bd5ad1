"""Grafana's own judges read each panel: its Foundation SDK, and its JSON Schemas."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from vttalerts.model.dashboards import Dashboard, Row
from vttalerts.model.drawing import Context
from vttalerts.model.panel import Panel

SCHEMAS = Path(__file__).parents[3] / "shared" / "reference" / "grafana-schemas"


def lost(written: Any, read: Any, path: str = "") -> list[str]:  # noqa: ANN401  any JSON
    """Return the places whose value the reader does not give back."""
    if isinstance(written, Mapping) and isinstance(read, Mapping):
        return [place for key, value in written.items() for place in lost(value, read.get(key), f"{path}.{key}")]
    if isinstance(written, list) and isinstance(read, list) and len(written) == len(read):
        pairs = enumerate(zip(written, read, strict=True))
        return [place for index, (one, other) in pairs for place in lost(one, other, f"{path}[{index}]")]
    return [] if written == read else [f"{path}: {written!r} is read as {read!r}"]


def schema(name: str) -> dict[str, Any]:
    file = SCHEMAS / f"{name}.jsonschema.json"
    if not file.exists():
        pytest.skip(f"{file.name} is not here: Grafana's schemas are kept beside the repository, never in it")
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def board(panel: Panel) -> Dashboard:
    return Dashboard(uid="judged", title="Judged", rows=(Row(title="Row", panels=(panel,)),))


@pytest.fixture(scope="module")
def through_sdk() -> Callable[[Any], Any]:
    """Read a dashboard with the SDK and write it again."""
    with warnings.catch_warnings():
        # It advises its newer dashboards when it defines the classic one.
        warnings.simplefilter("ignore", DeprecationWarning)
        from grafana_foundation_sdk.cog.encoder import JSONEncoder  # noqa: PLC0415
        from grafana_foundation_sdk.cog.plugins import register_default_plugins  # noqa: PLC0415
        from grafana_foundation_sdk.models.dashboard import Dashboard as Judge  # noqa: PLC0415
    register_default_plugins()
    return lambda written: json.loads(json.dumps(Judge.from_json(written), cls=JSONEncoder))


def test_sdk_reads_every_field(panel: Panel, context: Context, through_sdk: Callable[[Any], Any]) -> None:
    written = json.loads(json.dumps(board(panel).build(context)))

    assert lost(written, through_sdk(written)) == []


def test_schema_of_dashboards_accepts(panel: Panel, context: Context) -> None:
    rules = schema("dashboard")
    # The schemas' generator writes "any value" as an object; Grafana finds a target by its letter, and overrides
    # a unit with a text.
    rules["definitions"]["DynamicConfigValue"]["properties"]["value"] = {}
    rules["definitions"]["MatcherConfig"]["properties"]["options"] = {}

    jsonschema.validate(board(panel).build(context), rules)


def test_schema_of_the_plugin_accepts(panel: Panel, context: Context) -> None:
    if panel.kind in {"", "alertlist"}:
        pytest.skip(f"Grafana publishes no schema of the plugin {panel.kind!r}")
    rules = schema(panel.kind.replace("-", ""))
    made = panel.build(context)

    jsonschema.validate(made["options"], rules | {"$ref": "#/definitions/Options"})
    custom = made.get("fieldConfig", {}).get("defaults", {}).get("custom")
    if custom is not None:
        definition = {"timeseries": "GraphFieldConfig", "table": "TableFieldOptions"}.get(panel.kind, "FieldConfig")
        jsonschema.validate(custom, rules | {"$ref": f"#/definitions/{definition}"})


def test_schema_of_prometheus_queries_accepts(panel: Panel, context: Context) -> None:
    rules = schema("prometheus")

    for target in panel.build(context).get("targets", ()):
        jsonschema.validate(target, rules)
