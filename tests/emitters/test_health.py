"""health-monitor.json and its schema: what the monitor reads, and which mistakes it is told of."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pytest_regressions.file_regression import FileRegressionFixture

from vttalerts import (
    AlertmanagerGlobal,
    Channel,
    Endpoint,
    HealthMonitor,
    Platform,
    Thresholds,
    env,
    milliseconds,
    percent,
    ratio,
    seconds,
    secret,
)
from vttalerts.emitters import health
from vttalerts.model.health import MailServer
from vttalerts.model.settings import Settings

CONFIGURATION = "config/health-monitor.json"
SCHEMA = "schemas/health-monitor.schema.json"
SEED = {"endpoints": [{"name": "My Custom Endpoint", "url": "/my/endpoint", "critical": True}]}
"""The custom endpoint of VTT's documentation."""

server = AlertmanagerGlobal(
    smtp_from="alerts@example.com",
    smtp_smarthost=env("SMTP_HOST", default="smtp.example.com") + ":587",
    smtp_auth_username="alerts",
    smtp_auth_password=secret("SMTP_PASSWORD"),
)


def monitor(**changes: object) -> HealthMonitor:
    parts: dict[str, Any] = {
        "base_url": env("VTT_BASE_URL", default="http://localhost:8080"),
        "interval": seconds(30),
        "timeout": seconds(5),
        "endpoints": (Endpoint(name="Health", url="/api/health", critical=True),),
        "thresholds": Thresholds(response_time=milliseconds(1500), memory_usage=ratio(0.85)),
    }
    return HealthMonitor(**parts | changes)


def full() -> Platform:
    ready = Endpoint(
        name="Ready",
        url="https://api.example.com/ready",
        timeout=seconds(90),
        expected_status=204,
        expected_body={"status": ("healthy", "degraded"), "checks.database.status": "pass"},
    )
    channels = (
        Channel(type="webhook", url=secret("WEBHOOK_URL"), signing_key=secret("WEBHOOK_KEY")),
        Channel(type="slack", url=secret("SLACK_WEBHOOK_URL")),
        Channel(type="email", to="on-call@example.com"),
    )
    return Platform(name="shop", health=monitor(endpoints=(ready,), channels=channels), alertmanager=server)


@pytest.fixture
def configuration(emitted: Callable[..., dict[str, str]]) -> Any:  # noqa: ANN401  what JSON holds
    return json.loads(emitted(health, full())[CONFIGURATION])


@pytest.fixture
def schema(emitted: Callable[..., dict[str, str]]) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(emitted(health, full())[SCHEMA])
    return read


@pytest.fixture
def complaints(schema: dict[str, Any]) -> Callable[[object], list[str]]:
    """What is wrong with a configuration, each with its place."""

    def find(tree: object) -> list[str]:
        found = Draft202012Validator(schema).iter_errors(tree)
        return [f"{error.json_path}: {error.message}" for error in found]

    return find


def test_smallest_monitor(emitted: Callable[..., dict[str, str]], file_regression: FileRegressionFixture) -> None:
    file_regression.check(emitted(health, Platform(name="shop", health=monitor()))[CONFIGURATION], extension=".json")


def test_monitor_with_everything(
    emitted: Callable[..., dict[str, str]], file_regression: FileRegressionFixture
) -> None:
    file_regression.check(emitted(health, full())[CONFIGURATION], extension=".json")


def test_schema_of_the_configuration(
    emitted: Callable[..., dict[str, str]], file_regression: FileRegressionFixture
) -> None:
    file_regression.check(emitted(health, full())[SCHEMA], extension=".json")


@pytest.mark.parametrize("settings", [Settings(environment={"VTT_BASE_URL": "https://api.vtt.example.com"})])
def test_base_url_is_the_real_one_with_an_environment(configuration: dict[str, Any]) -> None:
    assert configuration["baseUrl"] == "https://api.vtt.example.com"


def test_mail_server_of_its_own_comes_before_alertmanagers(emitted: Callable[..., dict[str, str]]) -> None:
    own = MailServer(smarthost="mail.example.com:465", from_="health@example.com", require_tls=False)
    told = monitor(channels=(Channel(type="email", to="on-call@example.com"),), mail=own)

    made = json.loads(emitted(health, Platform(name="shop", health=told, alertmanager=server))[CONFIGURATION])

    assert made["mail"] == {
        "smarthost": "mail.example.com:465",
        "from": "health@example.com",
        "requireTls": False,
    }


