"""Asks a running Prometheus which rules, jobs and Alertmanagers it has, and tells it to read its files again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from vttalerts.live.documents import read_yaml
from vttalerts.live.http import LiveError, Server
from vttalerts.units import milliseconds

_SECONDS: Final = 1000


class RunningRule(NamedTuple):
    """A rule as the server has it.

    Attributes:
        group: Its group.
        name: The alert, or the series that it makes.
        is_alert: Whether it is an alerting rule.
        query: Its expression, printed by the server.
        settings: `for` and `keep_firing_for` where they are not 0; `labels`, `annotations`.
        health: `ok`, `err` or `unknown`.
        error: Why it fails.
        interval: How often the group is evaluated, in milliseconds.
    """

    group: str
    name: str
    is_alert: bool
    query: str
    settings: dict[str, Any]
    health: str
    error: str
    interval: int


class Target(NamedTuple):
    """A target as the server has it.

    Attributes:
        job: Its scrape job.
        url: What is scraped.
        health: `up`, `down` or `unknown`.
        error: Why the last scrape failed.
        scraped: When that was, by the server's clock.
    """

    job: str
    url: str
    health: str
    error: str
    scraped: str


class Prometheus:
    """A running Prometheus."""

    kind: Final = "Prometheus"

    def __init__(self, server: Server) -> None:
        self.server = server
        self.url = server.url

    def check_ready(self) -> None:
        """Raise `LiveError` where it does not answer, or is not ready."""
        self.server.get("/-/ready")

    def version(self) -> str:
        """Return its version, such as `3.5.3`."""
        return str(self._data("/api/v1/status/buildinfo").get("version", ""))

    def config(self) -> dict[str, Any]:
        """Return the configuration that it runs."""
        return read_yaml(str(self._data("/api/v1/status/config").get("yaml", "")), self.url)

    def rules(self) -> tuple[RunningRule, ...]:
        """Return the rules that it evaluates, in its order."""
        return tuple(
            _rule(group, rule)
            for group in self._data("/api/v1/rules").get("groups", ())
            for rule in group.get("rules", ())
        )

    def targets(self) -> tuple[Target, ...]:
        """Return what it scrapes."""
        return tuple(
            Target(
                str(one.get("labels", {}).get("job") or one.get("scrapePool", "")),
                str(one.get("scrapeUrl", "")),
                str(one.get("health", "")),
                str(one.get("lastError", "")),
                str(one.get("lastScrape", "")),
            )
            for one in self._data("/api/v1/targets", state="active").get("activeTargets", ())
        )

    def alertmanagers(self) -> tuple[str, ...]:
        """Return the addresses to which it sends alerts now."""
        return tuple(str(one["url"]) for one in self._data("/api/v1/alertmanagers").get("activeAlertmanagers") or ())

    def firing(self) -> Iterator[tuple[dict[str, str], datetime]]:
        """Yield the labels of each alert that fires, and since when its condition has held."""
        for one in self._data("/api/v1/alerts").get("alerts", ()):
            if one.get("state") == "firing":
                yield {"alertname": "", **one.get("labels", {})}, _moment(str(one.get("activeAt", "")))

    def query(self, expression: str) -> list[tuple[dict[str, str], float]]:
        """Return the instant vector of an expression."""
        found = self._data("/api/v1/query", query=expression)
        return [(dict(one["metric"]), float(one["value"][1])) for one in found.get("result", ())]

    def formatted(self, query: str) -> str:
        """Return an expression as this server prints it; as it stands where the server can't read it."""
        answer = self.server.ask("GET", "/api/v1/format_query", parameters={"query": query})
        if answer.status != _OK:
            return query
        try:
            return str(_unwrap(json.loads(answer.content), self.url))
        except (LiveError, ValueError):
            return query

    def metrics(self) -> str:
        """Return what it exposes of itself."""
        return self.server.get("/metrics").text()

    def reload(self) -> None:
        """Let it read its files again.

        Raises:
            LiveError: It refuses them, or the request; it then runs what it ran before.
        """
        answer = self.server.ask("POST", "/-/reload")
        if answer.status == _FORBIDDEN:
            raise LiveError(
                f"{self.url} may not be told to reload: {answer.words()}", "start it with --web.enable-lifecycle"
            )
        accept_reload(self.url, answer.status, answer.words())

    def _data(self, path: str, **parameters: str) -> dict[str, Any]:
        found = _unwrap(self.server.json(path, **parameters), f"{self.url}{path}")
        if not isinstance(found, dict):
            raise LiveError(f"{self.url}{path} answers in another shape", "is this a Prometheus?")
        return found


def _moment(text: str) -> datetime:
    """Read a time as Go writes it: more digits of a second than Python reads."""
    try:
        return datetime.fromisoformat(_FRACTION.sub("", text)).astimezone(UTC)
    except ValueError:
        return datetime.now(UTC)


_FRACTION: Final = re.compile(r"\.\d+")
_OK, _UNAUTHORIZED, _FORBIDDEN, _ERROR = 200, 401, 403, 300


def accept_reload(url: str, status: int, words: str) -> None:
    """Raise `LiveError` where a server did not take its new files."""
    if status == _UNAUTHORIZED:
        raise LiveError(
            f"{url} lets nobody in without the right user and password (401)",
            "name them with --user and --password-file",
        )
    if status >= _ERROR:
        raise LiveError(
            f"{url} refuses the new configuration: {words or status}", "mend what it names, and apply again"
        )


def _unwrap(answer: object, source: str) -> Any:  # noqa: ANN401  whatever the server says
    if not isinstance(answer, dict) or answer.get("status") != "success" or "data" not in answer:
        raise LiveError(f"{source} answers in another shape", "is this a Prometheus?")
    return answer["data"]


def _rule(group: dict[str, Any], rule: dict[str, Any]) -> RunningRule:
    settings: dict[str, Any] = {
        key: milliseconds(round(float(rule[field]) * _SECONDS)).duration()
        for key, field in (("for", "duration"), ("keep_firing_for", "keepFiringFor"))
        if rule.get(field)
    }
    settings |= {key: rule[key] for key in ("labels", "annotations") if rule.get(key)}
    return RunningRule(
        str(group.get("name", "")),
        str(rule.get("name", "")),
        rule.get("type") == "alerting",
        str(rule.get("query", "")),
        settings,
        str(rule.get("health", "")),
        str(rule.get("lastError", "")),
        round(float(group.get("interval") or 0) * _SECONDS),
    )
