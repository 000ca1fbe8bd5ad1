"""Records what definitions depend on while they load: files, folders, variables; and notices what can't be recorded.

Decision: the bytecode of definitions tells whether all is known. A module of the standard library that is not named
here may look at the clock, the network or the dice; so may any other library. Definitions that import one are never
answered from a stamp. Rejected: a list of what is forbidden, which would always lack something.
"""

from __future__ import annotations

import opcode
import os
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, Final

from typing_extensions import override

_PREDICTABLE: Final = frozenset(
    """__future__ abc base64 bisect collections configparser contextlib copy csv dataclasses decimal enum fractions
    functools hashlib heapq html inspect ipaddress itertools json math numbers operator os os.path pathlib re
    statistics string textwrap tomllib types typing typing_extensions unicodedata urllib.parse warnings
    grafana_foundation_sdk pydantic pydantic_core vtt_definitions vttalerts""".split()
)
"""What may be imported, with all that is in it: it answers alike for the same files and variables."""

_IN_PART: Final = frozenset({"os", "urllib"})
"""Packages of which only the named modules may be imported."""

_NAMES_TO_DOUBT: Final = frozenset(
    """__import__ environb eval exec exists getatime getctime getmtime getpid getppid getrandom getsize
    is_dir is_file is_mount is_symlink isdir isfile islink lexists lstat samefile stat uname urandom""".split()
)
"""What reads the state of files without opening them, or hides what it does."""

_OUTSIDE: Final = frozenset({"builtins", "ctypes", "socket", "sqlite3", "subprocess", "urllib"})
_PROCESSES: Final = frozenset({"os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system"})
"""Audit events of whatever leaves this process; `builtins.input` asks a person."""

_IMPORT: Final = opcode.opmap["IMPORT_NAME"]
_EXTENDED: Final = opcode.opmap["EXTENDED_ARG"]


class Inputs:
    """What one loading depended on.

    Attributes:
        entries: What was found, as `stamp.remember` takes it.
        known: Whether that is all; definitions that look at the clock depend on more.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.entries: set[str] = set()
        self.known = True
        self._codes: list[CodeType] = []
        self._inside = f"{root}{os.sep}"
        self._own = f"{Path(__file__).parents[1]}{os.sep}"
        # What the digest knows already: the interpreter's files, installed packages, and this library.
        self._elsewhere = (
            f"{Path(os.__file__).parent}{os.sep}",
            *(f"{entry}{os.sep}" for entry in sys.path if entry.endswith(("site-packages", "dist-packages"))),
            self._own,
        )

    def add_file(self, path: str | os.PathLike[str]) -> None:
        """Record a file whose contents matter."""
        self.entries.add(f"file {self._name(os.path.abspath(path))}")  # noqa: PTH100  links stay what they are

    @contextmanager
    def recording(self) -> Generator[None]:
        """Record the modules that are run, the files that are opened and the variables that are read meanwhile."""
        before = os.environ
        os.environ = _Recorded(before, self)  # noqa: B003  it reads like the real one
        _listen(self.hear)
        # Whatever is put there may be imported instead of what was.
        self._add_folder("modules", str(self.root))
        try:
            yield
        finally:
            _listen(None)
            os.environ = before  # noqa: B003
        self.known = self.known and all(self._is_known(code) for code in self._codes)

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Take one of the interpreter's audit events (https://docs.python.org/3/library/audit_events.html)."""
        if event == "exec":
            self._run(arguments[0])
        elif event == "open":
            self._opened(arguments[0])
        elif event in {"os.listdir", "os.scandir"}:
            by_import = sys._getframe(2).f_code.co_filename.startswith("<frozen importlib")  # noqa: SLF001  who asks?
            self._add_folder("modules" if by_import else "folder", os.path.abspath(os.fsdecode(arguments[0] or ".")))  # noqa: PTH100
        elif event == "builtins.id" and self._is_harmless(sys._getframe(2)):  # noqa: SLF001  who asks?
            return
        elif event.partition(".")[0] in _OUTSIDE or event in _PROCESSES:
            self.known = False

    def _is_harmless(self, frame: FrameType) -> bool:
        """Tell whether who asks for an identity shows it to nobody: an import on its way to bytecode, the library."""
        return frame.f_code.co_filename.startswith(("<frozen importlib", self._own))

    def _run(self, code: object) -> None:
        """Remember a module of definitions; an installed package is known by its name, where it is imported."""
        if isinstance(code, CodeType) and code.co_name == "<module>":
            file = code.co_filename
            if f"{os.sep}vtt_definitions{os.sep}" in file or self._is_own(file):
                self._codes.append(code)
                self.add_file(file)
                self._add_folder("modules", str(Path(file).parent))

    def _opened(self, path: object) -> None:
        if isinstance(path, str | bytes | os.PathLike):
            file = os.path.abspath(os.fsdecode(path))  # noqa: PTH100
            if not file.startswith(self._elsewhere) and f"{os.sep}__pycache__{os.sep}" not in file:
                self.add_file(file)

    def _add_folder(self, kind: str, folder: str) -> None:
        if not f"{folder}{os.sep}".startswith(self._elsewhere):
            self.entries.add(f"{kind} {self._name(folder)}")

    def _name(self, path: str) -> str:
        return "." if path == str(self.root) else path.removeprefix(self._inside)

    def _is_own(self, file: str) -> bool:
        return file.startswith(self._inside) and not file.startswith(self._elsewhere)

    def _is_known(self, code: CodeType) -> bool:
        """Tell whether a module imports and calls only what answers alike for the same inputs."""
        return Path(code.co_filename).exists() and all(
            _NAMES_TO_DOUBT.isdisjoint(part.co_names)
            and not any(self._is_doubtful(name, part) for name in _imported(part))
            for part in _parts(code)
        )

    def _is_doubtful(self, name: str, code: CodeType) -> bool:
        top = name.partition(".")[0]
        if not name or name in _PREDICTABLE or (top in _PREDICTABLE and top not in _IN_PART):
            return False
        file = getattr(sys.modules.get(name), "__file__", None)
        return not (file and self._is_own(file)) and name in _imported_absolutely(code)


