"""Asks one server over HTTP; nothing that it answers can hold, fill or mislead us, and no secret is ever shown.

Bounds: 10 s for each wait and 60 s for a whole exchange, 64 MiB of body, no redirects, no proxies, no compressed
bodies, TLS always verified. Plain http is spoken inside the machine only (`vttalerts.model.transport`).

Decision: passwords and tokens are read from files at each request. They are on no command line, which every user of
the machine can read, in no URL, which logs repeat, and in no object that could be printed.
"""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from vttalerts.model.transport import goes_out_in_clear

_WAIT: Final = 10.0
"""Seconds for each connect, read and write."""
_WHOLE: Final = 60.0
"""Seconds for an exchange; a server with thousands of rules takes a while."""
_LARGEST: Final = 64 * 1024 * 1024
_LARGEST_SECRET: Final = 64 * 1024
_LONGEST_WORDS: Final = 600
_HEADERS: Final = {"Accept-Encoding": "identity", "User-Agent": "vttalerts"}
_OK, _UNAUTHORIZED, _REDIRECT, _ERROR = 200, 401, 300, 400


class LiveError(Exception):
    """A server that can't be asked, or refuses.

    Attributes:
        advice: What to do next.
    """

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.advice = advice


@dataclass(frozen=True, slots=True)
class Access:
    """How we show who we are, and whom we believe.

    Attributes:
        user: The user of basic authentication.
        password_file: The file with the password.
        token_file: The file with a bearer token, instead of a user.
        ca_file: Certificate authorities to believe instead of the system's.
    """

    user: str | None = None
    password_file: Path | None = None
    token_file: Path | None = None
    ca_file: Path | None = None


