"""How fast rule files are written, beside PyYAML's C dumper and ruamel.yaml: `python bench/yaml_emission.py`.

Only ratios of one run are worth quoting: the machine's speed drifts, so the candidates take turns.
"""

from __future__ import annotations

import gc
import io
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString

from vttalerts.emitters._yaml import dump, stream

ALERTS = 10_000
GROUP = 20
# ruamel.yaml takes 20 s for 10,000 alerts; its time grows linearly (reference/performance.md, section 2).
ALERTS_FOR_RUAMEL = 2_000
ROUNDS = 5
_UNFOLDED = 2**31 - 1


def alert(number: int) -> dict[str, object]:
    """One alert, about 630 bytes of YAML, one in five with an expression of several lines.

    Args:
        number: Makes the alert differ from the others.
    """
    limit = number % 97 + 1
    service = ("api", "database", "ai", "websocket", "auth")[number % 5]
    shard = number % 31
    expr = f'vtt_queue_length{{service="{service}", shard="{shard}"}} / vtt_queue_capacity > 0.{limit:02}'
    if number % 5 == 0:
        expr = (
            f'sum by (service) (rate(http_requests_total{{service="{service}", status=~"5.."}}[5m]))\n'
            f'  / sum by (service) (rate(http_requests_total{{service="{service}"}}[5m]))\n  > 0.{limit:02}\n'
        )
    return {
        "alert": f"VTTSynthetic{service.title()}Alert{number}",
        "expr": expr,
        "for": f"{number % 9 + 1}m",
        "labels": {
            "severity": ("critical", "warning")[number % 2],
            "service": service,
            "team": f"team-{number % 12}",
        },
        "annotations": {
            "summary": f"{service} on {{{{ $labels.instance }}}} is above {limit} % of its capacity",
            "description": f"{{{{ $value | humanizePercentage }}}} of shard {shard} was in use for more than "
            f"{number % 9 + 1} minutes: players of campaign {number} see slow dice, late maps, lost chat.",
            "runbook_url": f"https://docs.vtt.example.com/runbooks/synthetic-{service}-{number}",
        },
    }


def groups(count: int) -> Iterator[dict[str, object]]:
    """Groups of alerts, made one by one.

    Args:
        count: Alerts in all groups together.
    """
    for first in range(0, count, GROUP):
        yield {"name": f"group-{first}", "rules": [alert(n) for n in range(first, min(first + GROUP, count))]}


def run() -> list[tuple[str, float, str]]:
    """Compare, in turns, and measure the memory of streaming.

    Returns:
        Rows of a name, a ratio, and the goal for that ratio.
    """
    tree = {"groups": list(groups(ALERTS))}
    small = _with_blocks({"groups": list(groups(ALERTS_FOR_RUAMEL))})
    size = len(dump(tree).encode()) / ALERTS
    times = _medians(
        {
            "dump": lambda: dump(tree),
            "stream": lambda: _drain(stream(tree)),
            "pyyaml": lambda: _pyyaml(tree),
            "ruamel": lambda: _ruamel(small),
        }
    )
    slowdown = {name: seconds / times["dump"] for name, seconds in times.items()}
    streamed = times["dump"] / times["stream"]
    of_all = ALERTS // ALERTS_FOR_RUAMEL
    rate = f"{ALERTS / times['dump']:,.0f} alerts/s of {size:.0f} B"
    return [
        ("YAML, 10,000 alerts: PyYAML CSafeDumper / dump", slowdown["pyyaml"], f"at least 15 ({rate})"),
        ("YAML, 10,000 alerts: PyYAML CSafeDumper / stream", slowdown["pyyaml"] * streamed, "at least 15"),
        ("YAML, 2,000 alerts times 5: ruamel.yaml / dump", slowdown["ruamel"] * of_all, "at least 150"),
        ("YAML, MiB that streaming 10,000 alerts takes", _peak(10_000) / 2**20, "at most 1"),
        ("YAML, MiB that streaming 100,000 alerts takes", _peak(100_000) / 2**20, "at most 1"),
    ]


def _medians(candidates: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Seconds per call, the median of rounds in which every candidate has its turn."""
    seconds: dict[str, list[float]] = {name: [] for name in candidates}
    for _ in range(ROUNDS):
        for name, call in candidates.items():
            gc.collect()
            start = time.perf_counter()
            call()
            seconds[name].append(time.perf_counter() - start)
    return {name: statistics.median(measured) for name, measured in seconds.items()}


def _drain(chunks: Iterator[str]) -> int:
    return sum(map(len, chunks))


class _Dumper(yaml.CSafeDumper):
    """PyYAML's fastest, with literal blocks as we write them."""


def _represent_text(dumper: yaml.CSafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _represent_text)


def _pyyaml(tree: object) -> str:
    text: str = yaml.dump(tree, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_UNFOLDED)
    return text


def _ruamel(tree: object) -> str:
    writer = YAML()
    writer.width = _UNFOLDED
    out = io.StringIO()
    writer.dump(tree, out)
    return out.getvalue()


def _with_blocks(tree: object) -> object:
    if isinstance(tree, dict):
        return {key: _with_blocks(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_with_blocks(value) for value in tree]
    return LiteralScalarString(tree) if isinstance(tree, str) and "\n" in tree else tree


def _peak(count: int) -> int:
    """Bytes that streaming adds at its peak: the group in hand, its text, and the memos of short strings."""
    tracemalloc.start()
    _drain(stream({"groups": groups(count)}))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


if __name__ == "__main__":
    for name, ratio, goal in run():
        sys.stdout.write(f"{name:<55} {ratio:8.2f}   {goal}\n")
