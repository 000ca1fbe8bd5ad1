"""Turns an exception that definitions raised into a diagnostic at the line of the definitions that raised it."""

from __future__ import annotations

import difflib
import re
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Final

from vttalerts.diagnostics import Diagnostic, Edit, Fault, Label, Span
from vttalerts.model.mistakes import from_fault
from vttalerts.model.sites import span_of
from vttalerts.model.spec import DefinitionError

_LIBRARY: Final = str(Path(__file__).parent)
_WHY: Final = "nothing can be compiled until the definitions load"
_CONSEQUENCES: Final = frozenset({"DEF068"})


def is_consequence(problem: Diagnostic) -> bool:
    """Tell whether a problem may come from an object that could not be made, which has its own diagnostic."""
    return problem.code in _CONSEQUENCES


def explain(error: BaseException, root: Path, module: str) -> list[Diagnostic]:
    """Return what an exception means.

    Args:
        error: What importing a module raised.
        root: The project's folder.
        module: The module that was imported.
    """
    if isinstance(error, KeyboardInterrupt | MemoryError):
        raise error
    frames = _frames(error.__traceback__, root)
    place = frames[-1] if frames else Span(str(root / "pyproject.toml"), 1)
    if not isinstance(error, DefinitionError | Fault | SystemExit | RecursionError) and _raised_by(error).startswith(
        _LIBRARY
    ):
        return [_own_mistake(error, place)]
    if isinstance(error, DefinitionError):
        return list(error.diagnostics)
    if isinstance(error, Fault):
        return [from_fault(error, place)]
    if isinstance(error, ImportError | AttributeError) and "partially initialized" in str(error):
        return [_cycle(error, frames, root)]
    return [_python(error, place, module)]


def _python(error: BaseException, place: Span, module: str) -> Diagnostic:
    match error:
        case SyntaxError():
            return _syntax(error, place)
        case ModuleNotFoundError():
            return _no_module(error, place, module)
        case ImportError():
            return _no_name(error, place)
        case RecursionError():
            text = "the definitions call themselves without end"
        case SystemExit():
            text = "the definitions end the program"
        case AttributeError(name=str(name), obj=type() as kind):
            text = f"`{kind.__name__}` has no `{name}`"
        case _:
            text = _last_line(error)
    return Diagnostic(
        "DEF068",
        f"definitions raise {type(error).__name__}: {text}",
        (Label(place, "raised here"),),
        why=_WHY,
        help=_suggestion(error) or "mend the expression; `python -c 'import definitions'` shows the whole way to it",
        edits=_respelt(place, *_misspelt(error)),
    )


