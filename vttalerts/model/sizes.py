"""Sizes as the servers read them in their files: `10MB` and `10MiB` are the same, 10 times 1024 times 1024 bytes."""

from __future__ import annotations

import re
from typing import Annotated, Final

from vttalerts.diagnostics import Fault
from vttalerts.model.schema import AfterValidator
from vttalerts.units import BYTES, Quantity

_NUMBER: Final = r"(?:\d+(?:\.\d*)?|\.\d+)"
# alecthomas/units ParseBase2Bytes: one family of units at a time.
_SIZE: Final = re.compile(rf"0|(?:{_NUMBER}(?:B|[KMGTPE]iB))+|(?:{_NUMBER}[KMGTPE]?B)+")
_STEP: Final = 1024


def size(value: str | Quantity) -> str:
    """Check a size; a quantity becomes the text that the servers read: `mebibytes(10)` is `10MiB`.

    Raises:
        Fault: No size (DEF081), or a quantity of something else (DEF021).
    """
    text = value if isinstance(value, str) else _text(value)
    if not _SIZE.fullmatch(text):
        raise Fault(
            "DEF081",
            f"`{value}` is no size that the server can read",
            why="the server refuses the file",
            help="write mebibytes(10), or a number and a unit such as `10MB`",
        )
    return text


def _text(value: Quantity) -> str:
    left = value.in_(BYTES)
    if left != int(left) or left < 0:
        return ""
    whole = int(left)
    for unit in ("B", "KiB", "MiB", "GiB", "TiB", "PiB"):
        if whole % _STEP or not whole:
            return f"{whole}{unit}"
        whole //= _STEP
    return f"{whole}EiB"


Size = Annotated[str | Quantity, AfterValidator(size)]
