"""Secrets that stand in clear text in a file: each gets a name, and its value is never written or shown."""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Final, Union, get_args, get_origin

from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.importers.source.names import Names, words_of
from vttalerts.model.clear_text import kind_of
from vttalerts.model.platform import Platform
from vttalerts.model.servers import SLACK_APP_URL
from vttalerts.model.settings import ClearText, Secret
from vttalerts.model.spec import DefinitionError, Spec

_SHOWN: Final = frozenset({"url", "username", "chat_id", "access_key"})
"""Fields that may hold a secret and seldom do: only what looks like one is taken for one."""
_LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class Secrets:
    """The names of secrets.

    Attributes:
        fields: By the object and the field that they are the value of.
        values: By the identity of values that stand in lists and mappings.
        diagnostics: What people must do about each.
    """

    fields: Mapping[tuple[Spec, str], str] = field(default_factory=dict[tuple[Spec, str], str])
    values: Mapping[int, str] = field(default_factory=dict[int, str])
    diagnostics: tuple[Diagnostic, ...] = ()


def name_secrets(platforms: Iterable[Platform]) -> Secrets:
    """Return a name for each secret in clear text; the same value in the same kind of field has the same name."""
    names = Names()
    known: dict[str, str] = {}
    fields: dict[tuple[Spec, str], str] = {}
    values: dict[int, str] = {}
    found: list[Diagnostic] = []
    for platform in platforms:
        for spec, name, owner, value in _walk(platform, ()):
            text = value.reveal() if isinstance(value, ClearText) else str(value)
            given = known.get(text) or names.give(_wanted(owner, name))
            known[text] = given
            if spec.__dict__[name] is value:
                fields[spec, name] = given
            else:
                values[id(value)] = given
            found.append(_report(spec, name, given))
    return Secrets(fields, values, tuple(found))


def without_file(platform: Platform) -> Iterator[Diagnostic]:
    """Yield the secrets in clear text that can't be in a file, because the server would not read it."""
    for spec, name, _, value in _walk(platform, ()):
        if spec.__dict__[name] is not value:
            continue
        try:
            spec.copy_with(**{name: Secret("SECRET")})
        except DefinitionError as error:
            label = replace(spec.at("in clear text", name, part="name"), hidden=True)
            yield from (replace(found, labels=(label,)) for found in error.diagnostics)


def _report(spec: Spec, name: str, given: str) -> Diagnostic:
    return Diagnostic(
        "DEF125",
        f"`{name}` holds a secret in clear text",
        (replace(spec.at(f'becomes secret("{given}")', name, part="name"), hidden=True),),
        why="whoever may read the file can use it; the definitions name it, and the server reads it from a file",
        help=f"change it where it is valid, and put the new one into the file of {given}",
        level=Level.WARNING,
    )


def _walk(value: Any, owner: tuple[str, ...]) -> Iterator[tuple[Spec, str, tuple[str, ...], Any]]:
    """Yield every secret in clear text: whose it is, in which field, below which named object, and what it is."""
    seen: set[int] = set()
    stack: list[tuple[Any, tuple[str, ...], Spec | None, str]] = [(value, owner, None, "")]
    while stack:
        one, owner, spec, name = stack.pop()
        if isinstance(one, Spec):
            if id(one) in seen:
                continue
            seen.add(id(one))
            called = one.__dict__.get("name") or one.__dict__.get("job_name")
            inner = (called,) if isinstance(called, str) and not isinstance(one, Platform) else owner
            stack.extend((one.__dict__[key], inner, one, key) for key in reversed(one.__dict__))
        elif isinstance(one, Mapping):
            stack.extend((each, owner, spec, name) for each in reversed(list(one.values())))
        elif isinstance(one, tuple | list):
            stack.extend((each, owner, spec, name) for each in reversed(one))
        elif spec is not None and (isinstance(one, ClearText) or _is_clear(spec, name, one)):
            yield spec, name, owner, one


def _is_clear(spec: Spec, name: str, value: object) -> bool:
    """Tell whether a text stands where a secret could."""
    if not isinstance(value, str) or not value or "{{" in value or value == SLACK_APP_URL:
        return False
    info = type(spec).model_fields.get(name)
    if info is None or not _takes_secret(info.annotation):
        return False
    return name not in _SHOWN or bool(kind_of(value))


def _takes_secret(annotation: object) -> bool:
    return annotation is Secret or (
        get_origin(annotation) in (Union, types.UnionType, Annotated) and any(map(_takes_secret, get_args(annotation)))
    )


def _wanted(owner: tuple[str, ...], name: str) -> str:
    words = [word for part in owner for word in words_of(part)]
    made = "_".join([*words, name]).upper()
    return made[-_LONGEST:].lstrip("_0123456789") or "SECRET"
