"""`vttalerts list KIND`: what the platform consists of, and where it is defined."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from vttalerts.cli import policies
from vttalerts.cli.commands import CLEAN, COULD_NOT_RUN, Session
from vttalerts.cli.projects import open_session
from vttalerts.graph import Graph
from vttalerts.model.settings import EnvText, Secret
from vttalerts.model.spec import Spec

Row = tuple[tuple[str, ...], Spec | None]


def _alerts(graph: Graph) -> Iterable[Row]:
    return (
        ((one.name, str(one.severity or "-"), one.labels.get("service", "-"), one.alert.summary), one.alert)
        for one in graph.alerts
    )


def _routes(graph: Graph) -> Iterable[Row]:
    def depth(route: Spec, level: int = 0) -> Iterable[tuple[int, Spec]]:
        yield level, route
        for child in route.__dict__["routes"]:
            yield from depth(child, level + 1)

    for level, route in depth(graph.routing) if graph.routing is not None else ():
        matchers = ", ".join(map(str, route.__dict__["matchers"])) or "everything"
        receiver = route.__dict__["receiver"]
        yield (
            (
                "  " * level + matchers,
                receiver.name if receiver is not None else "(inherited)",
                "continues" if route.__dict__["continue_"] else "",
            ),
            route,
        )


def _receivers(graph: Graph) -> Iterable[Row]:
    return (
        ((one.name, ", ".join(type(part).__name__ for part in one.integrations) or "nobody"), one)
        for one in graph.receivers
    )


def _inhibitions(graph: Graph) -> Iterable[Row]:
    return (
        (
            (
                one.name or "-",
                " ".join(map(str, one.source_matchers)),
                "silences",
                " ".join(map(str, one.target_matchers)),
                f"equal {', '.join(one.equal)}",
            ),
            one,
        )
        for one in graph.inhibitions
    )


def _indicators(graph: Graph) -> Iterable[Row]:
    return (((one.name, str(one.unit), " ".join(one.text.split())), one) for one in graph.indicators)


def _metrics(graph: Graph) -> Iterable[Row]:
    def exporters(name: str) -> str:
        return ", ".join(
            str(job.__dict__.get("job_name") or job.__dict__.get("name")) for job in graph.exporters.get(name, ())
        )

    return (
        (
            (one.name, str(one.type), str(one.unit), exporters(one.name), "required" if one.required else ""),
            one,
        )
        for one in graph.metrics
    )


def _dashboards(graph: Graph) -> Iterable[Row]:
    return (((one.uid, one.title, graph.dashboard_link(one)), one) for one in graph.dashboards)


def _probes(graph: Graph) -> Iterable[Row]:
    return (((one.name, one.module.name, ", ".join(map(graph.text, one.targets))), one) for one in graph.probes)


def _jobs(graph: Graph) -> Iterable[Row]:
    return (
        (
            (
                one.job_name,
                one.metrics_path or "/metrics",
                one.scrape_interval.duration() if one.scrape_interval else "-",
            ),
            one,
        )
        for one in graph.scrape
    )


def _runbooks(graph: Graph) -> Iterable[Row]:
    return (((one.slug, one.title, graph.runbook_link(graph.platform, one)), one) for one in graph.runbooks)


def _secrets(graph: Graph) -> Iterable[Row]:
    found: dict[str, Spec] = {}
    for spec in graph.specs:
        for value in spec.__dict__.values():
            if isinstance(value, Secret):
                found.setdefault(value.name, spec)
    return (((name, f"{graph.settings.secrets_directory}/{name}"), found.get(name)) for name in graph.secrets)


def _variables(graph: Graph) -> Iterable[Row]:
    found: dict[str, tuple[EnvText, Spec]] = {}
    for spec in graph.specs:
        for value in spec.__dict__.values():
            for item in value if isinstance(value, tuple) else (value,):
                for text in item.variables if isinstance(item, EnvText) else ():
                    found.setdefault(text.name, (text, spec))
    return (((name, text.default), spec) for name, (text, spec) in sorted(found.items()))


def _allowances(graph: Graph) -> Iterable[Row]:
    """What the definitions accept: the code, until when, and why."""
    holders = (spec for spec in graph.specs if "allow" in spec.__dict__)
    found = {id(one): one for holder in holders for one in holder.__dict__["allow"]}
    placed = sorted(found.values(), key=lambda one: (one.span().file, one.span().line, one.code))
    return (((one.code, one.until or "for ever", one.because), one) for one in placed)


def _checks(session: Session) -> Iterable[Row]:
    """All checks at the levels that they have in this project, its own included."""
    from vttalerts.checks import every

    policy, _ = policies.of(session)
    own, levels = (policy.own, policy.levels) if policy is not None else ((), {})
    for one in sorted((*every(), *own), key=lambda check: check.code):
        level = levels[one.code].level if one.code in levels else one.level.value
        yield (one.code, level, one.page.strip().partition("\n")[0]), None


_LISTS: Final[dict[str, Callable[[Graph], Iterable[Row]]]] = {
    "alerts": _alerts,
    "allowances": _allowances,
    "dashboards": _dashboards,
    "indicators": _indicators,
    "inhibitions": _inhibitions,
    "jobs": _jobs,
    "metrics": _metrics,
    "probes": _probes,
    "receivers": _receivers,
    "routes": _routes,
    "runbooks": _runbooks,
    "secrets": _secrets,
    "variables": _variables,
}
KINDS: Final = tuple(sorted((*_LISTS, "checks")))


def run(kind: str, project: str, form: str) -> int:
    """Print a list and return the exit code."""
    if kind not in KINDS or form not in ("text", "json"):
        sys.stderr.write(f"no list of {kind} as {form}; there are: {', '.join(KINDS)}, as text or json\n")
        return COULD_NOT_RUN
    session, graph = open_session(project)
    if graph is None or session.project is None:
        return COULD_NOT_RUN
    found = _checks(session) if kind == "checks" else _LISTS[kind](graph)
    rows = [(cells, _place(spec, session.project.root)) for cells, spec in found]
    sys.stdout.write(_json(rows) if form == "json" else _table(rows))
    return CLEAN


def _place(spec: Spec | None, root: Path) -> str:
    if spec is None:
        return ""
    span = spec.span()
    file = Path(span.file)
    return f"{(file.relative_to(root) if file.is_relative_to(root) else file).as_posix()}:{span.line}"


def _table(rows: list[tuple[tuple[str, ...], str]]) -> str:
    if not rows:
        return "none\n"
    widths = [max(len(cells[column]) for cells, _ in rows) for column in range(len(rows[0][0]))]
    lines = (
        "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True)) + f"  {place}"
        for cells, place in rows
    )
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _json(rows: list[tuple[tuple[str, ...], str]]) -> str:
    import json

    return (
        json.dumps(
            [{"values": [cell.strip() for cell in cells], "defined": place or None} for cells, place in rows],
            indent=2,
        )
        + "\n"
    )
