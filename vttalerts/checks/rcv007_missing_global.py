"""An integration relies on a global setting that is not there.

## What it does
Looks for Slack without an address of its own or in `AlertmanagerGlobal`, and for e-mail without a mail server or a
sender.

## Why it is bad
Alertmanager refuses the file, and goes on with the routing it had before, or does not start.

## Bad
```python
dba_team = Receiver(name="dba-team", integrations=(Email(to="dba@vtt.example.com"),))
platform = Platform(
    name="vtt",
    alertmanager=AlertmanagerGlobal(smtp_from="alerts@vtt.example.com"),
    routing=Route(receiver=dba_team),
    deliveries=(Delivery(given=match(service="database"), reaches=(dba_team,)),),
)
```

## Good
```python
dba_team = Receiver(name="dba-team", integrations=(Email(to="dba@vtt.example.com"),))
platform = Platform(
    name="vtt",
    alertmanager=AlertmanagerGlobal(
        smtp_from="alerts@vtt.example.com", smtp_smarthost="smtp.example.com:587"
    ),
    routing=Route(receiver=dba_team),
    deliveries=(Delivery(given=match(service="database"), reaches=(dba_team,)),),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph

_NEEDS: Final = {
    "email_configs": ((("smarthost",), ("smtp_smarthost",)), (("from_",), ("smtp_from",))),
    "slack_configs": ((("api_url", "app_token"), ("slack_api_url", "slack_app_token")),),
    "opsgenie_configs": ((("api_key",), ("opsgenie_api_key",)),),
    "victorops_configs": ((("api_key",), ("victorops_api_key",)),),
    "wechat_configs": ((("api_secret",), ("wechat_api_secret",)), (("corp_id",), ("wechat_api_corp_id",))),
    "telegram_configs": ((("bot_token",), ("telegram_bot_token",)),),
    "rocketchat_configs": ((("token",), ("rocketchat_token",)), (("token_id",), ("rocketchat_token_id",))),
    "mattermost_configs": ((("webhook_url",), ("mattermost_webhook_url",)),),
    "jira_configs": ((("api_url",), ("jira_api_url",)),),
}
"""Of each list of integrations: what one needs of its own, or globally (alertmanager config `UnmarshalYAML`)."""


@check(in_files=Level.ERROR)
def rcv007(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every integration that lacks what the global section does not give it either."""
    server = graph.alertmanager
    given = server.__dict__ if server is not None else {}
    for receiver in graph.receivers:
        for integration in receiver.integrations:
            for own, common in _NEEDS.get(integration.key, ()):
                if any(integration.__dict__.get(name) is not None for name in own):
                    continue
                if all(given.get(name) is None for name in common):
                    kind = type(integration).__name__
                    mine = own[0].rstrip("_")
                    yield rcv007.finding(
                        f"{kind} of {receiver.name} has no `{mine}`, and there is no `{common[0]}`",
                        integration.at(f"needs `{own[0]}`"),
                        *(() if server is None else (server.at(f"or `{common[0]}` here"),)),
                        why="Alertmanager refuses the file, and keeps the routing that it had before",
                        help=f"add `{own[0]}=…` here, or AlertmanagerGlobal({common[0]}=…) to the platform",
                    )
