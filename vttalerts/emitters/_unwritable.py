"""What no file can hold, and where in the tree it stands, so that a failed build names its cause."""

from __future__ import annotations

from typing import Self

# Characters of a key that a message repeats; enough to find it.
_SHOWN = 40


class UnwritableError(TypeError, ValueError):
    """A value that has no right text in the file's format; as text: `groups[0].name: …`.

    It is a `TypeError` for a value of a kind that the format lacks (a set, a date) and a `ValueError` for a
    value of a good kind that cannot be written (a lone surrogate): callers may catch either.

    Attributes:
        reason: What is wrong with the value; lower case, no full stop.
        path: Keys and list indexes from the root of the tree to the value.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(f"the root: {reason}")
        self.reason = reason
        self.path: tuple[object, ...] = ()

    def under(self, step: object) -> Self:
        """Tell where the value stands, one level further out.

        Args:
            step: The key, or the index (an integer), that leads from the outer container to here.
        """
        self.path = (step, *self.path)
        parts = (f"[{part}]" if type(part) is int else f".{str(part)[:_SHOWN]}" for part in self.path)
        self.args = (f"{''.join(parts).removeprefix('.')}: {self.reason}",)
        return self
