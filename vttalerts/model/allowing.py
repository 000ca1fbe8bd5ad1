"""Findings that somebody accepts: which, why, and until when, written beside the definition that they are about."""

from __future__ import annotations

import re
import sys
from typing import Final

from vttalerts.diagnostics import Fault
from vttalerts.model.schema import Mismatch
from vttalerts.model.spec import Spec, fail

_CODE: Final = re.compile(r"[A-Z]{3}[0-9]{3}")
_WHY: Final = "the next reader can't tell an accepted risk from one that nobody saw"


class Allowance(Spec):
    """An accepted finding; made by `allow`.

    Attributes:
        code: The code of the finding, such as `PQL004`.
        because: Why it is accepted.
        until: The last day on which it is accepted, such as `2027-03-01`, in UTC; `None` for ever.
    """

    code: str
    because: str
    until: str | None = None


def allow(code: str, /, *, because: str, until: str | None = None) -> Allowance:
    """Accept the findings of one check at the definition whose `allow=` this stands in.

    Args:
        code: The finding's code, such as `"PQL004"`.
        because: Why it is accepted, for the next reader.
        until: The last day on which it is accepted, such as `"2027-03-01"`, in UTC; from the day after it is a
            finding again.

    Raises:
        Fault: The code, the reason or the date can't be used (DEF094); while definitions load, that is a diagnostic.
    """
    frame = sys._getframe(1)  # noqa: SLF001  the call site is the point
    fault = mistake(code, because, until)
    if fault is not None:
        fail(fault, frame)
        until = None
    made = Allowance(code=str(code), because=str(because), until=until)
    object.__setattr__(made, "_code", frame.f_code)
    object.__setattr__(made, "_instruction", frame.f_lasti)
    return made


def mistake(code: object, because: object, until: object) -> Fault | None:
    """Return what is wrong with the parts of an allowance, wherever they are written."""
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        return Fault("DEF094", f"`{code}` is no code", why=_WHY, help="give one code, such as PQL004")
    if not isinstance(because, str) or not because.strip():
        return Fault("DEF094", f"{code} is allowed without a reason", why=_WHY, help='say why: because="…"')
    if until is not None and not _is_day(until):
        return Fault(
            "DEF094",
            f"`{until}` is no day",
            why="nobody knows when the finding counts again",
            help="write year, month and day, such as 2027-03-01",
        )
    return None


def _is_day(until: object) -> bool:
    from datetime import date

    try:
        return isinstance(until, str) and date.fromisoformat(until).isoformat() == until
    except ValueError:
        return False


def checked(value: object) -> tuple[Allowance, ...]:
    """Return the value of an `allow=` keyword as a tuple.

    Raises:
        Mismatch: It is no tuple of allowances.
    """
    given = value if isinstance(value, tuple | list) else (value,)
    if not all(isinstance(one, Allowance) for one in given):
        raise Mismatch('allow("CODE", because="…"), or a tuple of them')
    return tuple(one for one in given if isinstance(one, Allowance))
