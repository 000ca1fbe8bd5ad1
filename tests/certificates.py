"""A certificate authority of a test's own, and a certificate for names on loopback; made anew each time."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import NamedTuple


class Certificates(NamedTuple):
    """Three PEM files.

    Attributes:
        authority: Who has signed.
        certificate: What a server shows.
        key: Its key.
    """

    authority: Path
    certificate: Path
    key: Path


def make(folder: Path, *names: str) -> Certificates:
    """Make a certificate for some host names, localhost and 127.0.0.1."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Certificates(folder / "authority.pem", folder / "certificate.pem", folder / "key.pem")
    kind = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    _openssl(
        *("req", "-x509", *kind, "-keyout", str(folder / "authority.key"), "-out", str(made.authority)),
        *("-days", "2", "-subj", "/CN=tests"),
    )
    request = folder / "request.pem"
    _openssl("req", "-new", *kind, "-keyout", str(made.key), "-out", str(request), "-subj", "/CN=localhost")
    extensions = folder / "extensions"
    alternatives = ",".join(("DNS:localhost", "IP:127.0.0.1", *(f"DNS:{name}" for name in names)))
    extensions.write_text(f"subjectAltName={alternatives}\n", encoding="utf-8")
    _openssl(
        *("x509", "-req", "-in", str(request), "-CA", str(made.authority), "-CAkey", str(folder / "authority.key")),
        *("-CAcreateserial", "-days", "2", "-extfile", str(extensions), "-out", str(made.certificate)),
    )
    return made


def _openssl(*arguments: str) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)
