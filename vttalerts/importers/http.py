"""What clients say of HTTP and of credentials in another way than the classes do (prometheus/common config)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from vttalerts.importers.nodes import Map, Scalar
from vttalerts.importers.places import NodePlace
from vttalerts.importers.reading import Reading, Shape
from vttalerts.model.credentials import Authorization, BasicAuth, Header
from vttalerts.model.http import HTTPClient
from vttalerts.model.spec import Spec

_BEARER: Final = {"bearer_token": "credentials", "bearer_token_file": "credentials_file"}


def client(reading: Reading, node: Map, fields: dict[str, Any]) -> frozenset[str]:
    """Read the token that clients had before they had `authorization`."""
    given = [key for key in _BEARER if node.get(key) is not None and not _is_empty(node, key)]
    if len(given) > 1:
        reading.report(
            "DEF017",
            "`bearer_token` and `bearer_token_file` exclude each other",
            node.span("bearer_token_file", part="name"),
            help="keep one",
        )
    for key in given[:1]:
        if node.get("authorization") is not None:
            reading.report(
                "DEF017",
                f"`authorization` and `{key}` exclude each other",
                node.span(key, part="name"),
                help=f"remove `{key}`",
            )
            continue
        inner = Map(node.source, node.start)
        inner.end = node.end
        inner.values[_BEARER[key]] = node.values[key]
        inner.keys[_BEARER[key]] = node.keys[key]
        made = reading.spec(Authorization, inner, key)
        if made is not None:
            fields["authorization"] = made
    return frozenset(_BEARER) | ({"proxy_url"} if _is_empty(node, "proxy_url") else set())


def _is_empty(node: Map, key: str) -> bool:
    """Tell whether a text is empty, which is none to the servers."""
    value = node.values.get(key)
    return isinstance(value, Scalar) and not value.text


def basic_auth(_reading: Reading, node: Map, fields: dict[str, Any]) -> frozenset[str]:
    """Read a user without a name, which some servers ask for beside a token as the password."""
    if not any(node.text(key) for key in ("username", "username_file")):
        fields["username"] = ""
        return frozenset({"username", "username_file"})
    return frozenset()


def header(reading: Reading, node: Map, fields: dict[str, Any]) -> frozenset[str]:
    """Read the values of a header that are secrets: some stand in the file, some in files of their own."""
    found = [
        *(reading.secret(item, "secrets") for item in reading.items(node.get("secrets"), "secrets")),
        *(reading.secret_file(item, "files") for item in reading.items(node.get("files"), "files")),
    ]
    if found:
        fields["secrets"] = tuple(found)
    return frozenset(("secrets", "files"))


SHAPES: Final[Mapping[type[Spec], Shape]] = {HTTPClient: client, Header: header, BasicAuth: basic_auth}

__all__ = ["SHAPES", "NodePlace", "Scalar", "client", "header"]
