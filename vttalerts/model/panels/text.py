"""Words on a dashboard: what it shows, and whom to ask (plugin `text`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from typing_extensions import override

from vttalerts.model.drawing import Context
from vttalerts.model.panel import ModelledPanel


class TextPanel(ModelledPanel):
    """Words.

    Attributes:
        content: The words.
        mode: How they are written.
    """

    places: ClassVar[Mapping[str, tuple[str, ...]]] = {
        **ModelledPanel.places,
        "content": ("options.content",),
        "mode": ("options.mode",),
    }
    kind: ClassVar[str] = "text"

    content: str
    mode: Literal["markdown", "html"] = "markdown"

    @override
    def body(self, context: Context) -> dict[str, Any]:
        return {"options": {"content": self.content, "mode": self.mode}}
