"""alertmanager.yml and its templates: who is told and how, and what the declared version can read of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

from vttalerts import (
    AlertmanagerGlobal,
    Email,
    Inhibition,
    IntervalSpec,
    NotificationTemplate,
    PagerDuty,
    Platform,
    Receiver,
    Route,
    Slack,
    Targets,
    TimeInterval,
    TimeRange,
    Webhook,
    env,
    hours,
    match,
    minutes,
    no_match,
    regex,
    seconds,
    secret,
)
from vttalerts.emitters import alertmanager

PATH = "infra/monitoring/alertmanager.yml"

chat = Receiver(name="chat", integrations=(Slack(channel="#shop", api_url=secret("SLACK_WEBHOOK_URL")),))
on_call = Receiver(
    name="on-call",
    integrations=(
        PagerDuty(routing_key=secret("PAGERDUTY_INTEGRATION_KEY"), severity="critical"),
        Email(to="on-call@example.com", send_resolved=True),
        Webhook(url=secret("WEBHOOK_URL"), max_alerts=10),
    ),
)
silence = Inhibition(
    name="critical over warning",
    source_matchers=match(severity="critical"),
    target_matchers=match(severity="warning"),
    equal=("service",),
)


def platform(*routes: Route, **parts: Any) -> Platform:  # noqa: ANN401  any field of a platform
    root = Route(receiver=chat, routes=routes) if routes else Route(receiver=chat)
    return Platform(name="shop", routing=root, **parts)


def test_route_says_when_it_continues_and_nothing_when_it_does_not(
    emitted: Callable[..., dict[str, str]], file_regression: FileRegressionFixture
) -> None:
    first = Route(matchers=match(service="till"), receiver=on_call, continue_=True, group_wait=seconds(0))
    last = Route(
        matchers=(*regex(service="db|cache"), *no_match(severity="info")),
        group_interval=minutes(10),
        repeat_interval=hours(12),
        group_by=("...",),
    )

    file_regression.check(emitted(alertmanager, platform(first, last))[PATH], extension=".yml")


def test_time_interval_is_named_by_the_route_and_described_once(
    emitted: Callable[..., dict[str, str]], file_regression: FileRegressionFixture
) -> None:
    nights = TimeInterval(
        name="nights",
        time_intervals=(
            IntervalSpec(
                times=(TimeRange(start_time="22:00", end_time="24:00"),),
                weekdays=("monday:friday",),
                location="Europe/Helsinki",
            ),
        ),
    )
    quiet = (
        Route(matchers=match(severity="info"), mute_time_intervals=(nights,)),
        Route(matchers=match(severity="none"), active_time_intervals=(nights,)),
    )

    file_regression.check(emitted(alertmanager, platform(*quiet))[PATH], extension=".yml")


def test_secrets_are_files_in_global_and_in_receivers(
    emitted: Callable[..., dict[str, str]], file_regression: FileRegressionFixture
) -> None:
    server = AlertmanagerGlobal(
        resolve_timeout=minutes(5),
        smtp_from="alerts@example.com",
        smtp_smarthost=env("SMTP_HOST", default="smtp.example.com") + ":587",
        smtp_auth_username=env("SMTP_USER", default="alerts"),
        smtp_auth_password=secret("SMTP_PASSWORD"),
    )
    paged = Route(matchers=match(severity="critical"), receiver=on_call)

    file_regression.check(emitted(alertmanager, platform(paged, alertmanager=server))[PATH], extension=".yml")


def test_inhibition_has_its_name_where_the_server_reads_it(
    emitted: Callable[..., dict[str, str]], file_regression: FileRegressionFixture
) -> None:
    file_regression.check(emitted(alertmanager, platform(inhibitions=(silence,)))[PATH], extension=".yml")


def test_inhibition_has_no_name_where_the_server_would_refuse_it(emitted: Callable[..., dict[str, str]]) -> None:
    old = platform(inhibitions=(silence,), targets=Targets(alertmanager="0.29"))

    assert "critical over warning" not in emitted(alertmanager, old)[PATH]


def test_template_says_who_made_it_and_prints_nothing_of_that(
    emitted: Callable[..., dict[str, str]], file_regression: FileRegressionFixture
) -> None:
    title = NotificationTemplate(name="shop", text='\n{{ define "shop.title" }}{{ .GroupLabels.alertname }}{{ end }}\n')

    made = emitted(alertmanager, platform(templates=(title,)))

    assert "templates:\n  - templates/*.tmpl\n" in made[PATH]
    file_regression.check(made["infra/monitoring/templates/shop.tmpl"], extension=".tmpl")


def test_platform_without_routing_has_no_alertmanager(emitted: Callable[..., dict[str, str]]) -> None:
    assert emitted(alertmanager, Platform(name="shop")) == {}


@pytest.mark.judge
@pytest.mark.parametrize(("tool", "version"), [("amtool", "0.33"), ("amtool_old", "0.25")])
def test_amtool_accepts_it(
    written: Callable[..., Path],
    judge: Callable[..., str],
    request: pytest.FixtureRequest,
    tool: str,
    version: str,
) -> None:
    nights = TimeInterval(
        name="nights", time_intervals=(IntervalSpec(times=(TimeRange(start_time="22:00", end_time="24:00"),)),)
    )
    # `url_file` of a webhook came with 0.26.
    told = Receiver(name="told", integrations=on_call.integrations[:2])
    shop = platform(
        Route(matchers=match(severity="critical"), receiver=told, continue_=True),
        Route(matchers=regex(service="db|cache"), mute_time_intervals=(nights,)),
        alertmanager=AlertmanagerGlobal(
            smtp_from="alerts@example.com",
            smtp_smarthost="smtp.example.com:587",
            smtp_auth_password=secret("SMTP_PASSWORD"),
        ),
        inhibitions=(silence,),
        templates=(NotificationTemplate(name="shop", text='{{ define "shop" }}{{ .Status | toUpper }}{{ end }}'),),
        targets=Targets(alertmanager=version),
    )

    said = judge(request.getfixturevalue(tool), "check-config", written(shop) / "alertmanager.yml")

    assert "1 inhibit rules" in said
    assert "2 receivers" in said
    assert "1 templates" in said
