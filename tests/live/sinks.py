"""Addresses on loopback that keep what they are sent, byte for byte: an HTTP server and a mail server."""

from __future__ import annotations

import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import NamedTuple

from typing_extensions import override


class Received(NamedTuple):
    """What arrived: at which path or mailbox, and the bytes."""

    address: str
    body: bytes


class HTTPSink:
    """Keeps what is posted; Slack's API wants to hear `ok`."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        sink = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                sink.received.append(Received(self.path, body))
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"ok")

            @override
            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()


class TunnelSink:
    """A proxy that ends every tunnel itself and keeps what is posted through it, whoever was meant."""

    def __init__(self, folder: Path) -> None:
        self.received: list[Received] = []
        key, certificate = folder / "key.pem", folder / "certificate.pem"
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=sink"),
                *("-keyout", str(key), "-out", str(certificate)),
            ],
            check=True,
            capture_output=True,
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        sink = self

        class Handler(BaseHTTPRequestHandler):
            def do_CONNECT(self) -> None:
                self.send_response(200)
                self.end_headers()
                with context.wrap_socket(self.connection, server_side=True) as inner:
                    sink.keep(inner)
                self.close_connection = True

            @override
            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def keep(self, connection: ssl.SSLSocket) -> None:
        """Take one request, and end the connection."""
        with connection.makefile("rb") as lines:
            path = lines.readline().split()[1].decode()
            length = 0
            while line := lines.readline().strip():
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            self.received.append(Received(path, lines.read(length)))
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()


class MailSink:
    """A mail server without TLS that keeps what it is given, by the first recipient; lines may be of any length."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        sink = self

        class Handler(StreamRequestHandler):
            @override
            def handle(self) -> None:
                self.wfile.write(b"220 sink\r\n")
                recipients: list[str] = []
                while line := self.rfile.readline():
                    verb = line[:4].upper()
                    if verb == b"DATA":
                        self.wfile.write(b"354 go on\r\n")
                        sink.received.append(Received(recipients[0], self.mail()))
                    elif verb == b"RCPT":
                        recipients.append(line.decode().partition("<")[2].partition(">")[0])
                    self.wfile.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 sink\r\n")
                    if verb == b"QUIT":
                        return

            def mail(self) -> bytes:
                """Read a mail up to the dot alone; a dot that begins a line was doubled (RFC 5321, 4.5.2)."""
                lines: list[bytes] = []
                while (line := self.rfile.readline()) not in {b".\r\n", b""}:
                    lines.append(line.removeprefix(b"."))
                return b"".join(lines)

        self._server = ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
