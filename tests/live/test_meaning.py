"""What is a difference between two configurations for a server, and what is only another way to write the same."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from vttalerts.live.documents import plain, read_yaml
from vttalerts.live.exposition import Sample, samples
from vttalerts.live.http import LiveError
from vttalerts.live.meaning import Difference, differences, milliseconds
from vttalerts.live.plan import _bare

SAME: tuple[tuple[Any, Any], ...] = (
    ({"scrape_interval": "60s"}, {"scrape_interval": "1m"}),
    ({"scrape_interval": "90s"}, {"scrape_interval": "1m30s"}),
    ({"scrape_interval": "1m"}, {"scrape_interval": "1m", "honor_timestamps": True}),
    ({"matchers": ['b="1"', 'a="1"']}, {"matchers": ['a="1"', 'b="1"']}),
    ({"group_by": ["a", "b"]}, {"group_by": ["b", "a"]}),
    ({"api_url": "https://hooks.example.com"}, {"api_url": "<secret>"}),
    ({"ca_file": "ca.pem"}, {"ca_file": "/etc/prometheus/ca.pem"}),
    ({"templates": ["templates/*.tmpl"]}, {"templates": ["/etc/alertmanager/templates/*.tmpl"]}),
    ({"sample_limit": 5}, {"sample_limit": "5"}),
    ({"continue": False, "routes": []}, {}),
    ({"replica": "${REPLICA}"}, {"replica": "prometheus-2"}),
)

OTHER: tuple[tuple[Any, Any, list[Difference]], ...] = (
    ({"scrape_interval": "1m"}, {"scrape_interval": "2m"}, [Difference("scrape_interval", "1m", "2m")]),
    ({"a": {"b": 1}}, {"a": {}}, [Difference("a.b", 1, None)]),
    ({"a": [{"b": 1}]}, {"a": [{"b": 2}]}, [Difference("a[0].b", 1, 2)]),
    ({"a": [1, 2]}, {"a": [1]}, [Difference("a", [1, 2], [1])]),
    ({"files": ["a", "b"]}, {"files": ["b", "b"]}, [Difference("files[0]", "a", "b")]),
    ({"matchers": ['a="1"']}, {"matchers": ['a="2"']}, [Difference("matchers[0]", 'a="1"', 'a="2"')]),
    ({"ca_file": "ca.pem"}, {"ca_file": "/etc/other-ca.pem"}, [Difference("ca_file", "ca.pem", "/etc/other-ca.pem")]),
    ({"text": "5m"}, {"text": "5 m"}, [Difference("text", "5m", "5 m")]),
)  # fmt: skip


@pytest.mark.parametrize(("wanted", "running"), SAME)
def test_what_a_server_only_writes_otherwise_is_no_difference(wanted: object, running: object) -> None:
    assert list(differences(wanted, running)) == []


@pytest.mark.parametrize(("wanted", "running", "expected"), OTHER)
def test_what_a_server_does_otherwise_is_named_with_its_place(
    wanted: object, running: object, expected: list[Difference]
) -> None:
    assert list(differences(wanted, running)) == expected


def test_an_addition_counts_where_it_changes_who_is_told() -> None:
    more = {"receiver": "a", "repeat_interval": "5m"}

    assert list(differences({"receiver": "a"}, more)) == []
    assert list(differences({"receiver": "a"}, more, exact=True)) == [Difference("repeat_interval", None, "5m")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1m30s", 90_000), ("500ms", 500), ("1d", 86_400_000), ("0", 0), ("1.5h", None), (5, None), ("m", None)],
)
def test_durations_are_those_of_prometheus(text: object, expected: int | None) -> None:
    assert milliseconds(text) == expected


def test_blanks_outside_of_texts_mean_nothing_in_a_query() -> None:
    assert _bare('sum by (job) (x{a="1"})') == _bare('sum  by(job)\n(x{a="1"})')
    assert _bare('x{a="b c"}') != _bare('x{a="bc"}')
    assert _bare(r'x{a="\" b"}') != _bare(r'x{a="\"b"}')


def test_counters_are_read_with_escapes_and_without_what_is_none() -> None:
    text = "\n".join(  # noqa: FLY002  one line each
        (
            "# HELP a_total Things.",
            'a_total{x="1",y="a\\"b\\\\c\\nd, e=\\"f\\""} 2.5e+01',
            "a_total 3 1700000000000",
            "a_total_other 4",
            'a_total{x="1"} nonsense',
            "b_total NaN",
        )
    )

    assert list(samples(text, "a_total")) == [
        Sample("a_total", {"x": "1", "y": 'a"b\\c\nd, e="f"'}, 25.0),
        Sample("a_total", {}, 3.0),
    ]


@pytest.mark.parametrize("text", ["a: [", "- a", "just text", "&a [*a]", "[" * 2000, "a: !!python/object:os.system {}"])
def test_configuration_that_is_none_is_named(text: str) -> None:
    with pytest.raises(LiveError, match=r"^http://server shows (no configuration|a configuration that can't be read)$"):
        read_yaml(text, "http://server")


def test_trees_are_what_a_reader_of_their_text_has() -> None:
    tree = {"groups": ({"name": name, "rules": iter(("x",))} for name in ("a", "b"))}

    made = plain(tree)

    assert (
        made
        == yaml.safe_load(yaml.safe_dump(made))
        == {"groups": [{"name": "a", "rules": ["x"]}, {"name": "b", "rules": ["x"]}]}
    )
