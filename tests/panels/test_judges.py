"""Grafana's own judges read each kind of panel: its Foundation SDK, and its JSON Schemas."""

from __future__ import annotations

import jsonschema
import pytest
from grafana_judges import dashboard_schema, lost_in_sdk, schema

from vttalerts.model.dashboards import Dashboard
from vttalerts.model.drawing import Context
from vttalerts.model.panel import Panel, Row


def board(panel: Panel) -> Dashboard:
    return Dashboard(uid="judged", title="Judged", rows=(Row(title="Row", panels=(panel,)),))


def test_sdk_reads_every_field(panel: Panel, context: Context) -> None:
    assert lost_in_sdk(board(panel).build(context)) == []


def test_schema_of_dashboards_accepts(panel: Panel, context: Context) -> None:
    jsonschema.validate(board(panel).build(context), dashboard_schema())


def test_schema_of_the_plugin_accepts(panel: Panel, context: Context) -> None:
    if panel.kind in {"", "alertlist"}:
        pytest.skip(f"Grafana publishes no schema of the plugin {panel.kind!r}")
    rules = schema(panel.kind.replace("-", ""))
    if panel.kind == "table":
        # The generator drops which `type` belongs to which kind of cell, so that several of them fit.
        cell = rules["definitions"]["TableCellOptions"]
        cell["anyOf"] = cell.pop("oneOf")
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
