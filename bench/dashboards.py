"""How fast dashboards are written, beside Grafana's Foundation SDK and grafanalib: `python -m bench.dashboards`.

Whole processes, from the start of Python to the last file: 200 dashboards of 30 graphs with two queries each, with
units, descriptions, limits and legends. All candidates write the same panels, which is checked first. Only ratios
of one run are worth quoting: the machine's speed drifts, so the candidates take turns.

Both are used as their documentation shows it: the SDK with `JSONEncoder(sort_keys=True, indent=2)`, grafanalib
with `auto_panel_ids()` and the `write_dashboard` of its command.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

DASHBOARDS: Final = 200
ROWS: Final = 3
PANELS: Final = 10
ROUNDS: Final = 7
LIMITS: Final = (2.0, 5.0)
MEMORY: Final = Path("/dev/shm")  # noqa: S108  the disk's mood would be the same for all, and larger than some
ROOT: Final = Path(__file__).parents[1]


def service(number: int) -> str:
    """The name of a dashboard's service."""
    return f"service-{number}"


def title(row: int, panel: int) -> str:
    """The title of a panel."""
    return f"Latency {row}.{panel}"


def shared(row: int, panel: int) -> str:
    """The query that all dashboards draw: what alerts compare."""
    return f'histogram_quantile(0.95, sum by (le) (rate(step_{row}_{panel}_seconds_bucket{{job="vtt-server"}}[5m])))'


def own(number: int, row: int, panel: int) -> str:
    """The query that one dashboard alone draws."""
    return f'max by (instance) (step_{row}_{panel}_seconds{{service="{service(number)}"}})'


DESCRIPTION: Final = "One request in twenty takes longer."
LEGENDS: Final = ("p95", "{{ instance }}")


def ours(folder: Path) -> None:
    """Write the dashboards with the models of this project."""
    import gc  # noqa: PLC0415

    gc.disable()  # as `vttalerts` does while definitions load
    from vttalerts.emitters._alike import Writer  # noqa: PLC0415
    from vttalerts.model.dashboards import Dashboard  # noqa: PLC0415
    from vttalerts.model.drawing import Context  # noqa: PLC0415
    from vttalerts.model.expr import Indicator  # noqa: PLC0415
    from vttalerts.model.panel import Row  # noqa: PLC0415
    from vttalerts.model.panels.timeseries import TimeSeriesPanel  # noqa: PLC0415
    from vttalerts.model.queries import Query  # noqa: PLC0415
    from vttalerts.model.thresholds import Limit  # noqa: PLC0415
    from vttalerts.units import SECONDS  # noqa: PLC0415

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


def foundation_sdk(folder: Path) -> None:
    """Write the dashboards with Grafana's Foundation SDK."""
    from grafana_foundation_sdk.builders import common, dashboard, prometheus, timeseries  # noqa: PLC0415
    from grafana_foundation_sdk.cog.encoder import JSONEncoder  # noqa: PLC0415
    from grafana_foundation_sdk.models import common as units  # noqa: PLC0415
    from grafana_foundation_sdk.models import dashboard as models  # noqa: PLC0415

    source = models.DataSourceRef(type_val="prometheus", uid="prometheus")

    def target(letter: str, expr: str, legend: str) -> Any:  # noqa: ANN401  the SDK's builder
        query = prometheus.Dataquery().datasource(source).editor_mode("code").expr(expr).legend_format(legend)
        return query.range().ref_id(letter)

    def graph(number: int, row: int, panel: int) -> Any:  # noqa: ANN401  the SDK's builder
        steps = zip((None, *LIMITS), ("transparent", "orange", "red"), strict=True)
        return (
            timeseries.Panel()
            .title(title(row, panel))
            .description(DESCRIPTION)
            .datasource(source)
            .span(12)
            .height(8)
            .unit("s")
            .min(0)
            .draw_style(units.GraphDrawStyle.LINE)
            .fill_opacity(10)
            .show_points(units.VisibilityMode.NEVER)
            .color_scheme(dashboard.FieldColor().mode(models.FieldColorModeId.PALETTE_CLASSIC))
            .thresholds(
                dashboard.ThresholdsConfig()
                .mode(models.ThresholdsMode.ABSOLUTE)
                .steps([models.Threshold(value=value, color=color) for value, color in steps])
            )
            .thresholds_style(common.GraphThresholdsStyleConfig().mode(units.GraphThresholdsStyleMode.LINE))
            .legend(
                common.VizLegendOptions()
                .display_mode(units.LegendDisplayMode.LIST)
                .placement(units.LegendPlacement.BOTTOM)
                .show_legend(True)  # noqa: FBT003  the SDK's signature
                .calcs([])
            )
            .tooltip(
                common.VizTooltipOptions().mode(units.TooltipDisplayMode.MULTI).sort(units.SortOrder.DESCENDING)
            )
            .with_target(target("A", shared(row, panel), LEGENDS[0]))
            .with_target(target("B", own(number, row, panel), LEGENDS[1]))
        )

    for number in range(DASHBOARDS):
        board = dashboard.Dashboard(service(number)).uid(service(number)).time("now-6h", "now")
        for row in range(ROWS):
            board = board.with_row(dashboard.Row(f"Row {row}"))
            for panel in range(PANELS):
                board = board.with_panel(graph(number, row, panel))
        text = JSONEncoder(sort_keys=True, indent=2).encode(board.build())
        (folder / f"{service(number)}.json").write_text(text, encoding="utf-8")


def grafanalib(folder: Path) -> None:
    """Write the dashboards with grafanalib."""
    from grafanalib import core  # noqa: PLC0415
    from grafanalib._gen import write_dashboard  # noqa: PLC0415

    def graph(number: int, row: int, panel: int) -> Any:  # noqa: ANN401  grafanalib's class
        steps = zip((None, *LIMITS), ("transparent", "orange", "red"), strict=True)
        return core.TimeSeries(
            title=title(row, panel),
            description=DESCRIPTION,
            dataSource={"type": "prometheus", "uid": "prometheus"},
            gridPos=core.GridPos(h=8, w=12, x=panel % 2 * 12, y=row * 41 + 1 + panel // 2 * 8),
            unit="s",
            valueMin=0,
            fillOpacity=10,
            showPoints="never",
            thresholdsStyleMode="line",
            thresholds=[{"color": color, "value": value} for value, color in steps],
            tooltipMode="multi",
            targets=[
                core.Target(expr=shared(row, panel), legendFormat=LEGENDS[0], refId="A"),
                core.Target(expr=own(number, row, panel), legendFormat=LEGENDS[1], refId="B"),
            ],
        )

    for number in range(DASHBOARDS):
        panels: list[Any] = []
        for row in range(ROWS):
            panels.append(core.RowPanel(title=f"Row {row}", gridPos=core.GridPos(h=1, w=24, x=0, y=row * 41)))
            panels.extend(graph(number, row, panel) for panel in range(PANELS))
        board = core.Dashboard(title=service(number), uid=service(number), panels=panels).auto_panel_ids()
        with (folder / f"{service(number)}.json").open("w", encoding="utf-8") as stream:
            write_dashboard(board, stream)


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
    import importlib.util  # noqa: PLC0415
    import statistics  # noqa: PLC0415
    import tempfile  # noqa: PLC0415
    import time  # noqa: PLC0415

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
    import subprocess  # noqa: PLC0415

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
    import json  # noqa: PLC0415

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
