"""The proof that an import lost nothing: what its definitions build is compared with the files that were read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from vttalerts.diagnostics import Diagnostic, Label, Span
from vttalerts.importers import dashboards, meaning
from vttalerts.importers._run import File, Kind
from vttalerts.importers._yaml import Bounds, documents
from vttalerts.importers.adopted import SavedBoard, without_note
from vttalerts.importers.grafana_fields import same
from vttalerts.importers.nodes import Map, Node, Seq, Source, plain, span_of
from vttalerts.model.dashboards import Dashboard
from vttalerts.model.platform import Platform
from vttalerts.model.servers import NotificationTemplate

_FILES: Final = {
    Kind.ALERTMANAGER: "infra/monitoring/alertmanager.yml",
    Kind.PROMETHEUS: "infra/monitoring/prometheus.yml",
    Kind.BLACKBOX: "infra/monitoring/blackbox.yml",
}


Build = Callable[[Platform], Mapping[str, str]]
"""Returns the text of each file that a platform compiles to, by its path."""


def differences(
    files: Iterable[File], boards: Iterable[tuple[SavedBoard, Dashboard]], built: Mapping[str, str], build: Build
) -> Iterator[Diagnostic]:
    """Yield every place at which a build says something else than the files that were read.

    Objects of Kubernetes have words of their own: what was read of them is built, and compared instead.

    Args:
        files: The files.
        boards: The dashboards.
        built: The text of each file that the definitions build, by its path.
        build: Builds the objects of one file.
    """
    trees = _Trees(built)
    for file in files:
        if file.platform is None or not file.documents:
            continue
        if file.kind is Kind.KUBERNETES:
            yield from _of_objects(file, file.platform, trees, _Trees(build(file.platform)))
            continue
        raw = file.raw()[0]
        for found in meaning.differences(file.kind.value, raw, trees.of(file), _replaced(raw, file.platform)):
            yield _of_file(file, found)
        for template in file.platform.templates:
            yield from _of_template(template, built)
    for one, board in boards:
        path = next((path for path in built if path.endswith(f"/dashboards/{board.uid}.json")), None)
        if path is None:
            yield _lost(one.file, (), "is lost by the build")
        else:
            yield from _of_board(one, board, built[path])


def _replaced(raw: object, platform: Platform) -> frozenset[str]:
    """Return the patterns of a file that its objects do not have any more: what they name was imported itself."""
    if not isinstance(raw, dict):
        return frozenset()
    kept = {*platform.template_files, *(platform.prometheus.rule_files if platform.prometheus is not None else ())}
    found = [*(raw.get("templates") or ()), *(raw.get("rule_files") or ())]
    return frozenset(one for one in found if isinstance(one, str) and one not in kept)


def _of_objects(file: File, platform: Platform, trees: _Trees, alone: _Trees) -> Iterator[Diagnostic]:
    for kind in (Kind.RULES, Kind.PROMETHEUS, Kind.ALERTMANAGER):
        one = replace(file, kind=kind)
        if kind is Kind.ALERTMANAGER and platform.routing is None:
            continue
        for found in meaning.differences(kind.value, alone.of(one), trees.of(one)):
            yield _lost(str(file.path.absolute()), found.path, found.what)


class _Trees:
    """What was built, as trees."""

    def __init__(self, built: Mapping[str, str]) -> None:
        self._built = built

    def of(self, file: File) -> Any:
        """Return what was built for a file."""
        if file.kind is Kind.RULES:
            name = file.platform.name if file.platform is not None else ""
            paths = [path for path in self._built if path.endswith((f"/{name}-alerts.yml", f"/{name}-recording.yml"))]
            groups = [group for path in paths for group in (_tree(path, self._built[path]) or {}).get("groups") or ()]
            return {"groups": groups}
        path = _FILES.get(file.kind, "")
        tree = _tree(path, self._built[path]) if path in self._built else {}
        if file.kind is Kind.PROMETHEUS and file.platform is not None:
            _of_one(tree, file.platform)
        return tree


def _of_one(tree: dict[str, Any], platform: Platform) -> None:
    """Leave out of Prometheus's configuration what is another file's."""
    names = {job.job_name for job in platform.scrape}
    jobs = [job for job in tree.get("scrape_configs") or () if job.get("job_name") in names]
    tree["scrape_configs"] = jobs
    if platform.prometheus is None:
        for key in [key for key in tree if key != "scrape_configs"]:
            del tree[key]


def _tree(path: str, text: str) -> Any:
    found = documents(Source(path, text), Bounds())
    return plain(found[0]) if found else None


def _of_file(file: File, found: meaning.Difference) -> Diagnostic:
    root = file.documents[0]
    source = root.source if isinstance(root, Map) else Source(str(file.path), file.text)
    node = _at(root, found.path)
    label = Label(node.span() if isinstance(node, Map) else span_of(source, node), found.what, hidden=True)
    return _diagnostic(found.path, found.what, label)


def _at(node: Node, path: Sequence[str | int]) -> Node:
    """Return the node that a path leads to, as far as it leads."""
    for step in path:
        inner: Node | None = None
        if isinstance(node, Map):
            inner = node.values.get(str(step))
        elif isinstance(node, Seq):
            if isinstance(step, int):
                inner = node.items[step] if step < len(node.items) else None
            else:
                named = (one for one in node.items if isinstance(one, Map))
                inner = next((one for one in named if step in (one.text("name"), one.text("job_name"))), None)
        if inner is None:
            break
        node = inner
    return node


def _of_template(template: NotificationTemplate, built: Mapping[str, str]) -> Iterator[Diagnostic]:
    found = next((text for path, text in built.items() if path.endswith(f"/templates/{template.name}.tmpl")), None)
    if found is None or without_note(found).strip() != without_note(template.text).strip():
        yield _lost(template.span().file, (), "is not what the build writes")


def _of_board(one: SavedBoard, board: Dashboard, text: str) -> Iterator[Diagnostic]:
    import json

    made = json.loads(text)
    saved = dict(one.saved)
    saved.setdefault("uid", board.uid)
    if not same(dashboards.trimmed(made), dashboards.trimmed(saved)):
        path = _where(dashboards.trimmed(saved), dashboards.trimmed(made))
        yield _lost(one.file, path, "differs after the build")


def _where(left: Any, right: Any) -> tuple[str | int, ...]:
    """Return the first place at which two values differ."""
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        for key in [*left, *right]:
            if key not in left or key not in right:
                return (key,)
            if not same(left[key], right[key]):
                return (key, *_where(left[key], right[key]))
    if isinstance(left, list) and isinstance(right, list):
        for index, (one, other) in enumerate(zip(left, right, strict=False)):
            if not same(one, other):
                return (index, *_where(one, other))
    return ()


def _lost(file: str, path: Sequence[str | int], what: str) -> Diagnostic:
    return _diagnostic(path, what, Label(Span(file, 1), what))


def _diagnostic(path: Sequence[str | int], what: str, label: Label) -> Diagnostic:
    place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
    return Diagnostic(
        "DEF126",
        f"`{place}` {what}" if place else f"the file {what}",
        (label,),
        why="the import would change what the server does, so nothing is written",
        help="report it as a mistake of vttalerts, and leave the file out until it is mended",
    )
