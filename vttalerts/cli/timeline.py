"""`vttalerts timeline SCENARIO.yml`: who hears what when, if this happens."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from vttalerts import reporting
from vttalerts.cli.commands import CLEAN, COULD_NOT_RUN, FINDINGS, wants_color
from vttalerts.cli.projects import open_graph
from vttalerts.importers import scenarios
from vttalerts.reporting import timeline
from vttalerts.simulate.firing import renderer
from vttalerts.simulate.scenario import play


class Wishes(NamedTuple):
    """What to show of it.

    Attributes:
        json: A document for scripts instead of the table.
        messages: The messages as well.
        html: Where to write the picture.
    """

    json: bool
    messages: bool
    html: str | None


def run(file: str, wishes: Wishes, project: str) -> int:
    """Print a timeline and return the exit code: 0, 1 where the scenario has mistakes, 2 where it could not run."""
    graph = open_graph(project)
    if graph is None:
        return COULD_NOT_RUN
    if graph.routing is None:
        sys.stderr.write("the platform has no routing tree\n")
        return COULD_NOT_RUN
    scenario, found = scenarios.read(Path(file), graph, datetime.now(UTC).replace(microsecond=0))
    if scenario is None:
        form = reporting.Format.TEXT
        text = reporting.render(found, form, root=Path.cwd(), color=wants_color(sys.stderr))
        sys.stderr.write(f"{text}{reporting.summary(found)}\n")
        return FINDINGS
    played = play(graph, scenario)
    if wishes.html is not None:
        from vttalerts.reporting import timeline_page

        try:
            Path(wishes.html).write_text(timeline_page.page(played, renderer(graph)), encoding="utf-8")
        except OSError as error:
            sys.stderr.write(f"{wishes.html} can't be written: {error.strerror or error}\n")
            return COULD_NOT_RUN
        sys.stderr.write(f"the picture is in {wishes.html}\n")
    writer = renderer(graph) if wishes.messages else None
    sys.stdout.write(timeline.document(played, writer) if wishes.json else timeline.table(played))
    return CLEAN
