"""Facts about the YAML that we write; that other readers agree is proved in `property/test_yaml.py`."""

import enum
import sys
from collections.abc import Iterator
from types import MappingProxyType

import pytest

from vttalerts.emitters import _scalars
from vttalerts.emitters._unwritable import UnwritableError
from vttalerts.emitters._yaml import dump, stream


@pytest.mark.parametrize(
    "text",
    [
        "VTTAPIDown",
        "rate(http_requests_total[5m]) > 0.05",
        "5m",
        "1h30m",
        "-1h",
        "10.0.0.1",
        "10.0.0.1:9090",
        ":9090",
        "v1.2.3",
        "2.0.0",
        "http://vtt.example.com/api/health#live",
        "rules/*.yml",
        "/run/secrets/slack_webhook_url",
        "--config.file=/etc/prometheus/prometheus.yml",
        "a, b [c] {d}",
        "--",
        "C:\\Windows",
        'say "hi"',
        "it's",
        "a#b",
        "95 % of 5 €",
        "Zürich ist größer",
        "dice 🎲 and 👩\u200d🚒",
        "2024-01-01-backup",
        "none",
        "nullable",
        "yesterday",
        "<none>",
        "a  b",
        "x" * 5000 + " " + "y" * 5000,
    ],
)
def test_text_that_every_reader_takes_for_text_has_no_quotes(text: str) -> None:
    assert dump({"a": text}) == f"a: {text}\n"


@pytest.mark.parametrize(
    "text",
    """yes Yes YES no No NO on On ON off Off OFF y Y n N true True TRUE false False FALSE null Null NULL ~
    1 0 -1 +1 1_000 017 0o17 0O17 0x1F 0X1f 0b101 -0x1 0_x1 -_0_x1 0_0 -_ +_1 -_.5
    1. 1.5 .5 -.5 ._5 1e3 1E3 1.5e3 1e-3 1.0e+3 1_0.5 12:30:45 9090:9090 1:30 190:20:30.15
    .inf -.inf +.Inf .INF .nan .NaN .NAN = <<
    2024-01-01 2024-1-1 2024-01-01T12:30:45Z 2001-12-14t21:59:43.10-05:00 - --- ... --- ...x ---x
    ? : # & * ! | > % @ ` [] {} ?x ,x #x &x *x !x |x >x 'x %x @x `x [x ]x {x }x a: x: ::""".split(),
)
def test_text_that_some_reader_takes_for_something_else_is_quoted(text: str) -> None:
    assert dump({"a": text}) == f'a: "{text}"\n'


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        " a",
        "a ",
        "a: b",
        "a #b",
        "- a",
        "? a",
        ": a",
        "2024-01-01 12:30:45",
        "{{ $labels.instance }} is down",
        "--- a",
        "{a, b}",
    ],
)
def test_text_that_would_read_as_syntax_is_quoted(text: str) -> None:
    assert dump({"a": text}) == f'a: "{text}"\n'


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('{{ template "slack.title" . }}', """'{{ template "slack.title" . }}'"""),
        (r"{\d+}", r"'{\d+}'"),
        ("'a'", '''"'a'"'''),
        ("""{it's "x"}""", r'''"{it's \"x\"}"'''),
    ],
)
def test_quotes_are_those_that_need_no_escapes(text: str, written: str) -> None:
    assert dump([text]) == f"- {written}\n"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a\tb", r'"a\tb"'),
        ("a\rb", r'"a\rb"'),
        ("a\r\nb", r'"a\r\nb"'),
        ("\0", r'"\x00"'),
        ("\x1b[31m", r'"\x1B[31m"'),
        ("\x7f", r'"\x7F"'),
        ("\x85", r'"\x85"'),
        ("\x9f", r'"\x9F"'),
        ("a\u2028b\u2029", r'"a\u2028b\u2029"'),
        ("\ufeffa", r'"\uFEFFa"'),
        ("\ufffe", r'"\uFFFE"'),
        ("a\u202eb", r'"a\u202Eb"'),
        ('\tit\'s "x\\y"', r'"\tit' + r"'" + r's \"x\\y\""'),
    ],
)
def test_characters_that_cannot_be_seen_are_escaped(text: str, written: str) -> None:
    assert dump([text]) == f"- {written}\n"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a\nb", "x: |-\n  a\n  b\n"),
        ("a\nb\n", "x: |\n  a\n  b\n"),
        ("a\nb\n\n\n", "x: |+\n  a\n  b\n\n\n"),
        ("a\n\n\nb", "x: |-\n  a\n\n\n  b\n"),
        ("a\n", "x: |\n  a\n"),
        ("  a\nb", "x: |2-\n    a\n  b\n"),
        ("\na\n", "x: |2\n\n  a\n"),
        ("\n\n a\n\n", "x: |2+\n\n\n   a\n\n"),
        ("\ta\n\tb", "x: |2-\n  \ta\n  \tb\n"),
        ("---\n# no comment\n...\n%", "x: |-\n  ---\n  # no comment\n  ...\n  %\n"),
        ("ü 🎲\nb", "x: |-\n  ü 🎲\n  b\n"),
    ],
)
def test_text_of_several_lines_is_a_block(text: str, written: str) -> None:
    assert dump({"x": text}) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("\n", r'"\n"'),
        ("\n\n", r'"\n\n"'),
        ("a \nb", r'"a \nb"'),
        ("a\t\nb", r'"a\t\nb"'),
        ("a\n  \nb", r'"a\n  \nb"'),
        ("a\n ", r'"a\n "'),
        ("a\nb\x07", r'"a\nb\x07"'),
        ("a\nb\u2028", r'"a\nb\u2028"'),
    ],
)
def test_text_whose_lines_end_in_white_space_is_quoted_for_editors_strip_it(text: str, written: str) -> None:
    assert dump({"x": text}) == f"x: {written}\n"


