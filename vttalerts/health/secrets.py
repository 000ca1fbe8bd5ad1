"""Where a secret is, and how it is read: at the moment of use, so that none is ever part of a printed object.

Decision: the value is read for each notification. A rotated secret then needs no restart, and neither a `repr`, a
traceback nor the outbox can hold it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_LARGEST: Final = 64 * 1024
"""Bytes of a secret's file: what is larger is some other file."""


class MissingSecretError(Exception):
    """A secret is at none of its places; the message names them, and no value."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret by its places: the environment variable is looked at first, then the file.

    Attributes:
        env: The environment variable.
        file: The file with nothing but the value.
    """

    env: str | None = None
    file: str | None = None

    @property
    def name(self) -> str:
        """What people call the secret."""
        return self.env or Path(self.file or "").name

    def read(self, environment: Mapping[str, str]) -> str:
        """Return the value.

        Raises:
            MissingSecretError: It is at none of its places, or empty there.
        """
        tried: list[str] = []
        if self.env is not None:
            value = environment.get(self.env, "").strip()
            if value:
                return value
            tried.append(f"the environment has no {self.env}")
        if self.file is not None:
            try:
                with Path(self.file).open("rb") as file:
                    value = file.read(_LARGEST + 1).decode().strip()
            except OSError as error:
                tried.append(f"{self.file}: {error.strerror}")
            except ValueError:
                tried.append(f"{self.file} is no text")
            else:
                if value and len(value) <= _LARGEST:
                    return value
                tried.append(f"{self.file} is {'empty' if not value else 'too large'}")
        raise MissingSecretError(", and ".join(tried))
