"""`everything` leaves nothing out, so that what the judges say of it is said of every field."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Final

import everything
import pytest

from vttalerts.graph import Graph
from vttalerts.model import integrations
from vttalerts.model.spec import Spec

MODULES: Final = (
    *(f"vttalerts.model.integrations.{one.name}" for one in pkgutil.iter_modules(integrations.__path__)),
    *(
        f"vttalerts.model.{name}"
        for name in """alerting azuread credentials discoveries event_recorder http http_probe kubernetes otlp
        passthrough probers prometheus_server relabel remote scrape servers sigv4 storage tcp_probe tracing""".split()
    ),
)
NEVER_MADE: Final = {
    "AzureOAuth": "its secret has no file",
    "Discovery": "the base of all kinds",
    "NotificationTemplate": "a file, and no part of one",
    "_Tracing": "the base of both servers'",
}
NEVER_SET: Final = {
    ("AzureAD", "oauth"): "its secret has no file",
    ("AzureCertificate", "certificate_password"): "it has no file",
    ("SigV4", "access_key"): "the key that belongs to it has no file",
    ("SigV4", "secret_key"): "it has no file",
    ("ScrapeJob", "exports"): "no part of the file",
}


def every_object() -> Iterator[Spec]:
    for platform in (
        everything.alertmanager(),
        everything.alertmanager("0.34"),
        everything.Prometheus().platform(),
        everything.Prometheus(newer=True).platform(),
        everything.blackbox(),
    ):
        yield from Graph(platform).specs


def every_class() -> Iterator[type[Spec]]:
    for name in MODULES:
        module = importlib.import_module(name)
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Spec) and value.__module__ == name:
                yield value


CLASSES: Final = tuple(kind for kind in every_class() if kind.__name__ not in NEVER_MADE)


@pytest.fixture(scope="module")
def used() -> dict[type[Spec], set[str]]:
    found: dict[type[Spec], set[str]] = {}
    for spec in every_object():
        for kind in type(spec).__mro__[:-1]:
            found.setdefault(kind, set()).update(spec.model_fields_set)
    return found


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_field_is_used(kind: type[Spec], used: dict[type[Spec], set[str]]) -> None:
    own = kind.model_fields.keys() & vars(kind).get("__annotations__", {}).keys()
    left = own - used.get(kind, set())

    assert {name for name in left if (kind.__name__, name) not in NEVER_SET} == set()
