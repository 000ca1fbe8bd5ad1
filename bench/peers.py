"""Writes the rules of the synthetic platform with Jsonnet: `python bench/peers.py go|cpp|rust ALERTS FILE`.

The program is what people write: functions, comprehensions, and texts joined with `+`, which is the fast way. Go and
Rust write YAML, as all who use them for Prometheus do; for C++ that takes many minutes, so it writes JSON, which is
YAML as well.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Final

_PROGRAM: Final = r"""
local alerts = ALERTS;
local indicators = std.max(std.floor(alerts * 789 / 10000), 1);
local parts = std.max(std.floor(indicators / 8), 1);
local limits = [60, 70, 80, 90];
local services = ['api', 'database', 'ai', 'websocket', 'auth'];

local expression(shard) =
  local part = shard % parts;
  if shard % 5 == 0 then
    'sum by (instance) (rate(vtt_part_' + part + '_failures_total{shard="' + shard + '"}[5m]))\n' +
    '  / sum by (instance) (rate(vtt_part_' + part + '_requests_total{shard="' + shard + '"}[5m]))\n' +
    '  * 100'
  else
    'max by (instance) (vtt_part_' + part + '_load{shard="' + shard + '"})';

local alert(number) =
  local shard = number % indicators;
  local turn = std.floor(number / indicators);
  local step = turn % 4;
  local limit = limits[step];
  local service = services[(shard + std.floor(turn / 4)) % 5];
  local wait = number % 9 + 1;
  {
    alert: 'VTTSyntheticPart' + number,
    expr: expression(shard) + ' > ' + limit,
    'for': wait + 'm',
    labels: {
      severity: if step == 3 then 'critical' else 'warning',
      service: service,
      team: 'team-' + number % 1000,
    },
    annotations: {
      summary: '{{ $labels.instance }}: shard ' + shard + ' of ' + service + ' is {{ $value | humanize }} % full',
      description: 'Shard ' + shard + ' has been more than ' + limit + ' % full for longer than ' + wait +
                   ' minutes: players of campaign ' + number + ' see slow dice, late maps and lost chat on ' +
                   '{{ $labels.instance }}.',
      runbook_url: 'https://docs.vtt.example.com/runbooks/part-' + service,
    },
  };

local groups = {
  groups: [
    {
      name: 'synthetic-' + group,
      interval: '1m',
      rules: [alert(number) for number in std.range(20 * group, std.min(20 * group + 19, alerts - 1))],
    }
    for group in std.range(0, std.ceil(alerts / 20) - 1)
  ],
};
"""
_YAML: Final = f"{_PROGRAM}std.manifestYamlDoc(groups)"
_JSON: Final = f"{_PROGRAM}groups"
_MODULES: Final = {"go": "_gojsonnet", "cpp": "_jsonnet", "rust": "rjsonnet"}


def write(peer: str, alerts: int, file: Path) -> None:
    """Write the rules with one of the peers; nothing is loaded that it does not need."""
    program = (_JSON if peer == "cpp" else _YAML).replace("ALERTS", str(alerts))
    text: str = import_module(_MODULES[peer]).evaluate_snippet("rules.jsonnet", program)
    if peer != "cpp":
        import json

        text = json.loads(text)
    file.write_text(text, encoding="utf-8")


def same(*files: Path) -> bool:
    """Tell whether rule files say the same, as YAML's readers see them."""
    import yaml

    first, *others = (yaml.load(file.read_text(encoding="utf-8"), yaml.CBaseLoader) for file in files)  # noqa: S506  it makes texts only
    return all(first == other for other in others)


if __name__ == "__main__":
    write(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
