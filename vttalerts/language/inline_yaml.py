"""What Alertmanager makes of a rendered text that happens to be YAML: a number, a flag, a list or a mapping.

It does so with each text in PagerDuty's details and in a webhook's own payload, through gopkg.in/yaml.v2 (resolve.go),
whose YAML is 1.1: `yes` is true and `0x10` is 16.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, Final

_MAX_LENGTH: Final = 1 << 20
_MAX_NODES: Final = 100_000
_NAMED: Final[dict[str, Any]] = {
    **dict.fromkeys("y Y yes Yes YES true True TRUE on On ON".split(), True),
    **dict.fromkeys("n N no No NO false False FALSE off Off OFF".split(), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(".inf .Inf .INF +.inf +.Inf +.INF".split(), math.inf),
    **dict.fromkeys("-.inf -.Inf -.INF".split(), -math.inf),
    **dict.fromkeys(".nan .NaN .NAN".split(), math.nan),
}
_INTEGER: Final = re.compile(r"[-+]?(?:0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9][0-9]*)")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_LARGEST: Final = 1 << 64
_MOST_DIGITS: Final = 80
"""More than any number of 64 bits has, binary ones too."""
_FORBIDDEN: Final = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""Characters that YAML does not have (yaml.v2 readerc.go)."""
_UNLIKE_JSON: Final = re.compile("[\x85\u2028\u2029]|\\\\u[dD][89a-fA-F]|\\\\/")
"""What YAML reads otherwise in a quoted text, or not at all: other ends of lines, halves of characters, slashes."""


class NotYAMLError(Exception):
    """The text is no YAML; Alertmanager then takes it as a text."""


def inline(text: str) -> Any:  # noqa: ANN401  whatever YAML can say
    """Return what a text says as YAML; keys that are no texts are kept as they are.

    Raises:
        NotYAMLError: It is none, or too long to be looked at.
    """
    if len(text) > _MAX_LENGTH:
        raise NotYAMLError
    if _FORBIDDEN.search(text):
        raise NotYAMLError
    if text[:1] in {"{", "["} and not _UNLIKE_JSON.search(text):
        try:
            return json.loads(text)
        except ValueError:
            pass
    if not text.strip():
        return None
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    reader = YAML(typ="safe", pure=True)
    reader.version = (1, 1)
    try:
        # Whatever follows the first document is not looked at: `[CRITICAL] x` is a list.
        node: Any = next(iter(reader.compose_all(text)), None)
    except (YAMLError, ValueError, AttributeError, RecursionError):
        raise NotYAMLError from None
    return _Builder(text).build(node)


class _Builder:
    def __init__(self, text: str) -> None:
        self._text = text
        self._built = 0

    def build(self, node: Any) -> Any:  # noqa: ANN401  ruamel's nodes have no common type
        self._built += 1
        if self._built > _MAX_NODES:  # aliases of aliases
            raise NotYAMLError
        if node is None:
            return None
        if node.id == "scalar":
            tagged = self._text[node.start_mark.index : node.start_mark.index + 1] == "!"
            return scalar(node.value) if node.style is None and not tagged else node.value
        if node.id == "sequence":
            return [self.build(one) for one in node.value]
        found: dict[Any, Any] = {}
        for key, value in node.value:
            if key.id == "scalar" and key.value == "<<" and key.style is None:
                merged = self.build(value)
                for other in merged if isinstance(merged, list) else [merged]:
                    if not isinstance(other, dict):
                        raise NotYAMLError
                    found = {**other, **found}
                continue
            name = self.build(key)
            try:
                found[name] = self.build(value)
            except TypeError:  # a list or a mapping as a key
                raise NotYAMLError from None
        return found


def scalar(text: str) -> Any:  # noqa: ANN401  whatever YAML can say
    """Return what a plain word says."""
    if text in _NAMED:
        return _NAMED[text]
    plain = text.replace("_", "")
    if _INTEGER.fullmatch(plain):
        whole = _integer(plain) if len(plain) <= _MOST_DIGITS else _LARGEST
        if -_LARGEST / 2 <= whole < _LARGEST:
            return whole
    if _FLOAT.fullmatch(plain) and math.isfinite(value := float(plain)):
        return value
    return text


def _integer(text: str) -> int:
    sign, digits = (-1, text[1:]) if text[0] == "-" else (1, text.lstrip("+"))
    if len(digits) > 1 and digits[0] == "0" and digits[1] in "01234567":
        return sign * int(digits, 8)
    return sign * int(digits, 0)
