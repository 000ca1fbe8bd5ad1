"""What a project says of the checks: their levels, its own checks, and the findings that it accepts.

Nothing here is loaded for a project that says nothing (`pipeline.check`): a `check` that runs all day does not pay
for what few use.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from vttalerts import checks
from vttalerts.checks import Check
from vttalerts.diagnostics import Diagnostic, Edit, Label, Level, Span
from vttalerts.graph import Graph
from vttalerts.policy.allowances import Accepted, accepted_in

FRAME: Final = {"DEF090": Level.WARNING, "DEF091": Level.WARNING, "DEF097": Level.WARNING}
"""Findings about the checks themselves whose level a project may change."""

_OFF: Final = "off"


class Setting(NamedTuple):
    """The level that a project gives to a code.

    Attributes:
        level: `off`, `warning` or `error`.
        place: Where it says so.
    """

    level: str
    place: Span


def never(until: str) -> bool:
    """Tell that a day has not passed, whichever it is: for callers without a clock."""
    del until
    return False


@dataclass(frozen=True, slots=True)
class Policy:
    """What a project says of the checks.

    Attributes:
        levels: The levels of codes that differ from the checks' own.
        own: The project's own checks.
        accepted: What is accepted elsewhere than in the definitions: by comments in files.
        has_passed: Tells whether a day such as `2027-03-01` has passed; asked only where an allowance names one.
    """

    levels: Mapping[str, Setting] = field(default_factory=dict)
    own: tuple[Check, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    has_passed: Callable[[str], bool] = never


def heard(builtin: Iterable[Diagnostic], graph: Graph, policy: Policy) -> Iterator[Diagnostic]:
    """Yield the findings of all checks as a project wants them, given those of ours."""
    # Whoever writes `allow` has loaded its module; without it, there is nothing to look for.
    written = accepted_in(graph) if "vttalerts.model.allowing" in sys.modules else ()
    found = list(builtin)
    if policy.own:
        from vttalerts.policy import own

        for one in policy.own:
            if not is_off(policy, one.code):
                found.extend(own.run(one, graph))
    yield from settle(found, policy, (*written, *policy.accepted))


def settle(found: Iterable[Diagnostic], policy: Policy, accepted: tuple[Accepted, ...]) -> Iterator[Diagnostic]:
    """Yield findings at the levels that a project wants, without those that are accepted; and what is wrong with that.

    Args:
        found: All findings.
        policy: What the project says.
        accepted: What is accepted.
    """
    codes = frozenset(one.code for one in (*checks.every(), *policy.own)) | frozenset(FRAME)
    yield from adjusted(accept(found, accepted, codes, policy), policy)
    yield from _unknown_levels(policy, codes)


def accept(
    found: Iterable[Diagnostic],
    allowances: tuple[Accepted, ...],
    codes: frozenset[str],
    policy: Policy,
) -> Iterator[Diagnostic]:
    """Yield the findings that nobody accepts, and what is wrong with the allowances themselves."""
    ended = {one.until: policy.has_passed(one.until) for one in allowances if one.until}
    by_code: dict[str, list[Accepted]] = {}
    for allowance in allowances:
        by_code.setdefault(allowance.code, []).append(allowance)
    used: set[int] = set()
    for one in found:
        accepting = [allowance for allowance in by_code.get(one.code, ()) if allowance.covers(one)]
        used.update(map(id, accepting))
        if not any(not ended.get(allowance.until, False) for allowance in accepting):
            yield one
    for allowance in allowances:
        if allowance.code not in codes:
            yield unknown(allowance.code, allowance.place, codes)
        elif id(allowance) not in used:
            yield _useless(allowance, off=is_off(policy, allowance.code))
        elif ended.get(allowance.until, False):
            yield _ended(allowance)


def adjusted(found: Iterable[Diagnostic], policy: Policy) -> Iterator[Diagnostic]:
    """Yield findings at the levels that the project wants; those that are off are left out."""
    for one in found:
        setting = policy.levels.get(one.code)
        if setting is None or one.code in _UNCHANGED:
            yield one
        elif setting.level != _OFF:
            yield dataclasses.replace(one, level=Level(setting.level))


def is_off(policy: Policy, code: str) -> bool:
    """Tell whether a project does not want to hear of a code."""
    setting = policy.levels.get(code)
    return setting is not None and setting.level == _OFF


def _useless(allowance: Accepted, *, off: bool) -> Diagnostic:
    return Diagnostic(
        "DEF091",
        f"nothing here is {allowance.code}",
        (Label(allowance.place, f"{allowance.code} is off in this project" if off else "allows nothing"),),
        why="the next real finding at this place would be accepted without a word",
        help="remove it",
        level=FRAME["DEF091"],
        edits=allowance.removal(),
    )


def _ended(allowance: Accepted) -> Diagnostic:
    return Diagnostic(
        "DEF090",
        f"{allowance.code} was allowed until {allowance.until}",
        (Label(allowance.place, f"because {allowance.because}"),),
        why="what was accepted for a time is a finding again",
        help=f"mend what {allowance.code} finds and remove this, or give a later day with a reason that still holds",
        level=FRAME["DEF090"],
    )


def _unknown_levels(policy: Policy, codes: frozenset[str]) -> Iterator[Diagnostic]:
    for code, setting in policy.levels.items():
        if code not in codes:
            from vttalerts.model.edits import meant

            near = meant(code, codes)
            edits = (Edit(setting.place, near),) if near is not None else ()
            yield dataclasses.replace(unknown(code, setting.place, codes), edits=edits)


def unknown(code: str, place: Span, codes: frozenset[str]) -> Diagnostic:
    """Return what to say of a code that is no check's."""
    import difflib

    from vttalerts.checks._faults import PAGES

    if code in PAGES:
        return Diagnostic(
            "DEF093",
            f"{code} is no check, and always an error",
            (Label(place, "can't be changed"),),
            why="nothing can be compiled from definitions that have it",
            help=f"remove it; `vttalerts explain {code}` tells how to mend what is found",
        )
    near = next(iter(difflib.get_close_matches(code, sorted(codes), n=1, cutoff=0.6)), None)
    return Diagnostic(
        "DEF092",
        f"no check has the code {code}",
        (Label(place, f"did you mean {near}?" if near else "no such code"),),
        why="what it is about is found or not found as if this were not here",
        help=f"write {near}" if near else "remove it; `vttalerts list checks` shows all",
    )


_UNCHANGED: Final = frozenset({"DEF092", "DEF093"})
