"""Where panels stand, what they are called, where links lead, and what is refused."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vttalerts.diagnostics import Fault
from vttalerts.model.dashboards import Dashboard
from vttalerts.model.drawing import Context, Datasource
from vttalerts.model.expr import Indicator
from vttalerts.model.grafana_json import moment
from vttalerts.model.grid import COLUMNS, Place, flow
from vttalerts.model.links import Link
from vttalerts.model.panel import Row
from vttalerts.model.panels.raw import RawPanel
from vttalerts.model.panels.stat import StatPanel
from vttalerts.model.panels.text import TextPanel
from vttalerts.model.panels.timeseries import TimeSeriesPanel
from vttalerts.model.settings import Settings, env
from vttalerts.model.spec import DefinitionError
from vttalerts.model.variables import Choice, LabelValues
from vttalerts.units import COUNT, Quantity, count, hours, milliseconds, minutes, seconds

CONTEXT = Context()
SIZES = st.lists(st.tuples(st.integers(1, COLUMNS), st.integers(1, 20)), max_size=30)


def words(width: int = 8, height: int = 8, number: int | None = None) -> TextPanel:
    return TextPanel(title="words", content="words", width=width, height=height, id=number)


def board(*rows: Row) -> Dashboard:
    return Dashboard(uid="board", title="Board", rows=rows)


def indicator() -> Indicator:
    return Indicator(name="players", unit=COUNT, expr="players")


def places(dashboard: Dashboard) -> list[tuple[int, int, int, int]]:
    return [tuple(panel["gridPos"][key] for key in "xywh") for panel in dashboard.build(CONTEXT)["panels"]]


# --- layout


def test_panels_flow_from_left_to_right_and_wrap() -> None:
    assert places(board(Row(panels=(words(), words(), words(), words())))) == [
        (0, 0, 8, 8),
        (8, 0, 8, 8),
        (16, 0, 8, 8),
        (0, 8, 8, 8),
    ]


def test_the_tallest_panel_of_a_band_decides_where_the_next_one_begins() -> None:
    assert places(board(Row(panels=(words(12, 4), words(12, 9), words(24, 3))))) == [
        (0, 0, 12, 4),
        (12, 0, 12, 9),
        (0, 9, 24, 3),
    ]


def test_a_titled_row_has_a_heading_of_one_line() -> None:
    assert places(board(Row(panels=(words(),)), Row(title="Below", panels=(words(),)))) == [
        (0, 0, 8, 8),
        (0, 8, 24, 1),
        (0, 9, 8, 8),
    ]


def test_a_shut_row_keeps_its_panels_and_takes_one_line() -> None:
    shut, after = board(Row(title="Shut", panels=(words(),), collapsed=True), Row(title="After")).build(CONTEXT)[
        "panels"
    ]

    assert (shut["collapsed"], [panel["gridPos"]["y"] for panel in shut["panels"]]) == (True, [1])
    assert after["gridPos"]["y"] == 1


@given(SIZES, st.integers(0, 100))
def test_layouts_never_overlap_and_never_leave_the_grid(sizes: list[tuple[int, int]], top: int) -> None:
    found, below = flow(sizes, top)

    assert [(place.w, place.h) for place in found] == sizes
    assert all(place.x >= 0 and place.x + place.w <= COLUMNS and place.y >= top for place in found)
    assert below == max((place.y + place.h for place in found), default=top)
    for one, other in itertools.combinations(found, 2):
        assert not _overlap(one, other)


@given(st.lists(st.tuples(st.booleans(), SIZES), max_size=5))
def test_rows_never_overlap_either(rows: list[tuple[bool, list[tuple[int, int]]]]) -> None:
    made = board(*(Row(title="Row" * titled, panels=tuple(words(w, h) for w, h in sizes)) for titled, sizes in rows))

    found = [Place(*place) for place in places(made)]
    assert not any(_overlap(one, other) for one, other in itertools.combinations(found, 2))


def _overlap(one: Place, other: Place) -> bool:
    beside = one.x + one.w <= other.x or other.x + other.w <= one.x
    return not (beside or one.y + one.h <= other.y or other.y + other.h <= one.y)


# --- numbers


def ids(dashboard: Dashboard) -> list[int]:
    return [panel["id"] for panel in dashboard.build(CONTEXT)["panels"]]


def test_panels_are_numbered_by_position() -> None:
    assert ids(board(Row(title="Row", panels=(words(), words())), Row(panels=(words(),)))) == [1, 2, 3, 4]


def test_a_panel_keeps_the_number_that_it_is_given() -> None:
    assert ids(board(Row(panels=(words(), words(number=2), words())))) == [1, 2, 3]


@given(st.lists(st.integers(1, 12), unique=True, max_size=6), st.integers(0, 6))
def test_numbers_are_unique(given_ids: list[int], others: int) -> None:
    panels = [*(words(number=number) for number in given_ids), *(words() for _ in range(others))]

    found = ids(board(Row(title="Row", panels=tuple(panels))))

    assert len(found) == len(set(found))


def test_links_of_alerts_lead_to_the_panel_that_shows_how_it_came_to_be() -> None:
    players = indicator()
    made = board(
        Row(panels=(StatPanel(targets=players), TimeSeriesPanel(targets=players), TimeSeriesPanel(targets=players)))
    )

    assert made.panel_for(players) == 2
    assert made.panel_for(indicator()) is None


def test_links_of_alerts_lead_to_a_number_where_nothing_is_drawn_over_time() -> None:
    players = indicator()

    assert board(Row(panels=(words(), StatPanel(targets=players)))).panel_for(players) == 2


# --- the dashboard itself


def test_a_dashboard_compiles_to_the_classic_json_of_grafana_12() -> None:
    made = Dashboard(
        uid="board",
        title="Board",
        description="Who plays.",
        tags=("vtt",),
        time_from=minutes(90),
        refresh=seconds(30),
        links=(Link(title="More", tags=("vtt",)),),
        variables=(Choice(name="kind", values=("dice", "maps")),),
        rows=(Row(title="Row", repeat="kind", panels=(words(),)),),
    ).build(CONTEXT)

    assert list(made) == sorted(made)
    assert {key: made[key] for key in ("editable", "graphTooltip", "refresh", "schemaVersion", "time", "timezone")} == {
        "editable": False,
        "graphTooltip": 1,
        "refresh": "30s",
        "schemaVersion": 41,
        "time": {"from": "now-90m", "to": "now"},
        "timezone": "browser",
    }
    assert made["panels"][0]["repeat"] == "kind"
    assert made["links"][0]["type"] == "dashboards"


def test_a_dashboard_can_have_another_datasource() -> None:
    chosen = Datasource("prometheus", "${source}")
    made = Dashboard(
        uid="board", title="Board", datasource=chosen, rows=(Row(panels=(TimeSeriesPanel(targets=indicator()),)),)
    ).build(CONTEXT)

    assert made["panels"][0]["datasource"] == {"type": "prometheus", "uid": "${source}"}
    assert made["panels"][0]["targets"][0]["datasource"] == {"type": "prometheus", "uid": "${source}"}


def test_addresses_follow_the_environment() -> None:
    link = Link(title="VTT", url=env("VTT_BASE_URL", default="https://vtt.example.com") + "/status")

    assert link.build()["url"] == "https://vtt.example.com/status"
    assert link.build(Settings({"VTT_BASE_URL": "https://vtt.test"}))["url"] == "https://vtt.test/status"


@pytest.mark.parametrize(
    ("quantity", "text"),
    [(hours(6), "6h"), (minutes(90), "90m"), (seconds(30), "30s"), (hours(48), "2d"), (seconds(3601), "3601s")],
)
def test_grafana_reads_times_of_one_unit(quantity: Quantity, text: str) -> None:
    assert moment(quantity) == text


def test_grafana_reads_nothing_finer_than_a_second() -> None:
    with pytest.raises(Fault, match="1500 ms is finer than a second"):
        moment(milliseconds(1500))


# --- refusals


def _two_numbers() -> object:
    return board(Row(panels=(words(number=7), words(number=7))))


def _two_variables() -> object:
    return Dashboard(
        uid="board",
        title="Board",
        variables=(LabelValues(name="job", label_name="job"), LabelValues(name="job", label_name="instance")),
    )


def _unknown_variable() -> object:
    return board(Row(panels=(TextPanel(title="Each", content="", repeat="host"),)))


def _shut_row_without_title() -> object:
    return Row(collapsed=True)


def _link_to_nowhere() -> object:
    return Link(title="Nowhere")


def _panel_without_type() -> object:
    return RawPanel(panel={"title": "What?"})


def _panel_with_a_date() -> object:
    return RawPanel(panel={"type": "text", "options": {"since": [float("nan")]}})


def _too_wide() -> object:
    return words(width=25)


def _text_as_target() -> object:
    return TimeSeriesPanel(targets="up")  # type: ignore[arg-type]


def _condition_as_target() -> object:
    return TimeSeriesPanel(targets=(indicator() > count(3),))  # type: ignore[arg-type]


def _no_targets() -> object:
    return TimeSeriesPanel(targets=())


@pytest.mark.parametrize(
    ("make", "code", "headline"),
    [
        (_two_numbers, "DSH022", "two panels of the dashboard are called `7`"),
        (_two_variables, "DSH022", "two variables of the dashboard are called `job`"),
        (_unknown_variable, "DSH023", "`Each` repeats for `host`, which is no variable of the dashboard"),
        (_shut_row_without_title, "DSH021", "a row without a title has nothing to open or repeat"),
        (_link_to_nowhere, "DSH020", "a link needs either `url` or `tags`"),
        (_panel_without_type, "DSH026", "a panel's JSON needs a `type`"),
        (_panel_with_a_date, "DSH025", "`options.since[0]` can't be written: `nan` is no number in JSON"),
        (_too_wide, "DEF002", "TextPanel can't take this `width`"),
        (_text_as_target, "DSH029", "a panel can't draw a str"),
        (_condition_as_target, "DSH029", "a panel can't draw a Comparison"),
        (_no_targets, "DSH030", "a panel without targets has nothing to draw"),
    ],
)
def test_refused_where_it_is_written(make: Callable[[], object], code: str, headline: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        make()

    (found,) = caught.value.diagnostics
    assert (found.code, found.headline) == (code, headline)
    assert found.labels[0].span.file == __file__
