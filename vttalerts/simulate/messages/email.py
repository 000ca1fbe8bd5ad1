"""What goes into a mailbox: headers, and a text and an HTML part, encoded as Go's mime package does (notify/email)."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator
from typing import Final

from vttalerts.language.execution import ExecutionError
from vttalerts.model.integrations.email import Email
from vttalerts.model.servers import AlertmanagerGlobal
from vttalerts.simulate.messages.texts import Message, NotSentError, Texts

_MOST_IN_LINE: Final = 76
_MOST_IN_WORD: Final = 63
"""Of the 75 characters of an encoded word those that are not its frame (RFC 2047)."""
_KEY_LENGTH: Final = 16
BOUNDARY: Final = "boundary"
"""What stands between the parts, where a real mail has 60 random digits."""

_SUBJECT: Final = '{{ template "email.default.subject" . }}'
_HTML: Final = '{{ template "email.default.html" . }}'


def message(mail: Email, texts: Texts, defaults: AlertmanagerGlobal | None) -> Message:
    """Return a mail; its order of headers is ours, as the server has none, and it lacks `Date` and `Message-Id`.

    Where a template of its parts fails, a mail without any arrives, and again with every flush of the group.

    Raises:
        NotSentError: A template of its headers failed, or there is no sender.
    """
    sender = mail.from_ if mail.from_ is not None else defaults.smtp_from if defaults is not None else None
    if sender is None:
        raise NotSentError("nobody is its sender: `from_`, or `smtp_from` of the global section")
    given = {_canonical(name): value for name, value in (mail.headers or {}).items()}
    wanted = {"From": sender, "Subject": _SUBJECT, "To": mail.to, **given}
    headers = {name: texts(wanted[name]) for name in sorted(wanted)}
    texts.checked()
    lines = [f"{name}: {encoded_word(value)}\r\n" for name, value in headers.items()]
    lines += _thread(mail, texts)
    lines += [f"Content-Type: multipart/alternative;  boundary={BOUNDARY}\r\n", "MIME-Version: 1.0\r\n\r\n"]
    text = texts(mail.text)
    source = _HTML if mail.html is None else texts.resolve(mail.html)
    page = ""
    try:
        page = texts.execution.html(source, texts.data)
    except ExecutionError as error:
        texts.error = texts.error or str(error)
    if texts.error:
        # The headers are on their way already, and what was begun ends as a mail.
        return Message("email", "".join(lines), tuple(_shown(headers, "", "")), texts.error)
    parts = [("text/plain", text)] if mail.text else []
    parts += [("text/html", page)] if source else []
    body = "".join((*lines, *_multipart(parts)))
    return Message("email", body, tuple(_shown(headers, text, page)))


def _canonical(name: str) -> str:
    """Return a header's name as Go writes it (`CanonicalMIMEHeaderKey`)."""
    return "-".join(part.capitalize() for part in name.split("-"))


def _thread(mail: Email, texts: Texts) -> Iterator[str]:
    if mail.threading is not None and mail.threading.enabled:
        day = f"{texts.at:%Y-%m-%d}" if mail.threading.thread_by_date != "none" else ""
        key = hashlib.sha256(texts.key.encode()).hexdigest()[:_KEY_LENGTH]
        for name in ("References", "In-Reply-To"):
            yield f"{name}: <alert-{key}-{day}@alertmanager>\r\n"


def _multipart(parts: list[tuple[str, str]]) -> Iterator[str]:
    before = ""
    for kind, text in parts:
        yield f"{before}--{BOUNDARY}\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        yield f"Content-Type: {kind}; charset=UTF-8\r\n\r\n{quoted_printable(text)}"
        before = "\r\n"
    yield f"\r\n--{BOUNDARY}--\r\n"


def encoded_word(text: str) -> str:
    """Return a header's value, encoded if it is more than printable ASCII (Go `mime.QEncoding`)."""
    if all(" " <= letter <= "~" or letter == "\t" for letter in text):
        return text
    words = [""]
    used = 0
    for letter in text:
        code = letter.encode(errors="replace")
        plain = " " <= letter <= "~" and letter not in "=?_"
        length = 1 if plain else 3 * len(code)
        if used + length > _MOST_IN_WORD:
            words.append("")
            used = 0
        words[-1] += ("_" if letter == " " else letter) if plain else "".join(f"={byte:02X}" for byte in code)
        used += length
    return " ".join(f"=?utf-8?q?{word}?=" for word in words)


def quoted_printable(text: str) -> str:
    """Return a text in lines that mail can carry (Go `quotedprintable.Writer`)."""
    return "\r\n".join(_wrapped(line) for line in re.split(r"\r\n|\r|\n", text))


def _wrapped(line: str) -> str:
    """Return one line; a space at its end is encoded, and it is cut before the limit."""
    made: list[str] = []
    used = 0
    for byte in line.encode(errors="replace"):
        plain = (0x20 <= byte <= 0x7E and byte != 0x3D) or byte == 0x09  # noqa: PLR2004  printable ASCII but `=`, and tab
        piece = chr(byte) if plain else f"={byte:02X}"
        room = _MOST_IN_LINE - 1 - used
        if room < len(piece):
            made.append("=\r\n")
            used = 0
        made.append(piece)
        used += len(piece)
    if made and made[-1] in {" ", "\t"}:
        last = ord(made.pop())
        used -= 1
        if _MOST_IN_LINE - 1 - used < len("=20"):
            made.append("=\r\n")
        made.append(f"={last:02X}")
    return "".join(made)


_BLOCKS: Final = re.compile(r"(?i)<(?:br|/p|/tr|/div|/h[1-6]|/li|/table|/title)\b[^>]*>")
_UNSEEN: Final = re.compile(r"(?is)<(style|script|head)\b.*?</\1>|<!--.*?-->|<[^>]*>")


def _shown(headers: dict[str, str], text: str, page: str) -> Iterator[tuple[str, str]]:
    for name in ("To", "From", "Subject"):
        yield name.lower(), headers[name]
    if text:
        yield "text", text.strip()
    elif page:
        words = html.unescape(_UNSEEN.sub("", _BLOCKS.sub("\n", page)))
        yield "text", "\n".join(line for one in words.splitlines() if (line := " ".join(one.split())))
