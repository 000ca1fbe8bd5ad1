"""The Python that an import writes: formatted as ruff does it, and read back as the same objects."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vttalerts import (
    COUNT,
    Alert,
    AlertGroup,
    Datasource,
    Indicator,
    Inhibition,
    Matcher,
    Operator,
    PagerDuty,
    Platform,
    Receiver,
    Route,
    Severity,
    Slack,
    absent,
    all_of,
    any_of,
    count,
    env,
    hours,
    match,
    minutes,
    no_regex,
    promql,
    regex,
    secret,
)
from vttalerts.importers.source.code import Item, Words, group, written
from vttalerts.importers.source.literals import quoted
from vttalerts.importers.source.modules import Module, Named, places_of
from vttalerts.importers.source.names import RESERVED, Names, identifier, slug
from vttalerts.importers.source.project import Definitions, files
from vttalerts.importers.source.scope import Place, Scope
from vttalerts.importers.source.values import code
from vttalerts.model.spec import Spec

LONG = "a text that is much too long for one line of source, and is broken between its words wherever a line ends " * 3
QUERY = 'sum by (job) (\n  rate(http_requests_total{job=~"a|b", path!="/api"}[5m])\n)\n/ 2'

queue = Indicator(name="queue", unit=COUNT, expr="queue_length")
chat = Receiver(name="chat", integrations=(Slack(channel="#chat", api_url=secret("SLACK_WEBHOOK_URL")),))


def text(value: object, places: dict[Spec, Place] | None = None) -> str:
    return written("", code(value, Scope("here", places or {})))


def ruff(folder: Path) -> str:
    """Return what ruff would do differently, with its rules about quotes and the order of imports."""
    common = ["--isolated", "--no-cache", "--line-length", "120", str(folder)]
    formatted = subprocess.run(["ruff", "format", "--diff", *common], capture_output=True, text=True, check=False)
    linted = subprocess.run(
        ["ruff", "check", "--select", "I,F,Q", "--output-format", "concise", *common],
        capture_output=True,
        text=True,
        check=False,
    )
    return formatted.stdout + ("" if linted.returncode == 0 else linted.stdout)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (minutes(5), "minutes(5)"),
        (Severity.CRITICAL, "Severity.CRITICAL"),
        (COUNT, "COUNT"),
        (("one",), '("one",)'),
        ({"a": [1, 0.5, None, True]}, '{"a": [1, 0.5, None, True]}'),
        (secret("KEY"), 'secret("KEY")'),
        ("https://" + env("HOST", default="a") + "/b", '"https://" + env("HOST", default="a") + "/b"'),
        (Datasource("prometheus", "x"), 'Datasource("prometheus", "x")'),
        (match(a="b") + regex(c="d|e"), '(*match(a="b"), *regex(c="d|e"))'),
        (match(a="b") + match(a="c"), '(*match(a="b"), *match(a="c"))'),
        (match(**{"for": "b"}), 'match(**{"for": "b"})'),
        (no_regex(a=".+"), 'no_regex(a=".+")'),
        ((Matcher("a b", Operator.EQUAL, "c"),), '(Matcher("a b", Operator.EQUAL, "c"),)'),
        (queue > count(5), "indicators.queue > count(5)"),
        (queue.equals(count(5)), "indicators.queue.equals(count(5))"),
        (absent(queue), "absent(indicators.queue)"),
        (
            any_of(queue > count(5), all_of(queue < count(1), absent(queue), on=("job",))),
            (
                "any_of(indicators.queue > count(5), "
                'all_of(indicators.queue < count(1), absent(indicators.queue), on=("job",)))'
            ),
        ),
        (promql("up == 0 or on () vector(1) > bool 0"), 'promql("up == 0 or on () vector(1) > bool 0")'),
        (chat, 'Receiver(name="chat", integrations=(Slack(api_url=secret("SLACK_WEBHOOK_URL"), channel="#chat"),))'),
    ],
)  # fmt: skip
def test_a_value_is_written_as_a_person_would(value: object, expected: str) -> None:
    assert text(value, {queue: Place("indicators", "queue")}) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("plain", '"plain"'),
        ('say "no"', "'say \"no\"'"),
        ('it\'s "so"', "'it\\'s \"so\"'"),
        ("a\nb\t\\", '"a\\nb\\t\\\\"'),
        ("\x00\u200b\U000e0001é", '"\\x00\\u200b\\U000e0001é"'),
    ],
)
def test_a_text_has_the_quotes_and_escapes_that_ruff_chooses(value: str, expected: str) -> None:
    assert quoted(value) == expected


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_a_literal_is_the_text(value: str) -> None:
    assert eval(quoted(value)) == value  # noqa: S307  that is what a literal is for


@given(st.text(alphabet=st.sampled_from("ab \n\"'\\é"), max_size=500))
def test_a_text_in_pieces_is_the_text(value: str) -> None:
    assert eval(written("", Words(value), 80)) == value  # noqa: S307  see above


def everything() -> Platform:
    return Platform(
        name="all",
        groups=(
            AlertGroup(
                name="Group one!",
                interval=minutes(1),
                labels={"team": "a"},
                alerts=(
                    Alert(name="Long", expr=promql(QUERY), summary=LONG, description=f'"{LONG}"', for_=hours(1)),
                    Alert(name="Short", expr=queue > count(5), labels={"why": 'it\'s "so"'}),
                ),
            ),
        ),
        routing=Route(
            receiver=chat,
            group_by=("a",),
            routes=(
                Route(matchers=match(**{f"label_{index}": LONG[:30] for index in range(6)}), receiver=chat),
                Route(matchers=match(a="b") + regex(c=LONG[:60], d=LONG[:60]), receiver=chat, continue_=True),
            ),
        ),
        receivers=(Receiver(name="pager", integrations=(PagerDuty(routing_key=secret("A", file="/etc/key")),)),),
        inhibitions=(Inhibition(source_matchers=match(a="b"), target_matchers=match(c="d"), equal=("x",)),),
    )


def write(folder: Path, texts: dict[str, str]) -> None:
    for path, content in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content, encoding="utf-8")


def test_ruff_would_change_nothing(tmp_path: Path) -> None:
    write(tmp_path, files(Definitions("all", (everything(),), indicators=(queue,))))

    assert ruff(tmp_path) == ""


def test_the_same_objects_make_the_same_files() -> None:
    made = everything()

    first = files(Definitions("all", (made,), indicators=(queue,)))

    assert first == files(Definitions("all", (made,), indicators=(queue,)))
    assert list(first) == sorted(first)


def test_a_comment_stands_above_its_object() -> None:
    alert = Alert(name="Up", expr=queue > count(1))
    group_ = AlertGroup(name="g", alerts=(alert,))
    module = Module("alerts.a", "Alerts.", (Named("G", group_),))
    places = {**places_of([module]), queue: Place("indicators", "queue")}
    comments = {alert: ("why it is there", ""), group_: ("about the group",)}

    assert (
        module.text(Scope("alerts.a", places, comments))
        == '''"""Alerts."""

from vttalerts import Alert, AlertGroup, count

from .. import indicators

# about the group
G = AlertGroup(
    name="g",
    alerts=(
        # why it is there
        #
        Alert(name="Up", expr=indicators.queue > count(1)),
    ),
)
'''
    )


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ("VTTHighMemoryUsage", "vtt_high_memory_usage"),
        ("vtt-on-call", "vtt_on_call"),
        ("http_request_duration_seconds:p95_rate5m", "http_request_duration_seconds_p95_rate5m"),
        ("95th percentile", "thing_95th_percentile"),
        ("Überlauf größer", "uberlauf_groer"),
        ("日本", "thing"),
        ("x" * 100, "x" * 60),
    ],
)
def test_a_name_is_made_of_the_words_of_a_text(given_: str, expected: str) -> None:
    assert identifier(given_, "thing") == expected


def test_a_name_is_given_once_and_never_one_that_python_has() -> None:
    names = Names({*RESERVED, "match"})

    assert [names.give(one) for one in ("a", "a", "match", "class", "print", "a_2")] == [
        "a", "a_2", "match_2", "class_2", "print_2", "a_2_2",
    ]  # fmt: skip


def test_a_slug_is_a_part_of_an_address() -> None:
    assert slug("Node Exporter (full)", "x") == "node-exporter-full"


def test_a_line_breaks_at_120_characters() -> None:
    def call(width: int) -> str:
        return written("x = ", group("f(", [Item("a=", Words("b" * width))], ")"))

    assert (call(109), "\n" in call(109)) == (f'x = f(a="{"b" * 109}")', False)
    assert call(110) == f'x = f(\n    a="{"b" * 110}",\n)'


def test_every_class_that_is_written_can_be_imported() -> None:
    scope: Any = Scope("here", {})

    with pytest.raises(KeyError, match="`Nonsense` is not exported by vttalerts"):
        scope.word("Nonsense")


def _all_lines(texts: Sequence[str]) -> int:
    return max(len(line) for one in texts for line in one.splitlines())


def test_no_line_is_longer_than_120_characters_but_for_a_query() -> None:
    texts = files(Definitions("all", (everything(),), indicators=(queue,)))

    assert _all_lines(list(texts.values())) <= 120
