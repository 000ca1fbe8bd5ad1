"""Where an object of a file stands in it: the place of each field, by the field's name in Python."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from typing_extensions import override

from vttalerts.diagnostics import Edit, Fault, Span
from vttalerts.importers.nodes import Map, Node, Scalar, Seq, Source, span_of
from vttalerts.model.sites import Place
from vttalerts.model.spec import Spec

_CALLED: Final[Mapping[str, Mapping[str, str]]] = {
    "Alert": {
        "name": "alert",
        "severity": "labels.severity",
        "service": "labels.service",
        "summary": "annotations.summary",
        "description": "annotations.description",
        "runbook": "annotations.runbook_url",
        "dashboard": "annotations.dashboard_url",
    },
    "AlertGroup": {"alerts": "rules"},
    "Receiver": {"integrations": ""},
    "Module": {"name": "", "probe": "prober"},
    "ScrapeJob": {"discoveries": "static_configs"},
}
"""What a file calls fields, where that is neither their name nor their key on the wire."""
_WORD: Final = re.compile(r"\w[\w:.-]*")
_HEADS: Final = ("alert", "record", "name", "job_name", "receiver", "action")
"""The keys that say best which object a mapping is."""


class NodePlace(Place):
    """The place of an object that one mapping describes."""

    __slots__ = ("node",)

    def __init__(self, node: Map) -> None:
        self.node = node

    @property
    @override
    def file(self) -> str:
        return self.node.source.file

    @override
    def key(self, kind: type, keyword: str) -> str:
        return _key(kind, keyword)

    @override
    def span(
        self, kind: type, keyword: str | None, *, part: str = "", snippet: str = "", fault: Fault | None = None
    ) -> Span:
        node = self.node
        if keyword is None:
            return node.span(next((head for head in _HEADS if head in node.values), ""))
        path = _key(kind, keyword)
        if path not in node.values and f"{path}_file" in node.values:
            path = f"{path}_file"
        if fault is not None and isinstance(fault.subject, str):
            exact = _of_fault(node, path, fault)
            if exact is not None:
                return exact
        return node.span(path, part=part, snippet=snippet)

    @override
    def whole(self) -> Span:
        return self.node.whole()

    @override
    def replaced(self, kind: type, keyword: str, old: str, new: str) -> tuple[Edit, ...]:
        if not _WORD.fullmatch(old) or not _WORD.fullmatch(new):
            # What is no plain word may be written with quotes or escapes.
            return ()
        found: Node | None = self.node
        for step in _key(kind, keyword).split("."):
            found = found.values.get(step) if isinstance(found, Map) else None
        source = self.node.source
        word = re.compile(rf"(?<![\w:.-]){re.escape(old)}(?![\w:.-])")
        places = [
            match.span()
            for scalar in (_scalars(found) if found is not None else ())
            for match in word.finditer(source.text, scalar.start, scalar.end)
        ]
        return (Edit(source.span(*places[0]), new),) if len(places) == 1 else ()


def _scalars(node: Node) -> Iterator[Scalar]:
    """Yield the texts below a node, keys included."""
    match node:
        case Scalar():
            yield node
        case Seq():
            for item in node.items:
                yield from _scalars(item)
        case Map():
            yield from node.keys.values()
            for value in node.values.values():
                yield from _scalars(value)


@lru_cache(maxsize=4096)
def _key(kind: type, keyword: str) -> str:
    called = _CALLED.get(kind.__name__, {}).get(keyword)
    if called is not None:
        return called
    info = kind.model_fields.get(keyword) if issubclass(kind, Spec) else None
    return (info.serialization_alias if info is not None else None) or keyword


def _of_fault(node: Map, path: str, fault: Fault) -> Span | None:
    """Return where the text that is at fault stands below a key, or the part of it that the fault names."""
    found: Node | None = node
    for step in path.split("."):
        found = found.values.get(step) if isinstance(found, Map) else None
    scalar = _scalar(found, str(fault.subject)) if found is not None else None
    if scalar is None:
        return None
    source = node.source
    if fault.offset is None:
        return span_of(source, scalar)
    text = scalar.text
    offset = min(fault.offset, len(text))
    words = text[offset : offset + max(1, fault.length)].partition("\n")[0]
    at = scalar.start
    # Quotes, escapes and indentation shift the text: the same words are counted instead of characters.
    for _ in range(text.count(words, 0, offset) + 1 if words else 0):
        at = source.text.find(words, at, scalar.end) + len(words)
        if at < len(words):
            return span_of(source, scalar)
    return source.span(at - len(words), at) if words else span_of(source, scalar)


def _scalar(node: Node, text: str) -> Scalar | None:
    match node:
        case Scalar():
            # Definitions strip what PromQL does not need.
            return node if text in (node.text, node.text.strip()) or text in node.text else None
        case Seq():
            return next((found for item in node.items if (found := _scalar(item, text)) is not None), None)
        case Map():
            for value in node.values.values():
                found = _scalar(value, text)
                if found is not None:
                    return found
            return next((key for key in node.keys.values() if key.text == text), None)


class TextPlace(Place):
    """The place of an object that a whole file describes."""

    __slots__ = ("source",)

    def __init__(self, source: Source) -> None:
        self.source = source

    @property
    @override
    def file(self) -> str:
        return self.source.file

    @override
    def key(self, kind: type, keyword: str) -> str:
        return keyword

    @override
    def span(
        self, kind: type, keyword: str | None, *, part: str = "", snippet: str = "", fault: Fault | None = None
    ) -> Span:
        text = self.source.text
        if fault is not None and fault.offset is not None and fault.subject == text:
            return self.source.span(min(fault.offset, len(text)), min(fault.offset + fault.length, len(text)))
        at = text.find(snippet) if snippet else -1
        return self.source.span(at, at + len(snippet)) if at >= 0 else Span(self.file, 1)

    @override
    def whole(self) -> Span:
        return self.source.span(0, len(self.source.text))
