"""Makes objects of mappings: every field by the key and the kind that its class says, and every mistake at its place.

Decision: the models' own annotations say how a file is read, as they say how it is written; no second list of
fields that somebody would have to keep. What upstream calls or nests otherwise is a `Shape` beside the file's kind.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

from vttalerts.diagnostics import Diagnostic, Label, Level, Span
from vttalerts.importers import kinds
from vttalerts.importers.nodes import Map, Node, Scalar, Seq, Source, span_of
from vttalerts.importers.places import NodePlace
from vttalerts.model.settings import ClearText, Secret
from vttalerts.model.spec import Spec

_S = TypeVar("_S", bound=Spec)
REFUSED: Final = "the server refuses the whole file"
_NEAR: Final = 0.6

Shape = Callable[["Reading", Map, dict[str, Any]], frozenset[str]]
"""Fills fields that a file calls or nests otherwise than the class; returns the keys that it read."""


class Reading:
    """One file on its way from nodes to objects.

    Attributes:
        source: The file.
        found: What is wrong with it; the objects' own mistakes go to `spec.collecting`.
        shapes: What is read in another way, by class.
        strict: Whether a key that nobody reads is a mistake, as the servers say.
    """

    def __init__(self, source: Source, found: list[Diagnostic], shapes: Mapping[type[Spec], Shape]) -> None:
        self.source = source
        self.found = found
        self.shapes = shapes

    def report(
        self, code: str, headline: str, span: Span, text: str = "", *, why: str = REFUSED, help: str,  # noqa: A002
        level: Level = Level.ERROR, hidden: bool = False,
    ) -> None:  # fmt: skip
        """Add a finding at a place."""
        label = Label(span, text, hidden=hidden)
        self.found.append(Diagnostic(code, headline, (label,), why=why, help=help, level=level))

    def span(self, node: Node) -> Span:
        """Return where a node is written."""
        return node.span() if isinstance(node, Map) else span_of(self.source, node)

    def wrong(self, node: Node, what: str, expected: str) -> None:
        """Say that a value is of another kind (DEF106)."""
        self.report(
            "DEF106",
            f"`{what}` takes {expected}" if what else f"this takes {expected}",
            self.span(node),
            f"this is {described(node)}",
            help=f"write {expected}",
        )

    def mapping(self, node: Node | None, what: str) -> Map | None:
        """Return a node that must be a mapping; `None` where there is none."""
        if node is None or (isinstance(node, Scalar) and node.is_null):
            return None
        if not isinstance(node, Map):
            self.wrong(node, what, "a mapping")
            return None
        return node

    def items(self, node: Node | None, what: str) -> list[Node]:
        """Return what a node that must be a list holds; nothing where there is none."""
        if node is None or (isinstance(node, Scalar) and node.is_null):
            return []
        if not isinstance(node, Seq):
            self.wrong(node, what, "a list")
            return []
        return node.items

    def text(self, node: Node | None, what: str) -> str:
        """Return a text; empty where there is none."""
        if node is None:
            return ""
        if not isinstance(node, Scalar):
            self.wrong(node, what, "a text")
            return ""
        return "" if node.is_null else node.text

    def texts(self, node: Node | None, what: str) -> dict[str, str]:
        """Return a mapping of texts to texts."""
        found = self.mapping(node, what)
        if found is None:
            return {}
        return {key: self.text(value, f"{what}.{key}") for key, value in found.values.items()}

    def unknown(self, node: Map, known: frozenset[str] | Mapping[str, object], what: str) -> None:
        """Say of each key that nobody reads that it is unknown (DEF105)."""
        for key in node.values.keys() - known if isinstance(known, frozenset) else node.values.keys() - known.keys():
            near = difflib.get_close_matches(key, list(known), n=1, cutoff=_NEAR)
            shown = key if len(key) < 60 else f"{key[:57]}…"  # noqa: PLR2004  as much as fits a line
            self.report(
                "DEF105",
                f"{what} has no key `{shown}`",
                self.source.span(node.keys[key].start, node.keys[key].end),
                f"did you mean `{near[0]}`?" if near else "no such key",
                help=f"write `{near[0]}`" if near else f"remove it; the keys are: {', '.join(sorted(known))}",
            )

    def spec(self, kind: type[_S], node: Node, what: str = "", **given: Any) -> _S | None:
        """Return an object that a mapping describes; `None` if it is no mapping.

        Args:
            kind: Its class.
            node: The mapping.
            what: The key that it stands under.
            given: Fields that are known from elsewhere.
        """
        if not isinstance(node, Map):
            self.wrong(node, what, "a mapping")
            return None
        plan = kinds.plan(kind)
        fields: dict[str, Any] = dict(given)
        shape = next((self.shapes[base] for base in kind.__mro__ if base in self.shapes), None)
        consumed = shape(self, node, fields) if shape is not None else frozenset[str]()
        lost = False
        for key, value in node.values.items():
            field = plan.get(key)
            if key in consumed:
                continue
            if field is None:
                lost = True
            elif field.is_given(value):
                if field.attribute in fields:
                    self._twice(node, key, field.key)
                    continue
                read = field.read(self, value, key)
                if read is not kinds.LOST:
                    fields[field.attribute] = read
        if lost:
            self.unknown(node, frozenset(plan) | consumed, named(kind))
        if not self._complete(kind, node, fields):
            return None
        return kind.made_at(NodePlace(node), fields)

    def _twice(self, node: Map, key: str, other: str) -> None:
        other = other if other != key else key.removesuffix("_file")
        self.report(
            "DEF017",
            f"`{other}` and `{key}` exclude each other",
            node.span(key, part="name"),
            help=f"keep one and remove `{key}`",
        )

    def _complete(self, kind: type[Spec], node: Map, fields: Mapping[str, Any]) -> bool:
        """Tell whether all fields are there that must be; say which are not (DEF107)."""
        complete = True
        for attribute, key in kinds.required(kind):
            if attribute in fields:
                continue
            complete = False
            value = node.values.get(key)
            # What is there, and wrong, has its diagnostic.
            if value is None or not kinds.plan(kind)[key].is_given(value):
                self.report(
                    "DEF107",
                    f"{named(kind)} lacks `{key}`",
                    node.span(),
                    f"`{key}` is required",
                    help=f"add `{key}: …`",
                )
        return complete

    def secret(self, node: Node, key: str) -> Any:
        """Return a secret that stands in clear text."""
        if not isinstance(node, Scalar):
            self.wrong(node, key, "a text")
            return kinds.LOST
        self.report(
            "SEC010",
            f"`{key}` stands in clear text",
            self.span(node),
            "in clear text",
            why="whoever may read the file, or its history, may use it",
            help=f"change it where it is valid, and write `{_of_file(key)}` with the path of a file that holds it",
            level=Level.WARNING,
            hidden=True,
        )
        return ClearText.found(_secret_name(key), node.text)

    def secret_file(self, node: Node, key: str) -> Any:
        """Return a secret that the server reads from a file."""
        if not isinstance(node, Scalar):
            self.wrong(node, key, "a path")
            return kinds.LOST
        self._look_for(node)
        return Secret(_secret_name(key.removesuffix("_file")), node.text)

    def _look_for(self, node: Scalar) -> None:
        """Say that a file is not there, where a path counts from the folder of this one."""
        path = Path(node.text)
        if node.text and not path.is_absolute() and not (Path(self.source.file).parent / path).exists():
            self.report(
                "DEF113",
                f"there is no file `{node.text}`",
                self.span(node),
                "counts from this file's folder",
                why="the server starts, and every use of the secret fails",
                help="mend the path, or write the whole of it if the file is elsewhere where the server runs",
                level=Level.WARNING,
            )


def described(node: Node) -> str:
    """Return what a node is, in words."""
    match node:
        case Map():
            return "a mapping"
        case Seq():
            return "a list"
        case Scalar() if node.is_null:
            return "nothing"
        case _:
            return "a text"


def named(kind: type[Spec]) -> str:
    """Return what a diagnostic calls the objects of a class."""
    return kind.__name__


def _of_file(key: str) -> str:
    return f"{key.partition('[')[0]}_file"


def _secret_name(key: str) -> str:
    return "".join(character if character.isalnum() else "_" for character in key.upper())


def each(reading: Reading, kind: type[_S], node: Node | None, what: str) -> Iterator[_S]:
    """Yield the objects of a list."""
    for item in reading.items(node, what):
        made = reading.spec(kind, item, what)
        if made is not None:
            yield made
