"""Values whose shape upstream leaves to the user: a webhook's payload, an issue's fields, the claims of a token."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeVar, cast

from vttalerts.diagnostics import Fault
from vttalerts.model.fields import notification_template
from vttalerts.model.schema import AfterValidator
from vttalerts.model.settings import EnvText, Secret

_Value = TypeVar("_Value", bound="dict[str, Any] | tuple[Any, ...] | str")


def document(value: dict[str, Any]) -> dict[str, Any]:
    """Check a mapping that is written as it is: texts, numbers, flags, and lists and mappings of them.

    Raises:
        Fault: Something that YAML does not have (DEF042), or a secret, which no server would read there (DEF019).
    """
    _check(value, "", str)
    return value


def template_value(value: _Value) -> _Value:
    """Check a document that may also be a list or a text; its texts are Go templates.

    Raises:
        Fault: See `template_document`.
    """
    _check(value, "", notification_template)
    return value


def template_document(value: dict[str, Any]) -> dict[str, Any]:
    """Check a mapping whose texts are Go templates, as Alertmanager renders them.

    Raises:
        Fault: See `document`; a text is no template (TPL001).
    """
    _check(value, "", notification_template)
    return value


def _check(value: object, path: str, text: Callable[[str], str]) -> None:
    match value:
        case None | bool() | int() | float() | EnvText():
            return
        case str():
            text(value)
        case dict():
            for key, item in cast("dict[object, object]", value).items():
                if not isinstance(key, str):
                    raise _nothing(f"{path}[{key!r}]", "a key that is no text")
                _check(item, f"{path}.{key}" if path else key, text)
        case list() | tuple():
            for index, item in enumerate(cast("list[object]", value)):
                _check(item, f"{path}[{index}]", text)
        case Secret():
            raise Fault(
                "DEF019",
                f"`{path}` is a secret, and the server reads no file there",
                why="the path of the secret's file would be sent instead of the secret",
                help="use the field that is made for it, such as `http_config` with `authorization`",
            )
        case _:
            raise _nothing(path, f"a {type(value).__name__}")


def _nothing(path: str, what: str) -> Fault:
    return Fault(
        "DEF042",
        f"`{path}` is {what}, which YAML does not have",
        why="the file can't be written",
        help="write texts, numbers, True, False, None, lists, or mappings with texts as keys",
    )


Document = Annotated[dict[str, Any], AfterValidator(document)]
TemplateDocument = Annotated[dict[str, Any], AfterValidator(template_document)]
TemplateValue = Annotated[dict[str, Any] | tuple[Any, ...] | str, AfterValidator(template_value)]
