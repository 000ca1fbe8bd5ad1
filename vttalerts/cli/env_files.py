"""Reads `NAME=value` files, as Compose and systemd do, for `--env-file`."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.model.settings import EnvText

_NEAR: Final = 0.85
_LINE: Final = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)")


def read(file: Path) -> tuple[dict[str, str], tuple[Diagnostic, ...]]:
    """Return the variables of a file, and the lines that are none; values are never part of a diagnostic."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "it is no UTF-8 text"
        problem = Diagnostic(
            "DEF070",
            f"can't read the variables in {file}: {reason.lower()}",
            why="the build would write defaults into a production configuration",
            help="name a file of `NAME=value` lines",
        )
        return {}, (problem,)
    found: dict[str, str] = {}
    problems: list[Diagnostic] = []
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        match = _LINE.fullmatch(stripped)
        if match is None:
            # The line may hold a secret, so only its place is shown.
            problems.append(
                Diagnostic(
                    "DEF071",
                    f"line {number} of {file.name} is no `NAME=value`",
                    why="the variable would keep its default without a word",
                    help="write NAME=value, one a line",
                )
            )
            continue
        value = match[2].strip()
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        found[match[1]] = value
    return found, tuple(problems)


def misspelt(file: Path, graph: Graph) -> Iterator[Diagnostic]:
    """Yield a finding for each variable of a file that is nearly, but not quite, one that a definition reads."""
    known = set(graph.secrets)
    for spec in graph.specs:
        for value in spec.__dict__.values():
            items = value if isinstance(value, tuple) else (value,)
            known.update(text.name for item in items if isinstance(item, EnvText) for text in item.variables)
    given = graph.settings.environment
    for name in given:
        near = difflib.get_close_matches(name, known - set(given), n=1, cutoff=_NEAR)
        if name not in known and near:
            yield Diagnostic(
                "DEF072",
                f"no definition reads `{name}` of {file.name}",
                why=f"`{near[0]}` would keep its default without a word",
                help=f"write `{near[0]}=`",
                level=Level.WARNING,
            )
