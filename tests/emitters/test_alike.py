"""Panels that share a frame are written as if they did not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vttalerts.emitters import _json
from vttalerts.emitters._alike import Writer
from vttalerts.emitters._unwritable import UnwritableError
from vttalerts.model.dashboards import Dashboard
from vttalerts.model.drawing import Context
from vttalerts.model.expr import Indicator
from vttalerts.model.frames import Framed
from vttalerts.model.panel import Panel, Row
from vttalerts.model.panels.raw import RawPanel
from vttalerts.model.panels.stat import StatPanel
from vttalerts.model.panels.text import TextPanel
from vttalerts.model.panels.timeseries import TimeSeriesPanel
from vttalerts.model.queries import Query
from vttalerts.model.thresholds import Limit
from vttalerts.units import PERCENT, SECONDS, Unit

MEMORY = Indicator(name="memory", unit=PERCENT, expr="memory", legend="{{ instance }}")
CONTEXT = Context(limits={MEMORY: (Limit("warning", ">", 85),)})

targets = st.lists(
    st.one_of(st.just(MEMORY), st.builds(lambda text: Query(expr=text, legend=text), st.text())), min_size=1, max_size=3
).map(tuple)


def graph(title: str, description: str, asked: tuple[Indicator | Query, ...], unit: Unit | None, width: int) -> Panel:
    return TimeSeriesPanel(title=title, description=description, targets=asked, unit=unit, width=width)


def stat(title: str, words: dict[str | int, str] | None, extra: dict[str, object] | None) -> Panel:
    return StatPanel(title=title, targets=MEMORY, mappings=words, extra=extra)


panels = st.one_of(
    st.builds(graph, st.text(), st.text(), targets, st.sampled_from([None, SECONDS]), st.integers(1, 24)),
    st.builds(
        stat,
        st.text(),
        st.sampled_from([None, {0: "down", 1: "up"}]),
        st.sampled_from([None, {"options": {"wideLayout": False}}]),
    ),
    st.builds(lambda text: TextPanel(content=text), st.text()),
    st.just(RawPanel(panel={"type": "x"})),
)
rows = st.builds(
    lambda found, collapsed: Row(title="Row" if collapsed else "", panels=tuple(found), collapsed=collapsed),
    st.lists(panels, max_size=4),
    st.booleans(),
)


@given(st.lists(st.lists(rows, max_size=3), min_size=1, max_size=3))
def test_text_is_that_of_the_plain_writer(boards: list[list[Row]]) -> None:
    writer = Writer()

    for found in boards:
        tree = Dashboard(uid="board", title="Board", rows=tuple(found)).build(CONTEXT)
        assert writer.dump(tree) == _json.dump(tree)


def test_panels_that_are_set_alike_share_a_frame() -> None:
    one = graph("one", "", (MEMORY,), None, 8).build(CONTEXT)
    other = graph("other", "", (MEMORY,), None, 12).build(CONTEXT)
    unlike = graph("one", "", (MEMORY,), SECONDS, 8).build(CONTEXT)

    assert isinstance(one, Framed)
    assert isinstance(other, Framed)
    assert isinstance(unlike, Framed)
    assert one.frame is other.frame
    assert one.frame is not unlike.frame


def test_alike_panels_of_another_alert_share_nothing() -> None:
    calm = graph("one", "", (MEMORY,), None, 8).build(Context(frames=CONTEXT.frames))
    limited = graph("one", "", (MEMORY,), None, 8).build(CONTEXT)

    assert "thresholds" not in calm["fieldConfig"]["defaults"]
    assert "thresholds" in limited["fieldConfig"]["defaults"]


def test_what_json_lacks_is_named_with_its_whole_path() -> None:
    tree = Dashboard(uid="board", title="Board", rows=(Row(panels=(graph("\ud800", "", (MEMORY,), None, 8),)),))

    with pytest.raises(UnwritableError, match=r"panels\[0\]\.title"):
        Writer().dump(tree.build(CONTEXT))
