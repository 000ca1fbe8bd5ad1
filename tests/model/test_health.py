"""The health monitor's definition: a monitor that asks, but tells nobody, or warns always, is refused."""

from __future__ import annotations

from typing import Any

import pytest

from vttalerts import (
    Channel,
    DefinitionError,
    Endpoint,
    HealthMonitor,
    Quantity,
    Thresholds,
    minutes,
    percent,
    ratio,
    seconds,
    secret,
)

WEBHOOK = secret("WEBHOOK_URL")

CHANNELS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"type": "webhook"}, "[HLT011] the webhook channel has no `url`"),
    ({"type": "slack"}, "[HLT011] the slack channel has no `url`"),
    ({"type": "email"}, "[HLT011] the email channel has no `to`"),
    ({"type": "email", "to": "a@example.com", "url": WEBHOOK}, "[HLT012] a channel of type email has no `url`"),
    ({"type": "slack", "to": "a@example.com", "url": WEBHOOK}, "[HLT012] a channel of type slack has no `to`"),
    (
        {"type": "slack", "url": WEBHOOK, "signing_key": secret("KEY")},
        "[HLT012] a channel of type slack has no `signing_key`",
    ),
    ({"type": "email", "to": "somebody"}, "[HLT015] `somebody` is no e-mail address"),
)


@pytest.mark.parametrize(("fields", "message"), CHANNELS)
def test_channel_that_reaches_nobody_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        Channel(**fields)

    assert str(caught.value) == message


@pytest.mark.parametrize("share", [percent(0), percent(101), ratio(85)])
def test_share_that_is_always_or_never_reached_is_refused(share: Quantity) -> None:
    with pytest.raises(DefinitionError) as caught:
        Thresholds(response_time=seconds(2), memory_usage=share)

    assert str(caught.value) == f"[HLT010] {share} is no share of the memory"


def monitor(**changes: object) -> HealthMonitor:
    parts: dict[str, Any] = {
        "base_url": "http://localhost:8080",
        "interval": seconds(30),
        "timeout": seconds(5),
        "endpoints": (Endpoint(name="Health", url="/api/health"),),
        "thresholds": Thresholds(response_time=seconds(2), memory_usage=percent(85)),
    }
    return HealthMonitor(**parts | changes)


def test_endpoints_are_told_apart_by_name() -> None:
    with pytest.raises(DefinitionError) as caught:
        monitor(endpoints=(Endpoint(name="Health", url="/a"), Endpoint(name="Health", url="/b")))

    assert str(caught.value) == "[HLT013] two endpoints are called `Health`"


def test_endpoint_is_not_asked_again_before_it_has_failed() -> None:
    with pytest.raises(DefinitionError) as caught:
        monitor(timeout=minutes(1))

    assert str(caught.value) == "[HLT014] the monitor's timeout is longer than its interval"