_listener: Callable[[str, tuple[Any, ...]], None] | None = None
_hooked = False


def _listen(listener: Callable[[str, tuple[Any, ...]], None] | None) -> None:
    """Pass audit events to a listener, or to nobody; a hook stays for ever, so there is only one."""
    global _listener, _hooked  # noqa: PLW0603  an audit hook is for good, and one is enough
    _listener = listener
    if not _hooked:
        _hooked = True
        sys.addaudithook(_hear)


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if _listener is not None:
        _listener(event, arguments)


def _parts(code: CodeType) -> Iterator[CodeType]:
    """Yield a module's code, and that of all functions and classes in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _parts(constant)


def _imported(code: CodeType) -> Iterator[str]:
    """Yield the names in import statements, of relative ones without their dots."""
    operations = code.co_code
    at = operations.find(_IMPORT)
    while at >= 0:
        # An operation is one byte, its operand the next; higher bytes of the operand come before.
        if at % 2 == 0:
            index, shift, before = operations[at + 1], 8, at - 2
            while before >= 0 and operations[before] == _EXTENDED:
                index |= operations[before + 1] << shift
                shift, before = shift + 8, before - 2
            yield code.co_names[index]
        at = operations.find(_IMPORT, at + 1)


def _imported_absolutely(code: CodeType) -> set[str]:
    """Return the names in import statements that begin with no dot; slower than `_imported`."""
    import dis

    names: set[str] = set()
    constants: list[object] = [0]
    for instruction in dis.get_instructions(code):
        if instruction.opname in {"LOAD_CONST", "LOAD_SMALL_INT"}:
            constants.append(instruction.argval)
        elif instruction.opname == "IMPORT_NAME" and constants[-2:][0] == 0:
            names.add(str(instruction.argval))
    return names


class _Recorded(os._Environ[str]):  # noqa: SLF001  code that is given this must find all that os.environ has
    """The environment; every variable that is looked at is recorded."""

    def __init__(self, real: os._Environ[str], inputs: Inputs) -> None:
        self.__dict__.update(real.__dict__)
        self._inputs = inputs

    @override
    def __getitem__(self, key: str) -> str:
        self._inputs.entries.add(f"variable {key}")
        return super().__getitem__(key)

    @override
    def __iter__(self) -> Iterator[str]:
        self._inputs.known = False
        return super().__iter__()
