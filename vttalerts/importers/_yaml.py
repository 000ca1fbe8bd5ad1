"""Reads YAML that somebody else wrote: quickly, with the place of every value, and within bounds.

Decision: PyYAML's events and a tree of our own. Its C parser takes 35 µs a rule and knows the place of everything;
its loaders know neither duplicate keys nor places, and turn `yes` into a flag where a label wants a text. Without
the C parser the same events come from Python, at a fortieth of the speed. ruamel.yaml reads comments, which only
writing definitions needs, at 340 rules a second.

Decision: what a scalar is, decides the field that reads it, as the servers' own reader does it (go-yaml).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import yaml

from vttalerts.diagnostics import Diagnostic, Label, Span
from vttalerts.importers.nodes import Map, Node, Scalar, Seq, Source

MEBIBYTE: Final = 1024 * 1024
_MERGE_TAG: Final = "tag:yaml.org,2002:merge"
_WHY: Final = "the server refuses the whole file"


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a file from outside may ask for.

    Attributes:
        size: Bytes of one file.
        depth: Lists and mappings within each other.
        nodes: Values of one file, those that aliases repeat counted again.
        files: Files of one run.
    """

    size: int = 256 * MEBIBYTE
    depth: int = 100
    nodes: int = 20_000_000
    repeated: int = 1_000_000
    files: int = 20_000


class RefusedError(Exception):
    """A file that can't be read; carries its diagnostic."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.headline)
        self.diagnostic = diagnostic


def refuse(code: str, headline: str, span: Span, text: str = "", *, help: str, why: str = _WHY) -> RefusedError:  # noqa: A002  as in Diagnostic
    """Return the refusal of a file at a place."""
    return RefusedError(Diagnostic(code, headline, (Label(span, text),), why=why, help=help))


def documents(source: Source, bounds: Bounds) -> tuple[Node, ...]:
    """Return the documents of a file.

    Raises:
        RefusedError: It is no YAML (DEF100), repeats a key (DEF101), or asks for too much (DEF102).
    """
    return tuple(_Reader(source, bounds).read())


def _parser(text: str) -> Any:
    """Return what makes events of a text: PyYAML's C library, or without it the same in Python."""
    loader = getattr(yaml, "CLoader", yaml.Loader)
    return loader(text)


