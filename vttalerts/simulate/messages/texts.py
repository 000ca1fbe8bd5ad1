"""A notification in front of its templates: what each integration needs to write its message."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from vttalerts.language.execution import Execution, ExecutionError, Record, go_json
from vttalerts.language.inline_yaml import NotYAMLError, inline
from vttalerts.model.settings import EnvText, Secret

_MARK: Final = "…"
_UNMARKED: Final = 3
"""Texts of no more characters are cut without a mark."""
_GO_1_22: Final = (0, 28)
"""The first Alertmanager that is built with it (its go.mod)."""


@dataclass(frozen=True, slots=True)
class Message:
    """What one integration sends.

    Attributes:
        kind: `slack`, `email`, `pagerduty` or `webhook`; for others the name of their section.
        body: The request's body, or the mail without what is another in each mail.
        shown: What people read of it: each part's name and text.
        error: Why nothing, or not all of it, is sent; empty where all is well.
    """

    kind: str
    body: str
    shown: tuple[tuple[str, str], ...]
    error: str = ""


class NotSentError(Exception):
    """Alertmanager can't write the message; people hear nothing."""


@dataclass(slots=True)
class Texts:
    """One notification and the templates to tell of it.

    Attributes:
        execution: The templates.
        data: What they see.
        key: The group's key.
        at: When it is sent.
        version: The Alertmanager that sends it.
        resolve: Returns a setting as this build writes it.
        secret: Returns what stands for a secret.
        error: The first thing that went wrong; all later texts are empty then (notify/util.go `TmplText`).
    """

    execution: Execution
    data: Record
    key: str
    at: datetime
    version: tuple[int, ...]
    resolve: Callable[[str | EnvText], str]
    secret: Callable[[Secret], str]
    error: str = ""

    @property
    def short(self) -> bool:
        """Whether JSON is written by a Go that has short names for backspace and form feed."""
        return self.version >= _GO_1_22

    def json(self, value: object) -> str:
        """Return a request's body (Go `json.Encoder`).

        Raises:
            NotSentError: It holds a number that JSON does not have.
        """
        try:
            return f"{go_json(value, short=self.short)}\n"
        except ValueError as error:
            raise NotSentError(str(error)) from None

    def __call__(self, source: str | EnvText | None, default: str = "") -> str:
        """Return what a template says; what it wrote until it failed, and after a failure nothing."""
        if self.error:
            return ""
        text = default if source is None else self.resolve(source)
        try:
            return self.execution.text(text, self.data)
        except ExecutionError as error:
            self.error = str(error)
            return error.partial

    def checked(self) -> None:
        """Stop where a template failed.

        Raises:
            NotSentError: One did.
        """
        if self.error:
            raise NotSentError(self.error)

    def document(self, value: Any) -> Any:  # noqa: ANN401  whatever its author wrote
        """Return a document with its texts rendered, and read as YAML (template/template.go `DeepCopyWithTemplate`).

        Raises:
            NotSentError: A template failed.
        """
        match value:
            case str() | EnvText():
                text = self(value)
                self.checked()
                try:
                    made = inline(text)
                except NotYAMLError:
                    return text
                return text if isinstance(made, str) else self.document(made)
            case dict():
                return self._mapping(value)
            case list() | tuple():
                return [self.document(one) for one in value]
            case _:
                return value

    def _mapping(self, value: Mapping[Any, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, one in value.items():
            if isinstance(key, str):  # others are dropped
                name = self(key)
                self.checked()
                found[name] = self.document(one)
        return {name: found[name] for name in sorted(found)}


def shortened(text: str, most: int) -> str:
    """Return a text with no more than some characters (notify/util.go `TruncateInRunes`)."""
    if len(text) <= most:
        return text
    return text[:most] if most <= _UNMARKED else text[: most - 1] + _MARK
