"""A panel asks a data source that nobody can choose.

## What it does
Looks for data sources such as `${datasource}` on dashboards without a `DatasourceChoice` of that name.

## Why it is bad
Grafana finds no data source of that name, and every panel shows an error.

## Bad
```python
board = Dashboard(
    uid="vtt",
    title="VTT",
    datasource=Datasource("prometheus", "${datasource}"),
    rows=(Row(panels=(TimeSeriesPanel(title="Memory", targets=memory_usage),)),),
)
platform = Platform(name="vtt", scrape=(server,), dashboards=(board,))
```

## Good
```python
board = Dashboard(
    uid="vtt",
    title="VTT",
    datasource=Datasource("prometheus", "${datasource}"),
    variables=(DatasourceChoice(name="datasource"),),
    rows=(Row(panels=(TimeSeriesPanel(title="Memory", targets=memory_usage),)),),
)
platform = Platform(name="vtt", scrape=(server,), dashboards=(board,))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.simulate.boards import boards


@check(in_files=None)
def dsh011(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every data source that is a variable which there is not."""
    for one in boards(graph):
        choices = {variable.name: variable for variable in one.board.variables}
        for mention in one.mentions:
            if mention.keyword != "datasource" or mention.name.startswith(("__", "DS_")):
                continue
            if mention.name in one.names and mention.name not in choices:
                continue  # it stands in carried JSON
            from vttalerts.model.variables import DatasourceChoice, RawVariable

            variable = choices.get(mention.name)
            if not isinstance(variable, DatasourceChoice | RawVariable):
                yield dsh011.finding(
                    f"{one.board.title} has no choice of data sources called `{mention.name}`",
                    mention.spec.at("asks it", mention.keyword),
                    *((variable.at("chooses something else"),) if variable is not None else ()),
                    why="Grafana finds no data source of that name, and the panels show an error",
                    help=f'add DatasourceChoice(name="{mention.name}") to the dashboard\'s `variables`',
                )