class _Reader:
    """One file on its way from events to nodes."""

    def __init__(self, source: Source, bounds: Bounds) -> None:
        self.source = source
        self.bounds = bounds
        self._anchors: dict[str, Node] = {}
        self._open: set[int] = set()
        self._repeated = 0
        self._sizes: dict[int, int] = {}

    def read(self) -> list[Node]:
        try:
            return self._documents()
        except yaml.MarkedYAMLError as error:
            raise self._syntax(error) from None
        except yaml.reader.ReaderError as error:
            raise self._character(error) from None

    def _documents(self) -> list[Node]:
        next_event = _parser(self.source.text).get_event
        made: list[Node] = []
        while True:
            event = next_event()
            if type(event) is yaml.StreamEndEvent:
                return made
            if type(event) is yaml.DocumentStartEvent:
                self._anchors = {}
                made.append(self._document(next_event))

    def _document(self, next_event: Any) -> Node:  # noqa: C901, PLR0912, PLR0915  a call an event would double the time
        """Return one document; a stack of our own, since the file decides how deep it nests."""
        source, depth_limit, left = self.source, self.bounds.depth, self.bounds.nodes
        scalar_event, sequence, mapping = yaml.ScalarEvent, yaml.SequenceStartEvent, yaml.MappingStartEvent
        sequence_end, mapping_end = yaml.SequenceEndEvent, yaml.MappingEndEvent
        stack: list[tuple[Seq | Map, Scalar | None, list[tuple[Scalar, Node]] | None]] = []
        parent: Seq | Map | None = None
        key: Scalar | None = None
        merges: list[tuple[Scalar, Node]] | None = None
        while True:
            event = next_event()
            kind = type(event)
            left -= 1
            if kind is scalar_event:
                node: Node = Scalar(
                    event.value, event.start_mark.index, event.end_mark.index, event.style or None, event.tag
                )
                if event.anchor is not None:
                    self._anchors[event.anchor] = node
            elif kind is mapping or kind is sequence:
                if type(parent) is Map and key is None:
                    raise self._refuse_key(event.start_mark.index)
                node = Map(source, event.start_mark.index) if kind is mapping else Seq(event.start_mark.index)
                if event.anchor is not None:
                    self._anchors[event.anchor] = node
                    self._open.add(id(node))
                if parent is not None:
                    stack.append((parent, key, merges))
                if len(stack) > depth_limit or left < 0:
                    raise self._too_much(event.start_mark.index, left)
                parent, key, merges = node, None, None
                continue
            elif kind is mapping_end or kind is sequence_end:
                assert parent is not None  # noqa: S101  an end has a beginning
                node = parent
                node.end = event.end_mark.index
                if merges is not None:
                    self._merge(node, merges)
                self._open.discard(id(node))
                if not stack:
                    return node
                parent, key, merges = stack.pop()
            elif kind is yaml.AliasEvent:
                node = self._alias(event)
            else:  # the end of a document without a value
                return Scalar("", event.start_mark.index, event.start_mark.index)
            if parent is None:
                return node
            if isinstance(parent, Seq):
                parent.items.append(node)
            elif key is None:
                if type(node) is not Scalar:
                    raise self._refuse_key(node.start)
                key = node
            else:
                if key.text == "<<" and not key.style and key.tag in (None, _MERGE_TAG):
                    merges = [*(merges or ()), (key, node)]
                elif key.text in parent.values:
                    raise self._twice(parent, key)
                else:
                    parent.values[key.text] = node
                    parent.keys[key.text] = key
                key = None

    def _alias(self, event: Any) -> Node:
        at, end = event.start_mark.index, event.end_mark.index
        node = self._anchors.get(event.anchor)
        if node is None:
            raise refuse(
                "DEF100",
                f"no anchor `{event.anchor}` above this alias",
                self.source.span(at, end),
                "refers to nothing",
                help=f"write `&{event.anchor}` before the value that is meant",
            )
        if id(node) in self._open:
            raise refuse(
                "DEF102",
                f"the value of anchor `{event.anchor}` contains itself",
                self.source.span(at, end),
                "refers to what it is a part of",
                help="write the value out",
            )
        self._repeated += self._size(node)
        if self._repeated > self.bounds.repeated:
            raise refuse(
                "DEF102",
                f"aliases repeat more than {self.bounds.repeated:,} values",
                self.source.span(at, end),
                "this one is too much",
                help="write fewer aliases of aliases",
            )
        return node

    def _size(self, node: Node) -> int:
        """Return how many values a node is, once aliases are written out; each node is counted once."""
        if type(node) is Scalar:
            return 1
        known = self._sizes.get(id(node))
        if known is None:
            inner = node.items if type(node) is Seq else node.values.values() if type(node) is Map else ()
            known = self._sizes[id(node)] = 1 + sum(map(self._size, inner))
        return known

    def _merge(self, into: Seq | Map, merges: list[tuple[Scalar, Node]]) -> None:
        """Add the keys that `<<` brings and the mapping does not have itself."""
        for key, value in merges:
            parts = value.items if type(value) is Seq else [value]
            for part in parts:
                if type(part) is not Map or type(into) is not Map:
                    raise refuse(
                        "DEF100",
                        "`<<` merges something that is no mapping",
                        self.source.span(key.start, key.end),
                        help="refer to a mapping, or to a list of mappings",
                    )
                for name, node in part.values.items():
                    if name not in into.values:
                        into.values[name] = node
                        into.keys[name] = part.keys[name]

    def _twice(self, parent: Map, key: Scalar) -> RefusedError:
        before = parent.keys[key.text]
        shown = key.text if len(key.text) < 80 else f"{key.text[:77]}…"  # noqa: PLR2004  as much as fits a line
        return RefusedError(
            Diagnostic(
                "DEF101",
                f"key `{shown}` stands twice in one mapping",
                (
                    Label(self.source.span(key.start, key.end), "the second one"),
                    Label(self.source.span(before.start, before.end), "the first one"),
                ),
                why=_WHY,
                help="remove one, or put both into one list",
            )
        )

    def _refuse_key(self, at: int) -> RefusedError:
        return refuse(
            "DEF100",
            "a key that is no text",
            self.source.span(at, at + 1),
            "a list or a mapping can't be a key",
            help="quote it, if it is a text",
        )

    def _too_much(self, at: int, left: int) -> RefusedError:
        what = f"more than {self.bounds.nodes:,} values" if left < 0 else f"nested deeper than {self.bounds.depth}"
        return refuse(
            "DEF102",
            f"the file is {what}",
            self.source.span(at, at + 1),
            "this is too much",
            help="no configuration needs that; look where the file comes from",
            why="reading on could take all memory of the machine",
        )

    def _syntax(self, error: yaml.MarkedYAMLError) -> RefusedError:
        mark = error.problem_mark or error.context_mark
        at = min(mark.index, len(self.source.text)) if mark is not None else 0
        context = f", {error.context}" if error.context else ""
        return refuse(
            "DEF100",
            f"not YAML: {error.problem or 'the file ends too early'}{context}",
            self.source.span(at, at + 1),
            "the reader stops here",
            help="mend the syntax here or right before it; a text with `: `, ` #`, `{` or `*` needs quotes",
        )

    def _character(self, error: yaml.reader.ReaderError) -> RefusedError:
        # One of the two parsers counts bytes; the first such character is the one that it stops at.
        character = error.character if isinstance(error.character, str) else chr(error.character)
        at = max(self.source.text.find(character), 0)
        return refuse(
            "DEF103",
            f"not YAML: {error.reason}",
            self.source.span(min(at, len(self.source.text)), at + 1),
            "no character that a file of text has",
            help="remove it, or write it as an escape in double quotes",
        )
