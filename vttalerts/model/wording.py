"""A condition as a person says it, for runbooks and for `vttalerts explain`."""

from __future__ import annotations

from typing import Final

from vttalerts.model.expr import Absence, Combination, Comparison, Condition

_OPERATORS: Final = {
    ">": "above",
    ">=": "at or above",
    "<": "below",
    "<=": "at or below",
    "==": "exactly",
    "!=": "anything but",
}


def in_words(condition: Condition) -> str:
    """Return the condition in words, with its indicators as code; PromQL without a name is only pointed to."""
    match condition:
        case Comparison():
            return f"`{condition.indicator.name}` is {_OPERATORS[condition.operator]} {condition.quantity}"
        case Absence():
            return f"`{condition.indicator.name}` has no series at all"
        case Combination():
            parts = (
                f"({in_words(part)})" if isinstance(part, Combination) else in_words(part) for part in condition.parts
            )
            return f" {condition.operator} ".join(parts)
        case _:
            return "the expression below has a result"
