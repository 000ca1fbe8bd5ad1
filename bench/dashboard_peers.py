"""200 dashboards of 30 graphs, written with Grafana's Foundation SDK and with grafanalib; see `bench.dashboards`.

Both are used as their documentation shows it: the SDK with `JSONEncoder(sort_keys=True, indent=2)`, grafanalib
with `auto_panel_ids()` and the `write_dashboard` of its command.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

DASHBOARDS: Final = 200
ROWS: Final = 3
PANELS: Final = 10
LIMITS: Final = (2.0, 5.0)


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


def foundation_sdk(folder: Path) -> None:
    """Write the dashboards with Grafana's Foundation SDK."""
    from grafana_foundation_sdk.builders import common, dashboard, prometheus, timeseries
    from grafana_foundation_sdk.cog.encoder import JSONEncoder
    from grafana_foundation_sdk.models import common as units
    from grafana_foundation_sdk.models import dashboard as models
    from grafana_foundation_sdk.models.prometheus import QueryEditorMode

    source = models.DataSourceRef(type_val="prometheus", uid="prometheus")

    def target(letter: str, expr: str, legend: str) -> Any:  # noqa: ANN401  the SDK's builder
        query = (
            prometheus.Dataquery().datasource(source).editor_mode(QueryEditorMode.CODE).expr(expr).legend_format(legend)
        )
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
            .tooltip(common.VizTooltipOptions().mode(units.TooltipDisplayMode.MULTI).sort(units.SortOrder.DESCENDING))
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
    from importlib import import_module

    core, generate = import_module("grafanalib.core"), import_module("grafanalib._gen")

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
            generate.write_dashboard(board, stream)
