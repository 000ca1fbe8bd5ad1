"""Keeps secrets that stand in files out of what is said of these files.

Decision: by the text of the line as well as by what was read: a file that is broken before its secrets were read has
them too. A line too much that no report repeats does little harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from vttalerts.diagnostics import Diagnostic, Label
from vttalerts.importers.nodes import Map, Node, Scalar, Seq, Source

_KEY: Final = (
    r"(?:[\w.-]*(?:password|passwd|secret|token|passphrase|credential|private_key|secret_key|access_key|api_key|apikey"
    r"|routing_key|service_key|user_key|certificate_key)s?|(?:slack_)?api_url|(?:mattermost_)?webhook_url|proxy_connect_header"
    r"|token_id)"
)
_NAMED: Final = re.compile(rf"""["']?\b{_KEY}["']?\s*:\s*\S""", re.IGNORECASE)
_SECRET_KEY: Final = re.compile(rf"{_KEY}\Z", re.IGNORECASE)
_SHAPED: Final = re.compile(
    r"://[^/\s]*@|://[^\s\"']*/[\w.~%+-]{16,}|hooks\.slack|-----BEGIN|xox[abprs]-|discord\S*/webhooks"
)
_SHORTEST: Final = 6
"""Shorter texts are found everywhere; nobody's secret is one of them."""
_NOT_SHOWN: Final = "(not shown)"


class Secrets:
    """What must not be shown of some files.

    Attributes:
        texts: The secrets themselves, longest first.
    """

    def __init__(self, files: Iterable[tuple[Source, Iterable[Node]]]) -> None:
        self._sources: dict[str, Source] = {}
        self._lines: dict[str, set[int]] = {}
        texts: set[str] = set()
        for source, documents in files:
            self._sources[source.file] = source
            lines = self._lines.setdefault(source.file, set())
            for document in documents:
                for scalar in _secrets(document):
                    first, last = source.place(scalar.start)[0], source.place(max(scalar.start, scalar.end - 1))[0]
                    lines.update(range(first, last + 1))
                    if len(scalar.text) >= _SHORTEST:
                        texts.add(scalar.text)
        self.texts = sorted(texts, key=len, reverse=True)

    def lines(self) -> frozenset[tuple[str, int]]:
        """Return the lines that hold a secret, by file and number."""
        return frozenset(
            (name, number)
            for name, source in self._sources.items()
            for number in range(1, source.place(len(source.text))[0] + 1)
            if self._is_secret(source, number)
        )

    def hide(self, found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """Yield findings that repeat no secret."""
        for one in found:
            labels = tuple(self._label(label) for label in one.labels)
            yield replace(
                one,
                headline=self._text(one.headline),
                labels=labels,
                why=self._text(one.why),
                help=self._text(one.help),
            )

    def _label(self, label: Label) -> Label:
        source = self._sources.get(label.span.file)
        hidden = label.hidden or (source is not None and self._is_secret(source, label.span.line))
        return replace(label, hidden=hidden, text=self._text(label.text), name=self._text(label.name))

    def _is_secret(self, source: Source, line: int) -> bool:
        if line in self._lines[source.file]:
            return True
        text = source.line(line)
        return bool(_NAMED.search(text) or _SHAPED.search(text))

    def _text(self, text: str) -> str:
        for secret in self.texts:
            if secret in text:
                text = text.replace(secret, _NOT_SHOWN)
        return text


def _secrets(node: Node) -> Iterator[Scalar]:
    stack: list[tuple[str, Node]] = [("", node)]
    while stack:
        key, one = stack.pop()
        match one:
            case Map():
                stack.extend((name, value) for name, value in one.values.items() if _may_hold(name, value))
            case Seq():
                stack.extend((key, item) for item in one.items)
            case Scalar() if key and not one.is_null and (_SECRET_KEY.match(key) or _SHAPED.search(one.text)):
                yield one
            case _:
                pass


def _may_hold(key: str, value: Node) -> bool:
    """Tell whether there can be a secret behind a key; nearly all that a rule says is none."""
    return not isinstance(value, Scalar) or bool(_SECRET_KEY.match(key) or "://" in value.text or "-----" in value.text)
