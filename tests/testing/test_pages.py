"""A project proves the page of its own check with one line."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from vttalerts import Diagnostic, Graph, check
from vttalerts.checks import Check
from vttalerts.testing.pages import assert_page


@check
def own001(graph: Graph) -> Iterator[Diagnostic]:
    """A metric says what it means.

    ## Bad
    ```python
    platform = Platform(name="x", metrics=(Metric(name="a", type=MetricType.GAUGE, unit=COUNT),))
    ```

    ## Good
    ```python
    platform = Platform(name="x", metrics=(Metric(name="a", type=MetricType.GAUGE, unit=COUNT, help=words),))
    ```
    """
    for metric in graph.metrics:
        if not metric.help:
            yield own001.finding(f"{metric.name} says nothing", metric.at(), why="nobody knows", help="add `help=`")


def test_the_page_of_a_check_that_does_what_it_says_is_proved() -> None:
    assert_page(own001, words="How many there are.")


def test_what_is_found_in_good_is_shown() -> None:
    with pytest.raises(AssertionError, match="OWN001 finds something in its block `Good`: a says nothing"):
        assert_page(own001, words="")


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("", "has no Python under `## Bad`"),
        ("## Bad\n```python\nx = 1\n```\n", "the block `Bad` of OWN001 defines no `platform`"),
        (
            "".join(f"## {title}\n```python\nplatform = Platform(name='x')\n```\n" for title in ("Bad", "Good")),
            "OWN001 finds nothing in its block `Bad`",
        ),
    ],
)
def test_a_page_that_proves_nothing_is_refused(page: str, reason: str) -> None:
    with pytest.raises(AssertionError, match=reason):
        assert_page(Check(own001.function, own001.level, page, "OWN001"))
