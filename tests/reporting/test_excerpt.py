"""Where carets stand: under wide characters, tabs and escapes, and in lines too long to show."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vttalerts.diagnostics import Span
from vttalerts.reporting.excerpt import excerpt
from vttalerts.reporting.screen import columns_of, visible


def screen(line: str, span: Span, columns: int = 100) -> str:
    """Return the line as it is shown, and its underline below."""
    shown = excerpt(line, span, columns)
    return f"{shown.text}\n{'':{shown.indent}}{'^' * shown.length}"


def at(line: str, marked: str) -> Span:
    column = line.index(marked) + 1
    return Span("x.py", 1, column, 1, column + len(marked))


@pytest.mark.parametrize(
    ("line", "marked", "expected"),
    [
        (
            "summary='価格が高い', severity=high",
            "severity",
            "summary='価格が高い', severity=high\n                      ^^^^^^^^",
        ),
        ("a='価格' # x", "価格", "a='価格' # x\n   ^^^^"),
        ("say('🔥 🔥', x)", "x", "say('🔥 🔥', x)\n             ^"),
        ("say('⚠️ hot', x)", "x", "say('⚠️ hot', x)\n              ^"),
        ("say('👩‍⚕️', x)", "x", "say('👩‍⚕️', x)\n          ^"),
        ("say('👍🏽', x)", "x", "say('👍🏽', x)\n          ^"),
        ("say('🇫🇮', x)", "x", "say('🇫🇮', x)\n          ^"),
        ("say('e\u0301', x)", "x", "say('e\u0301', x)\n         ^"),
        ("\tif x:\t# why", "x", "    if x:   # why\n       ^"),
        ("\tif x:\t# why", "why", "    if x:   # why\n              ^^^"),
        ("a\u200bb = c", "\u200b", "a\\u200bb = c\n ^^^^^^"),
        ("a\x1bb = c", "c", "a\\x1bb = c\n         ^"),
    ],
)
def test_carets_stand_below_what_they_mark(line: str, marked: str, expected: str) -> None:
    assert screen(line, at(line, marked)) == expected


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Span("x.py", 1, 5, 9, 2), "    Alert(  \n    ^^^^^^"),
        (Span("x.py", 1), "    Alert(  \n    ^^^^^^"),
        (Span("x.py", 1, 5), "    Alert(  \n    ^"),
        (Span("x.py", 1, 5, 1, 5), "    Alert(  \n    ^"),
        (Span("x.py", 1, 5, None, 7), "    Alert(  \n    ^^"),
        (Span("x.py", 1, 13, 1, 14), "    Alert(  \n            ^"),
        (Span("x.py", 1, 50, 1, 60), "    Alert(  \n            ^"),
        (Span("x.py", 1, 10, 1, 3), "    Alert(  \n         ^"),
    ],
    ids=[
        "several lines",
        "no column",
        "no end",
        "empty",
        "no last line",
        "just beyond",
        "far beyond",
        "backwards",
    ],
)
def test_underline_is_limited_to_the_first_line(span: Span, expected: str) -> None:
    assert screen("    Alert(  ", span) == expected


def test_empty_line_has_one_caret() -> None:
    assert screen("", Span("x.py", 1)) == "\n^"


LONG = "first = 1, " + "filler = 0, " * 5 + "middle = 2, " + "filler = 0, " * 5 + "last = 3"


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("first", "first = 1, filler = 0, filler = 0, fill…\n^^^^^"),
        ("middle", "…filler = 0, middle = 2, filler = 0, fi…\n             ^^^^^^"),
        ("last", "…r = 0, filler = 0, filler = 0, last = 3\n                                ^^^^"),
        (LONG, "first = 1, filler = 0, filler = 0, fill…\n" + "^" * 39),
        (LONG[71:], "…filler = 0, middle = 2, filler = 0, fi…\n" + " " * 13 + "^" * 26),
    ],
    ids=["first", "middle", "last", "all", "second half"],
)
def test_long_line_is_cut_around_the_caret(marked: str, expected: str) -> None:
    assert screen(LONG, at(LONG, marked), 40) == expected


def test_line_that_just_fits_is_not_cut() -> None:
    assert screen("x" * 40, Span("x.py", 1, 40, 1, 41), 40) == "x" * 40 + "\n" + " " * 39 + "^"


def test_wide_character_is_never_cut_in_two() -> None:
    assert screen("価" * 30, Span("x.py", 1, 15, 1, 16), 20) == "…価価価価価価価価価…\n" + " " * 5 + "^^"


LINES = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=120)


@given(line=LINES, start=st.integers(1, 130), length=st.integers(0, 130), columns=st.integers(40, 80))
def test_excerpt_fits_and_holds_its_underline(line: str, start: int, length: int, columns: int) -> None:
    shown = excerpt(line, Span("x.py", 1, start, 1, start + length), columns)

    assert columns_of(shown.text) <= columns
    assert 0 <= shown.indent <= columns
    assert shown.length >= 1
    # One more than the text only where the place is the end of the line.
    assert shown.indent + shown.length <= columns_of(shown.text) + 1


@given(text=st.text())
def test_visible_text_has_nothing_that_a_terminal_obeys(text: str) -> None:
    obeyed = {"Cc", "Cs", "Zl", "Zp"}

    assert not [character for character in visible(text) if unicodedata.category(character) in obeyed]


@given(text=st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"])))
def test_ordinary_text_is_left_as_it_is(text: str) -> None:
    assert visible(text) == text
