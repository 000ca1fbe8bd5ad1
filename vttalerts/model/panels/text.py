"""Words on a dashboard: what it shows, and whom to ask (plugin `text`)."""

from __future__ import annotations

from typing import ClassVar, Literal

from typing_extensions import override

from vttalerts.model.drawing import Context
from vttalerts.model.panel import Panel
from vttalerts.model.spec import Tree


class TextPanel(Panel):
    """Words.

    Attributes:
        content: The words.
        mode: How they are written.
    """

    kind: ClassVar[str] = "text"

    content: str
    mode: Literal["markdown", "html"] = "markdown"

    @override
    def build(self, context: Context) -> Tree:
        tree = super().build(context)
        tree["options"] = {"content": self.content, "mode": self.mode}
        return tree
