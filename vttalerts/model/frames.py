"""What many panels have alike: made once for a build, so that 6,000 panels cost what differs between them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vttalerts.model.spec import Spec, Tree


class Frame(dict[str, Any]):
    """The keys of a mapping in their order, with the values that others have alike.

    Never changed once it is made: its text is remembered.

    Attributes:
        varying: The keys whose values each mapping has of its own, sorted.
        targets: Where `targets` varies, what its entries have alike, one by one.
    """

    __slots__ = ("targets", "varying")

    def __init__(self, alike: Mapping[str, Any], *varying: str, targets: tuple[Frame, ...] = ()) -> None:
        """Make a frame whose keys are sorted, as Grafana writes them."""
        super().__init__(sorted({**dict.fromkeys(varying), **alike}.items()))
        self.varying = tuple(sorted(varying))
        self.targets = targets


class Framed(Tree):
    """A mapping made of a frame; set the frame's varying keys, and only those."""

    __slots__ = ("frame",)

    def __init__(self, frame: Frame, spec: Spec | None = None) -> None:
        """Make a mapping that lacks nothing but the values of the varying keys."""
        super().__init__(spec)
        self.update(frame)
        self.frame = frame