def _raised_by(error: BaseException) -> str:
    """The file whose code raised an exception."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace.tb_frame.f_code.co_filename if trace is not None else ""


def _own_mistake(error: BaseException, place: Span) -> Diagnostic:
    file = Path(_raised_by(error)).relative_to(Path(_LIBRARY).parent).as_posix()
    return Diagnostic(
        "DEF069",
        f"vttalerts fails on this definition: {type(error).__name__} in {file}: {_last_line(error)}",
        (Label(place, "while this is made"),),
        why=_WHY,
        help="this is a mistake of vttalerts: report it with the definition; until then write it in another way",
    )


def _frames(trace: TracebackType | None, root: Path) -> list[Span]:
    """The lines of definitions that an exception passed through, outermost first."""
    spans: list[Span] = []
    while trace is not None:
        code = trace.tb_frame.f_code
        file = code.co_filename
        own = file.startswith(str(root)) and not file.startswith(_LIBRARY) and "site-packages" not in file
        if own or "vtt_definitions" in file:
            spans.append(span_of(code, trace.tb_lasti))
        trace = trace.tb_next
    return spans


def _syntax(error: SyntaxError, place: Span) -> Diagnostic:
    span = place
    if error.filename and error.lineno:
        end = error.end_offset if error.end_lineno == error.lineno and error.end_offset else None
        column = error.offset or 1
        span = Span(error.filename, error.lineno, column, error.lineno, max(end or 0, column + 1))
    return Diagnostic(
        "DEF064",
        f"not Python: {error.msg}",
        (Label(span, "Python stops reading here"),),
        why=_WHY,
        help="mend the syntax here or right before it",
    )


def _cycle(error: BaseException, frames: list[Span], root: Path) -> Diagnostic:
    files = [_relative(span.file, root) for span in frames] or ["?"]
    named = re.search(r"partially initialized module '([\w.]+)'", str(error))
    goal = "" if named is None else named[1].replace(".", "/")
    start = next((at for at, file in enumerate(files) if file in (f"{goal}.py", f"{goal}/__init__.py")), 0)
    ring = list(dict.fromkeys(files[start:]))
    labels = tuple(Label(span, text) for span, text in zip(reversed(frames[start:]), _notes(len(frames)), strict=False))
    return Diagnostic(
        "DEF065",
        f"definitions import each other in a circle: {' → '.join([*ring, ring[0]])}",
        labels[:4],
        why=_WHY,
        help=f"move what {ring[-1]} and {ring[0]} share into a module that both import; imports point one way",
    )


def _notes(count: int) -> list[str]:
    return ["this import closes the circle", *["on the way"] * (count - 1)]


def _no_module(error: ModuleNotFoundError, place: Span, module: str) -> Diagnostic:
    name = error.name or ""
    if name == module and not place.column:
        mend = f"create {module.replace('.', '/')}/__init__.py, or change `platform` in pyproject.toml"
    else:
        near = difflib.get_close_matches(name.rpartition(".")[2], _siblings(place.file), n=1, cutoff=0.6)
        mend = f"write `{near[0]}`" if near else f"install what provides `{name}`, or remove the import"
    return Diagnostic("DEF066", f"no module `{name}`", (Label(place, "imported here"),), why=_WHY, help=mend)


def _no_name(error: ImportError, place: Span) -> Diagnostic:
    found = re.search(r"cannot import name '(\w+)' from '([\w.]+)'", str(error))
    if found is None:
        return Diagnostic(
            "DEF067",
            f"import fails: {error}",
            (Label(place, "imported here"),),
            why=_WHY,
            help="mend the import",
        )
    names = dir(sys.modules.get(found[2]))
    near = difflib.get_close_matches(found[1], names, n=1, cutoff=0.6)
    return Diagnostic(
        "DEF067",
        f"`{found[2]}` has no `{found[1]}`",
        (Label(place, f"did you mean `{near[0]}`?" if near else "no such name"),),
        why=_WHY,
        help=f"write `{near[0]}`" if near else f"define `{found[1]}` in {found[2]}, or remove the import",
        edits=_respelt(place, found[1], names),
    )


def _respelt(place: Span, word: str, names: Sequence[str]) -> tuple[Edit, ...]:
    """Return the edit that writes the name that is meant, if the misspelt one stands at a place exactly once."""
    from vttalerts.model.edits import meant

    near = meant(word, names) if word else None
    if near is None or place.end_line is None:
        return ()
    lines = Path(place.file).read_text(encoding="utf-8", errors="replace").split("\n")[place.line - 1 : place.end_line]
    found = [
        Edit(Span(place.file, number, match.start() + 1, number, match.end() + 1), near)
        for number, line in enumerate(lines, place.line)
        for match in re.finditer(rf"\b{re.escape(word)}\b", line)
    ]
    return (found[0],) if len(found) == 1 else ()


def _siblings(file: str) -> list[str]:
    folder = Path(file).parent
    return [path.stem for path in folder.iterdir() if path.suffix == ".py" or path.is_dir()] if folder.is_dir() else []


def _last_line(error: BaseException) -> str:
    lines = traceback.format_exception_only(error)
    return lines[-1].strip().partition(": ")[2] or type(error).__name__


def _suggestion(error: BaseException) -> str:
    word, names = _misspelt(error)
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    return f"write `{near[0]}`" if near else ""


def _misspelt(error: BaseException) -> tuple[str, Sequence[str]]:
    """Return the name that an exception is about, and the names that there are instead; no name if it is about none."""
    if isinstance(error, AttributeError) and error.name:
        return error.name, dir(error.obj)
    if isinstance(error, NameError) and error.name:
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        return error.name, [] if trace is None else [*trace.tb_frame.f_globals, *trace.tb_frame.f_locals]
    return "", ()


def _relative(file: str, root: Path) -> str:
    path = Path(file)
    return path.relative_to(root).as_posix() if root in path.parents else path.name
