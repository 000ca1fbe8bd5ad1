"""What survives a restart: the state of each endpoint, and each notification that a channel has not yet taken.

Decision: SQLite, because a change of state and the notifications about it must become durable together. With two
files a kill between them would either forget to tell, or tell twice. A notification is removed only after its
channel took it, so it is delivered at least once, with the same id each time.
"""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vttalerts.health.events import Notification, from_json, to_json
from vttalerts.health.judge import Level, Standing

_VERSION: Final = 1
_PATIENCE: Final = 0.5
"""Seconds to wait for somebody who looks into the database; all else waits too, so it is short."""

_TABLES: Final = """
BEGIN;
CREATE TABLE standing (endpoint TEXT PRIMARY KEY, standing TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE outbox (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    channel TEXT NOT NULL,
    notification TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    due REAL NOT NULL DEFAULT 0,
    refused INTEGER NOT NULL DEFAULT 0,
    given_up INTEGER NOT NULL DEFAULT 0
);
PRAGMA user_version = 1;
COMMIT;
"""


class StoreError(Exception):
    """The state directory can't be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A notification that a channel has not yet taken.

    Attributes:
        number: Its place in the outbox; lower ones are older.
        notification: What to tell.
        attempts: How often it was tried.
        due: When to try again, in seconds since 1970.
        refused: Whether the channel refused this very message, so that others need not wait for it.
    """

    number: int
    notification: Notification
    attempts: int
    due: float
    refused: bool


class Outbox:
    """The database of one monitor; only one process at a time has it."""

    def __init__(self, folder: Path) -> None:
        """Open the state directory, and make it if need be.

        Raises:
            StoreError: It can't be made or read, or another monitor uses it.
        """
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreError(f"{folder}: {error.strerror}") from None
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._lock)
            raise StoreError(f"{folder} is used by another monitor; give each its own --state-dir") from None
        file = folder / "health.sqlite"
        try:
            self._database = _open(file)
        except sqlite3.Error as error:
            os.close(self._lock)
            raise StoreError(f"{file} can't be used ({error}); move it away to begin anew") from None

    def close(self) -> None:
        """Let another process have the directory."""
        self._database.close()
        os.close(self._lock)

    def standings(self, endpoints: Iterable[str]) -> dict[str, Standing]:
        """Return what was held of these endpoints; of others, nothing is held any more."""
        rows: list[tuple[str, str]] = self._database.execute("SELECT endpoint, standing FROM standing").fetchall()
        known = dict(rows)
        return {name: _standing(known[name]) if name in known else Standing() for name in endpoints}

    def commit(
        self, standings: Mapping[str, Standing], notification: Notification | None, channels: Iterable[str]
    ) -> None:
        """Make new states and the notification about them durable: both or neither.

        Raises:
            sqlite3.Error: It was not possible; nothing was written.
        """
        with self._database as database:
            database.executemany(
                "INSERT OR REPLACE INTO standing VALUES (?, ?)",
                [(name, _text(standing)) for name, standing in standings.items()],
            )
            if notification is not None:
                text = to_json(notification)
                database.executemany(
                    "INSERT INTO outbox (channel, notification) VALUES (?, ?)", [(one, text) for one in channels]
                )

    def waiting(self, channel: str) -> list[Waiting]:
        """Return what a channel has not yet taken, the oldest first."""
        rows: list[tuple[int, str, int, float, int]] = self._database.execute(
            "SELECT number, notification, attempts, due, refused FROM outbox"
            " WHERE channel = ? AND NOT given_up ORDER BY number",
            (channel,),
        ).fetchall()
        return [
            Waiting(number, from_json(text), attempts, due, bool(refused))
            for number, text, attempts, due, refused in rows
        ]

    def channels(self) -> dict[str, int]:
        """Return how many notifications wait, by channel; also for channels that are no longer configured."""
        rows: list[tuple[str, int]] = self._database.execute(
            "SELECT channel, count(*) FROM outbox WHERE NOT given_up GROUP BY channel ORDER BY channel"
        ).fetchall()
        return dict(rows)

    def delivered(self, number: int) -> None:
        """Forget a notification that its channel took."""
        with self._database as database:
            database.execute("DELETE FROM outbox WHERE number = ?", (number,))

    def postpone(self, number: int, due: float, *, refused: bool) -> None:
        """Try a notification again later."""
        with self._database as database:
            database.execute(
                "UPDATE outbox SET attempts = attempts + 1, due = ?, refused = ? WHERE number = ?",
                (due, int(refused), number),
            )

    def give_up(self, number: int) -> None:
        """Try a notification no more; it stays in the database for whoever looks for it."""
        with self._database as database:
            database.execute("UPDATE outbox SET attempts = attempts + 1, given_up = 1 WHERE number = ?", (number,))


def _open(file: Path) -> sqlite3.Connection:
    os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    database = sqlite3.connect(file, timeout=_PATIENCE, isolation_level="IMMEDIATE")
    try:
        database.execute("PRAGMA synchronous = FULL")
        version: int = database.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            database.executescript(_TABLES)
        elif version != _VERSION:
            raise sqlite3.DatabaseError(f"made by another version, {version} and not {_VERSION}")
    except sqlite3.Error:
        database.close()
        raise
    return database


def _text(standing: Standing) -> str:
    return json.dumps([standing.level.word, standing.reached, standing.kept])


def _standing(text: str) -> Standing:
    level, reached, kept = json.loads(text)
    return Standing(Level[level.upper()], tuple(reached), tuple(kept))
