"""Remembers that nothing was wrong, so that an unchanged repository is answered before anything heavy is imported.

A stamp holds the digest of everything that the answer depends on: the contents of all files that the definitions
read, the folders they could import from, the variables they looked at, the library's own files, the installed
packages, the interpreter and the options. If anything differs, or can't be read, the work is done again. Nothing is
remembered of what changed while the work was done: nobody knows which version of it was read.
"""

from __future__ import annotations

import os
import sys
from _blake2 import blake2b

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from vttalerts.cli.quick import Options

FOLDER = ".vttalerts_cache"
_VERSION = "vttalerts stamp 2"
_FILES_CLOCK = 5
"""Linux's CLOCK_REALTIME_COARSE, which the kernel stamps files with (include/uapi/linux/time.h)."""
_TICK = 20_000_000
"""Nanoseconds by which a file's time may lie before the true one, where the clock of files can't be asked."""
_COARSE = 2_000_000_000
"""The same on file systems that keep whole seconds, or every other one."""
_LIBRARY = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def recall(options: Options) -> str | None:
    """Return what the same command printed last time, if it found nothing and nothing has changed since."""
    if not reproducible(options):
        return None
    root = _root(options.project)
    if root is None:
        return None
    try:
        with open(_place(root, options), encoding="utf-8") as file:
            version, digest, inputs, printed = file.read().split("\n\n", 3)
    except (OSError, ValueError):
        return None
    if version != _VERSION or _digest(root, options, inputs.split("\n"), printed) != digest:
        return None
    return printed


def remember(options: Options, root: str, inputs: Iterable[str], printed: str, since: int) -> None:
    """Keep what a command printed that found nothing; a folder that can't be written keeps nothing.

    Args:
        options: The command.
        root: The project's folder.
        inputs: What the answer depends on: `file PATH`, `folder PATH` (its names), `modules PATH` (the names in it
            that can be imported), `variable NAME`, or `until DAY` (whether that day has passed).
        printed: What it printed.
        since: When the work began, by `now`.
    """
    listed = sorted(set(inputs))
    if not reproducible(options) or any("\n" in entry or _is_newer(root, entry, since) for entry in listed):
        return
    text = "\n\n".join((_VERSION, _digest(root, options, listed, printed), "\n".join(listed), printed))
    place = _place(root, options)
    part = f"{place}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(place), exist_ok=True)
        ignore = os.path.join(root, FOLDER, ".gitignore")
        if not os.path.exists(ignore):
            with open(ignore, "w", encoding="utf-8") as file:
                file.write("*\n")
        with open(part, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(part, place)
    except OSError:
        _remove(part)


def now() -> int:
    """Return the time, in nanoseconds since 1970, by the clock that gives files theirs."""
    import time

    if os.uname().sysname == "Linux":
        return time.clock_gettime_ns(_FILES_CLOCK)
    return time.time_ns() - _TICK


def today() -> str:
    """Return the day in UTC, such as `2027-03-01`."""
    import time

    return time.strftime("%Y-%m-%d", time.gmtime())


def reproducible(options: Options) -> bool:
    """Tell whether the same command always gives the same answer: it writes nothing and prints text."""
    return (options.command == "check" or options.check) and options.format == "text" and not options.write_baseline


def _root(start: str) -> str | None:
    folder = os.path.abspath(start)
    while not os.path.isdir(os.path.join(folder, FOLDER)):
        parent = os.path.dirname(folder)
        if parent == folder or os.path.isfile(os.path.join(folder, "pyproject.toml")):
            return None
        folder = parent
    return folder


def _place(root: str, options: Options) -> str:
    name = blake2b(options.key().encode(), digest_size=8).hexdigest()
    return os.path.join(root, FOLDER, f"{options.command}-{name}")


def _is_newer(root: str, entry: str, since: int) -> bool:
    """Tell whether an input may have changed since a moment; what is missing is as new as the folder that lacks it."""
    kind, _, name = entry.partition(" ")
    if kind == "variable":
        return False
    if kind == "until":
        return today() > name
    path = os.path.join(root, name)
    while True:
        try:
            times = [
                time for found in (os.stat(path), os.lstat(path)) for time in (found.st_mtime_ns, found.st_ctime_ns)
            ]
        except OSError:
            path, before = os.path.dirname(path), path
            if path == before:
                return True
            continue
        newest = max(times)
        return newest + (0 if newest % 1_000_000_000 else _COARSE) >= since


def _digest(root: str, options: Options, inputs: Iterable[str], printed: str) -> str:
    state = blake2b(digest_size=32)
    feed = state.update
    facts = (
        _VERSION,
        sys.version,
        sys.executable,
        str(sys.flags.optimize),
        *sys.path,
        options.key(),
        os.getcwd(),
        printed,
    )
    feed("\0".join(facts).encode("utf-8", "surrogateescape"))
    _library(_LIBRARY, feed)
    for entry in sys.path:
        if entry.endswith(("site-packages", "dist-packages")):
            feed(f"{entry}\0{_stamp(entry)}\0".encode())
    if options.from_env:
        for name in sorted(os.environ):
            feed(f"{name}={os.environ[name]}\0".encode("utf-8", "surrogateescape"))
    for entry in inputs:
        kind, _, name = entry.partition(" ")
        feed(f"{entry}\0".encode("utf-8", "surrogateescape"))
        path = os.path.join(root, name)
        if kind == "variable":
            feed(repr(os.environ.get(name)).encode("utf-8", "surrogateescape"))
        elif kind == "until":
            feed(b"passed" if today() > name else b"to come")
        elif kind == "folder":
            feed("\0".join(_names(path)).encode("utf-8", "surrogateescape"))
        elif kind == "modules":
            feed("\0".join(filter(_is_module, _names(path))).encode("utf-8", "surrogateescape"))
        else:
            feed(_contents(path))
        feed(b"\0")
    return state.hexdigest()


def _contents(path: str) -> bytes:
    try:
        with open(path, "rb", buffering=0) as file:
            content: bytes = file.read()
    except OSError:
        return b"missing"
    return b"%d:%b" % (len(content), content)


def _names(folder: str) -> list[str]:
    try:
        return sorted(entry.name for entry in os.scandir(folder) if not entry.name.startswith((".", "__pycache__")))
    except OSError:
        return ["missing"]


def _is_module(name: str) -> bool:
    """Tell whether something of this name can be imported: a package's folder, a module, a compiled one."""
    return "." not in name or name.endswith((".py", ".pyc", ".so", ".pyd"))


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return


def _stamp(path: str) -> str:
    try:
        found = os.stat(path)
    except OSError:
        return "missing"
    return f"{found.st_size} {found.st_mtime_ns}"


def _library(folder: str, feed: object) -> None:
    """The library's own files by size and time: an edit of them changes both, and 150 reads would cost too much."""
    for entry in sorted(os.scandir(folder), key=lambda one: one.name):
        if entry.name == "__pycache__":
            continue
        if entry.is_dir():
            _library(entry.path, feed)
        elif callable(feed):
            found = entry.stat()
            feed(f"{entry.name} {found.st_size} {found.st_mtime_ns}\0".encode())
