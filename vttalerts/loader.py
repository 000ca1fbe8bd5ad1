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
from types import ModuleType

from vttalerts import bytecode
from vttalerts.configuration import CONFIGURATION, Project, find
from vttalerts.diagnostics import Diagnostic, Label, Span
from vttalerts.model import sites
from vttalerts.model.platform import Platform
from vttalerts.model.spec import collecting

__all__ = ["CONFIGURATION", "Loaded", "Project", "find", "load"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of the definitions.

    Attributes:
        platform: The root object; `None` if something is wrong.
        diagnostics: What is wrong.
        modules: The modules that checks of the project may stand in, sorted by name.
    """

    platform: Platform | None
    diagnostics: tuple[Diagnostic, ...]
    modules: tuple[ModuleType, ...] = ()


def load(project: Project) -> Loaded:
    """Import a project's definitions and return its platform, or everything that is wrong with them."""
    sites.forget()
    module_name, _, attribute = project.platform.partition(":")
    top = module_name.partition(".")[0]
    with _importable(project, top), collecting() as found, contextlib.redirect_stdout(sys.stderr):
        platform, problems = _platform(project, module_name, attribute)
        problems += _checks(project, top)
        if found or problems:
            problems = _without_consequences(found, problems + _others(project, top))
        modules = tuple(sys.modules[name] for name in sorted(sys.modules) if _may_check(name, project, top))
    unique = tuple(dict.fromkeys(problems))
    return Loaded(None if unique else platform, unique, modules)


def _checks(project: Project, top: str) -> list[Diagnostic]:
    """Import the modules of the project's own checks, which no definition needs; return what is wrong with them."""
    names = list(project.checks)
    own = project.root / top / "checks"
    if own.with_suffix(".py").is_file() or (own / "__init__.py").is_file():
        names.append(f"{top}.checks")
    problems: list[Diagnostic] = []
    for name in names:
        try:
            importlib.import_module(name)
        except BaseException as error:  # noqa: BLE001  definitions may raise anything
            from vttalerts import failures

            problems.extend(failures.explain(error, project.root, name))
    return problems


def _may_check(name: str, project: Project, top: str) -> bool:
    return _is_below(name, top) or any(_is_below(name, one) for one in project.checks)


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
    empty: set[str] = set()
    for file in sorted(folder.rglob("*.py")) if folder.is_dir() else ():
        parts = file.relative_to(project.root).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        if name in sys.modules or not all(part.isidentifier() for part in parts):
            continue
        try:
            importlib.import_module(name)
        except BaseException as error:  # noqa: BLE001  definitions may raise anything
            # What lacks a name of a package that failed itself has no mistake of its own.
            if not (isinstance(error, ImportError) and error.name in empty):
                problems.extend(failures.explain(error, project.root, name))
            if is_package:
                empty.add(name)
                # An empty package in its place lets the modules inside it be imported on their own.
                sys.modules[name] = stand_in = ModuleType(name)
                stand_in.__path__ = [str(file.parent)]
    return problems


@contextlib.contextmanager
def _importable(project: Project, top: str) -> Generator[None]:
    """Make the project's own packages importable, and forget those of another project with the same name."""
    root = project.root
    for name in [name for name in sys.modules if _may_check(name, project, top)]:
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
