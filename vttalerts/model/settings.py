"""Values that differ between the places where the monitoring runs, and secrets, which are never values at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, NoReturn

from typing_extensions import override

from vttalerts.diagnostics import Fault
from vttalerts.units import MILLISECONDS, Quantity, milliseconds

SECRETS_DIRECTORY: Final = "/run/secrets"
"""Where Compose and Swarm mount secrets (Compose specification, `secrets`)."""

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ADDRESS: Final = re.compile(r"([a-z][a-z0-9+.-]*://)?([^/:@\[\]]+)(:\d+)?(/.*)?", re.DOTALL)
"""Scheme, host, port and the rest of an address."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a build may differ in without another definition.

    Attributes:
        environment: Values for `env(…)`; empty for the defaults that are committed.
        secrets_directory: Where the servers find one file a secret.
        places: Where something is instead of where the definitions say: a host, or a host with its port, or a
            folder; what stands in `environment` is left as it is.
        time_scale: What all waiting is multiplied with: 0.01 makes five minutes three seconds.
    """

    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    secrets_directory: str = SECRETS_DIRECTORY
    places: Mapping[str, str] = field(default_factory=dict[str, str])
    time_scale: float = 1

    def paced(self, duration: Quantity) -> Quantity:
        """Return a duration as long as this build makes it: whole milliseconds, and never 0 if it was none."""
        if self.time_scale == 1 or not duration.value:
            return duration
        return milliseconds(max(1, round(duration.in_(MILLISECONDS) * self.time_scale)))

    def located(self, address: str) -> str:
        """Return where an address, a URL or a folder is for this build."""
        if not self.places:
            return address
        if address in self.places:
            return self.places[address]
        found = _ADDRESS.fullmatch(address)
        if found is None:
            return address
        scheme, host, port, rest = (part or "" for part in found.groups())
        authority = self.places.get(host + port)
        if authority is None:
            authority = self.places.get(host, host) + port
        return f"{scheme}{authority}{rest}"


DEFAULTS: Final = Settings()


@dataclass(frozen=True, slots=True)
class EnvText:
    """A setting that is no secret: written as its default unless a build is given an environment."""

    name: str
    default: str
    prefix: str = ""
    suffix: str = ""
    rest: EnvText | None = None
    """Another setting that the text goes on with."""

    @property
    def variables(self) -> tuple[EnvText, ...]:
        """This setting, and those that the text goes on with."""
        return (self,) if self.rest is None else (self, *self.rest.variables)

    def resolve(self, settings: Settings) -> str:
        """Return the text that a build with these settings writes."""
        given = settings.environment.get(self.name)
        text = f"{self.prefix}{self.default if given is None else given}{self.suffix}"
        if self.rest is not None:
            return text + self.rest.resolve(settings)
        return text if given is not None else settings.located(text)

    def __add__(self, other: str | EnvText) -> EnvText:
        if self.rest is not None:
            return replace(self, rest=self.rest + other)
        return replace(self, rest=other) if isinstance(other, EnvText) else replace(self, suffix=self.suffix + other)

    def __radd__(self, other: str) -> EnvText:
        return replace(self, prefix=other + self.prefix)

    @override
    def __str__(self) -> str:
        return self.resolve(DEFAULTS)

    @override
    def __format__(self, spec: str) -> NoReturn:
        raise Fault(
            "DEF030",
            f"`env({self.name!r})` loses its variable inside an f-string",
            why="a build with `--env-file` would still write the default",
            help=f"join with `+`: env({self.name!r}, default=…) + '/path'",
        )


@dataclass(frozen=True, slots=True)
class Secret:
    """The name of a secret; its value is never known to this program.

    Attributes:
        name: Its name in the environment.
        file: The file that holds it where the server runs, if that is not in the folder of secrets.
    """

    name: str
    file: str = ""

    def path(self, settings: Settings) -> str:
        """Return the file that holds the secret where the server runs."""
        return self.file or f"{settings.secrets_directory}/{self.name}"

    @override
    def __str__(self) -> str:
        return f"secret({self.name!r})"

    @override
    def __format__(self, spec: str) -> NoReturn:
        raise Fault(
            "SEC002",
            f"`secret({self.name!r})` can't be part of a text",
            why="the text would need the secret's value, which must never be written",
            help="pass the secret alone to a field that takes one; the server reads it from a file",
        )


class ClearText(Secret):
    """A secret that stands in clear text in a file from outside: known, and never shown."""

    __slots__ = ("_value",)
    _value: str

    @classmethod
    def found(cls, name: str, value: str) -> ClearText:
        """Return a secret by its value.

        Args:
            name: What it is to be called.
            value: What stands in the file.
        """
        made = cls(name)
        object.__setattr__(made, "_value", value)
        return made

    def reveal(self) -> str:
        """Return the value; for whoever compares it, never for a text that people read."""
        return self._value

    @override
    def __repr__(self) -> str:
        return f"secret({self.name!r})"


def is_unreadable(value: object) -> bool:
    """Tell whether a field without a `…_file` beside it can't have a value: its secret has a name only."""
    return isinstance(value, Secret) and not isinstance(value, ClearText)


def secret(name: str, *, file: str = "") -> Secret:
    """Return a secret by name; it is written as a path under `/run/secrets/`, never as a value.

    Args:
        name: Its name in the environment.
        file: The file that holds it where the server runs, if that is another one.

    Raises:
        Fault: The name is none that an environment can have (SEC001).
    """
    _check(name, "SEC001", "secret")
    return Secret(name, file)


def env(name: str, *, default: str) -> EnvText:
    """Return a setting that is no secret: `default` in a plain build, the real value with `--env-file`.

    Raises:
        Fault: The name is none that an environment can have (DEF031).
    """
    _check(name, "DEF031", "variable")
    return EnvText(name, default)


def _check(name: str, code: str, kind: str) -> None:
    if not _NAME.fullmatch(name):
        looks_like_value = "/" in name or len(name) > 64  # noqa: PLR2004  longer than any name that a person types
        shown = "(not shown: it looks like a value)" if looks_like_value else f"`{name}`"
        raise Fault(
            code,
            f"{shown} is no name of a {kind}",
            why="nobody could set it where the servers run",
            help="write the variable's name, such as `SLACK_WEBHOOK_URL`",
        )
