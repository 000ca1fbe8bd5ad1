"""Series as lines of a table, their labels as columns (plugin `table`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from typing_extensions import override

from vttalerts.model.fields import Flag
from vttalerts.model.queries import ref_id
from vttalerts.model.query_panel import QueryPanel


class TablePanel(QueryPanel):
    """A table of the last values.

    Attributes:
        columns: The columns and their headings, left to right: a label's name, or `Value` for the number
            (`Value #A`, `Value #B`, … where there are several targets). Without it all of them.
        sort_by: The heading to sort by.
        descending: Largest first.
    """

    places: ClassVar[Mapping[str, tuple[str, ...]]] = {
        **QueryPanel.places,
        "columns": ("transformations",),
        "sort_by": ("options.sortBy",),
        "descending": ("options.sortBy",),
    }
    kind: ClassVar[str] = "table"
    instant: ClassVar[bool] = True
    format: ClassVar[str] = "table"

    columns: dict[str, str] | None = None
    sort_by: str | None = None
    descending: Flag = True

    @override
    def custom(self, *, limited: bool) -> dict[str, Any]:
        return {
            "align": "auto",
            "cellOptions": {"type": "color-text" if limited else "auto"},
            "inspect": False,
        }

    @override
    def options(self) -> dict[str, Any]:
        sort = [{"desc": self.descending, "displayName": self.sort_by}] if self.sort_by is not None else []
        return {"cellHeight": "sm", "frameIndex": 0, "showHeader": True, "sortBy": sort}

    @override
    def matcher(self, index: int) -> dict[str, Any]:
        # The tables of several targets are merged into one, where columns are known by name alone.
        column = f"Value #{ref_id(index)}" if len(self.drawn) > 1 else "Value"
        return {"id": "byName", "options": (self.columns or {}).get(column, column)}

    @override
    def more(self) -> dict[str, Any]:
        steps: list[dict[str, Any]] = [{"id": "merge", "options": {}}] if len(self.drawn) > 1 else []
        if self.columns:
            chosen: dict[str, Any] = {
                "includeByName": dict.fromkeys(self.columns, True),
                "indexByName": {name: index for index, name in enumerate(self.columns)},
                "renameByName": {name: heading for name, heading in self.columns.items() if name != heading},
            }
            steps.append({"id": "organize", "options": chosen})
        return {"transformations": steps} if steps else {}
