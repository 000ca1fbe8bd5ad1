"""Who listens at a port: a stack that can't start says which process is in its way."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Final

_LISTENING: Final = "0A"
"""TCP_LISTEN (include/net/tcp_states.h)."""


def free_port() -> int:
    """Return a port on loopback that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    """Tell whether a server could listen at a port of loopback."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def holder(port: int) -> str:
    """Return the process that listens at a port in words, such as `nginx (process 812)`."""
    sockets = set(_listening(port))
    if sockets:
        for process in Path("/proc").glob("[0-9]*"):
            if _holds(process, sockets):
                return f"{_name(process)} (process {process.name})"
    return "a process of another user"


def _listening(port: int) -> list[str]:
    """Return the sockets that listen at a port, as links of open files call them."""
    found: list[str] = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            lines = Path(table).read_text(encoding="utf-8").splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            fields = line.split()
            if fields[3] == _LISTENING and int(fields[1].rpartition(":")[2], 16) == port:
                found.append(f"socket:[{fields[9]}]")
    return found


def _holds(process: Path, sockets: set[str]) -> bool:
    try:
        return any(str(link.readlink()) in sockets for link in (process / "fd").iterdir())
    except OSError:
        return False  # it has ended, or is not ours to look at


def _name(process: Path) -> str:
    try:
        return (process / "comm").read_text(encoding="utf-8").strip()
    except OSError:
        return "something"