NOBODY: Final = Access()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said.

    Attributes:
        status: The status code.
        date: The server's own clock, as the header says it.
        content: The body.
    """

    status: int
    date: str
    content: bytes

    def text(self) -> str:
        """Return the body as text."""
        return self.content.decode("utf-8", "replace")

    def words(self) -> str:
        """Return the beginning of the body as one printable line."""
        return printable(self.text())


class Server:
    """One server at an address.

    Attributes:
        url: Its address, without a slash at the end.
    """

    def __init__(self, url: str, access: Access = NOBODY) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise LiveError(f"{printable(url)} is no address of a server", "write http://localhost:9090")
        if parts.username is not None or parts.password is not None:
            raise LiveError(
                f"the address of {parts.hostname} holds a user or password, which others could read",
                "name them with --user and --password-file",
            )
        if goes_out_in_clear(url):
            raise LiveError(f"{url} is plain http to another machine", "write https://…, or go through a tunnel")
        self.url = url.rstrip("/")
        self._access = access
        self._context: ssl.SSLContext | None = None

    def get(self, path: str, **parameters: str) -> Answer:
        """Return what a path answers.

        Raises:
            LiveError: No answer, or one that says no.
        """
        return self._accept(path, self.ask("GET", path, parameters=parameters))

    def json(self, path: str, **parameters: str) -> Any:  # noqa: ANN401  whatever the server says
        """Return the JSON that a path answers with.

        Raises:
            LiveError: No answer, one that says no, or no JSON.
        """
        answer = self.get(path, **parameters)
        try:
            return json.loads(answer.content)
        except (ValueError, RecursionError) as error:
            raise LiveError(f"{self.url}{path} answers with no JSON", "is this the right server?") from error

    def post(self, path: str, body: object = None) -> Answer:
        """Post JSON, or nothing.

        Raises:
            LiveError: No answer, or one that says no.
        """
        return self._accept(path, self.ask("POST", path, body=body))

    def ask(
        self, method: str, path: str, *, parameters: Mapping[str, str] | None = None, body: object = None
    ) -> Answer:
        """Return what the server says, whatever the status.

        Raises:
            LiveError: No answer.
        """
        try:
            return self._exchange(method, path, parameters or {}, body)
        except httpx.TimeoutException as error:
            raise LiveError(f"{self.url} does not answer in time", "is it overloaded, or stopped?") from error
        except (httpx.HTTPError, ssl.SSLError) as error:
            reason = _reason(error)
            raise LiveError(f"{self.url} can't be asked: {reason}", _advice(reason)) from error

    def _exchange(self, method: str, path: str, parameters: Mapping[str, str], body: object) -> Answer:
        content = None if body is None else json.dumps(body).encode()
        kind = {} if body is None else {"Content-Type": "application/json"}
        began = time.monotonic()
        with (
            httpx.Client(verify=self._tls(), trust_env=False, timeout=_WAIT, follow_redirects=False) as client,
            client.stream(
                method, f"{self.url}{path}", params=parameters, content=content, headers=_HEADERS | kind | self._who()
            ) as answer,
        ):
            pieces: list[bytes] = []
            size = 0
            for piece in answer.iter_raw():
                size += len(piece)
                if size > _LARGEST:
                    raise LiveError(f"{self.url}{path} answers with more than {_LARGEST >> 20} MiB")
                if time.monotonic() - began > _WHOLE:
                    raise LiveError(f"{self.url}{path} is still answering after {_WHOLE:g} s")
                pieces.append(piece)
            return Answer(answer.status_code, answer.headers.get("Date", ""), b"".join(pieces))

    def _accept(self, path: str, answer: Answer) -> Answer:
        if answer.status == _UNAUTHORIZED:
            raise LiveError(f"{self.url} lets nobody in without the right user and password (401)", _WHO)
        if _REDIRECT <= answer.status < _ERROR:
            raise LiveError(
                f"{self.url}{path} leads elsewhere ({answer.status}), which is not followed",
                "write the server's own address",
            )
        if answer.status >= _ERROR:
            raise LiveError(f"{self.url}{path} says {answer.status}: {answer.words() or 'nothing more'}")
        return answer

    def _tls(self) -> ssl.SSLContext:
        if self._context is None:
            file = self._access.ca_file
            try:
                self._context = ssl.create_default_context(cafile=file)
            except (OSError, ssl.SSLError) as error:
                raise LiveError(f"{file} holds no certificate authority that can be read", "check --ca-file") from error
        return self._context

    def _who(self) -> dict[str, str]:
        if self._access.token_file is not None:
            return {"Authorization": f"Bearer {_secret(self._access.token_file)}"}
        if self._access.user is None or self._access.password_file is None:
            return {}
        import base64

        pair = f"{self._access.user}:{_secret(self._access.password_file)}"
        return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


_WHO: Final = "name them with --user and --password-file"


def printable(text: str, longest: int = _LONGEST_WORDS) -> str:
    """Return text that a terminal can hold: one line, nothing hidden, not too long."""
    line = " ".join(text[: longest + 1].split())
    plain = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in line)
    return plain if len(text) <= longest else f"{plain[: longest - 1]}…"


def _secret(file: Path) -> str:
    try:
        with file.open("rb") as handle:
            value = handle.read(_LARGEST_SECRET + 1).decode().strip()
    except OSError as error:
        raise LiveError(f"{file}: {error.strerror}", "write the secret into that file") from error
    except ValueError:
        value = ""
    if not value or len(value) > _LARGEST_SECRET or not value.isprintable():
        raise LiveError(f"{file} holds no secret", "write it into that file, on one line")
    return value


def _reason(error: Exception) -> str:
    text = printable(str(error)) or type(error).__name__
    known = (
        ("Connection refused", "connection refused"),
        ("Name or service not known", "no such host"),
        ("nodename nor servname", "no such host"),
        ("Temporary failure in name resolution", "no such host"),
        ("CERTIFICATE_VERIFY_FAILED", f"its certificate is not to be believed ({text.rpartition(': ')[2]})"),
        ("WRONG_VERSION_NUMBER", "it does not speak https"),
        ("Server disconnected", "it hung up"),
    )
    return next((words for part, words in known if part in text), text)


def _advice(reason: str) -> str:
    if reason == "connection refused":
        return "is it running, and on this port?"
    if reason.startswith("its certificate"):
        return "name its certificate authority with --ca-file"
    if reason == "it does not speak https":
        return "write http://…, or give the server its certificate"
    if reason == "it hung up":
        return "does it want https?"
    return ""
