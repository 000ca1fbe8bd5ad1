"""Values that differ between the places where the monitoring runs, and secrets, which are never values at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, NoReturn

from typing_extensions import override

from vttalerts.diagnostics import Fault

SECRETS_DIRECTORY: Final = "/run/secrets"
"""Where Compose and Swarm mount secrets (Compose specification, `secrets`)."""

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a build may differ in without another definition.

    Attributes:
        environment: Values for `env(…)`; empty for the defaults that are committed.
        secrets_directory: Where the servers find one file a secret.
    """

    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    secrets_directory: str = SECRETS_DIRECTORY


DEFAULTS: Final = Settings()


@dataclass(frozen=True, slots=True)
class EnvText:
    """A setting that is no secret: written as its default unless a build is given an environment."""

    name: str
    default: str
    prefix: str = ""
    suffix: str = ""

    def resolve(self, settings: Settings) -> str:
        """Return the text that a build with these settings writes."""
        return f"{self.prefix}{settings.environment.get(self.name, self.default)}{self.suffix}"

    def __add__(self, other: str) -> EnvText:
        return replace(self, suffix=self.suffix + other)

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
    """The name of a secret; its value is never known to this program."""

    name: str

    def path(self, settings: Settings) -> str:
        """Return the file that holds the secret where the server runs."""
        return f"{settings.secrets_directory}/{self.name}"

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


def secret(name: str) -> Secret:
    """Return a secret by name; it is written as a path under `/run/secrets/`, never as a value.

    Raises:
        Fault: The name is none that an environment can have (SEC001).
    """
    _check(name, "SEC001", "secret")
    return Secret(name)


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
