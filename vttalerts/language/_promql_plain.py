"""Which PromQL is plain: made of words that promql-parser and Prometheus read alike, and short enough for both.

Where promql-parser 0.12 differs from Prometheus 3.5 (and the expression is therefore not plain): `+` before an operand
vanishes, `-20` passes for a vector, `offset -5m` may be a metric's name, `{a="b" or c="d"}` is accepted, labels in
quotes are new, `anchored` and `smoothed` are no names, numbers know no `_`, strings have other escapes.
"""

from __future__ import annotations

import re
from typing import Final

from vttalerts.diagnostics import Fault

MAX_LENGTH: Final = 64 * 1024
MAX_NESTING: Final = 200
# promql-parser recurses in Rust, and 4,000 chained operators overflow a stack of 8 MiB.
MAX_OPERATORS: Final = 1000

_S: Final = r"[ \t\r\n]*+"
_NO_WORD: Final = r"(?![A-Za-z0-9_:])"
# No duration of these lengths overflows.
_SPAN: Final = r"[1-9](?:[0-9]{0,4}+(?:ms|[smhd])|[0-9]{0,3}w|[0-9]?y)"
# Sets name what they hold: to leave out all beyond ASCII takes `re` a hundred times as long to compile.
_DOUBLE: Final = r'"(?:[\x00-\t\x0b-!#-\[\]-\x7f]|\\[\\"])*+"'
_SINGLE: Final = r"'(?:[\x00-\t\x0b-&(-\[\]-\x7f]|\\[\\'])*+'"
_STRING: Final = rf"(?:{_DOUBLE}|{_SINGLE})"
_MATCHER: Final = rf"{_S}[A-Za-z_][A-Za-z0-9_]*+{_S}(?:=~|!~|!=|=){_S}{_STRING}{_S}"
_NUMBER: Final = r"(?:(?:0|[1-9][0-9]{0,14}+)(?:\.[0-9]++)?|\.[0-9]++)(?:e[+-]?[0-9]{1,2})?(?![A-Za-z0-9_.])"
_LABELS: Final = rf"{_S}\([^()\"']*+\)"
# `(?i:…)` at every word would cost more than all the rest, so capitals are looked for first.
_KEYWORDS: Final = (
    "anchored|smoothed|fill|fill_left|fill_right|start|end|step|range|min_of|max_of|inf|nan|offset|by|without"
    "|on|ignoring|group_left|group_right|and|or|unless|atan2|bool"
)
_ODD: Final = rf"(?!(?:{_KEYWORDS}){_NO_WORD})(?!(?=[a-z_]*+[A-Z])(?i:{_KEYWORDS}){_NO_WORD})"
# A sign is one between operands only if it follows one.
_AFTER: Final = rf"(?:{_S}offset[ \t\r\n]++-?{_SPAN}(?![A-Za-z0-9_.]))?+(?:{_S}[-+])?+"
_PLAIN: Final = re.compile(
    rf"(?:[ \t\r\n]++"
    rf"|(?:on|ignoring|group_left|group_right){_NO_WORD}(?:{_LABELS}|(?!{_S}\())"
    rf"|(?:and|or|unless|atan2|bool){_NO_WORD}"
    rf"|(?:(?:by|without){_LABELS}|{_ODD}[A-Za-z_:][A-Za-z0-9_:]*+|\)"
    rf"|\{{(?:{_MATCHER}(?:,{_MATCHER})*+,?+)?{_S}\}}"
    rf"|\[{_S}{_SPAN}{_S}(?::{_S}(?:{_SPAN})?{_S})?\]"
    rf"|{_NUMBER}){_AFTER}"
    rf"|[*/%^(,]|[=!]=|[<>]=?(?!/)|{_STRING})*+"
)
_NESTING: Final = re.compile(
    r"""#[^\r\n]*|"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+'|`[^`]*`"""
    r"""|([()]|[-+*/%^<>=!]+|(?i:and|or|unless|atan2)(?![A-Za-z0-9_:]))|[A-Za-z_:][A-Za-z0-9_:]*+"""
)


def is_plain(text: str) -> bool:
    """Return whether promql-parser can be trusted when it accepts an expression."""
    return _PLAIN.fullmatch(text) is not None


def ends_in_comment(text: str) -> bool:
    """Return whether what is written after an expression would be a part of its last comment."""
    return "#" in text and any(found.end() == len(text) and found[0][0] == "#" for found in _NESTING.finditer(text))


def bound(text: str) -> None:
    """Refuse what might overflow promql-parser's stack.

    Raises:
        Fault: It is too long, nests too deep, or has too many operators (PQL002).
    """
    if len(text) > MAX_LENGTH:
        raise _too_much(f"an expression of {len(text):,} characters is longer than {MAX_LENGTH:,}", 0, 1)
    if len(text) <= MAX_NESTING or (len(text) <= MAX_OPERATORS and text.count("(") <= MAX_NESTING):
        return
    depth = operators = 0
    for found in _NESTING.finditer(text):
        mark = found[1]
        if mark is None:
            continue
        if mark == "(":
            depth += 1
            if depth > MAX_NESTING:
                raise _too_much(f"an expression nested deeper than {MAX_NESTING}", found.start(), 1)
        elif mark == ")":
            depth -= 1
        else:
            operators += len(mark) if mark[0] in "+-" else 1
            if operators > MAX_OPERATORS:
                raise _too_much(f"an expression of over {MAX_OPERATORS:,} operators", found.start(), len(mark))


def _too_much(headline: str, offset: int, length: int) -> Fault:
    return Fault(
        "PQL002",
        headline,
        why="nobody can read it during an incident, and it may overflow the parser",
        help="record parts of it under a name, and use those",
        offset=offset,
        length=length,
    )
