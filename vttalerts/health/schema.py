"""What is wrong with a configuration, by its JSON Schema, in words that say where it is and how to mend it.

Decision: the schema is the one that this program's own models make, not the file that `$schema` names, which may be
of another version or missing. No message repeats a value: somebody may have written a secret where its name belongs.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from vttalerts.emitters import health

_KINDS: Final = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "object": "an object",
    "string": "text",
}
_FILE: Final = health.SCHEMA
_BOUNDS: Final = {
    "exclusiveMinimum": "above",
    "maximum": "at most",
    "minimum": "at least",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake.

    Attributes:
        path: Where it is, as in `endpoints[2].url`; empty for the whole file.
        reason: What is wrong there.
        mend: What to do.
    """

    path: str
    reason: str
    mend: str


def check(document: object, names: Mapping[str, str]) -> tuple[Problem, ...]:
    """Return what the schema forbids, in the order of the file.

    Args:
        document: The JSON value.
        names: For paths whose value is not the file's, where it comes from.
    """
    validator: Any = Draft202012Validator(health.schema())
    errors: Iterable[ValidationError] = validator.iter_errors(document)
    found = dict.fromkeys(_problem(error, document, names) for error in errors)
    return tuple(sorted(found, key=lambda one: one.path))


def _problem(error: ValidationError, document: object, names: Mapping[str, str]) -> Problem:
    path = _path(error)
    schema: Any = error.schema
    if schema is False:
        path = f"{path}.{_forbidden(error, document)}"
    reason, mend = _words(error)
    return Problem(names.get(path, path), reason, mend)


def _path(error: ValidationError) -> str:
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path)
    return path.removeprefix(".")


def _forbidden(error: ValidationError, document: Any) -> str:  # noqa: ANN401  any JSON value
    """The key whose value is forbidden: jsonschema gives the path of the object around it."""
    for part in error.absolute_path:
        document = document[part]
    return str(next(name for name, value in document.items() if value is error.instance))


def _words(error: ValidationError) -> tuple[str, str]:
    """What a keyword of the schema means to somebody who wrote the file."""
    bound: Any = error.validator_value
    schema: Any = error.schema
    if schema is False:
        return "does not belong here", "remove it, or change `type`"
    match error.validator:
        case "required":
            missing = next(name for name in bound if name not in _keys(error))
            words = f"`{missing}` is missing", f"add `{missing}`"
        case "additionalProperties":
            words = _unknown(error, schema)
        case "type":
            words = f"is not {_KINDS[str(bound)]}", _mend(schema, f"write {_KINDS[str(bound)]}")
        case "enum":
            words = "is none of the possible values", f"write one of {', '.join(map(str, bound))}"
        case "minItems" | "minLength":
            words = "is empty", "write at least one"
        case str(keyword) if keyword in _BOUNDS:
            words = "is out of bounds", f"write a number {_BOUNDS[keyword]} {bound}"
        case _:
            words = "does not have the right form", _mend(schema, f"see `{_FILE}` of `vttalerts build`")
    return words


def _unknown(error: ValidationError, schema: Mapping[str, Any]) -> tuple[str, str]:
    known = list(schema.get("properties", ()))
    unknown = next(name for name in _keys(error) if name not in known)
    near = difflib.get_close_matches(unknown, known, n=1)
    return f"`{unknown}` means nothing", f"write `{near[0]}`" if near else "remove it"


def _mend(schema: Mapping[str, Any], otherwise: str) -> str:
    """A correct example where the schema has one, and how to name a secret where one belongs."""
    examples = schema.get("examples")
    if examples:
        return f"write it as in {', '.join(examples)}"
    if "env" in schema.get("properties", ()):
        return 'name the places of the secret: {"env": "NAME", "file": "/run/secrets/NAME"}'
    return otherwise


def _keys(error: ValidationError) -> list[str]:
    instance: Any = error.instance
    return [str(key) for key in instance]
