"""Sets of characters as stretches of code points: RE2's classes, and letters whose case does not count."""

from __future__ import annotations

from typing import Final, TypeAlias

MOST: Final = 0x10FFFF
SURROGATES: Final = (0xD800, 0xDFFF)

Ranges: TypeAlias = tuple[tuple[int, int], ...]
"""Code points, from the first to the last of each stretch; sorted, apart, without surrogates."""

CLASSES: Final[dict[str, str]] = {
    "d": "09",
    "w": "09AZ__az",
    "s": "\t\n\f\r  ",
    "alnum": "09AZaz",
    "alpha": "AZaz",
    "ascii": "\x00\x7f",
    "blank": "\t\t  ",
    "cntrl": "\x00\x1f\x7f\x7f",
    "digit": "09",
    "graph": "!~",
    "lower": "az",
    "print": " ~",
    "punct": "!/:@[`{~",
    "space": "\t\r  ",
    "upper": "AZ",
    "word": "09AZ__az",
    "xdigit": "09AFaf",
}
_FOLDED: Final = {"k": 0x212A, "s": 0x17F}
"""What ASCII letters are equal to beyond ASCII, where case does not count: the Kelvin sign and the long s."""


class UnreadableError(ValueError):
    """An expression that is not read here."""


def normal(ranges: list[tuple[int, int]]) -> Ranges:
    """Return stretches of code points sorted and joined, without surrogates."""
    joined: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], high))
        else:
            joined.append((low, high))
    first, last = SURROGATES
    cut: list[tuple[int, int]] = []
    for low, high in joined:
        cut += [part for part in ((low, min(high, first - 1)), (max(low, last + 1), high)) if part[0] <= part[1]]
    return tuple(cut)


def single(point: int) -> Ranges:
    """Return one character; a surrogate is none."""
    return normal([(point, point)])


def inverse(ranges: Ranges) -> Ranges:
    """Return all other characters."""
    gaps: list[tuple[int, int]] = []
    start = 0
    for low, high in ranges:
        if low > start:
            gaps.append((start, low - 1))
        start = high + 1
    if start <= MOST:
        gaps.append((start, MOST))
    return normal(gaps)


def named(name: str) -> Ranges:
    """Return the characters of a class."""
    letters = CLASSES[name]
    return normal([(ord(low), ord(high)) for low, high in zip(letters[::2], letters[1::2], strict=True)])


def folded(ranges: Ranges, flags: str) -> Ranges:
    """Return characters with their other cases, where case does not count.

    Raises:
        UnreadableError: One is beyond ASCII.
    """
    if "i" not in flags:
        return normal(list(ranges))
    if ranges and ranges[-1][1] > ord("\x7f"):
        raise UnreadableError("cases beyond ASCII")
    points = {point for low, high in ranges for point in range(low, high + 1)}
    letters = [chr(point) for point in points if chr(point).isalpha()]
    points.update(ord(letter.swapcase()) for letter in letters)
    points.update(_FOLDED[letter.lower()] for letter in letters if letter.lower() in _FOLDED)
    return normal([(point, point) for point in points])