def test_what_python_calls_printable_never_needs_an_escape() -> None:
    printable = "".join(filter(str.isprintable, map(chr, range(sys.maxunicode + 1))))
    assert _scalars._needs_escape(printable) is None


def test_lists_are_indented_under_their_key_and_mappings_begin_on_the_line_of_the_dash() -> None:
    tree = {
        "groups": [
            {
                "name": "api",
                "rules": [
                    {"alert": "VTTAPIDown", "expr": "up == 0\n  or absent(up)\n", "labels": {"severity": "critical"}}
                ],
            },
            {"name": "database", "rules": []},
        ],
        "group_by": ["alertname", "service"],
        "matrix": [[1, 2], [[], [3]], {}],
        "nothing": None,
    }
    assert dump(tree) == (
        "groups:\n"
        "  - name: api\n"
        "    rules:\n"
        "      - alert: VTTAPIDown\n"
        "        expr: |\n"
        "          up == 0\n"
        "            or absent(up)\n"
        "        labels:\n"
        "          severity: critical\n"
        "  - name: database\n"
        "    rules: []\n"
        "group_by:\n"
        "  - alertname\n"
        "  - service\n"
        "matrix:\n"
        "  - - 1\n"
        "    - 2\n"
        "  - - []\n"
        "    - - 3\n"
        "  - {}\n"
        "nothing: null\n"
    )


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (True, "true"),
        (False, "false"),
        (None, "null"),
        (0, "0"),
        (-17, "-17"),
        (2**70, "1180591620717411303424"),
        (0.95, "0.95"),
        (1.0, "1.0"),
        (-0.0, "-0.0"),
        (1e-7, "1.0e-07"),
        (1.5e300, "1.5e+300"),
        (1e16, "1.0e+16"),
        (float("inf"), ".inf"),
        (float("-inf"), "-.inf"),
        (float("nan"), ".nan"),
        ({}, "{}"),
        ([], "[]"),
        ((), "[]"),
        (iter([]), "[]"),
    ],
)
def test_numbers_and_empty_values_are_written_as_yaml_1_1_and_1_2_both_read_them(value: object, written: str) -> None:
    assert dump(value) == f"{written}\n"
    if not isinstance(value, Iterator):
        assert dump({"a": value}) == f"a: {written}\n"
        assert dump({"a": {"b": [value]}}) == f"a:\n  b:\n    - {written}\n"


def test_a_tree_may_be_one_text() -> None:
    assert dump("yes") == '"yes"\n'
    assert dump("a\nb\n") == "|\n  a\n  b\n"


