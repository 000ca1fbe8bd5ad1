"""What a real Alertmanager sends to Slack, mailboxes, PagerDuty and webhooks is what the simulator says, to the byte.

A mail's `Date`, `Message-Id`, boundary and order of headers are different each time; all else is compared.
"""

from __future__ import annotations

import dataclasses
import json
import re
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from difflib import unified_diff
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # pytest's importlib mode leaves a test's folder out

import binaries
import message_cases
from servers import free_port, running, wait_for
from sinks import HTTPSink, MailSink, Received, TunnelSink

from definitions.routing import ROUTING
from definitions.templates import TEMPLATES
from vttalerts import AlertmanagerGlobal, Email, PagerDuty, Receiver, Route, Slack, Webhook, milliseconds
from vttalerts.graph import unique
from vttalerts.model.settings import Secret, Settings
from vttalerts.simulate.default_templates import default_templates
from vttalerts.simulate.rendering import Message, Renderer
from vttalerts.simulate.timeline import Notification, Post, notifications

pytestmark = [pytest.mark.live, pytest.mark.slow]

SETTLED = 2.5  # seconds without news, after which everything has arrived
ENDS = 4.0  # seconds after the start at which some alerts are over
EXTERNAL = "http://alertmanager.example.com/am"


@dataclasses.dataclass(frozen=True)
class World:
    """A running Alertmanager's configuration and what happens."""

    version: str
    url: str
    proxy: str
    smtp: int
    began: datetime

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(int(part) for part in self.version.split("."))

    def global_section(self) -> AlertmanagerGlobal:
        return AlertmanagerGlobal(
            smtp_smarthost=f"127.0.0.1:{self.smtp}",
            smtp_from="alertmanager@example.com",
            smtp_require_tls=False,
            pagerduty_url=f"{self.url}/global/pagerduty",
        )

    def receivers(self) -> list[Receiver]:
        own = [route.receiver for route in (ROUTING, *ROUTING.routes) if route.receiver is not None]
        if self.numbers < (0, 26):  # no `url_file`
            own = [one for one in own if not any(isinstance(each, Webhook) for each in one.integrations)]
        return [*unique(own), *message_cases.receivers(self.url, self.proxy, self.numbers)]

    def routing(self) -> Route:
        return Route(
            receiver=Receiver(name="root"),
            group_by=("set",),
            group_wait=milliseconds(500),
            group_interval=milliseconds(1500),
            routes=tuple(Route(receiver=one, continue_=True) for one in self.receivers()),
        )

    def posts(self) -> Iterator[Post]:
        """Everything begins at once; then some of it ends, at a moment that is a little past."""
        end = self.began + timedelta(seconds=ENDS)
        for name, alerts in message_cases.SETS.items():
            for at, (labels, said, ends) in enumerate(alerts):
                starts = self.began - timedelta(microseconds=1000 * at)
                made = Post(
                    self.began,
                    {**labels, "set": name},
                    starts,
                    self.began + timedelta(hours=1),
                    said,
                    "http://prometheus/graph?g0.expr=up+%3D%3D+0&g0.tab=1" if at == 0 else "javascript:alert('x')",
                )
                yield made
                if ends:
                    yield made._replace(at=end, ends=end - timedelta(milliseconds=1500))

    def expected(self) -> Iterator[tuple[str, Message]]:
        renderer = Renderer(
            TEMPLATES,
            version=self.version,
            external_url=EXTERNAL,
            defaults=self.global_section(),
            secret=lambda one: f"value-of-{one.name}",
            # Debian's build reads those of the newest package, wherever it was unpacked itself.
            built_in=default_templates("0.33"),
        )
        for told in notifications(self.routing(), self.posts(), self.began + timedelta(seconds=20)):
            yield self.address(told), renderer.message(told)

    def address(self, told: Notification) -> str:  # noqa: PLR0911  one for each way to say it
        """Where a notification goes."""
        match told.integration:
            case Email(to=to):
                return str(to).partition(",")[0]
            case Slack(api_url=Secret(name)) | Webhook(url=Secret(name)):
                return f"/{name}"
            case Slack(api_url=url):
                return urlsplit(str(url)).path
            case Webhook(url=url):
                status = "firing" if told.firing else "resolved"
                return urlsplit(str(url).replace("{{ .Status }}", status)).path
            case PagerDuty(url=None, service_key=None):
                return "/global/pagerduty"
            case PagerDuty(url=url, service_key=None):
                return urlsplit(str(url)).path
            case _:
                return "/generic/2010-04-15/create_event.json"

    def configuration(self, folder: Path) -> Path:
        secrets, templates = folder / "secrets", folder / "templates"
        secrets.mkdir()
        templates.mkdir()
        for one in TEMPLATES:
            (templates / f"{one.name}.tmpl").write_text(one.text, encoding="utf-8")
        for name in ("SLACK_WEBHOOK_URL", "WATCHDOG_WEBHOOK_URL"):
            (secrets / name).write_text(f"{self.url}/{name}")
        for name in ("KEY", "PAGERDUTY_INTEGRATION_KEY"):
            (secrets / name).write_text(f"value-of-{name}\n")
        settings = Settings(secrets_directory=str(secrets))
        tree = {
            "global": self.global_section().wire(settings),
            "templates": [str(templates / "*.tmpl")],
            "route": self.routing().wire(settings),
            "receivers": [{"name": "root"}, *(one.wire(settings) for one in self.receivers())],
        }
        file = folder / "alertmanager.yml"
        file.write_text(json.dumps(tree))
        return file


