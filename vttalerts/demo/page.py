"""The inbox page: what goes wrong, what arrives, and switches for it; live, from loopback, without any network."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from importlib.resources import files
from typing import Final
from urllib.parse import urlsplit

from vttalerts.demo.faults import FAULTS, Faults, UnknownFaultError, parse
from vttalerts.demo.http import Answer, Request, Server, as_json
from vttalerts.demo.inbox import Inbox

_HERE: Final = frozenset({"127.0.0.1", "localhost"})
_HTML: Final = "text/html; charset=utf-8"


class Page:
    """Serves the page and its events.

    Attributes:
        http: Where it answers.
        about: What the page says of the stack; filled in when it runs.
    """

    def __init__(self, inbox: Inbox, faults: Faults, switch: Callable[[str, float | None, bool], None]) -> None:
        self.http = Server(self.answer)
        self.about: dict[str, object] = {}
        self._inbox = inbox
        self._faults = faults
        self._switch = switch

    async def answer(self, request: Request) -> Answer:
        """Answer a browser on this machine; a page from elsewhere must not be able to switch anything."""
        if not _is_from_here(request):
            return Answer(403, b"only from this machine\n")
        match request.method, request.path:
            case "GET" | "HEAD", "/":
                return Answer(body=files("vttalerts.demo").joinpath("inbox.html").read_bytes(), kind=_HTML)
            case "GET", "/events":
                return Answer(kind="text/event-stream", stream=self._events())
            case "GET", "/notifications":
                return as_json([one.shown() for one in self._inbox.received])
            case "POST", "/faults":
                return self._turn(request)
            case _:
                return Answer(404, b"/, /events, /notifications, /faults\n")

    def tell_faults(self) -> None:
        """Tell everybody who looks which faults there are now."""
        self._inbox.tell(self._state())

    def _turn(self, request: Request) -> Answer:
        try:
            name, level = parse(request.query.get("name", ""))
        except UnknownFaultError as error:
            return Answer(400, f"{error}\n".encode())
        self._switch(name, level, request.query.get("on") == "true")
        self.tell_faults()
        return as_json(self._faults.describe())

    def _state(self) -> dict[str, object]:
        faults = [
            {
                "name": one.name,
                "text": one.text.format(f"{one.level:g}"),
                "alert": one.alert,
                "on": one.name in self._faults,
            }
            for one in FAULTS.values()
        ]
        return {"faults": faults, "about": self.about}

    async def _events(self) -> AsyncIterator[bytes]:
        yield _event(self._state())
        async for event in self._inbox.follow():
            yield _event(event)


def _event(value: object) -> bytes:
    return f"data: {json.dumps(value)}\n\n".encode()


def _is_from_here(request: Request) -> bool:
    """Tell whether a request names this machine, and comes from a page of this machine if from any."""
    host = request.headers.get("host", "")
    origin = request.headers.get("origin")
    good = host.rpartition(":")[0] in _HERE
    return good and (origin is None or urlsplit(origin).netloc == host)
