"""The way of an alert through the routing tree in words: each node that matched, or why it did not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from vttalerts.graph import display
from vttalerts.model.routing import Route
from vttalerts.simulate.routing import Router


def way(root: Route, labels: Mapping[str, str]) -> Iterator[str]:
    """Yield every node with what became of it, and its children where it matched; `+` stands before those that did."""
    return _node(root, labels, {id(step.route) for step in Router(root).match(labels)}, "")


def _node(route: Route, labels: Mapping[str, str], takers: set[int], indent: str) -> Iterator[str]:
    wanted = ", ".join(map(str, route.matchers)) or ("the root" if not indent else "everything")
    span = route.span()
    place = f"{display(span.file)}:{span.line}"
    wrong = next((one for one in route.matchers if not one.matches(labels.get(one.label, ""))), None)
    if wrong is not None:
        has = f"{wrong.label} is {labels[wrong.label]}" if wrong.label in labels else f"no {wrong.label}"
        yield f"{indent}- {wanted}   {has}   {place}"
        return
    verdict = "matches"
    if id(route) in takers:
        verdict = "taken"
    if route.continue_:
        verdict += ", later ones look too"
    yield f"{indent}+ {wanted}   {verdict}   {place}"
    ended = False
    for child in route.routes:
        if ended:
            span = child.span()
            also = ", ".join(map(str, child.matchers)) or "everything"
            yield f"{indent}    {also}   not asked: taken above   {display(span.file)}:{span.line}"
            continue
        yield from _node(child, labels, takers, f"{indent}  ")
        # A node that matches takes the alert itself where none of its children does.
        ended = child.matches(labels) and not child.continue_
