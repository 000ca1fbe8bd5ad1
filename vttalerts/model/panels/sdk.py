"""A panel built with grafana-foundation-sdk, for types that have no model here.

Decision: the SDK is imported when such a panel is compiled, and nowhere else: its import costs more than a whole
`vttalerts check`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

from typing_extensions import override

from vttalerts.diagnostics import Fault
from vttalerts.model.drawing import Context
from vttalerts.model.panel import NOWHERE, Panel, laid_over
from vttalerts.model.schema import AfterValidator
from vttalerts.model.spec import Tree


def _panel(value: Any) -> Any:  # noqa: ANN401  the SDK's classes are unknown until they are used
    if not (callable(getattr(value, "to_json", None)) or callable(getattr(value, "build", None))):
        raise Fault(
            "DSH027",
            f"a {type(value).__name__} is no panel of grafana-foundation-sdk",
            why="it has no JSON that Grafana could read",
            help="give a builder such as `builders.geomap.Panel()`, or what its `build()` returns",
        )
    return value


class SDKPanel(Panel):
    """A panel of the SDK; the dashboard gives it its place and its number.

    Attributes:
        panel: A panel builder, or a built panel; what is set beside it wins.
    """

    panel: Annotated[Any, AfterValidator(_panel)]

    @override
    def build(self, context: Context, spot: Mapping[str, Any] = NOWHERE) -> Tree:
        from grafana_foundation_sdk.cog.encoder import JSONEncoder

        built = self.panel if callable(getattr(self.panel, "to_json", None)) else self.panel.build()
        return laid_over(self, json.loads(json.dumps(built, cls=JSONEncoder)), context, spot)
