"""Tells a mailbox: one message through the configured mail server, with the standard library in a thread.

Decision: a password is only ever sent over TLS, or to this machine itself, whatever `requireTls` says. Port 465 speaks
TLS from the start; every other port is asked for STARTTLS.
"""

from __future__ import annotations

import asyncio
import ipaddress
import smtplib
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from vttalerts.health.body import printable
from vttalerts.health.channels import UndeliveredError
from vttalerts.health.channels._post import read
from vttalerts.health.channels.words import lines, subject
from vttalerts.health.config import Mail
from vttalerts.health.events import Notification

DEADLINE: Final = 30.0
"""Seconds for a whole conversation with the mail server."""

_PATIENCE: Final = 10.0
_IMPLICIT_TLS: Final = 465
_PERMANENT: Final = 500


def compose(notification: Notification, sender: str, to: str) -> EmailMessage:
    """Return the message; its id is the notification's, so that mail programs show a repeated one once."""
    message = EmailMessage()
    message["Subject"] = subject(notification)
    message["From"] = sender
    message["To"] = to
    message["Date"] = format_datetime(datetime.fromtimestamp(notification.at, UTC))
    message["Message-ID"] = f"<{notification.id}@{sender.rpartition('@')[2].strip('<> ') or 'vttalerts'}>"
    message["Auto-Submitted"] = "auto-generated"
    # Not every server takes 8-bit text, and smtplib does not ask.
    message.set_content("\n".join(lines(notification)) + "\n", cte="quoted-printable")
    return message


async def send(notification: Notification, mail: Mail, to: str, environment: Mapping[str, str]) -> None:
    """Send a notification once.

    Raises:
        UndeliveredError: It was not taken.
    """
    password = read(mail.password, environment)
    try:
        await asyncio.to_thread(_send, compose(notification, mail.sender, to), mail, password)
    except smtplib.SMTPResponseException as error:
        reason = f"the mail server says {error.smtp_code}"
        raise UndeliveredError(reason, refused=_is_refusal(error)) from None
    except smtplib.SMTPRecipientsRefused as error:
        code = max((answer[0] for answer in error.recipients.values()), default=0)
        reason = f"the mail server refuses the mailbox with {code}"
        raise UndeliveredError(reason, refused=code >= _PERMANENT) from None
    except ssl.SSLError as error:
        raise UndeliveredError(printable(f"no TLS with the mail server: {error.reason}", 160)) from None
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise UndeliveredError(f"no delivery by the mail server: {type(error).__name__}") from None


def _send(message: EmailMessage, mail: Mail, password: str) -> None:
    context = ssl.create_default_context()
    if mail.port == _IMPLICIT_TLS:
        server: smtplib.SMTP = smtplib.SMTP_SSL(mail.host, mail.port, timeout=_PATIENCE, context=context)
    else:
        server = smtplib.SMTP(mail.host, mail.port, timeout=_PATIENCE)
    # Each read has its own patience; a server that sends a byte now and then would use it up for ever.
    watch = threading.Timer(DEADLINE, _cut, (server,))
    watch.daemon = True
    watch.start()
    try:
        secure = mail.port == _IMPLICIT_TLS or _start_tls(server, context, required=mail.require_tls)
        if mail.username is not None:
            if not secure and not _is_here(mail.host):
                raise UndeliveredError("the mail server offers no TLS, and the password is not sent without")
            server.login(mail.username, password)
        server.send_message(message)
    finally:
        # Once the message is taken, a bad farewell must not make it a failure that is repeated.
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
        server.close()
        watch.cancel()


def _start_tls(server: smtplib.SMTP, context: ssl.SSLContext, *, required: bool) -> bool:
    server.ehlo()
    if required or server.has_extn("starttls"):
        server.starttls(context=context)
        return True
    return False


def _is_refusal(error: smtplib.SMTPResponseException) -> bool:
    """Whether this very message is refused; a refused login concerns all."""
    return error.smtp_code >= _PERMANENT and isinstance(error, smtplib.SMTPDataError | smtplib.SMTPSenderRefused)


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False


def _cut(server: smtplib.SMTP) -> None:
    with suppress(OSError, AttributeError):
        if server.sock is not None:
            server.sock.shutdown(socket.SHUT_RDWR)
