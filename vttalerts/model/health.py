"""The custom health monitor: which endpoints it asks, what is too slow or too full, and whom it tells."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from vttalerts.model.fields import URL, Flag, PositiveDuration, Whole
from vttalerts.model.settings import Secret
from vttalerts.model.spec import Spec
from vttalerts.units import PERCENT, Quantity


class Endpoint(Spec):
    """One address that the monitor asks.

    Attributes:
        name: What people read.
        url: A path below the base URL, or an absolute URL.
        critical: Whether its failure makes VTT unhealthy, and not just degraded.
        timeout: How long an answer may take; without it the monitor's.
        expected_status: The HTTP status that is good; without it 200.
        expected_body: Fields of the JSON body and their good values.
    """

    name: str = Field(min_length=1)
    url: str = Field(pattern=r"^(/|https?://)")
    critical: Flag = False
    timeout: PositiveDuration | None = None
    expected_status: Whole | None = Field(default=None, serialization_alias="expectedStatus")
    expected_body: dict[str, str] | None = Field(default=None, serialization_alias="expectedBody")


class Thresholds(Spec):
    """What is too much.

    Attributes:
        response_time: Slower answers count as degraded.
        memory_usage: A fuller memory counts as degraded.
        failures: This many failures in a row make an endpoint unhealthy.
        successes: This many good answers in a row make it healthy again.
    """

    response_time: PositiveDuration
    memory_usage: Quantity
    failures: Whole = Field(default=3, ge=1)
    successes: Whole = Field(default=2, ge=1)

    def memory_percent(self) -> float:
        """Return the memory's threshold in percent."""
        return self.memory_usage.in_(PERCENT)


class Channel(Spec):
    """One way in which the monitor tells people.

    Attributes:
        type: The kind of message.
        url: The secret that holds the address, for a webhook and for Slack.
        to: The mailbox, for e-mail.
    """

    kinds: ClassVar[tuple[str, ...]] = ("webhook", "slack", "email")

    type: Literal["webhook", "slack", "email"]
    url: Secret | None = None
    to: str | None = None


class HealthMonitor(Spec):
    """The configuration that `config/health-monitor.json` holds.

    Attributes:
        base_url: Where VTT's API is.
        interval: How often every endpoint is asked.
        timeout: How long an answer may take.
        retries: How often a failed request is tried again before it counts.
        endpoints: What is asked.
        thresholds: What is too much.
        channels: Who is told.
    """

    base_url: URL
    interval: PositiveDuration
    timeout: PositiveDuration
    retries: Whole = Field(default=2, ge=0)
    endpoints: tuple[Endpoint, ...] = Field(min_length=1)
    thresholds: Thresholds
    channels: tuple[Channel, ...] = ()
