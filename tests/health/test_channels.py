"""Each channel tells a real server, and says without secrets why it could not."""

from __future__ import annotations

import asyncio
import email
import email.policy
import hashlib
import hmac
import ssl
import time
from dataclasses import replace

import pytest
from health.loopback import Answer, MailServer, http, in_loop, says, silent, smtp

from vttalerts.health.channels import UndeliveredError, _post, sender
from vttalerts.health.config import Channel, Mail
from vttalerts.health.events import Change, Notification, from_json, to_json
from vttalerts.health.judge import Level
from vttalerts.health.secrets import Secret

H, D, U = Level
NEWS = Notification(
    id="f00d",
    at=1_767_225_600.5,
    before=H,
    after=U,
    changes=(Change("Database", critical=True, before=H, after=U, reasons=("HTTP 500, not 200",)),),
)
URL, KEY, PASSWORD = Secret("URL"), Secret("KEY"), Secret("PASSWORD")
HOOK = Channel("hook", "webhook", URL)
BOX = Channel("box", "email", to="on-call@vtt.example.com")


async def tell(channel: Channel, mail: Mail | None = None, news: Notification = NEWS, **environment: str) -> None:
    async with _post.make_client() as client:
        await sender(channel, mail, environment, client)(news)


def by(server: MailServer, **fields: object) -> Mail:
    mail = Mail("127.0.0.1", server.port, "VTT <alerts@vtt.example.com>", None, None, require_tls=False)
    return replace(mail, **fields)  # type: ignore[arg-type]


def test_what_is_kept_is_what_is_read() -> None:
    assert from_json(to_json(NEWS)) == NEWS


@in_loop
async def test_a_webhook_gets_json_with_an_id_to_recognise_it_by() -> None:
    async with http(says(b"ok", status=204)) as server:
        await tell(HOOK, URL=f"{server.url}/hook")
        request = server.requests[0]
    assert (request.method, request.path) == ("POST", "/hook")
    assert request.headers["content-type"] == "application/json"
    assert request.headers["idempotency-key"] == "f00d"
    assert "x-vtt-signature" not in request.headers
    assert request.tree == {
        "version": 1,
        "id": "f00d",
        "at": "2026-01-01T00:00:00.500Z",
        "status": {"before": "healthy", "after": "unhealthy"},
        "changes": [
            {
                "endpoint": "Database",
                "critical": True,
                "before": "healthy",
                "after": "unhealthy",
                "reasons": ["HTTP 500, not 200"],
            }
        ],
    }


@in_loop
async def test_a_webhook_with_a_key_is_signed_over_its_very_bytes() -> None:
    async with http(says(b"")) as server:
        await tell(replace(HOOK, signing_key=KEY), URL=server.url, KEY="hunter2")
        request = server.requests[0]
    expected = hmac.new(b"hunter2", request.body, hashlib.sha256).hexdigest()
    assert request.headers["x-vtt-signature"] == f"sha256={expected}"


@in_loop
async def test_slack_gets_text_in_which_nothing_is_markup() -> None:
    change = replace(NEWS.changes[0], reasons=("status is <!channel> & <http://x|y>",))
    async with http(says(b"ok")) as server:
        await tell(Channel("s", "slack", URL), news=replace(NEWS, changes=(change,)), URL=server.url)
        assert server.requests[0].tree == {
            "text": "*VTT is unhealthy: Database is unhealthy*\n"
            "Database (critical): healthy → unhealthy: status is &lt;!channel&gt; &amp; &lt;http://x|y&gt;\n"
            "VTT was healthy; seen at 2026-01-01T00:00:00.500Z"
        }


@in_loop
async def test_hundreds_of_changes_are_one_short_message() -> None:
    changes = tuple(replace(NEWS.changes[0], endpoint=f"E{at}") for at in range(300))
    async with http(says(b"ok")) as server:
        await tell(Channel("s", "slack", URL), news=replace(NEWS, changes=changes), URL=server.url)
        text = server.requests[0].tree["text"].splitlines()
    assert text[0] == "*VTT is unhealthy: E0 is unhealthy and 299 more*"
    assert text[-2:] == ["and 275 more", "VTT was healthy; seen at 2026-01-01T00:00:00.500Z"]
    assert len(text) == 28


@pytest.mark.parametrize(
    ("answer", "reason", "refused", "wait"),
    [
        (says(b"", status=500), "HTTP 500", False, None),
        (says(b"", status=404), "HTTP 404", True, None),
        (says(b"", status=429, Retry_After="7"), "HTTP 429", False, 7.0),
        (says(b"", status=503, Retry_After="Wed, 21 Oct 2026 07:28:00 GMT"), "HTTP 503", False, None),
        (says(b"", status=302, Location="http://127.0.0.1:1/"), "HTTP 302", False, None),
    ],
    ids=["broken", "refused", "busy", "busy-until", "elsewhere"],
)
@in_loop
async def test_a_webhook_that_does_not_take_it_says_how(
    answer: Answer,
    reason: str,
    refused: bool,  # noqa: FBT001
    wait: float | None,
) -> None:
    async with http(answer) as server:
        with pytest.raises(UndeliveredError) as caught:
            await tell(HOOK, URL=f"{server.url}/hunter2")
    assert (str(caught.value), caught.value.refused, caught.value.retry_after) == (reason, refused, wait)