def test_mail_server_is_not_told_to_a_monitor_that_sends_no_mail(emitted: Callable[..., dict[str, str]]) -> None:
    made = json.loads(emitted(health, Platform(name="shop", health=monitor(), alertmanager=server))[CONFIGURATION])

    assert "mail" not in made


def test_schema_is_one(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)


def test_schema_explains_every_property_and_allows_no_others(schema: dict[str, Any]) -> None:
    objects = [schema, *(one for one in schema["$defs"].values() if one["type"] == "object")]

    for one in objects:
        assert one["additionalProperties"] is False
        assert [key for key, value in one["properties"].items() if not value.get("description")] == []


def test_what_is_written_is_valid(configuration: object, complaints: Callable[[object], list[str]]) -> None:
    assert complaints(configuration) == []


def test_endpoint_of_vtts_documentation_is_valid_beside_the_others(
    configuration: dict[str, Any], complaints: Callable[[object], list[str]]
) -> None:
    configuration["endpoints"] += SEED["endpoints"]

    assert complaints(configuration) == []


MISTAKES: tuple[tuple[str, object, str], ...] = (
    ("baseURL", "http://localhost", "$: Additional properties are not allowed ('baseURL' was unexpected)"),
    ("baseUrl", "localhost:8080", "$.baseUrl: 'localhost:8080' does not match"),
    ("interval", 30, "$.interval: 30 is not of type 'string'"),
    ("interval", "0s", "$.interval: '0s' does not match"),
    ("timeout", "5 seconds", "$.timeout: '5 seconds' does not match"),
    ("endpoints", [], "$.endpoints: [] should be non-empty"),
    ("endpoints.0.name", None, "$.endpoints[0]: 'name' is a required property"),
    ("endpoints.0.url", "my/endpoint", "$.endpoints[0].url: 'my/endpoint' does not match"),
    ("endpoints.0.critical", "yes", "$.endpoints[0].critical: 'yes' is not of type 'boolean'"),
    ("endpoints.0.expectedStatus", 20, "$.endpoints[0].expectedStatus: 20 is less than the minimum of 100"),
    ("thresholds", None, "$: 'thresholds' is a required property"),
    ("thresholds.memoryUsagePercent", 850, "$.thresholds.memoryUsagePercent: 850 is greater than the maximum of 100"),
    ("mail", None, "$: 'mail' is a required property"),
    ("notificationChannels.0.url", None, "$.notificationChannels[0]: 'url' is a required property"),
    (
        "notificationChannels.0.url",
        "https://example.com",
        "$.notificationChannels[0].url: 'https://example.com' is not",
    ),
    ("notificationChannels.0.type", "pager", "$.notificationChannels[0].type: 'pager' is not one of"),
    ("notificationChannels.2.to", None, "$.notificationChannels[2]: 'to' is a required property"),
)
"""The place, what stands there instead (`None`: nothing), and the only complaint."""


@pytest.mark.parametrize(("place", "value", "complaint"), MISTAKES)
def test_mistake_is_found_where_it_is(
    configuration: dict[str, Any],
    complaints: Callable[[object], list[str]],
    place: str,
    value: object,
    complaint: str,
) -> None:
    *steps, key = place.split(".")
    inner: Any = configuration
    for step in steps:
        inner = inner[int(step)] if step.isdigit() else inner[step]
    if value is None:
        inner.pop(key)
    else:
        inner[key] = value

    found = complaints(configuration)

    assert len(found) == 1
    assert found[0].startswith(complaint)


@pytest.mark.parametrize("key", ["timeout", "critical", "expectedStatus", "expectedBody"])
def test_endpoint_needs_no_more_than_a_name_and_a_url(
    configuration: dict[str, Any], complaints: Callable[[object], list[str]], key: str
) -> None:
    configuration["endpoints"][0].pop(key)

    assert complaints(configuration) == []


def test_percent_and_ratio_are_the_same_threshold(emitted: Callable[..., dict[str, str]]) -> None:
    for share in (percent(85), ratio(0.85)):
        thresholds = Thresholds(response_time=seconds(2), memory_usage=share)
        text = emitted(health, Platform(name="shop", health=monitor(thresholds=thresholds)))[CONFIGURATION]
        assert '"memoryUsagePercent": 85,' in text


def test_platform_without_a_monitor_has_neither_file(emitted: Callable[..., dict[str, str]]) -> None:
    assert emitted(health, Platform(name="shop")) == {}
