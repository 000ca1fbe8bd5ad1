"""Which secrets a part of the definitions needs, so that a service gets those that its configuration names, no more."""

from __future__ import annotations

from collections.abc import Mapping

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
    left = list(parts)
    while left:
        part = left.pop()
        if isinstance(part, Secret):
            found.add(part.name)
        elif isinstance(part, Spec):
            # Objects are shared: a receiver stands on many routes.
            if id(part) not in seen:
                seen.add(id(part))
                left.extend(part.__dict__.values())
        elif isinstance(part, Mapping):
            left.extend(part.values())
        elif isinstance(part, (tuple, list)):
            left.extend(part)
    return tuple(sorted(found))
