"""A definition holds a secret in clear text.

## What it does
Looks for texts that have the shape of a credential: a password in a URL, the address of a Slack or Discord webhook,
tokens of Slack, GitHub and Grafana, keys of AWS, private keys.

## Why it is bad
Definitions and `generated/` are committed, and so is the secret, for good. Whoever reads the repository can page
the team, or read its alerts.

## Bad
```python
chat = Receiver(name="chat", integrations=(Webhook(url="https://vtt:hunter2@hooks.example.com/alerts"),))
platform = Platform(
    name="vtt",
    routing=Route(receiver=chat),
    deliveries=(Delivery(given=match(service="web"), reaches=(chat,)),),
)
```

## Good
```python
chat = Receiver(name="chat", integrations=(Webhook(url=secret("CHAT_URL")),))
platform = Platform(
    name="vtt",
    routing=Route(receiver=chat),
    deliveries=(Delivery(given=match(service="web"), reaches=(chat,)),),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.model.clear_text import kind_of
from vttalerts.model.spec import Spec
from vttalerts.simulate.inventory import inventory

_HINTS: Final = ("@", "hooks.slack", "discord", "xox", "ghp_", "gho_", "ghs_", "glsa_", "AKIA", "ASIA", "-----BEGIN")
"""Of these every credential below contains one; nearly no other text does."""


@check()
def sec003(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every text that looks like a credential, without repeating it."""
    for spec, keyword, text in inventory(graph).texts(_HINTS):
        # A query selects by labels, and no label is a secret.
        if keyword != "expr":
            yield from _judge(spec, keyword, text)


def _judge(spec: Spec, keyword: str, text: str) -> Iterator[Diagnostic]:
    kind = kind_of(text)
    if kind:
        yield sec003.finding(
            f"`{keyword}` holds {kind}",
            replace(spec.at("in clear text", keyword, part="name"), hidden=True),
            why="it is committed with the definitions and with generated/, for everybody to use",
            help='change it where it is valid, and write secret("…") with the name of a variable',
        )
