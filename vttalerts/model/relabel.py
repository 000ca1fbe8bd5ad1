"""Steps that change, keep or drop targets, samples and alerts by their labels (prometheus model/relabel)."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from typing import Annotated, ClassVar, Final, Self

from typing_extensions import override

from vttalerts.diagnostics import Fault
from vttalerts.model.fields import Regex, Text, Whole, label_name
from vttalerts.model.gates import Newer
from vttalerts.model.schema import AfterValidator, Field, model_validator
from vttalerts.model.settings import DEFAULTS, Settings
from vttalerts.model.spec import Spec, Tree

_NEEDS_TARGET: Final = frozenset({"replace", "hashmod", "lowercase", "uppercase", "keepequal", "dropequal"})
_TAKES: Final = {
    "labeldrop": ("`regex`", "regex"),
    "labelkeep": ("`regex`", "regex"),
    "keepequal": ("`source_labels` and `target_label`", "source_labels target_label"),
    "dropequal": ("`source_labels` and `target_label`", "source_labels target_label"),
}
"""What these actions read; upstream refuses anything else beside it."""
_CLASSIC: Final = re.compile(r"(?:[a-zA-Z_]|\$\{\w+\}|\$\w)(?:\w|\$\{\w+\}|\$\w)*", re.ASCII)
"""What a label may be called before Prometheus 3.0 (model/relabel `relabelTarget`, without its backtracking)."""


def _source(value: str) -> str:
    return value or label_name(value)


class RelabelAction(enum.StrEnum):
    """What a relabeling step does (prometheus model/relabel)."""

    REPLACE = "replace"
    KEEP = "keep"
    DROP = "drop"
    KEEPEQUAL = "keepequal"
    DROPEQUAL = "dropequal"
    HASHMOD = "hashmod"
    LABELMAP = "labelmap"
    LABELDROP = "labeldrop"
    LABELKEEP = "labelkeep"
    LOWERCASE = "lowercase"
    UPPERCASE = "uppercase"


class Relabel(Spec):
    """One step that changes, keeps or drops a target or a sample by its labels.

    Attributes:
        source_labels: The labels whose values are joined.
        separator: What joins them; without it `;`.
        regex: What the joined value must match as a whole; without it anything.
        modulus: For `hashmod`.
        target_label: The label that is written.
        replacement: What is written; without it `$1`.
        action: What happens; without it `replace`.
    """

    server: ClassVar[str] = "prometheus"

    source_labels: tuple[Annotated[str, AfterValidator(_source)], ...] = ()
    separator: str | None = None
    target_label: str | None = None
    regex: Regex | None = None
    modulus: Whole | None = Field(default=None, ge=0)
    replacement: Text | None = None
    action: RelabelAction | None = None

    @model_validator(mode="after")
    def _combinations(self) -> Self:
        action = (self.action or RelabelAction.REPLACE).value
        if action in _NEEDS_TARGET and not self.target_label:
            raise Fault(
                "SCR001",
                f"relabeling `{action}` needs `target_label`",
                why="Prometheus refuses the file",
                help="add target_label=…",
            )
        if action == "hashmod" and not self.modulus:
            raise Fault(
                "SCR002",
                "relabeling `hashmod` needs `modulus`",
                why="Prometheus refuses the file",
                help="add modulus=…",
            )
        words, names = _TAKES.get(action, ("", ""))
        if names and set(self.model_fields_set) - {*names.split(), "action"}:
            raise Fault(
                "SCR003",
                f"relabeling `{action}` takes {words} and nothing else",
                why="Prometheus refuses the file",
                help="remove the other fields",
            )
        if action in ("lowercase", "uppercase") and self.replacement not in (None, "$1"):
            raise Fault(
                "SCR014",
                f"relabeling `{action}` takes no `replacement`",
                why="Prometheus refuses the file",
                help="remove `replacement`; the value is written in the other case",
            )
        if action == "labelmap" and self.replacement is not None and not str(self.replacement):
            raise Fault(
                "SCR015",
                "relabeling `labelmap` to an empty `replacement` names no label",
                why="Prometheus refuses the file",
                help='write the new label\'s name, such as replacement="$1"',
            )
        return self

    @override
    def wire(self, settings: Settings = DEFAULTS) -> Tree:
        tree = super().wire(settings)
        if tree.get("regex") in ("null", "~"):
            # Prometheus's reader of YAML takes them for nothing, in quotes too, and refuses the file.
            tree["regex"] = f"(?:{tree['regex']})"
        return tree

    def newer(self) -> Iterator[Newer]:
        """Yield the names that only a Prometheus with UTF-8 labels takes."""
        mapped = self.replacement if self.action is RelabelAction.LABELMAP else None
        names = [("target_label", self.target_label), ("replacement", mapped)]
        names.extend(("source_labels", label) for label in self.source_labels)
        for keyword, name in names:
            if name is not None and not _CLASSIC.fullmatch(str(name)):
                yield Newer(keyword, f"the label `{name}`", "3.0")
