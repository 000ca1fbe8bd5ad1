"""The configuration: what is right is understood, and what is wrong is named with its place and its mend."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from vttalerts.health.config import Channel, Config, ConfigError, Endpoint, load, seconds
from vttalerts.health.secrets import MissingSecretError, Secret

ROOT = Path(__file__).parents[2]
MINIMAL: dict[str, Any] = {
    "baseUrl": "https://api.vtt.example.com/",
    "interval": "30s",
    "timeout": "5s",
    "endpoints": [{"name": "My Custom Endpoint", "url": "/my/endpoint", "critical": True}],
    "thresholds": {"responseTime": "2s", "memoryUsagePercent": 85},
}
HOOK = {"type": "webhook", "url": {"env": "WEBHOOK_URL"}}


def loaded(folder: Path, changes: dict[str, Any] | None = None, **environment: str) -> Config:
    file = folder / "health-monitor.json"
    file.write_text(json.dumps(MINIMAL | (changes or {})), encoding="utf-8")
    return load(file, environment)


def wrong(folder: Path, changes: dict[str, Any], **environment: str) -> list[tuple[str, str, str]]:
    with pytest.raises(ConfigError) as caught:
        loaded(folder, changes, **environment)
    return [(one.path, one.reason, one.mend) for one in caught.value.problems]


def test_the_generated_configuration_is_understood() -> None:
    config = load(ROOT / "generated/config/health-monitor.json", {})
    assert config.endpoints[0] == Endpoint(
        name="Database",
        url="https://api.vtt.example.com/api/health",
        critical=True,
        timeout=5,
        status=200,
        expected={"checks.database.status": ("pass",)},
    )
    assert [channel.name for channel in config.channels] == [
        "webhook:WEBHOOK_URL",
        "slack:SLACK_WEBHOOK_URL",
        "email:on-call@vtt.example.com",
    ]
    assert config.mail is not None
    assert (config.mail.host, config.mail.port, config.mail.require_tls) == ("smtp.example.com", 587, True)


def test_a_custom_endpoint_of_the_seed_is_below_the_base_url(tmp_path: Path) -> None:
    assert loaded(tmp_path).endpoints[0].url == "https://api.vtt.example.com/my/endpoint"


def test_vtt_base_url_overrides_the_file(tmp_path: Path) -> None:
    config = loaded(tmp_path, VTT_BASE_URL="http://127.0.0.1:8080")
    assert config.endpoints[0].url == "http://127.0.0.1:8080/my/endpoint"


def test_an_absolute_address_stays_as_it_is(tmp_path: Path) -> None:
    config = loaded(tmp_path, {"endpoints": [{"name": "X", "url": "https://ai.example.com/up"}]})
    assert config.endpoints[0].url == "https://ai.example.com/up"


def test_webhook_url_is_told_even_if_the_file_names_no_webhook(tmp_path: Path) -> None:
    hook = Channel("webhook:WEBHOOK_URL", "webhook", Secret("WEBHOOK_URL"))
    assert loaded(tmp_path, WEBHOOK_URL="http://127.0.0.1:1").channels == (hook,)
    assert loaded(tmp_path, {"notificationChannels": [HOOK]}, WEBHOOK_URL="http://127.0.0.1:1").channels == (hook,)
    assert loaded(tmp_path).channels == ()


@pytest.mark.parametrize(
    ("duration", "expected"),
    [("30s", 30), ("1m30s", 90), ("500ms", 0.5), ("1h1m1s1ms", 3661.001), ("1w1d", 691_200), ("1y", 31_536_000)],
)
def test_durations_are_seconds(duration: str, expected: float) -> None:
    assert seconds(duration) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("changes", "path", "reason", "mend"),
    [
        ({"interval": 30}, "interval", "is not text", "write it as in 30s, 1m30s, 500ms"),
        ({"interval": "soon"}, "interval", "does not have the right form", "write it as in 30s, 1m30s, 500ms"),
        ({"retrys": 1}, "", "`retrys` means nothing", "write `retries`"),
        ({"endpoints": []}, "endpoints", "is empty", "write at least one"),
        ({"endpoints": [{"name": "X"}]}, "endpoints[0]", "`url` is missing", "add `url`"),
        (
            {"endpoints": [{"name": "X", "url": "/", "expectedStatus": 2000}]},
            *("endpoints[0].expectedStatus", "is out of bounds", "write a number at most 599"),
        ),
        (
            {"notificationChannels": [{"type": "pager"}]},
            *("notificationChannels[0].type", "is none of the possible values", "write one of webhook, slack, email"),
        ),
        (
            {"notificationChannels": [HOOK | {"to": "a@vtt.example.com"}]},
            *("notificationChannels[0].to", "does not belong here", "remove it, or change `type`"),
        ),
        (
            {"notificationChannels": [{"type": "email", "to": "a@vtt.example.com"}]},
            *("", "`mail` is missing", "add `mail`"),
        ),
        (
            {"notificationChannels": [{"type": "slack", "url": {}}]},
            *("notificationChannels[0].url", "does not have the right form"),
            'name the places of the secret: {"env": "NAME", "file": "/run/secrets/NAME"}',
        ),
        (
            {"endpoints": [{"name": "X", "url": "/a"}, {"name": "X", "url": "/b"}]},
            *("endpoints[1].name", "is the name of an earlier endpoint too", "rename one of them"),
        ),
        ({"timeout": "31s"}, "endpoints[0]", "its timeout is longer than `interval`", "shorten `timeout`"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_mistake_is_named_with_place_and_mend(
    tmp_path: Path, changes: dict[str, Any], path: str, reason: str, mend: str
) -> None:
    assert wrong(tmp_path, changes) == [(path, reason, mend)]


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    assert [path for path, *_ in wrong(tmp_path, {"interval": "x", "timeout": "y"})] == ["interval", "timeout"]


def test_a_wrong_base_url_is_blamed_on_the_environment(tmp_path: Path) -> None:
    assert [one[:2] for one in wrong(tmp_path, {}, VTT_BASE_URL="api.vtt")] == [
        ("VTT_BASE_URL", "does not have the right form")
    ]


def test_a_secret_in_the_wrong_place_is_not_repeated(tmp_path: Path) -> None:
    told = wrong(tmp_path, {"notificationChannels": [{"type": "slack", "url": "https://hooks.example.com/hunter2"}]})
    assert [one[:2] for one in told] == [("notificationChannels[0].url", "is not an object")]
    assert "hunter2" not in str(told)


@pytest.mark.parametrize(
    ("content", "path", "reason"),
    [
        ('{\n  "a": }', "line 2, column 8", "is no JSON: Expecting value"),
        ("[" * 100_000, "", "is no JSON that can be read"),
        ("\udcff", "", "is no JSON that can be read"),
        ("7", "", "is not an object"),
    ],
    ids=["syntax", "deep", "bytes", "number"],
)
def test_what_is_no_configuration_at_all_is_named(tmp_path: Path, content: str, path: str, reason: str) -> None:
    file = tmp_path / "x.json"
    file.write_text(content, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(ConfigError) as caught:
        load(file, {})
    assert [(one.path, one.reason) for one in caught.value.problems] == [(path, reason)]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="can't be read: No such file or directory"):
        load(tmp_path / "none.json", {})


def test_a_secret_is_taken_from_the_environment_first(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("from-file\n", encoding="utf-8")
    secret = Secret("NAME", str(file))
    assert secret.read({"NAME": "from-environment"}) == "from-environment"
    assert secret.read({"NAME": ""}) == "from-file"
    assert "from-" not in repr(secret)


def test_a_missing_secret_is_named_with_all_its_places(tmp_path: Path) -> None:
    with pytest.raises(MissingSecretError, match=r"the environment has no NAME, and /.*: No such file or directory"):
        Secret("NAME", str(tmp_path / "none")).read({})


def test_a_secret_that_is_no_address_is_not_repeated(tmp_path: Path) -> None:
    config = loaded(tmp_path, {"notificationChannels": [HOOK]}, WEBHOOK_URL="hunter2")
    told = config.missing_secrets({"WEBHOOK_URL": "hunter2"})
    assert [one.reason for one in told] == ["the value of WEBHOOK_URL is no URL"]
    assert "hunter2" not in str(told)
