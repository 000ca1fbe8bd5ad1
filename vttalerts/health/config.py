"""`config/health-monitor.json` as the monitor uses it: checked, with durations in seconds and whole addresses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from vttalerts.health.schema import Problem, check
from vttalerts.health.secrets import MissingSecretError, Secret

BASE_URL: Final = "VTT_BASE_URL"
WEBHOOK_URL: Final = "WEBHOOK_URL"

_SECONDS: Final = {"y": 31_536_000, "w": 604_800, "d": 86_400, "h": 3600, "m": 60, "s": 1, "ms": 0.001}
_LARGEST: Final = 16 * 1024 * 1024
"""Bytes of a configuration: more is some other file."""

Kind = Literal["webhook", "slack", "email"]


class ConfigError(Exception):
    """The monitor can't start with this configuration.

    Attributes:
        problems: What is wrong with it, in the order of the file.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{one.path}: {one.reason}" for one in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address that is asked; `timeout` in seconds, `expected` the good values by path into the body."""

    name: str
    url: str = field(repr=False)  # an address may hold a password
    critical: bool
    timeout: float
    status: int
    expected: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What is too slow (seconds) and too full (percent), and how many readings in a row change a state."""

    response_time: float
    memory: float
    failures: int
    successes: int


@dataclass(frozen=True, slots=True)
class Mail:
    """The server that carries e-mail."""

    host: str
    port: int
    sender: str
    username: str | None
    password: Secret | None
    require_tls: bool


@dataclass(frozen=True, slots=True)
class Channel:
    """One way in which people are told; `name` stays the same over restarts, and holds no secret."""

    name: str
    kind: Kind
    url: Secret | None = None
    to: str | None = None
    signing_key: Secret | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """All that the file says; `interval` in seconds."""

    interval: float
    retries: int
    endpoints: tuple[Endpoint, ...]
    thresholds: Thresholds
    mail: Mail | None
    channels: tuple[Channel, ...]

    def missing_secrets(self, environment: Mapping[str, str]) -> tuple[Problem, ...]:
        """Return what keeps the channels from telling anybody: secrets that are nowhere, or are no address."""
        return tuple(self._secrets(environment))

    def _secrets(self, environment: Mapping[str, str]) -> Iterator[Problem]:
        for at, channel in enumerate(self.channels):
            for key, secret in (("url", channel.url), ("signingKey", channel.signing_key)):
                if secret is not None:
                    yield from _readable(f"notificationChannels[{at}].{key}", secret, environment, is_url=key == "url")
        if self.mail is not None and self.mail.password is not None and any(one.to for one in self.channels):
            yield from _readable("mail.password", self.mail.password, environment, is_url=False)


def load(file: Path, environment: Mapping[str, str]) -> Config:
    """Read the configuration.

    Args:
        file: The JSON file.
        environment: Where `VTT_BASE_URL` and `WEBHOOK_URL` may be.

    Raises:
        ConfigError: The file can't be read, or says what the schema forbids.
    """
    document = _document(file)
    base_url = environment.get(BASE_URL, "").strip()
    if base_url and isinstance(document, dict):
        document["baseUrl"] = base_url
    problems = check(document, names={"baseUrl": BASE_URL} if base_url else {})
    if problems:
        raise ConfigError(problems)
    config = _config(document, environment)
    problems = tuple(_contradictions(config))
    if problems:
        raise ConfigError(problems)
    return config


def seconds(duration: str) -> float:
    """Return the seconds of a duration such as `1m30s`."""
    return sum(int(count) * _SECONDS[unit] for count, unit in re.findall(r"(\d+)(ms|[ywdhms])", duration))


def _document(file: Path) -> Any:  # noqa: ANN401  any JSON value
    try:
        with file.open("rb") as stream:
            text = stream.read(_LARGEST + 1)
    except OSError as error:
        mend = "`vttalerts build` writes generated/config/health-monitor.json; name a file with --config"
        raise ConfigError((Problem("", f"can't be read: {error.strerror}", mend),)) from None
    if len(text) > _LARGEST:
        raise ConfigError((Problem("", "is larger than 16 MiB", "name the monitor's own file with --config"),))
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise ConfigError((Problem(place, f"is no JSON: {error.msg}", "mend it here or right before"),)) from None
    except (ValueError, RecursionError):
        raise ConfigError((Problem("", "is no JSON that can be read", "`vttalerts build` writes it anew"),)) from None


def _config(tree: Mapping[str, Any], environment: Mapping[str, str]) -> Config:
    thresholds = tree["thresholds"]
    timeout = seconds(tree["timeout"])
    return Config(
        interval=seconds(tree["interval"]),
        retries=tree.get("retries", 2),
        endpoints=tuple(_endpoint(one, tree["baseUrl"], timeout) for one in tree["endpoints"]),
        thresholds=Thresholds(
            response_time=seconds(thresholds["responseTime"]),
            memory=thresholds["memoryUsagePercent"],
            failures=thresholds.get("failures", 3),
            successes=thresholds.get("successes", 2),
        ),
        mail=_mail(tree["mail"]) if "mail" in tree else None,
        channels=tuple(_channels(tree.get("notificationChannels", ()), environment)),
    )


def _endpoint(tree: Mapping[str, Any], base_url: str, timeout: float) -> Endpoint:
    url: str = tree["url"]
    expected: Mapping[str, str | list[str]] = tree.get("expectedBody", {})
    return Endpoint(
        name=tree["name"],
        url=base_url.rstrip("/") + url if url.startswith("/") else url,
        critical=tree.get("critical", False),
        timeout=seconds(tree["timeout"]) if "timeout" in tree else timeout,
        status=tree.get("expectedStatus", 200),
        expected={path: (good,) if isinstance(good, str) else tuple(good) for path, good in expected.items()},
    )


def _mail(tree: Mapping[str, Any]) -> Mail:
    host, _, port = tree["smarthost"].rpartition(":")
    return Mail(
        host=host.strip("[]"),
        port=int(port),
        sender=tree["from"],
        username=tree.get("username"),
        password=Secret(**tree["password"]) if "password" in tree else None,
        require_tls=tree.get("requireTls", True),
    )


def _channels(trees: list[Mapping[str, Any]], environment: Mapping[str, str]) -> Iterator[Channel]:
    """The file's channels, and `WEBHOOK_URL` where the file has no webhook: to set it must not be without effect."""
    taken: list[str] = []
    for tree in trees:
        secrets = {key: Secret(**tree[key]) for key in ("url", "signingKey") if key in tree}
        url = secrets.get("url")
        name = f"{tree['type']}:{tree['to'] if url is None else url.name}"
        taken.append(name)
        count = taken.count(name)
        yield Channel(
            name=name if count == 1 else f"{name}#{count}",
            kind=tree["type"],
            url=url,
            to=tree.get("to"),
            signing_key=secrets.get("signingKey"),
        )
    if environment.get(WEBHOOK_URL, "").strip() and not any(tree["type"] == "webhook" for tree in trees):
        yield Channel(f"webhook:{WEBHOOK_URL}", "webhook", Secret(WEBHOOK_URL))


def _contradictions(config: Config) -> Iterator[Problem]:
    seen: set[str] = set()
    for at, endpoint in enumerate(config.endpoints):
        if endpoint.name in seen:
            yield Problem(f"endpoints[{at}].name", "is the name of an earlier endpoint too", "rename one of them")
        seen.add(endpoint.name)
        if endpoint.timeout > config.interval:
            yield Problem(f"endpoints[{at}]", "its timeout is longer than `interval`", "shorten `timeout`")


def _readable(path: str, secret: Secret, environment: Mapping[str, str], *, is_url: bool) -> Iterator[Problem]:
    try:
        value = secret.read(environment)
    except MissingSecretError as error:
        yield Problem(path, f"the secret is missing: {error}", f"set {secret.name}, or remove the channel")
        return
    if is_url and not re.match(r"https?://[^/\s]+\S*\Z", value):
        yield Problem(path, f"the value of {secret.name} is no URL", "its value begins with https://")
