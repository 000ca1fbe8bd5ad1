"""Where a running stack keeps what is its own: configuration, data, logs, secrets, and what runs.

All of it is for its user alone. Secrets are files of their own that go away when the stack stops.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

_PRIVATE_FOLDER: Final = 0o700
_PRIVATE_FILE: Final = 0o600


class Folder:
    """The folder of one stack.

    Attributes:
        path: Where it is.
        config: What `build` writes for the servers.
        data: What the servers keep.
        logs: What they say, a file each.
        secrets: A file each, while the stack runs.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.config = path / "config"
        self.data = path / "data"
        self.logs = path / "logs"
        self.secrets = path / "secrets"
        self._lock: int | None = None

    @classmethod
    def of(cls, root: Path, chosen: str | None = None) -> Folder:
        """Return the folder of a project's stack (XDG Base Directory Specification, `XDG_STATE_HOME`)."""
        if chosen:
            return cls(Path(chosen).resolve())
        home = os.environ.get("XDG_STATE_HOME", "")
        base = Path(home) if home.startswith("/") else Path.home() / ".local" / "state"
        name = hashlib.blake2b(str(root).encode(), digest_size=6).hexdigest()
        return cls(base / "vttalerts" / "stack" / f"{root.name}-{name}")

    def make(self) -> None:
        """Make the folder and those in it, for this user alone."""
        for folder in (self.path, self.config, self.data, self.logs, self.secrets):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(_PRIVATE_FOLDER)

    def log(self, service: str) -> Path:
        """Return the log of a service."""
        return self.logs / f"{service}.log"

    def put_secrets(self, values: Mapping[str, str]) -> None:
        """Write each secret into a file that its user alone can read."""
        for name, value in values.items():
            place = self.secrets / name
            place.unlink(missing_ok=True)
            with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE_FILE), "w") as file:
                file.write(value)

    def forget_secrets(self) -> None:
        """Remove every secret."""
        shutil.rmtree(self.secrets, ignore_errors=True)

    def lock(self) -> bool:
        """Take the stack for this process; `False` if another one has it. It is given back when the process ends."""
        place = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, _PRIVATE_FILE)
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(place)
            return False
        self._lock = place
        return True

    def unlock(self) -> None:
        """Give the stack back."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def is_locked(self) -> bool:
        """Tell whether a process has the stack."""
        if not (self.path / "lock").exists():
            return False
        if self.lock():
            self.unlock()
            return False
        return True

    def write(self, name: str, value: object) -> None:
        """Write a small file as a whole, in JSON."""
        place = self.path / f"{name}.json"
        part = place.with_suffix(f".{os.getpid()}")
        part.touch(_PRIVATE_FILE)
        part.write_text(json.dumps(value), encoding="utf-8")
        part.replace(place)

    def read(self, name: str) -> Any:  # noqa: ANN401  JSON; nothing if it is not there
        """Read such a file."""
        try:
            return json.loads((self.path / f"{name}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def remove(self, name: str) -> None:
        """Remove such a file."""
        (self.path / f"{name}.json").unlink(missing_ok=True)
