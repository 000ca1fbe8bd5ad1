"""Ways from a dashboard, or from a panel, to where the next question is answered."""

from __future__ import annotations

from typing import Self

from vttalerts.diagnostics import Fault
from vttalerts.model.fields import Flag
from vttalerts.model.schema import model_validator
from vttalerts.model.settings import DEFAULTS, EnvText, Settings
from vttalerts.model.spec import Spec, Tree


class Link(Spec):
    """A way to elsewhere: `url` for one address, or `tags` for a menu of all dashboards that have them.

    Attributes:
        title: What people click on.
        url: An address, or a path in Grafana such as `/alerting/list`.
        tags: Words that the dashboards of a menu have.
        target_blank: Open a new tab.
        keep_time: Take the time range along.
    """

    title: str
    url: str | EnvText = ""
    tags: tuple[str, ...] = ()
    target_blank: Flag = False
    keep_time: Flag = True

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.url) == bool(self.tags):
            raise Fault(
                "DSH020",
                "a link needs either `url` or `tags`",
                why="Grafana shows it, and a click leads nowhere",
                help="write `url=…` for one address, or `tags=(…,)` for a menu of dashboards",
            )
        return self

    def build(self, settings: Settings = DEFAULTS) -> Tree:
        """Return the link as Grafana's JSON."""
        tree = Tree(self)
        tree.update(
            asDropdown=bool(self.tags),
            icon="external link",
            includeVars=False,
            keepTime=self.keep_time,
            tags=list(self.tags),
            targetBlank=self.target_blank,
            title=self.title,
            tooltip="",
            type="dashboards" if self.tags else "link",
            url=self.url.resolve(settings) if isinstance(self.url, EnvText) else self.url,
        )
        return tree
