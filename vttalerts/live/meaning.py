"""Says in which values two configurations differ for a server, whatever their text looks like.

A server shows its configuration with every default filled in, durations written its own way, matchers sorted, paths
joined and secrets hidden. None of that is a difference.

Decision: what a server has and the definitions do not set is taken for its default. A list of all defaults of all
versions would be wrong with the next version, and then every plan would show a difference that no build can remove.
Where an addition changes who is told (routes, inhibitions), it counts (`exact`). What somebody added to the files is
found in the files anyway, byte by byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

HIDDEN: Final = "<secret>"
"""What the servers show instead of a secret (prometheus/common `secretToken`)."""

_DURATION: Final = re.compile(r"(\d+(?:ms|[smhdwy]))+")
_PART: Final = re.compile(r"(\d+)(ms|[smhdwy])")
_MILLISECONDS: Final = {
    "ms": 1,
    "s": 1_000,
    "m": 60_000,
    "h": 3_600_000,
    "d": 86_400_000,
    "w": 604_800_000,
    "y": 31_536_000_000,
}
_FROM_ENVIRONMENT: Final = re.compile(r"\$\{\w+\}")
"""What Prometheus replaces by a variable of its own environment (config `expandExternalLabels`)."""
_UNORDERED: Final = frozenset({"matchers", "source_matchers", "target_matchers", "equal", "group_by"})
_UNSAID: Final[tuple[object, ...]] = ([], {}, None, False)
"""Values that a server leaves out, or writes where nothing was said."""
_PATHS: Final = ("_file", "_files", "templates")
_LONGEST: Final = 120
"""Characters of a value in a plan."""


class Difference(NamedTuple):
    """One value that differs.

    Attributes:
        path: Where it stands, such as `scrape_interval` or `slack_configs[0].channel`.
        wanted: What the definitions say; `None` for nothing.
        running: What the server has; `None` for nothing.
    """

    path: str
    wanted: Any
    running: Any

    def text(self) -> str:
        """Return the difference as people read it."""
        return f"{self.path}: {_shown(self.running)} → {_shown(self.wanted)}"


def differences(wanted: Any, running: Any, path: str = "", *, exact: bool = False) -> Iterator[Difference]:  # noqa: ANN401
    """Yield where a running value is not what is wanted.

    Args:
        wanted: What the definitions say.
        running: What the server shows.
        path: Where both stand.
        exact: Whether what is only in the running one counts too.
    """
    if isinstance(wanted, Mapping) and isinstance(running, Mapping):
        yield from _of_mappings(wanted, running, path, exact=exact)
    elif isinstance(wanted, list) and isinstance(running, list):
        yield from _of_lists(wanted, running, path, exact=exact)
    elif not _same(wanted, running, _key(path)):
        yield Difference(path, wanted, running)


def _of_mappings(
    wanted: Mapping[str, Any], running: Mapping[str, Any], path: str, *, exact: bool
) -> Iterator[Difference]:
    at = f"{path}." if path else ""
    for key, value in wanted.items():
        if key in running:
            yield from differences(value, running[key], f"{at}{key}", exact=exact)
        elif value not in _UNSAID:
            yield Difference(f"{at}{key}", value, None)
    for key, value in running.items() if exact else ():
        if key not in wanted and value not in _UNSAID:
            yield Difference(f"{at}{key}", None, value)


def _of_lists(wanted: list[Any], running: list[Any], path: str, *, exact: bool) -> Iterator[Difference]:
    if _key(path) in _UNORDERED:
        wanted, running = sorted(map(str, wanted)), sorted(map(str, running))
    if len(wanted) != len(running):
        yield Difference(path, wanted, running)
        return
    for index, (one, other) in enumerate(zip(wanted, running, strict=True)):
        yield from differences(one, other, f"{path}[{index}]", exact=exact)


def _key(path: str) -> str:
    return path.rpartition(".")[2].partition("[")[0]


def milliseconds(text: object) -> int | None:
    """Return how long a duration of Prometheus's format is; `None` for anything else."""
    if not isinstance(text, str):
        return None
    if text == "0":
        return 0
    if not _DURATION.fullmatch(text):
        return None
    return sum(int(number) * _MILLISECONDS[unit] for number, unit in _PART.findall(text))


def _same(wanted: object, running: object, name: str) -> bool:
    if running in (wanted, HIDDEN):
        return True
    if isinstance(wanted, str) and isinstance(running, str):
        if _FROM_ENVIRONMENT.fullmatch(wanted):
            return True
        if name.endswith(_PATHS) and running.endswith(f"/{wanted.removeprefix('./')}"):
            return True
        length = milliseconds(wanted)
        return length is not None and length == milliseconds(running)
    # A number or a flag where YAML's reader and the server's writer choose different quotes.
    return not isinstance(wanted, list | dict) and not isinstance(running, list | dict) and str(wanted) == str(running)


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
