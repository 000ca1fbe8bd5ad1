"""Which secrets a part of the definitions needs."""

from __future__ import annotations

from vttalerts import (
    AlertmanagerHTTP,
    BasicAuth,
    Email,
    Header,
    Receiver,
    Route,
    Slack,
    Webhook,
    match,
    secret,
)
from vttalerts.model.needed_secrets import needed_secrets

chat = Receiver(name="chat", integrations=(Slack(channel="#shop", api_url=secret("CHAT")),))
called = Receiver(
    name="called",
    integrations=(
        Webhook(
            url=secret("CALLED"),
            http_config=AlertmanagerHTTP(
                basic_auth=BasicAuth(username="x", password=secret("PASSWORD")),
                http_headers={"X-Key": Header(secrets=(secret("KEY"), secret("OLD_KEY")))},
            ),
        ),
    ),
)


def test_secrets_of_all_inner_objects_are_needed() -> None:
    assert needed_secrets(called) == ("CALLED", "KEY", "OLD_KEY", "PASSWORD")


def test_secret_that_several_need_is_named_once() -> None:
    root = Route(receiver=chat, routes=(Route(matchers=match(a="b"), receiver=chat),))

    assert needed_secrets(root, (chat,), secret("CHAT")) == ("CHAT",)


def test_part_without_secrets_needs_none() -> None:
    assert needed_secrets(Email(to="a@example.com"), None, "text", {"a": ["b"]}) == ()
