"""The client of running servers: what it refuses, how much it takes, and what it never shows."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typing_extensions import override

from vttalerts.live import http
from vttalerts.live.http import Access, LiveError, Server
from vttalerts.model.transport import goes_out_in_clear

PASSWORD = "correct horse"  # noqa: S105  no secret of anybody


class Talker:
    """A server on loopback that answers as it is told, and keeps the headers that it was sent."""

    def __init__(self) -> None:
        self.status, self.body, self.headers = 200, b"{}", {"Date": "Wed, 25 Nov 2026 00:00:00 GMT"}
        self.heard: list[dict[str, str]] = []
        talker = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                talker.heard.append(dict(self.headers))
                self.send_response_only(talker.status)
                for name, value in talker.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(talker.body)

            @override
            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def talker() -> Iterator[Talker]:
    made = Talker()
    yield made
    made.close()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("localhost:9090", "localhost:9090 is no address of a server"),
        ("ftp://localhost", "ftp://localhost is no address of a server"),
        ("http://prometheus.example.com", "http://prometheus.example.com is plain http to another machine"),
        (
            f"https://me:{PASSWORD}@prometheus.example.com",
            "the address of prometheus.example.com holds a user or password, which others could read",
        ),
    ],
)
def test_address_that_leads_nowhere_or_shows_a_secret_is_refused(url: str, message: str) -> None:
    with pytest.raises(LiveError) as caught:
        Server(url)

    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("url", "outside"),
    [
        ("http://localhost:9090", False),
        ("http://127.0.0.1:9090", False),
        ("http://[::1]:9090", False),
        ("http://prometheus:9090", False),
        ("http://host.docker.internal:8080", False),
        ("http://172.29.93.7:9090", False),
        ("http://172.29.94.7:9090", True),
        ("http://10.0.0.1", True),
        ("http://127.0.0.1.example.com", True),
        ("http://localhost.example.com", True),
        ("https://prometheus.example.com", False),
    ],
)
def test_plain_http_stays_inside_the_machine(url: str, outside: bool) -> None:  # noqa: FBT001  a parameter of the test
    assert goes_out_in_clear(url, "172.29.93.0/24") == outside


def test_answer_that_leads_elsewhere_is_not_followed(talker: Talker) -> None:
    talker.status = 302
    talker.headers["Location"] = f"{talker.url}/elsewhere"

    with pytest.raises(LiveError) as caught:
        Server(talker.url).get("/-/ready")

    assert str(caught.value) == f"{talker.url}/-/ready leads elsewhere (302), which is not followed"
    assert len(talker.heard) == 1


def test_answer_without_an_end_is_not_read_to_it(talker: Talker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "_LARGEST", 1 << 20)
    talker.body = b"x" * ((1 << 20) + 1)

    with pytest.raises(LiveError) as caught:
        Server(talker.url).get("/metrics")

    assert str(caught.value) == f"{talker.url}/metrics answers with more than 1 MiB"


@pytest.mark.parametrize("body", [b"<html>", b"[" * 100_000, b"\xff"])
def test_answer_that_is_no_json_is_named(talker: Talker, body: bytes) -> None:
    talker.body = body

    with pytest.raises(LiveError) as caught:
        Server(talker.url).json("/api/v1/rules")

    assert str(caught.value) == f"{talker.url}/api/v1/rules answers with no JSON"


def test_what_a_server_says_cannot_write_over_the_terminal(talker: Talker) -> None:
    talker.status, talker.body = 500, b"bad\x1b[2J\nfile" + b"!" * 1000

    with pytest.raises(LiveError) as caught:
        Server(talker.url).get("/")

    assert str(caught.value).startswith(f"{talker.url}/ says 500: bad\N{REPLACEMENT CHARACTER}[2J file!!!")
    assert len(str(caught.value)) < 700


def test_user_and_password_travel_in_a_header_and_are_shown_nowhere(talker: Talker, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\n", encoding="utf-8")
    access = Access(user="me", password_file=file)
    server = Server(talker.url, access)

    server.get("/")
    talker.status = 401
    with pytest.raises(LiveError) as caught:
        server.get("/")

    assert talker.heard[0]["Authorization"] == "Basic bWU6Y29ycmVjdCBob3JzZQ=="
    assert str(caught.value) == f"{talker.url} lets nobody in without the right user and password (401)"
    assert PASSWORD not in f"{caught.value!r} {access!r} {server.__dict__!r}"


def test_file_without_a_secret_is_named_and_not_shown(talker: Talker, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\nsecond line", encoding="utf-8")

    with pytest.raises(LiveError) as caught:
        Server(talker.url, Access(user="me", password_file=file)).get("/")

    assert str(caught.value) == f"{file} holds no secret"


def test_server_that_speaks_no_tls_is_named_as_such(talker: Talker) -> None:
    with pytest.raises(LiveError) as caught:
        Server(talker.url.replace("http:", "https:")).get("/")

    assert str(caught.value).endswith("can't be asked: it does not speak https")
