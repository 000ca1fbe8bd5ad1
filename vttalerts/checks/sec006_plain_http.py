"""A definition sends plain http to another machine.

## What it does
Looks at every address in the definitions. `http://` may lead to the machine itself: to loopback, to a service of the
stack (a name without a dot, or an address in the stack's network), and to Docker's names of the machine.

## Why it is bad
Everybody on the way can read what is sent, passwords and the addresses of webhooks too, and can answer in the other's
place: that nothing is wrong, for example.

## Bad
```python
chat = Receiver(name="chat", integrations=(Webhook(url="http://chat.example.com/alerts"),))
platform = Platform(
    name="vtt",
    routing=Route(receiver=chat),
    deliveries=(Delivery(given=match(service="web"), reaches=(chat,)),),
)
```

## Good
```python
chat = Receiver(name="chat", integrations=(Webhook(url="https://chat.example.com/alerts"),))
platform = Platform(
    name="vtt",
    routing=Route(receiver=chat),
    deliveries=(Delivery(given=match(service="web"), reaches=(chat,)),),
)
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.model.spec import Spec
from vttalerts.model.transport import goes_out_in_clear
from vttalerts.simulate.inventory import inventory

_HINT: Final = "http://"
_ADDRESS: Final = re.compile(r"http://[^\s{]+")
_PROXIES: Final = frozenset({"proxy_url"})
"""A proxy is asked in clear for a connection that is then encrypted from end to end."""


@check()
def sec006(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every address of plain http that leads to another machine."""
    known = inventory(graph)
    subnet = graph.deployment.subnet if graph.deployment is not None else None
    for spec, keyword, text in known.texts((_HINT,)):
        yield from _judge(spec, keyword, text, subnet)
    for spec, keyword, setting in known.settings():
        yield from _judge(spec, keyword, setting.resolve(graph.settings), subnet)


def _judge(spec: Spec, keyword: str, text: str, subnet: str | None) -> Iterator[Diagnostic]:
    if keyword in _PROXIES or not _ADDRESS.fullmatch(text):
        return
    try:
        outside = goes_out_in_clear(text, subnet)
    except ValueError:
        return  # no address, which is another finding
    if outside:
        host = text.removeprefix(_HINT).partition("/")[0].rpartition("@")[2]
        yield sec006.finding(
            f"plain http to {host}",
            spec.at("readable on its way", keyword),
            why="everybody on the way can read it, and answer in the other's place",
            help="write `https://…`",
        )