@in_loop
async def test_nobody_there_is_said_without_the_address() -> None:
    with pytest.raises(UndeliveredError) as caught:
        await tell(HOOK, URL="http://127.0.0.1:1/hunter2")
    assert str(caught.value) == "no answer: ConnectError"
    assert caught.value.__suppress_context__


@in_loop
async def test_a_webhook_that_never_answers_has_a_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_post, "DEADLINE", 0.2)
    async with http(silent) as server:
        with pytest.raises(UndeliveredError, match=r"no answer within 0\.2 s"):
            await tell(HOOK, URL=server.url)


@in_loop
async def test_a_webhook_without_a_valid_certificate_is_told_nothing(tls: ssl.SSLContext) -> None:
    async with http(says(b""), tls=tls) as server:
        with pytest.raises(UndeliveredError, match="no answer: ConnectError"):
            await tell(HOOK, URL=server.url)
        assert server.requests == []


@in_loop
async def test_a_secret_that_went_away_is_named() -> None:
    with pytest.raises(UndeliveredError, match="the secret is missing: the environment has no URL"):
        await tell(HOOK)


@in_loop
async def test_a_mail_has_a_subject_and_the_notification_s_id() -> None:
    async with smtp() as server:
        await tell(BOX, by(server))
        message = email.message_from_string(server.messages[0], policy=email.policy.default)
    assert message["Subject"] == "VTT is unhealthy: Database is unhealthy"
    assert message["To"] == "on-call@vtt.example.com"
    assert message["Message-ID"] == "<f00d@vtt.example.com>"
    assert message["Auto-Submitted"] == "auto-generated"
    body = message.get_body()
    assert body is not None
    assert "Database (critical): healthy → unhealthy: HTTP 500, not 200" in body.get_content()


@in_loop
async def test_what_a_server_said_makes_no_mail_header() -> None:
    change = replace(NEWS.changes[0], endpoint="X\r\nBcc: all@vtt.example.com")
    async with smtp() as server:
        await tell(BOX, by(server), news=replace(NEWS, changes=(change,)))
        message = email.message_from_string(server.messages[0], policy=email.policy.default)
    assert message["Bcc"] is None
    assert message["Subject"].startswith("VTT is unhealthy: X��Bcc")


@pytest.mark.usefixtures("trusted")
@in_loop
async def test_mail_speaks_tls_before_it_logs_in(tls: ssl.SSLContext) -> None:
    async with smtp(tls) as server:
        mail = by(server, username="alerts", password=PASSWORD, require_tls=True)
        await tell(BOX, mail, PASSWORD="hunter2")  # noqa: S106
        assert server.logins == [("alerts", "hunter2")]
        assert server.log[:4] == ["EHLO", "STARTTLS", "EHLO", "AUTH"]
        assert len(server.messages) == 1


@in_loop
async def test_mail_is_not_sent_to_a_server_with_a_wrong_certificate(tls: ssl.SSLContext) -> None:
    async with smtp(tls) as server:
        with pytest.raises(UndeliveredError, match="no TLS with the mail server: CERTIFICATE_VERIFY_FAILED"):
            await tell(BOX, by(server, require_tls=True))
        assert "MAIL" not in server.log


@in_loop
async def test_mail_is_not_sent_without_tls_where_tls_is_required() -> None:
    async with smtp() as server:
        with pytest.raises(UndeliveredError, match="no delivery by the mail server: SMTPNotSupportedError"):
            await tell(BOX, by(server, require_tls=True))
        assert "MAIL" not in server.log


@pytest.mark.parametrize(("answer", "refused"), [("550 no", True), ("451 later", False)], ids=["for-ever", "for-now"])
@in_loop
async def test_a_mail_server_that_does_not_take_it_says_how(answer: str, refused: bool) -> None:  # noqa: FBT001
    async with smtp() as server:
        server.refuses = answer
        with pytest.raises(UndeliveredError, match=f"the mail server says {answer[:3]}") as caught:
            await tell(BOX, by(server))
    assert caught.value.refused is refused


@in_loop
async def test_a_mail_server_that_drips_has_a_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 loopback\r\n250-")
        try:
            while True:
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0.02)
        except OSError:
            pass
        finally:
            writer.close()

    monkeypatch.setattr("vttalerts.health.channels.email.DEADLINE", 0.3)
    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    began = time.monotonic()
    with pytest.raises(UndeliveredError, match="no delivery by the mail server"):
        await tell(BOX, by(MailServer(None, port=server.sockets[0].getsockname()[1])))
    assert time.monotonic() - began < 3
    server.close()
    await asyncio.sleep(0.1)
