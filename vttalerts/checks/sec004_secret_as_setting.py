"""A secret is read as a setting, with a default that is committed.

## What it does
Looks for `env(…)` whose variable is called a password, a token, a secret or a key, and has a default.

## Why it is bad
A setting is written into `generated/` in clear text, its default in the repository and its real value on the servers'
disks, for everybody who can read them.

## Bad
```python
chat = Receiver(name="chat", integrations=(Webhook(url=env("CHAT_TOKEN_URL", default="https://chat.example.com/x")),))
platform = Platform(
    name="vtt",
    routing=Route(receiver=chat),
    deliveries=(Delivery(given=match(service="web"), reaches=(chat,)),),
)
```

## Good
```python
chat = Receiver(name="chat", integrations=(Webhook(url=secret("CHAT_TOKEN_URL")),))
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
from dataclasses import replace
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.simulate.inventory import inventory

_SECRET: Final = re.compile(
    r"(?:^|_)(?:PASSWORD|PASSWD|TOKEN|SECRET|API_?KEY|PRIVATE_KEY|CREDENTIALS?)(?:_|$)", re.IGNORECASE
)


@check()
def sec004(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every setting that is called a secret, without repeating its value."""
    for spec, keyword, setting in inventory(graph).settings():
        if _SECRET.search(setting.name) and setting.default:
            yield sec004.finding(
                f"`{setting.name}` is called a secret, and read as a setting",
                replace(spec.at("written in clear text", keyword), hidden=True),
                why="its value stands in generated/ and on the servers' disks, for everybody to use",
                help=f'write secret("{setting.name}"), which the server reads from a file; or give the variable a name'
                " that says that it is none",
            )
