"""One module that is being written: which names it has, and what it must import to use them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Final

from vttalerts.importers.source.code import WIDTH
from vttalerts.model.spec import Spec

VOCABULARY: Final[frozenset[str]] = frozenset(import_module("vttalerts").__all__)
"""What definitions can import; the package loads each name when somebody uses it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an object with a name of its own is defined.

    Attributes:
        module: The module below the definitions' package, such as `alerts.node`.
        name: The name there.
    """

    module: str
    name: str


@dataclass(slots=True)
class Scope:
    """What one module knows and uses.

    Attributes:
        module: Its own name below the package.
        places: Where objects that have names are defined.
        comments: Lines that stood above objects where they came from.
        secrets: Names for values that are secrets, by their object and field.
        hidden: Names for secrets inside lists and mappings, by their identity.
        words: The vocabulary that it uses.
        modules: The modules that it refers to.
    """

    module: str
    places: Mapping[Spec, Place]
    comments: Mapping[Spec, tuple[str, ...]] = field(default_factory=dict[Spec, tuple[str, ...]])
    secrets: Mapping[tuple[Spec, str], str] = field(default_factory=dict[tuple[Spec, str], str])
    hidden: Mapping[int, str] = field(default_factory=dict[int, str])
    words: set[str] = field(default_factory=set[str])
    modules: set[str] = field(default_factory=set[str])

    def word(self, name: str) -> str:
        """Return a name of the vocabulary, which the module will import.

        Raises:
            KeyError: There is no such name; the class was forgotten in `vttalerts.__all__`.
        """
        if name not in VOCABULARY:
            raise KeyError(f"`{name}` is not exported by vttalerts")
        self.words.add(name)
        return name

    def reference(self, spec: Spec) -> str | None:
        """Return how the module refers to an object; `None` for one without a name."""
        place = self.places.get(spec)
        if place is None:
            return None
        if place.module == self.module:
            return place.name
        self.modules.add(place.module)
        return f"{place.module.rpartition('.')[2]}.{place.name}"

    def imports(self) -> list[str]:
        """Return the lines that import what was used, in ruff's order."""
        lines: list[str] = []
        if self.words:
            lines.append(_line("vttalerts", sorted(self.words, key=_sorting)))
        own = self.module.split(".")[:-1]
        below: dict[str, list[str]] = {}
        for module in self.modules:
            *folders, name = module.split(".")
            up = "." * (len(own) + 1) if folders != own else "."
            rest = "" if folders == own else ".".join(folders)
            below.setdefault(f"{up}{rest}", []).append(name)
        # ruff puts what lies farther up first.
        relative = [
            _line(folder, sorted(names))
            for folder, names in sorted(below.items(), key=lambda pair: (-_dots(pair[0]), pair[0]))
        ]
        if lines and relative:
            lines.append("")
        return lines + relative


def _line(origin: str, names: list[str]) -> str:
    line = f"from {origin} import {', '.join(names)}"
    if len(line) > WIDTH:
        line = f"from {origin} import (\n" + "".join(f"    {name},\n" for name in names) + ")"
    return line


def _dots(folder: str) -> int:
    return len(folder) - len(folder.lstrip("."))


def _sorting(name: str) -> tuple[int, str, str]:
    """Sort constants first, then classes, then functions (ruff's `order-by-type`)."""
    if len(name) > 1 and name.isupper():
        kind = 0
    elif name[:1].isupper():
        kind = 1
    else:
        kind = 2
    return kind, name.lower(), name
