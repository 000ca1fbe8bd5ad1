"""Dashboards in files are looked at without definitions, with places in their JSON."""

import json
from pathlib import Path

from vttalerts import importers
from vttalerts.cli import files
from vttalerts.importers import Kind
from vttalerts.reporting import Format, render

BOARD = {
    "title": "API",
    "uid": "api",
    "schemaVersion": 39,
    "panels": [
        {
            "id": 1,
            "type": "timeseries",
            "title": "Errors",
            "gridPos": {"x": 0, "y": 0, "w": 12, "h": 8},
            "targets": [{"expr": "rate(errors_total[5m]) / 0", "refId": "A"}],
        }
    ],
    "templating": {"list": []},
}


def test_finding_in_a_dashboard_stands_at_its_query(tmp_path: Path) -> None:
    file = tmp_path / "api.json"
    file.write_text(json.dumps(BOARD, indent=2))
    found = importers.read([file])
    assert found.files[0].kind is Kind.DASHBOARD
    places = {
        (one.code, one.labels[0].span.file, file.read_text().splitlines()[one.labels[0].span.line - 1].strip())
        for one in files.check(found)
    }
    assert ("PQL019", str(file), '"expr": "rate(errors_total[5m]) / 0",') in places


def test_broken_json_is_shown_where_it_breaks(tmp_path: Path) -> None:
    file = tmp_path / "api.json"
    file.write_text('{\n\t"title": "x",\n\t"panels": [}\n')
    (found,) = importers.read([file]).diagnostics
    assert (found.code, found.labels[0].span.line, found.labels[0].span.column) == ("DEF120", 3, 13)


def test_dashboard_in_a_configmap_is_looked_at(tmp_path: Path) -> None:
    file = tmp_path / "map.yaml"
    text = "\n".join(f"    {line}" for line in json.dumps(BOARD, indent=2).splitlines())
    file.write_text(f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: x}}\ndata:\n  api.json: |\n{text}\n")
    found = importers.read([file])
    assert [board.title for board in found.platform.includes[0].dashboards] == ["API"]
    shown = render(files.check(found), Format.TEXT, root=tmp_path)
    assert "map.yaml:" in shown
    assert "vttalerts/" not in shown


def test_folder_may_hold_files_of_others_and_a_named_one_must_be_ours(tmp_path: Path) -> None:
    compose = tmp_path / "docker-compose.yml"
    compose.write_text("services: {}\n")
    assert importers.read([tmp_path]).diagnostics == ()
    assert [one.code for one in importers.read([compose]).diagnostics] == ["DEF114"]