def test_keys_follow_the_rules_of_text_and_stay_on_one_line() -> None:
    keys = ["severity", "yes", "1", "", "a: b", "a\nb", 'say "a: b"', "<<", "{{"]
    assert dump(dict.fromkeys(keys, 0)) == (
        'severity: 0\n"yes": 0\n"1": 0\n"": 0\n"a: b": 0\n"a\\nb": 0\n\'say "a: b"\': 0\n"<<": 0\n"{{": 0\n'
    )


def test_enumerations_are_written_as_what_they_are_made_of() -> None:
    class Severity(enum.StrEnum):
        CRITICAL = "critical"

    class Switch(str, enum.Enum):  # noqa: UP042  its str() is its name, which a StrEnum's is not
        ON = "on"

    class Port(enum.IntEnum):
        HTTP = 80

    assert dump({Severity.CRITICAL: [Severity.CRITICAL, Switch.ON, Port.HTTP]}) == (
        'critical:\n  - critical\n  - "on"\n  - 80\n'
    )


def test_any_mapping_is_a_mapping() -> None:
    assert dump(MappingProxyType({"a": MappingProxyType({"b": 1})})) == "a:\n  b: 1\n"


def test_the_header_stands_above_as_comments() -> None:
    assert dump({"a": 1}, header="Made by vttalerts\n\nfrom definitions/") == (
        "# Made by vttalerts\n#\n# from definitions/\na: 1\n"
    )


def test_streaming_gives_the_header_each_key_and_each_item_as_whole_lines() -> None:
    tree = {"global": {"a": 1}, "groups": ({"name": name} for name in "ab"), "empty": iter(())}
    assert list(stream(tree, header="top")) == [
        "# top\n",
        "global:\n  a: 1\n",
        "groups:\n  - name: a\n",
        "  - name: b\n",
        "empty: []\n",
    ]
    assert list(stream(["a", [], {"b": 1}])) == ["- a\n", "- []\n", "- b: 1\n"]


def test_a_group_is_made_only_after_the_one_before_it_was_written() -> None:
    made: list[int] = []

    def groups() -> Iterator[dict[str, int]]:
        for number in range(3):
            made.append(number)
            yield {"name": number}

    chunks = stream({"groups": groups()})
    assert made == []
    assert next(chunks) == "groups:\n  - name: 0\n"
    assert made == [0]
    assert next(chunks) == "  - name: 1\n"
    assert made == [0, 1]


def test_iterators_deep_in_the_tree_are_lists_too() -> None:
    assert dump([{"a": (n for n in (1, 2)), "b": iter(())}, iter(["x"])]) == "- a:\n    - 1\n    - 2\n  b: []\n- - x\n"


def test_memory_of_short_strings_does_not_grow_with_the_input() -> None:
    values = _scalars.Values(2)
    keys = _scalars.Keys("")
    for number in range(10_000):
        assert values[f"a{number}"] == f" a{number}"
        assert keys[f"a{number}"] == f"a{number}:"
    assert max(len(values), len(keys)) <= _scalars._MOST_REMEMBERED


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        (object(), "the root: YAML here has no object"),
        ({"a": [{"b": {1}}]}, "a[0].b: YAML here has no set"),
        ({"a": {"b": [1, b"x"]}}, "a.b[1]: YAML here has no bytes"),
        ({"groups": iter([1, [object()]])}, "groups[1][0]: YAML here has no object"),
        ([1, [2, object()]], "[1][1]: YAML here has no object"),
        ({"a": {"b": "\ud83d"}}, "a.b: a lone surrogate (U+D83D) is no character, and no file can hold it"),
        ({"a": "x\n\udfff"}, "a: a lone surrogate (U+DFFF) is no character, and no file can hold it"),
        ({"a": {True: "b"}}, "a.True: the key True is of type bool, and keys are text"),
        ({"a": {None: "b"}}, "a.None: the key None is of type NoneType, and keys are text"),
        (
            {"k" * 1025: "b"},
            f"{'k' * 40}: the key is longer than the 1024 characters that YAML readers take",
        ),
    ],
)
def test_a_value_that_cannot_be_written_is_refused_with_its_path(tree: object, message: str) -> None:
    with pytest.raises(UnwritableError) as caught:
        dump(tree)
    assert str(caught.value) == message
    assert isinstance(caught.value, TypeError)
    assert isinstance(caught.value, ValueError)


def test_a_key_may_have_1024_characters() -> None:
    assert dump({"k" * 1024: 1}) == f"{'k' * 1024}: 1\n"
