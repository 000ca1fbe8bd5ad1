"""What an editor may say of a file that a definition is written to: JSON Schema 2020-12, made from the fields."""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from vttalerts.model.schema import FieldInfo, WithJsonSchema
from vttalerts.model.spec import Spec

_TYPES: Final[Mapping[Any, str]] = {str: "string", bool: "boolean", int: "integer", float: "number"}
_LIMITS: Final = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}


def object_schema(kind: type[Spec]) -> dict[str, Any]:
    """Return the schema of one class as it is written; classes in it are references into `#/$defs/`."""
    fields = {info.serialization_alias or name: info for name, info in kind.model_fields.items() if not info.exclude}
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {key: _field(info) for key, info in fields.items()},
        "required": [key for key, info in fields.items() if info.is_required()],
        "additionalProperties": False,
    }
    if not schema["required"]:
        del schema["required"]
    return schema | getattr(kind, "json_schema_extra", {})


def _field(info: FieldInfo) -> dict[str, Any]:
    schema = _kind(info.annotation)
    default = None if info.is_required() else info.get_default()
    if default is not None:
        schema["default"] = list(default) if isinstance(default, tuple) else default
    for name, word in _LIMITS.items():
        if getattr(info, name) is not None:
            schema[word] = getattr(info, name)
    if info.min_length is not None:
        schema["minItems" if schema.get("type") == "array" else "minLength"] = info.min_length
    if info.pattern is not None:
        schema["pattern"] = info.pattern
    return schema


def _kind(kind: Any) -> dict[str, Any]:  # noqa: PLR0911  one a kind
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        stated = next((one.json_schema for one in reversed(arguments) if isinstance(one, WithJsonSchema)), None)
        return dict(stated) if stated is not None else _kind(arguments[0])
    if origin in (Union, types.UnionType):
        # What is not set is left out of the file, so `null` is none of the options.
        options = [_kind(one) for one in arguments if one is not type(None)]
        return options[0] if len(options) == 1 else {"anyOf": options}
    if origin is Literal:
        words = list(arguments)
        return {"type": "string", "enum": words} if len(words) > 1 else {"const": words[0]}
    if origin is tuple:
        return {"type": "array", "items": _kind(arguments[0])}
    if origin is dict:
        return {"type": "object", "additionalProperties": _kind(arguments[1])}
    if isinstance(kind, type) and issubclass(kind, Spec):
        return {"$ref": f"#/$defs/{kind.__name__}"}
    return {"type": _TYPES[kind]} if kind in _TYPES else {}
