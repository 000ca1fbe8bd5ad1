"""How a build whose time runs faster writes what somebody waits for."""

from __future__ import annotations

from vttalerts.language.pace import paced
from vttalerts.model.settings import Settings
from vttalerts.model.spec import Tree
from vttalerts.units import MILLISECONDS, Quantity, milliseconds, seconds


def query(text: str, settings: Settings) -> str:
    """Return a PromQL expression that looks as far back as the build makes it."""
    if settings.time_scale == 1:
        return text
    return paced(text, settings.time_scale, lambda length: settings.paced(seconds(length)).duration())


def pace(tree: Tree, settings: Settings, *names: str) -> None:
    """Write the named durations of a tree's object as long as the build makes them."""
    if settings.time_scale == 1 or tree.spec is None:
        return
    for name in names:
        value: Quantity | None = tree.spec.__dict__[name]
        if value is not None:
            tree[name] = settings.paced(value).duration()


def pace_scraping(tree: Tree, settings: Settings) -> None:
    """Write how often an object scrapes; its timeout stays, but Prometheus refuses one that is longer."""
    if settings.time_scale == 1 or tree.spec is None:
        return
    pace(tree, settings, "scrape_interval")
    timeout: Quantity | None = tree.spec.__dict__["scrape_timeout"]
    if timeout is not None:
        interval: Quantity = tree.spec.__dict__["scrape_interval"] or timeout
        least = min(timeout.in_(MILLISECONDS), settings.paced(interval).in_(MILLISECONDS))
        tree["scrape_timeout"] = milliseconds(least).duration()