def send(api: str, posts: list[Post]) -> None:
    body = [
        {
            "labels": dict(one.labels),
            "annotations": dict(one.annotations),
            "startsAt": text(one.starts),
            "endsAt": text(one.ends),
            "generatorURL": one.generator_url,
        }
        for one in posts
    ]
    request = urllib.request.Request(  # noqa: S310  loopback
        f"{api}/api/v2/alerts", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  loopback
        assert answer.status == 200


def text(moment: datetime | None) -> str:
    assert moment is not None
    return moment.isoformat()


@pytest.mark.parametrize(("version", "set_"), [("0.33", "current"), ("0.25", "old")])
def test_messages_are_what_the_simulator_says_to_the_byte(
    version: str, set_: Literal["current", "old"], tmp_path: Path
) -> None:
    sink, tunnel, mails = HTTPSink(), TunnelSink(tmp_path), MailSink()
    api = f"http://127.0.0.1:{free_port()}"
    direct, proxy = f"http://127.0.0.1:{sink.port}", f"http://127.0.0.1:{tunnel.port}"
    world = World(version, direct, proxy, mails.port, datetime.now(UTC))
    command = [
        str(binaries.get("alertmanager", set_)),
        f"--config.file={world.configuration(tmp_path)}",
        f"--storage.path={tmp_path / 'data'}",
        f"--web.listen-address={api.removeprefix('http://')}",
        f"--web.external-url={EXTERNAL}",
        "--web.route-prefix=/",
        "--cluster.listen-address=",
    ]
    with running(command, tmp_path / "log", f"{api}/-/ready", tmp_path):
        world = dataclasses.replace(world, began=datetime.now(UTC))
        posts = list(world.posts())
        send(api, [one for one in posts if one.at == world.began])
        time.sleep(max(0.0, (world.began + timedelta(seconds=ENDS) - datetime.now(UTC)).total_seconds()))
        send(api, [one for one in posts if one.at != world.began])
        wait_for(lambda: is_quiet(sink), "all messages arrived", 30)
    sink.close()
    tunnel.close()
    mails.close()

    expected = Counter(wanted(address, message) for address, message in world.expected() if message.body)
    actual = Counter(arrived(one) for one in (*sink.received, *tunnel.received, *mails.received))
    # What fails is tried again with every flush: how often, and with which alerts, depends on the clock.
    tried = {place for place in actual if "unsent" in place[0]}
    assert {place for place in expected if "unsent" in place[0]} <= tried
    assert {address for address, _ in tried} <= {"unsent@example.com"}
    for place in tried:
        expected.pop(place, None)
        del actual[place]
    assert not differences(expected, actual), "\n".join(differences(expected, actual))


def is_quiet(sink: HTTPSink) -> bool:
    """Whether nothing came for a while; the server flushes each group more often than that."""
    before = len(sink.received)
    time.sleep(SETTLED)
    return before == len(sink.received)


def wanted(address: str, message: Message) -> tuple[str, str]:
    return address, comparable(message.body) if message.kind == "email" else message.body


def arrived(one: Received) -> tuple[str, str]:
    body = one.body.decode("utf-8", "surrogateescape")
    return one.address, body if one.address.startswith("/") else comparable(body)


def comparable(mail: str) -> str:
    """A mail without what is different in each one: its headers sorted, and another boundary."""
    head, _, body = mail.partition("\r\n\r\n")
    found = re.search(r"  boundary=(\w+)", head)
    assert found is not None
    lines = [line for line in head.split("\r\n") if not line.startswith(("Date: ", "Message-Id: ", "X-Peer: "))]
    return (
        "\r\n".join((*sorted(lines), "", body))
        .replace(f"  boundary={found[1]}", "  boundary=BOUNDARY")
        .replace(f"--{found[1]}", "--BOUNDARY")
    )


def differences(expected: Counter[tuple[str, str]], actual: Counter[tuple[str, str]]) -> list[str]:
    """What one side has and the other has not, by address."""
    missing, surplus = expected - actual, actual - expected
    found: list[str] = []
    for address in sorted({address for address, _ in (*missing, *surplus)}):
        ours = sorted(body for where, body in missing.elements() if where == address)
        theirs = sorted(body for where, body in surplus.elements() if where == address)
        found.append(f"{address}: {len(ours)} were expected, {len(theirs)} came instead")
        found += [body[:700] for body in theirs[len(ours) :][:2]] if not ours else []
        for one, other in zip(ours, theirs, strict=False):
            lines = unified_diff(pieces(one), pieces(other), "expected", "arrived", n=0, lineterm="")
            found += [line[:300] for line in lines][:12]
            break
    return found


def pieces(body: str) -> list[str]:
    return re.split(r"(?<=[,{\n])", body)
