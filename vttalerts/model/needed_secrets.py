"""Which secrets a part of the definitions needs: a service gets those that its configuration names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from vttalerts.model.settings import Secret
from vttalerts.model.spec import Spec


def needed_secrets(*parts: object) -> tuple[str, ...]:
    """Return the names of the secrets that some objects, or anything they consist of, refer to.

    Args:
        parts: Definitions, secrets, and mappings, tuples and lists of them; everything else is passed over.

    Returns:
        The names, sorted, each once.
    """
    found: set[str] = set()
    seen: set[int] = set()
    left: list[object] = list(parts)
    while left:
        part = left.pop()
        if isinstance(part, Secret):
            found.add(part.name)
        elif id(part) not in seen:
            # Objects are shared: a receiver stands on many routes.
            seen.add(id(part))
            left.extend(_inside(part))
    return tuple(sorted(found))


def _inside(part: object) -> Iterable[object]:
    match part:
        case Spec():
            return part.__dict__.values()
        case dict():
            return cast("dict[Any, object]", part).values()
        case tuple() | list():
            return cast("Iterable[object]", part)
        case _:
            return ()
