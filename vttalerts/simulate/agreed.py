"""What is said against a policy: which expression a text must match, and why the team has agreed on it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from vttalerts.model.matchers import Matcher, Operator

if TYPE_CHECKING:
    from vttalerts.model.policy import Policy

_WHY: Final = "the team has agreed on it, and routes, dashboards and people rely on it"
_REMEMBERED: Final = 1024


@lru_cache(_REMEMBERED)
def _matcher(expression: str) -> Matcher:
    return Matcher("text", Operator.REGEX, expression)


def fits(expression: str, text: str) -> bool:
    """Tell whether an expression means a whole text."""
    return _matcher(expression).matches(text)


def reason(policy: Policy) -> str:
    """Return why something is a finding: the policy's own words, or that it was agreed on."""
    return policy.because or _WHY
