"""What credentials look like, so that none is written down for everybody to use."""

from __future__ import annotations

import re
from typing import Final

_SHAPES: Final = (
    (re.compile(r"://[^/\s:@{]*:[^/\s@{]+@"), "a password in a URL"),
    (re.compile(r"https://hooks\.slack(-gov)?\.com/(services|workflows)/\w"), "the address of a Slack webhook"),
    (re.compile(r"https://(\w+\.)?discord(app)?\.com/api/webhooks/\d"), "the address of a Discord webhook"),
    (re.compile(r"\bxox[abprs]-\w"), "a Slack token"),
    (re.compile(r"\bgh[pos]_\w{36}"), "a GitHub token"),
    (re.compile(r"\bglsa_\w{32}"), "a Grafana token"),
    (re.compile(r"\b(AKIA|ASIA)[0-9A-Z]{16}\b"), "an AWS key"),
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY"), "a private key"),
)


def kind_of(text: str) -> str:
    """Return what kind of credential a text is, or holds; empty if it looks like none."""
    return next((kind for shape, kind in _SHAPES if shape.search(text)), "")
