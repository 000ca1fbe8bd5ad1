"""Facts about the JSON that we write; that it always reads back is proved in `property/test_json.py`."""

import enum
from types import MappingProxyType

import pytest

from vttalerts.emitters import _json
from vttalerts.emitters._json import dump
from vttalerts.emitters._unwritable import UnwritableError


def test_what_fits_into_80_characters_stays_on_one_line_and_all_else_has_a_line_per_part() -> None:
    panel = {
        "title": "Requests per second, by service and by status, over all of the campaigns",
        "gridPos": {"h": 8, "w": 12, "x": 0, "y": 0},
        "thresholds": {"steps": [{"color": "green", "value": None}, {"color": "dark-red", "value": 95}]},
        "options": {},
        "links": [],
    }
    assert dump({"uid": "overview", "panels": [panel], "editable": False}) == (
        "{\n"
        '  "uid": "overview",\n'
        '  "panels": [\n'
        "    {\n"
        '      "title": "Requests per second, by service and by status, over all of the campaigns",\n'
        '      "gridPos": {"h": 8, "w": 12, "x": 0, "y": 0},\n'
        '      "thresholds": {\n'
        '        "steps": [{"color": "green", "value": null}, {"color": "dark-red", "value": 95}]\n'
        "      },\n"
        '      "options": {},\n'
        '      "links": []\n'
        "    }\n"
        "  ],\n"
        '  "editable": false\n'
        "}\n"
    )


def test_a_line_of_80_characters_fits_and_one_of_81_does_not() -> None:
    assert dump(["x" * 76]) == '["' + "x" * 76 + '"]\n'
    assert dump(["x" * 77]) == '[\n  "' + "x" * 77 + '"\n]\n'
    assert dump({"a": "x" * 71}) == '{"a": "' + "x" * 71 + '"}\n'
    assert dump({"a": "x" * 72}) == '{\n  "a": "' + "x" * 72 + '"\n}\n'
    assert dump([1] * 26) == "[" + ", ".join("1" * 26) + "]\n"
    assert dump([1] * 27).count("\n") == 29
    ten = dict.fromkeys(["", *"abcdefghi"], 1)
    assert dump(ten) == '{"": 1, "a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1, "g": 1, "h": 1, "i": 1}\n'
    eleven = dict.fromkeys("abcdefghijk", 1)
    assert dump(eleven) == "{\n" + ",\n".join(f'  "{key}": 1' for key in eleven) + "\n}\n"


def test_letters_of_all_languages_are_written_as_they_are() -> None:
    assert dump(["Zürich", "🎲", "\x7f"]) == '["Zürich", "🎲", "\x7f"]\n'


def test_quotes_backslashes_and_control_characters_are_escaped() -> None:
    assert dump('{__name__=~"a\\d"}\n\t\x00') == r'"{__name__=~\"a\\d\"}\n\t\u0000"' + "\n"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (True, "true"),
        (False, "false"),
        (None, "null"),
        (0, "0"),
        (2**70, "1180591620717411303424"),
        (1.0, "1.0"),
        (0.95, "0.95"),
        (1e-7, "1e-07"),
        ((), "[]"),
        ((1, "a"), '[1, "a"]'),
        (MappingProxyType({"a": 1}), '{"a": 1}'),
    ],
)
def test_each_kind_of_value_has_one_text(value: object, written: str) -> None:
    assert dump(value) == f"{written}\n"


def test_enumerations_are_written_as_what_they_are_made_of() -> None:
    class Unit(enum.StrEnum):
        SECONDS = "s"

    class Version(enum.IntEnum):
        CURRENT = 39

    assert dump({Unit.SECONDS: [Unit.SECONDS, Version.CURRENT]}) == '{"s": ["s", 39]}\n'


def test_memory_of_short_strings_does_not_grow_with_the_input() -> None:
    tree = {f"key {number}": f"value {number}" for number in range(10_000)}
    assert dump(tree).count("\n") == 10_002
    assert max(len(_json._STRINGS), len(_json._KEYS)) <= _json._MOST_REMEMBERED


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        (object(), "the root: JSON has no object"),
        ({"panels": [{"id": {1}}]}, "panels[0].id: JSON has no set"),
        ({"a": iter([1])}, "a: JSON has no list_iterator"),
        ({"a": [1, float("nan")]}, "a[1]: JSON has no nan"),
        ({"a": float("-inf")}, "a: JSON has no -inf"),
        ({"a": {1: 2}}, "a[1]: the key 1 is of type int, and keys are text"),
        ({"a": {None: 2}}, "a.None: the key None is of type NoneType, and keys are text"),
        (["\ud83d"], "[0]: a lone surrogate (U+D83D) is no character, and no file can hold it"),
        (
            {"a": {"\udfff": 1}},
            "a.\udfff: a lone surrogate (U+DFFF) is no character, and no file can hold it",
        ),
    ],
)
def test_a_value_that_cannot_be_written_is_refused_with_its_path(tree: object, message: str) -> None:
    with pytest.raises(UnwritableError) as caught:
        dump(tree)
    assert str(caught.value) == message
