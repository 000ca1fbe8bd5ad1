"""Records what definitions depend on while they load: files, folders, variables; and notices what can't be recorded."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from typing_extensions import override

_UNPREDICTABLE: Final = frozenset(
    {
        "datetime",
        "getpass",
        "platform",
        "random",
        "secrets",
        "socket",
        "subprocess",
        "tempfile",
        "time",
        "urllib",
        "uuid",
    }
)
"""Modules whose answers change from run to run; definitions that use them are never answered from a stamp."""


class Inputs:
    """What one loading depended on.

    Attributes:
        entries: `file PATH`, `folder PATH` and `variable NAME`, as `stamp.remember` takes them.
        known: Whether that is all; definitions that look at the clock depend on more.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.entries: set[str] = set()
        self.known = True
        self._listening = False

    def add_file(self, path: str | os.PathLike[str]) -> None:
        """Record a file whose contents matter."""
        self.entries.add(f"file {self._name(path)}")

    def add_modules(self, modules: Mapping[str, ModuleType]) -> None:
        """Record the modules that definitions consist of, and look through them for what can't be recorded."""
        folders: set[str] = set()
        for module in modules.values():
            file = getattr(module, "__file__", None)
            if file is None:
                continue
            own = Path(file).is_relative_to(self.root) and "site-packages" not in file
            if own or module.__name__.partition(".")[0] == "vtt_definitions":
                self.add_file(file)
                folders.add(str(Path(file).parent))
                if any(_origin(value) in _UNPREDICTABLE for value in vars(module).values()):
                    self.known = False
        self.entries.update(f"folder {self._name(folder)}" for folder in folders)

    @contextmanager
    def recording(self) -> Generator[None]:
        """Record the files that are opened and the variables that are read meanwhile."""
        before = os.environ
        os.environ = _Recorded(before, self)
        self._listening = True
        sys.addaudithook(self._hear)
        try:
            yield
        finally:
            self._listening = False
            os.environ = before

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._listening:
            return
        if event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
            path = os.fsdecode(arguments[0])
            if not path.endswith((".py", ".pyc")) and not path.startswith((sys.prefix, sys.base_prefix)):
                self.add_file(os.path.abspath(path))
        elif event in {"os.listdir", "os.scandir"} and isinstance(arguments[0], str):
            folder = os.path.abspath(arguments[0])
            if Path(folder).is_relative_to(self.root):
                self.entries.add(f"folder {self._name(folder)}")
        elif event in {"subprocess.Popen", "socket.connect", "os.system"}:
            self.known = False

    def _name(self, path: str | os.PathLike[str]) -> str:
        return os.path.relpath(path, self.root) if Path(path).is_relative_to(self.root) else os.fspath(path)


def _origin(value: object) -> str:
    name = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", "")
    return name.partition(".")[0] if isinstance(name, str) else ""


class _Recorded(os._Environ[str]):
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
