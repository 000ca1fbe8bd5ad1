"""Proves the page of a project's own check: what it calls bad is found, and what it calls good is not."""

from __future__ import annotations

import re
from inspect import cleandoc
from typing import Any, cast

import vttalerts
from vttalerts.checks import Check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.model.platform import Platform


def assert_page(check: Check, **names: object) -> None:
    """Run the `Bad` and the `Good` block of a check's docstring.

    A block is Python under a heading `## Bad` or `## Good`. It may use all that `vttalerts` exports, and must define
    `platform`.

    Args:
        check: The check, as `@check` made it.
        names: What the blocks may use besides.

    Raises:
        AssertionError: A block is missing, nothing is found in `Bad`, or something is in `Good`.
    """
    bad, good = _findings(check, "Bad", names), _findings(check, "Good", names)
    _demand(bad, f"{check.code} finds nothing in its block `Bad`")
    for found in bad:
        _demand(found.code == check.code, f"{check.code} yields a finding with the code {found.code}")
        _demand(found.labels, f"a finding of {check.code} points nowhere")
        _demand(found.why, f"a finding of {check.code} does not say why it matters")
        _demand(found.help, f"a finding of {check.code} does not say what mends it")
    _demand(not good, f"{check.code} finds something in its block `Good`: {', '.join(one.headline for one in good)}")


def _demand(fact: object, otherwise: str) -> None:
    # No `assert`: a proof that `python -O` leaves out would prove nothing.
    if not fact:
        raise AssertionError(otherwise)


def _findings(check: Check, title: str, names: dict[str, object]) -> tuple[Diagnostic, ...]:
    block = re.search(rf"^## {title}\n```python\n(.*?)^```$", cleandoc(check.page), re.MULTILINE | re.DOTALL)
    if block is None:
        raise AssertionError(f"the docstring of {check.code} has no Python under `## {title}`")
    namespace: dict[str, Any] = {name: getattr(vttalerts, name) for name in vttalerts.__all__} | names
    exec(compile(block[1], f"{title} of {check.code}", "exec"), namespace)  # noqa: S102  the author's own example
    platform = namespace.get("platform")
    _demand(isinstance(platform, Platform), f"the block `{title}` of {check.code} defines no `platform`")
    return tuple(check(Graph(cast("Platform", platform))))
