"""What the server's global section and a scrape job say in the same words (prometheus config/config.go)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final, Literal

from vttalerts.diagnostics import Fault
from vttalerts.model.gates import Newer
from vttalerts.model.schema import AfterValidator
from vttalerts.model.spec import Spec

Protocol = Literal[
    "PrometheusProto", "OpenMetricsText1.0.0", "OpenMetricsText0.0.1", "PrometheusText1.0.0", "PrometheusText0.0.4"
]
ValidationScheme = Literal["utf8", "legacy"]
EscapingScheme = Literal["allow-utf-8", "underscores", "dots", "values"]

SINCE: Final = {
    "keep_dropped_targets": "2.47",
    "scrape_protocols": "2.49",
    "scrape_failure_log_file": "2.55",
    "metric_name_validation_scheme": "2.55",
    "metric_name_escaping_scheme": "3.4",
    "scrape_native_histograms": "3.8",
    "extra_scrape_metrics": "3.10",
}
"""Since when both know a field; what they learned at different times is with each of them."""


def _each_once(value: tuple[Protocol, ...]) -> tuple[Protocol, ...]:
    twice = next((name for name in value if value.count(name) > 1), None)
    if twice is not None:
        raise Fault(
            "SCR019",
            f"`{twice}` stands twice in `scrape_protocols`",
            why="Prometheus refuses the file",
            help="remove one; the first is the one that is wanted most",
        )
    return value


Protocols = Annotated[tuple[Protocol, ...], AfterValidator(_each_once)]


def check_scraping(spec: Spec) -> None:
    """Check how often, for how long, and by which names is scraped.

    Raises:
        Fault: The timeout is longer than the interval (SCR007), or names are to be taken as they come where the
            names that may come are limited (SCR021).
    """
    given = spec.__dict__
    timeout, interval = given["scrape_timeout"], given["scrape_interval"]
    if timeout is not None and interval is not None and timeout.in_(interval.unit) > interval.value:
        raise Fault(
            "SCR007",
            "the scrape's timeout is longer than its interval",
            why="Prometheus refuses the file",
            help="shorten `scrape_timeout`",
        )
    if given["metric_name_validation_scheme"] == "legacy" and given["metric_name_escaping_scheme"] == "allow-utf-8":
        raise Fault(
            "SCR021",
            "`allow-utf-8` and the validation scheme `legacy` contradict each other",
            why="Prometheus refuses the file",
            help='write metric_name_escaping_scheme="underscores", or the validation scheme `utf8`',
        )


def newer_protocols(*given: tuple[str, str | tuple[str, ...] | None]) -> Iterator[Newer]:
    """Yield the scrape protocols that came later than the fields that name them.

    Args:
        given: Keywords and what they say.
    """
    for keyword, value in given:
        if value == "PrometheusText1.0.0" or (isinstance(value, tuple) and "PrometheusText1.0.0" in value):
            yield Newer(keyword, "the scrape protocol `PrometheusText1.0.0`", "3.0")
