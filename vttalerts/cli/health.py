"""`vttalerts health`: asks VTT's endpoints, once or for ever, shows what it sees, and has people told of changes."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from vttalerts.health import table
from vttalerts.health.config import Config, ConfigError, load
from vttalerts.health.events import Event, RoundDone, when
from vttalerts.health.judge import Level
from vttalerts.health.outbox import Outbox, StoreError
from vttalerts.health.run import Monitor, once
from vttalerts.health.schema import Problem

STOPPED, COULD_NOT_RUN = 0, 2

_LAST_PORT: Final = 65535
_COLORS: Final = {Level.HEALTHY: "green", Level.DEGRADED: "yellow", Level.UNHEALTHY: "bold red"}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the options ask for."""

    config: str
    format: str
    once: bool
    state_dir: str | None
    listen: str | None


def run(wishes: Wishes) -> int:
    """Run the monitor and return the exit code."""
    environment = dict(os.environ)
    try:
        listen = _address(wishes.listen)
    except ValueError:
        return _refuse("--listen", (Problem("", "is no HOST:PORT", "write 127.0.0.1:9116"),))
    try:
        config = load(Path(wishes.config), environment)
    except ConfigError as error:
        return _refuse(wishes.config, error.problems)
    if wishes.once:
        return _once(config, wishes.format)
    problems = config.missing_secrets(environment)
    if problems:
        return _refuse(wishes.config, problems)
    return _for_ever(config, environment, listen, wishes)


def _for_ever(config: Config, environment: Mapping[str, str], listen: tuple[str, int] | None, wishes: Wishes) -> int:
    try:
        outbox = Outbox(Path(wishes.state_dir) if wishes.state_dir else _state_dir())
    except StoreError as error:
        sys.stderr.write(f"error: {error}\n")
        return COULD_NOT_RUN
    try:
        _watch(Monitor(config, environment, outbox, _print_text, listen), wishes.format)
    except BrokenPipeError:
        raise
    except OSError as error:
        if listen is None:
            raise
        sys.stderr.write(f"error: {wishes.listen} can't be had: {error.strerror}; choose another port for --listen\n")
        return COULD_NOT_RUN
    finally:
        outbox.close()
    return STOPPED


def _once(config: Config, form: str) -> int:
    done = asyncio.run(once(config))
    if form == "json":
        _print(table.machine(done))
    elif sys.stdout.isatty():
        Console().print(_table(done))
    else:
        sys.stdout.write(table.plain(done))
    return int(done.level)


def _watch(monitor: Monitor, form: str) -> None:
    if form == "json":
        monitor.report = _print_json
    elif sys.stdout.isatty():
        with Live(Text("asking …"), auto_refresh=False) as live:
            monitor.report = _Screen(live).show
            asyncio.run(monitor.run())
        return
    broken = False
    try:
        asyncio.run(monitor.run())
    except* BrokenPipeError:
        broken = True
    if broken:
        raise BrokenPipeError  # as from every other command: the reader went away


def _print_text(event: Event) -> None:
    for line in table.text(event):
        _print(line)


def _print_json(event: Event) -> None:
    _print(table.machine(event))


class _Screen:
    """A table that stays in its place; what happens scrolls by above it."""

    def __init__(self, live: Live) -> None:
        self._live = live

    def show(self, event: Event) -> None:
        if isinstance(event, RoundDone):
            self._live.update(_table(event), refresh=True)
        for line in table.text(event):
            self._live.console.print(Text(line))


def _table(done: RoundDone) -> Table:
    shown = Table(title=Text(f"VTT is {done.level.word}", _COLORS[done.level]), caption=when(done.at))
    for column in table.COLUMNS:
        shown.add_column(column, justify="right" if column in {"Answers in", "Memory"} else "left")
    for row in table.rows(done):
        name, state, *rest = row.cells
        shown.add_row(Text(name), Text(state, _COLORS[row.level]), *map(Text, rest))
    return shown


def _refuse(file: str, problems: Iterable[Problem]) -> int:
    for one in problems:
        place = f"{file}: {one.path}" if one.path else file
        sys.stderr.write(f"error: {place}: {one.reason}\n   = help: {one.mend}\n")
    return COULD_NOT_RUN


def _address(listen: str | None) -> tuple[str, int] | None:
    if listen is None:
        return None
    host, _, port = listen.rpartition(":")
    if not host or not port.isascii() or not port.isdecimal() or int(port) > _LAST_PORT:
        raise ValueError(listen)
    return host.strip("[]"), int(port)


def _state_dir() -> Path:
    """Where programs of a user keep their state (XDG Base Directory Specification)."""
    home = os.environ.get("XDG_STATE_HOME", "")
    return (Path(home) if home.startswith("/") else Path.home() / ".local" / "state") / "vttalerts" / "health"


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
