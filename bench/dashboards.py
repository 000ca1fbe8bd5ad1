"""How fast dashboards are written, beside Grafana's Foundation SDK and grafanalib: `python -m bench.dashboards`.

Whole processes, from the start of Python to the last file: 200 dashboards of 30 graphs with two queries each, with
units, descriptions, limits and legends. All candidates write the same panels, which is checked first. Only ratios
of one run are worth quoting: the machine's speed drifts, so the candidates take turns.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from bench.dashboard_peers import (
    DASHBOARDS,
    DESCRIPTION,
    LEGENDS,
    LIMITS,
    PANELS,
    ROWS,
    foundation_sdk,
    grafanalib,
    own,
    service,
    shared,
    title,
)

ROUNDS: Final = 7
MEMORY: Final = Path("/dev/shm")  # noqa: S108  the disk's mood would be the same for all, and larger than some
ROOT: Final = Path(__file__).parents[1]


def ours(folder: Path) -> None:
    """Write the dashboards with the models of this project."""
    import gc

    gc.disable()  # as `vttalerts` does while definitions load
    from vttalerts.emitters._alike import Writer
    from vttalerts.model.dashboards import Dashboard
    from vttalerts.model.drawing import Context
    from vttalerts.model.expr import Indicator
    from vttalerts.model.panel import Row
    from vttalerts.model.panels.timeseries import TimeSeriesPanel
    from vttalerts.model.queries import Query
    from vttalerts.model.thresholds import Limit
    from vttalerts.units import SECONDS

    latencies = {
        (row, panel): Indicator(name=f"latency_{row}_{panel}", unit=SECONDS, legend=LEGENDS[0], expr=shared(row, panel))
        for row in range(ROWS)
        for panel in range(PANELS)
    }
    writer = Writer()
    limits = (Limit("warning", ">", LIMITS[0]), Limit("critical", ">", LIMITS[1]))
    context = Context(limits=dict.fromkeys(latencies.values(), limits))
    for number in range(DASHBOARDS):
        board = Dashboard(
            uid=service(number),
            title=service(number),
            rows=tuple(
                Row(
                    title=f"Row {row}",
                    panels=tuple(
                        TimeSeriesPanel(
                            title=title(row, panel),
                            description=DESCRIPTION,
                            min=0,
                            targets=(latencies[row, panel], Query(expr=own(number, row, panel), legend=LEGENDS[1])),
                        )
                        for panel in range(PANELS)
                    ),
                )
                for row in range(ROWS)
            ),
        )
        (folder / f"{board.uid}.json").write_text(writer.dump(board.build(context)), encoding="utf-8")


CANDIDATES: Final[dict[str, Callable[[Path], None]]] = {
    "vttalerts": ours,
    "grafana-foundation-sdk": foundation_sdk,
    "grafanalib": grafanalib,
}


def run() -> list[tuple[str, float, str]]:
    """Compare whole processes, in turns.

    Returns:
        Rows of a name, a ratio, and the goal for that ratio.

    Raises:
        ModuleNotFoundError: grafanalib, which nothing but this comparison needs, is not installed.
    """
    # Imported here: a candidate's process should not pay for what only the comparison needs.
    import importlib.util
    import statistics
    import tempfile
    import time

    if importlib.util.find_spec("grafanalib") is None:
        raise ModuleNotFoundError("install grafanalib to compare with it: pip install 'grafanalib~=0.7.1'")
    seconds: dict[str, list[float]] = {name: [] for name in CANDIDATES}
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as temporary:
        folders = {name: Path(temporary, name) for name in CANDIDATES}
        for name, folder in folders.items():
            folder.mkdir()
            _process(name, folder)
        _same(folders)
        for _ in range(ROUNDS):
            for name, folder in folders.items():
                start = time.perf_counter()
                _process(name, folder)
                seconds[name].append(time.perf_counter() - start)
    mine = seconds.pop("vttalerts")
    rate = f"{DASHBOARDS / statistics.median(mine):,.0f} dashboards/s"
    return [
        (
            f"200 dashboards of 30 panels: {name} / vttalerts",
            statistics.median(other / own for other, own in zip(others, mine, strict=True)),
            f"at least {goal} ({rate})",
        )
        for (name, others), goal in zip(seconds.items(), ("2.5", "4"), strict=True)
    ]


def _process(name: str, folder: Path) -> None:
    import subprocess

    subprocess.run([sys.executable, "-m", "bench.dashboards", name, str(folder)], cwd=ROOT, check=True)  # noqa: S603


def _same(folders: dict[str, Path]) -> None:
    """Check that all candidates did the same work.

    Raises:
        AssertionError: Two of them wrote other panels.
    """
    for file in sorted(folders["vttalerts"].iterdir()):
        mine = list(_panels(file))
        for name, folder in folders.items():
            if list(_panels(folder / file.name)) != mine:
                raise AssertionError(f"{name} wrote other panels than vttalerts into {file.name}")


def _panels(file: Path) -> Iterator[tuple[Any, ...]]:
    """Yield what people see of each panel."""
    import json

    for panel in json.loads(file.read_text(encoding="utf-8"))["panels"]:
        if panel["type"] == "timeseries":
            fields = panel["fieldConfig"]["defaults"]
            steps = [(step["color"], step["value"]) for step in fields["thresholds"]["steps"]]
            asked = [(target["expr"], target["legendFormat"]) for target in panel["targets"]]
            place = sorted(panel["gridPos"].items())
            yield panel["title"], panel["description"], place, fields["unit"], fields["min"], steps, asked


if __name__ == "__main__":
    if len(sys.argv) > 1:
        CANDIDATES[sys.argv[1]](Path(sys.argv[2]))
    else:
        for label, ratio, goal in run():
            sys.stdout.write(f"{label}: {ratio:.2f}, goal {goal}\n")
