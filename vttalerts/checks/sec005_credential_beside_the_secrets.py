"""A credential stands where no secret can: in a header, in a parameter, in an address.

## What it does
Looks for headers and parameters that are called a token, a key or a password, and for addresses with such a parameter,
where their value is written out.

## Why it is bad
It is committed with the definitions and with `generated/`, and it goes through every proxy's log.

## Bad
```python
billing = ScrapeJob(
    job_name="billing",
    discoveries=(Static(targets=("billing:8080",)),),
    params={"api_key": ("1f2e3d4c5b6a",)},
)
platform = Platform(name="vtt", scrape=(billing,))
```

## Good
```python
billing = ScrapeJob(
    job_name="billing",
    discoveries=(Static(targets=("billing:8080",)),),
    authorization=Authorization(credentials=secret("BILLING_API_KEY")),
)
platform = Platform(name="vtt", scrape=(billing,))
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.model.credentials import Header
from vttalerts.model.spec import Spec
from vttalerts.simulate.inventory import inventory

_NAMES: Final = (
    r"(?:api[_-]?key|access[_-]?key|apikey|(?:\w+[_-])?token|(?:\w+[_-])?secret|password|passwd|sig|signature)"
)
_CALLED: Final = re.compile(rf"(?:x-)?{_NAMES}|x-auth-\w+", re.IGNORECASE)
_IN_ADDRESS: Final = rf"(?i)https?://\S*[?&]{_NAMES}=[^&\s{{<$]"
"""No compiled expression: nearly no platform has a text to try it on."""
_MAPPINGS: Final = ("http_headers", "headers", "params", "proxy_connect_header")
_HINTS: Final = ("?",)
"""What every address with parameters has, and nearly no other text."""


@check()
def sec005(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every credential in a header, a parameter or an address, without repeating it."""
    known = inventory(graph)
    for (kind, _), specs in known.kinds.items():
        fields = kind.model_fields
        for keyword in _MAPPINGS:
            if keyword in fields:
                for spec in specs:
                    yield from _of_mapping(spec, keyword)
    for spec, keyword, text in known.texts(_HINTS):
        if keyword != "expr" and re.search(_IN_ADDRESS, text):
            yield _finding(spec, keyword, "an address")


def _of_mapping(spec: Spec, keyword: str) -> Iterator[Diagnostic]:
    value: object = spec.__dict__.get(keyword)
    if not isinstance(value, Mapping):
        return
    for name, held in value.items():  # pyright: ignore[reportUnknownVariableType]
        written = held.values if isinstance(held, Header) else held  # pyright: ignore[reportUnknownVariableType]
        if isinstance(name, str) and _CALLED.fullmatch(name) and _is_text(written):  # pyright: ignore[reportUnknownArgumentType]
            yield _finding(spec, keyword, f"`{name}`")


def _is_text(value: object) -> bool:
    if isinstance(value, str):
        return bool(value) and "{{" not in value
    return isinstance(value, tuple) and any(_is_text(one) for one in value)  # pyright: ignore[reportUnknownVariableType]


def _finding(spec: Spec, keyword: str, what: str) -> Diagnostic:
    return sec005.finding(
        f"{what} in `{keyword}` holds a credential in clear text",
        replace(spec.at("in clear text", keyword), hidden=True),
        why="it is committed with the definitions, and stands in the log of every proxy on the way",
        help='use `authorization=Authorization(credentials=secret("…"))`, or `Header(secrets=(secret("…"),))`',
    )
