"""What a repository's `pyproject.toml` says of vttalerts: where its platform is, and which findings fail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from vttalerts.diagnostics import Diagnostic, Label, Span
from vttalerts.model.spec import DefinitionError

CONFIGURATION = "pyproject.toml"
LEVELS: Final = ("off", "warning", "error")
_TEXTS: Final = ("platform", "output", "baseline")
_KNOWN: Final = (*_TEXTS, "checks", "levels")


@dataclass(frozen=True, slots=True)
class Project:
    """What `[tool.vttalerts]` says.

    Attributes:
        root: The folder of the `pyproject.toml`.
        platform: `package:attribute` of the platform.
        output: The folder that builds write, below the root.
        checks: Modules with the project's own checks, besides those of the definitions.
        levels: The levels of codes that differ from the checks' own, with the place that says so.
        baseline: The file with the findings that are known; `None` if there is none.
    """

    root: Path
    platform: str
    output: Path
    checks: tuple[str, ...] = ()
    levels: Mapping[str, tuple[str, Span]] = field(default_factory=dict)
    baseline: Path | None = None


def find(start: Path) -> Project:
    """Return the project that a folder belongs to: the nearest one with `[tool.vttalerts]`.

    Raises:
        DefinitionError: There is none (DEF060), or its configuration can't be used (DEF061, DEF062).
    """
    import tomllib

    folder = start.resolve()
    for root in (folder, *folder.parents):
        file = root / CONFIGURATION
        if not file.is_file():
            continue
        try:
            configuration = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise _refuse(
                "DEF061", f"`{CONFIGURATION}` is no TOML: {error}", file, "mend the file", str(error)
            ) from None
        section = configuration.get("tool", {}).get("vttalerts")
        if section is not None:
            return _project(root, file, section)
    raise DefinitionError(
        (
            Diagnostic(
                "DEF060",
                f"no `[tool.vttalerts]` in a {CONFIGURATION} at or above {start}",
                why="nobody knows which definitions to compile",
                help="run `vttalerts init` to begin a repository, or change into one",
            ),
        )
    )


def _project(root: Path, file: Path, section: object) -> Project:
    if not isinstance(section, dict):
        raise _refuse("DEF062", "`[tool.vttalerts]` is a table", file, 'write platform = "definitions:platform"')
    unknown = sorted(set(section) - set(_KNOWN))
    if unknown:
        raise _refuse(
            "DEF062",
            f"`[tool.vttalerts]` has no `{unknown[0]}`",
            file,
            f"it takes {', '.join(f'`{name}`' for name in _KNOWN[:-1])} and `{_KNOWN[-1]}`",
            unknown[0],
        )
    if not all(isinstance(section.get(name, ""), str) for name in _TEXTS):
        raise _refuse(
            "DEF062",
            "`platform`, `output` and `baseline` of `[tool.vttalerts]` are texts",
            file,
            'write output = "generated"',
        )
    platform = section.get("platform", "definitions:platform")
    module, _, attribute = platform.partition(":")
    if not _is_module(module) or not attribute.isidentifier():
        raise _refuse(
            "DEF062",
            f"`{platform}` names no platform",
            file,
            'write platform = "definitions:platform"',
            platform,
        )
    output = (root / section.get("output", "generated")).resolve()
    if output == root or root not in output.parents:
        raise _refuse(
            "DEF062",
            f"the output folder `{section['output']}` is not below the project",
            file,
            'write output = "generated"',
            "output",
        )
    return Project(
        root,
        platform,
        output,
        _checks(file, section.get("checks", [])),
        dict(_levels(file, section.get("levels", {}))),
        root / section["baseline"] if section.get("baseline") else None,
    )


def _checks(file: Path, names: Any) -> tuple[str, ...]:  # noqa: ANN401  whatever TOML holds
    if not isinstance(names, list) or not all(isinstance(name, str) and _is_module(name) for name in names):
        raise _refuse(
            "DEF062",
            "`checks` of `[tool.vttalerts]` is a list of modules",
            file,
            'write checks = ["definitions.checks"]',
            "checks",
        )
    return tuple(names)


def _levels(file: Path, levels: Any) -> Iterator[tuple[str, tuple[str, Span]]]:  # noqa: ANN401  whatever TOML holds
    if not isinstance(levels, dict):
        raise _refuse("DEF062", "`levels` of `[tool.vttalerts]` is a table", file, 'write PQL004 = "off"', "levels")
    for code, level in levels.items():
        if level not in LEVELS:
            raise _refuse(
                "DEF062", f"the level of {code} is none of {', '.join(LEVELS)}", file, f'write {code} = "warning"', code
            )
        yield code, (level, _place(file, code, after="levels"))


def _is_module(name: str) -> bool:
    return all(part.isidentifier() for part in name.split("."))


def _refuse(code: str, headline: str, file: Path, mend: str, needle: str = "vttalerts") -> DefinitionError:
    label = Label(_place(file, needle))
    return DefinitionError((Diagnostic(code, headline, (label,), why="nothing can be compiled", help=mend),))


def _place(file: Path, needle: str, *, after: str = "") -> Span:
    """Return the first place of a text in a file, or its first line; with `after`, the first behind that text."""
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    start = next((number for number, text in enumerate(lines) if after and after in text), 0)
    for number, text in enumerate(lines[start:], start + 1):
        column = text.find(needle)
        if column >= 0:
            return Span(str(file), number, column + 1, number, column + 1 + len(needle))
    return Span(str(file), 1)
