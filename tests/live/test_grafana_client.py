"""Grafana's part of `apply`, against a stand-in: no package of Grafana can be had where the tests run.

What is proven is our side only: what is asked, and what is made of the answer in the documented shape
(https://grafana.com/docs/grafana/latest/developers/http_api/dashboard/). Whether a real Grafana answers so is not.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import override

from vttalerts.emitters import Artifact
from vttalerts.live import build
from vttalerts.live.grafana import Grafana
from vttalerts.live.http import Access, LiveError, Server
from vttalerts.live.plan import Change, changes

BOARD = {"uid": "shop", "title": "Shop", "panels": [{"id": 1, "title": "Orders", "fieldConfig": {"unit": "short"}}]}


class StandIn:
    """Answers as Grafana's documentation says."""

    def __init__(self) -> None:
        self.boards: dict[str, Any] = {}
        self.tokens: set[str | None] = set()
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                stand_in.tokens.add(self.headers["Authorization"])
                uid = self.path.rpartition("/")[2]
                found: Any = {"database": "ok", "version": "12.4.4"} if self.path == "/api/health" else None
                if self.path.startswith("/api/dashboards/uid/") and uid in stand_in.boards:
                    found = {"meta": {"provisioned": True}, "dashboard": stand_in.boards[uid]}
                self.send_response(200 if found else 404)
                self.end_headers()
                self.wfile.write(json.dumps(found or {"message": "Dashboard not found"}).encode())

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
def stand_in() -> Iterator[StandIn]:
    made = StandIn()
    yield made
    made.close()


def of(board: object) -> build.Build:
    return build.of([Artifact("infra/monitoring/grafana/dashboards/shop.json", lambda: (json.dumps(board),))])


def test_dashboard_that_grafana_has_not_got_would_come(stand_in: StandIn) -> None:
    assert changes(of(BOARD), Grafana(Server(stand_in.url))) == (Change("+", "dashboard", "shop"),)


def test_numbers_that_grafana_gives_are_no_difference(stand_in: StandIn) -> None:
    stand_in.boards["shop"] = {**BOARD, "id": 7, "version": 3, "timezone": "browser"}

    assert changes(of({**BOARD, "id": None, "version": 1}), Grafana(Server(stand_in.url))) == ()


def test_panel_that_somebody_edited_is_a_difference(stand_in: StandIn) -> None:
    stand_in.boards["shop"] = {**BOARD, "panels": [{"id": 1, "title": "Orders", "fieldConfig": {"unit": "bytes"}}]}

    assert changes(of(BOARD), Grafana(Server(stand_in.url))) == (
        Change("~", "dashboard", "shop", ("panels[0].fieldConfig.unit: bytes → short",)),
    )


def test_token_comes_from_its_file(stand_in: StandIn, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("glsa_x\n", encoding="utf-8")

    Grafana(Server(stand_in.url, Access(token_file=file))).check_ready()

    assert stand_in.tokens == {"Bearer glsa_x"}


def test_other_server_is_no_grafana(stand_in: StandIn) -> None:
    stand_in.boards["shop"] = "no mapping"

    with pytest.raises(LiveError) as caught:
        Grafana(Server(stand_in.url)).dashboard("shop")

    assert str(caught.value) == f"{stand_in.url}/api/dashboards/uid/shop answers in another shape"
