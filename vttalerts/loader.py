"""Reads a repository's definitions: imports them cleanly, and turns whatever goes wrong into diagnostics.

Decision: an object that can't be made is replaced by a stand-in while definitions load, and every module is tried,
so that one run shows all independent mistakes. Whoever imports definitions without the loader gets an exception.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from vttalerts import bytecode
from vttalerts.diagnostics import Diagnostic, Label, Span
from vttalerts.model.platform import Platform
from vttalerts.model.spec import DefinitionError, collecting

CONFIGURATION = "pyproject.toml"


@dataclass(frozen=True, slots=True)
class Project:
    """What `[tool.vttalerts]` says.

    Attributes:
        root: The folder of the `pyproject.toml`.
        platform: `package:attribute` of the platform.
        output: The folder that builds write, below the root.
    """

    root: Path
    platform: str
    output: Path


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of the definitions.

    Attributes:
        platform: The root object; `None` if something is wrong.
        diagnostics: What is wrong.
    """

    platform: Platform | None
    diagnostics: tuple[Diagnostic, ...]


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
    known = {"platform", "output"}
    if not isinstance(section, dict) or not all(isinstance(value, str) for value in section.values()):
        raise _refuse("DEF062", "`[tool.vttalerts]` takes texts", file, 'write platform = "definitions:platform"')
    unknown = sorted(set(section) - known)
    if unknown:
        raise _refuse(
            "DEF062",
            f"`[tool.vttalerts]` has no `{unknown[0]}`",
            file,
            "it takes `platform` and `output`",
            unknown[0],
        )
    platform = section.get("platform", "definitions:platform")
    module, _, attribute = platform.partition(":")
    if not all(part.isidentifier() for part in module.split(".")) or not attribute.isidentifier():
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
    return Project(root, platform, output)


def _refuse(code: str, headline: str, file: Path, mend: str, needle: str = "vttalerts") -> DefinitionError:
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    line, column = next(
        ((number, text.find(needle)) for number, text in enumerate(lines, 1) if needle in text), (1, -1)
    )
    span = Span(str(file), line) if column < 0 else Span(str(file), line, column + 1, line, column + 1 + len(needle))
    return DefinitionError((Diagnostic(code, headline, (Label(span),), why="nothing can be compiled", help=mend),))


def load(project: Project) -> Loaded:
    """Import a project's definitions and return its platform, or everything that is wrong with them."""
    module_name, _, attribute = project.platform.partition(":")
    top = module_name.partition(".")[0]
    with _importable(project.root, top), collecting() as found, contextlib.redirect_stdout(sys.stderr):
        platform, problems = _platform(project, module_name, attribute)
        if found or problems:
            problems = _without_consequences(found, problems + _others(project, top))
    unique = tuple(dict.fromkeys(problems))
    return Loaded(None if unique else platform, unique)


def _without_consequences(found: list[Diagnostic], problems: list[Diagnostic]) -> list[Diagnostic]:
    """Put objects that could not be made first, and leave out what may have come of them."""
    from vttalerts import failures

    return [*found, *(problem for problem in problems if not (found and failures.is_consequence(problem)))]


def _platform(project: Project, module_name: str, attribute: str) -> tuple[Platform | None, list[Diagnostic]]:
    try:
        module = importlib.import_module(module_name)
    except BaseException as error:  # noqa: BLE001  definitions may raise anything
        from vttalerts import failures

        return None, failures.explain(error, project.root, module_name)
    platform = getattr(module, attribute, None)
    if isinstance(platform, Platform):
        return platform, []
    named = "is no Platform" if hasattr(module, attribute) else "does not exist"
    file = module.__file__ or str(project.root / CONFIGURATION)
    return None, [
        Diagnostic(
            "DEF063",
            f"`{project.platform}` {named}",
            (Label(Span(file, 1)),),
            why="nobody knows what to compile",
            help=f"export the platform: `{attribute} = Platform(…)` in {module_name}, "
            f"or change `platform` in {CONFIGURATION}",
        )
    ]


def _others(project: Project, top: str) -> list[Diagnostic]:
    """Try the modules that a failed import kept from being reached: their mistakes are independent."""
    from vttalerts import failures

    folder = project.root / top
    problems: list[Diagnostic] = []
    for file in sorted(folder.rglob("*.py")) if folder.is_dir() else ():
        parts = file.relative_to(project.root).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        if name in sys.modules or not all(part.isidentifier() for part in parts):
            continue
        try:
            importlib.import_module(name)
        except BaseException as error:  # noqa: BLE001  definitions may raise anything
            problems.extend(failures.explain(error, project.root, name))
            if is_package:
                # An empty package in its place lets the modules inside it be imported on their own.
                sys.modules[name] = stand_in = ModuleType(name)
                stand_in.__path__ = [str(file.parent)]
    return problems


@contextlib.contextmanager
def _importable(root: Path, top: str) -> Generator[None]:
    """Make the project's own packages importable, and forget those of another project with the same name."""
    for name in [name for name in sys.modules if _is_below(name, top)]:
        del sys.modules[name]
    importlib.invalidate_caches()
    sys.path.insert(0, str(root))
    try:
        with bytecode.by_content(root, top):
            yield
    finally:
        sys.path.remove(str(root))


def _is_below(name: str, top: str) -> bool:
    return name == top or name.startswith(f"{top}.")
