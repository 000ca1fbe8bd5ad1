"""A file of Go templates in its parts: what it defines, and what each definition calls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from vttalerts.language._template_words import (
    KEYWORDS,
    Refused,
    Token,
    TooDeepError,
    comment_end,
    cut,
    trimmed,
    unquoted,
)

PRINT: Final = "__print"
"""The function that `printing` adds."""

_MAX_NESTING: Final = 100
_OPENING: Final = frozenset({"block", "define", "if", "range", "with"})
_ESCAPERS: Final = frozenset({"html", "urlquery"})


class Definition(NamedTuple):
    """A template that a file defines.

    Attributes:
        name: Its name.
        text: Its source, from `{{ define }}` to `{{ end }}`.
        calls: The templates that it calls.
        blank: Whether it says nothing.
    """

    name: str
    text: str
    calls: tuple[str, ...]
    blank: bool


class _Action(NamedTuple):
    start: int
    end: int
    tokens: list[Token]


def _actions(text: str) -> Iterator[_Action]:
    """Yield the actions but comments, until the first that is none; whoever executes it says what is wrong."""
    pos = 0
    try:
        while (start := text.find("{{", pos)) >= 0:
            first = trimmed(text, start + 2)
            if text.startswith("/*", first):
                pos = comment_end(text, start, first)
                continue
            tokens, pos = cut(text, start, first, _MAX_NESTING)
            yield _Action(start, pos, tokens)
    except (Refused, TooDeepError):
        return


def definitions(text: str) -> Iterator[Definition]:
    """Yield the templates that a file defines, in its order."""
    open_: list[str] = []
    called: list[str] = []
    begun: _Action | None = None
    actions = 0
    for action in _actions(text):
        word = action.tokens[0].text
        actions += 1
        if word == "define" and not open_:
            begun, called, actions = action, [], 0
        if word in {"template", "block"}:
            called.append(unquoted(action.tokens[1].text))
        if word in _OPENING:
            open_.append(word)
        elif word == "end" and open_:
            open_.pop()
            if not open_ and begun is not None:
                name = unquoted(begun.tokens[1].text)
                blank = actions == 1 and not text[begun.end : action.start].strip()
                yield Definition(name, text[begun.start : action.end], tuple(called), blank)
                begun = None


def calls(text: str) -> Iterator[str]:
    """Yield the templates that a text calls."""
    for action in _actions(text):
        if action.tokens[0].text in {"template", "block"}:
            yield unquoted(action.tokens[1].text)


def printing(text: str) -> str:
    """Return a template that prints sets of labels and times as Go does: gotpl knows them as Python's values only.

    Each action that prints gets a last function, as html/template gives it an escaper.
    """
    made: list[str] = []
    done = 0
    for action in _actions(text):
        tokens = action.tokens
        silent = tokens[0].text in KEYWORDS or any(one.kind in {"declare", "assign"} for one in tokens)
        last = max((at + 1 for at, one in enumerate(tokens) if one.kind == "pipe"), default=0)
        # html/template wants to see its own escapers last.
        if not silent and tokens[last].text not in _ESCAPERS:
            made += (text[done : tokens[-1].start], f" | {PRINT}")
            done = tokens[-1].start
    return "".join((*made, text[done:]))
