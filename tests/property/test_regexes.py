"""Kinds of texts that expressions tell apart: all that there are, and each is one; RE2 agrees on every example."""

import itertools

import pytest
import re2
from hypothesis import assume, given
from hypothesis import strategies as st

from vttalerts.language.regexes import UnreadableError, kinds

ATOMS = (
    "a", "b", "ab", ".",
    "[ab]", "[^a]", r"\d", r"\w", r"\W", r"\.", "[a-c]", "(?i:A)", "(?i)k", "^", "$", r"\A", r"\z",
    "(a|)",
    "(?P<n>b)", "[[:alpha:]]", "[^[:digit:]b]", r"\x61", r"\x{62}", r"\Qa.\E", "x", "é", "\n", "(?s:.)", "", "-",
)  # fmt: skip
REPEATS = ("", "", "", "*", "+", "?", "{2}", "{0,2}", "{1,}", "*?")
TEXTS = ["".join(parts) for length in range(4) for parts in itertools.product("abxK1.\n", repeat=length)] + [
    "é",
    "\u212a",
]


def expressions() -> st.SearchStrategy[str]:
    piece = st.tuples(st.sampled_from(ATOMS), st.sampled_from(REPEATS)).map(lambda two: f"(?:{two[0]}){two[1]}")
    chain = st.lists(piece, max_size=4).map("".join)
    return st.lists(chain, min_size=1, max_size=3).map("|".join)


@given(st.lists(expressions(), min_size=1, max_size=4))
def test_every_text_is_of_a_kind_that_was_found_and_every_example_is_of_its_kind(patterns: list[str]) -> None:
    try:
        found = kinds(patterns)
    except UnreadableError:
        assume(False)  # noqa: FBT003  hypothesis's own signature
    compiled = [re2.compile(pattern) for pattern in patterns]

    for text in TEXTS:
        verdicts = frozenset(number for number, one in enumerate(compiled) if one.fullmatch(text))
        assert verdicts in found.verdicts, text
    for verdicts in found.verdicts:
        for text in itertools.islice(found.texts(verdicts), 5):
            assert frozenset(number for number, one in enumerate(compiled) if one.fullmatch(text)) == verdicts, text


def test_finite_kind_ends() -> None:
    found = kinds(["vtt-(health|live|ready)", "a{2,3}"])

    assert sorted(found.texts(frozenset({0}))) == ["vtt-health", "vtt-live", "vtt-ready"]
    assert list(found.texts(frozenset({1}))) == ["aa", "aaa"]


def test_kind_that_cannot_be_is_not_found() -> None:
    assert frozenset({0, 1}) not in kinds(["a.*", "b.*"]).verdicts
    assert frozenset({0}) not in kinds(["a+", "a.*"]).verdicts
    assert frozenset() not in kinds([".*", r"\n|(?s:.*\n.*)"]).verdicts


@pytest.mark.parametrize("pattern", [r"\bx", r"\pL", "(?i)é", "(?m)^x$", "(?:a{1000}){6}"])
def test_what_is_not_read_is_refused(pattern: str) -> None:
    with pytest.raises(UnreadableError):
        kinds([pattern])


def test_too_many_expressions_that_overlap_are_refused_and_do_not_hang() -> None:
    with pytest.raises(UnreadableError, match="too many expressions that overlap"):
        kinds([f".*{letter}.{{9}}" for letter in "abcdefgh"])
