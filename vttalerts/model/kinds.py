"""What an annotation takes, in words, for whoever passed something else."""

from __future__ import annotations

import enum
import types
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

_WORDS: Final[dict[Any, str]] = {
    str: "a text",
    bool: "True or False",
    int: "a whole number",
    float: "a number",
    type(None): "None",
    Any: "anything",
}


def in_words(kind: Any) -> str:  # noqa: PLR0911  one a kind
    """Return what an annotation takes, as a diagnostic says it."""
    if kind in _WORDS:
        return _WORDS[kind]
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return in_words(arguments[0])
    if origin in (Union, types.UnionType):
        return " or ".join(dict.fromkeys(in_words(one) for one in arguments if one is not type(None)))
    if origin is Literal:
        return " or ".join(f"{one!r}" for one in arguments)
    if origin in (tuple, frozenset):
        return f"a tuple of {_plural(in_words(arguments[0]))}" if arguments else "a tuple"
    if origin is dict:
        return f"a mapping of {_plural(in_words(arguments[0]))} to {_plural(in_words(arguments[1]))}"
    if origin is type:
        return f"a class of {in_words(arguments[0])}"
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return " or ".join(f"{kind.__name__}.{one.name}" for one in kind)
    name = getattr(kind, "__name__", str(kind))
    return f"{'an' if name[:1] in 'AEIOU' else 'a'} {name}"


def _plural(words: str) -> str:
    article, _, rest = words.partition(" ")
    return f"{rest}s" if article in ("a", "an") and " or " not in rest else words
