"""Says what would become of running servers if they read the build: alerts, routes, receivers, jobs, dashboards."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, Final, NamedTuple, TypeAlias

from vttalerts.live.alertmanager import Alertmanager
from vttalerts.live.build import Build
from vttalerts.live.grafana import Grafana
from vttalerts.live.meaning import differences, milliseconds
from vttalerts.live.prometheus import Prometheus, RunningRule

LiveServer: TypeAlias = Alertmanager | Prometheus | Grafana

_TEXT_OR_BLANK: Final = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)|\s+""")
_MINUTE: Final = 60_000
"""How often Prometheus evaluates where nothing is said (config `DefaultGlobalConfig`)."""
_OF_RULES: Final = ("rule_files", "scrape_config_files", "scrape_configs")
_OWN: Final = ("receivers", "route", "inhibit_rules", "templates", "time_intervals")


class Change(NamedTuple):
    """One thing that a server has otherwise.

    Attributes:
        sign: `+` it would come, `-` it would go, `~` it would be another.
        kind: `alert`, `recording rule`, `scrape job`, `route`, `receiver`, `inhibition`, `time interval`, `setting` or
            `dashboard`.
        name: Its name.
        details: What of it would be another.
    """

    sign: str
    kind: str
    name: str
    details: tuple[str, ...] = ()


def changes(build: Build, server: LiveServer) -> tuple[Change, ...]:
    """Return what would become of a server.

    Raises:
        LiveError: It can't be asked.
    """
    if isinstance(server, Prometheus):
        return (*_of_rules(build, server), *_of_prometheus(build.prometheus, server.config()))
    if isinstance(server, Alertmanager):
        return tuple(_of_alertmanager(build.alertmanager, server.config()))
    return tuple(_of_grafana(build, server))


def _of_rules(build: Build, server: Prometheus) -> Iterator[Change]:
    every = milliseconds(build.prometheus.get("global", {}).get("evaluation_interval")) or _MINUTE
    wanted: dict[tuple[str, str, int], tuple[dict[str, Any], int]] = {}
    for group in build.groups:
        interval = milliseconds(group.get("interval")) or every
        for rule in group.get("rules", ()):
            name = rule.get("alert") or rule["record"]
            shared = {**group.get("labels", {}), **rule.get("labels", {})}
            wanted[_free(wanted, group["name"], name)] = ({**rule, "labels": shared}, interval)
    running: dict[tuple[str, str, int], RunningRule] = {}
    for one in server.rules():
        running[_free(running, one.group, one.name)] = one
    for key in [*wanted, *(key for key in running if key not in wanted)]:
        where, name, _ = key
        if key not in running:
            yield Change("+", "alert" if "alert" in wanted[key][0] else "recording rule", name, (f"in {where}",))
        elif key not in wanted:
            kind = "alert" if running[key].is_alert else "recording rule"
            yield Change("-", kind, name, (f"in {where}",))
        else:
            details = tuple(_of_rule(*wanted[key], running[key], server))
            if details:
                yield Change("~", "alert" if running[key].is_alert else "recording rule", name, details)


def _free(taken: Mapping[tuple[str, str, int], object], group: str, name: str) -> tuple[str, str, int]:
    """Return the key of a rule: a group may have several of one name."""
    number = 0
    while (group, name, number) in taken:
        number += 1
    return (group, name, number)


def _of_rule(rule: dict[str, Any], interval: int, running: RunningRule, server: Prometheus) -> Iterator[str]:
    if _bare(rule["expr"]) != _bare(running.query) and (
        server.formatted(rule["expr"]) != server.formatted(running.query)
    ):
        yield f"expr: {running.query} → {' '.join(str(rule['expr']).split())}"
    wanted = {key: rule[key] for key in ("for", "keep_firing_for") if milliseconds(rule.get(key))}
    wanted |= {key: rule[key] for key in ("labels", "annotations") if rule.get(key)}
    yield from (one.text() for one in differences(wanted, running.settings, exact=True))
    if interval != running.interval:
        yield f"evaluated: every {running.interval / 1000:g} s → every {interval / 1000:g} s"


def _bare(query: str) -> str:
    """Return an expression without the blanks that mean nothing; those within a text do."""
    return _TEXT_OR_BLANK.sub(lambda found: found[1] or "", query)


def _of_prometheus(wanted: dict[str, Any], running: dict[str, Any]) -> Iterator[Change]:
    jobs = [{one["job_name"]: one for one in side.get("scrape_configs") or ()} for side in (wanted, running)]
    yield from _named("scrape job", jobs[0], jobs[1])
    yield from _settings(wanted, running, _OF_RULES)


def _of_alertmanager(wanted: dict[str, Any], running: dict[str, Any]) -> Iterator[Change]:
    if wanted.get("route") and running.get("route"):
        yield from _routes(wanted["route"], running["route"], ())
    for kind, key, name in (
        ("receiver", "receivers", _name),
        ("time interval", "time_intervals", _name),
        ("inhibition", "inhibit_rules", _inhibition),
    ):
        sides = [_by(name, side.get(key) or ()) for side in (wanted, running)]
        yield from _named(kind, sides[0], sides[1], exact=kind != "receiver")
    yield from _settings(wanted, running, _OWN)


def _settings(wanted: dict[str, Any], running: dict[str, Any], passed: Sequence[str]) -> Iterator[Change]:
    for key, value in wanted.items():
        if key not in passed:
            details = tuple(one.text() for one in differences(value, running.get(key, {}), key))
            if details:
                yield Change("~", "setting", key, details)
    # Whoever alerts or remembers besides what the definitions say, has been added by hand.
    for key in ("alerting", "remote_write", "remote_read"):
        if running.get(key) and key not in wanted:
            yield Change("-", "setting", key)


def _named(kind: str, wanted: dict[str, Any], running: dict[str, Any], *, exact: bool = False) -> Iterator[Change]:
    for name in [*wanted, *(name for name in running if name not in wanted)]:
        if name not in running:
            yield Change("+", kind, name)
        elif name not in wanted:
            yield Change("-", kind, name)
        else:
            details = tuple(one.text() for one in differences(wanted[name], running[name], exact=exact))
            more = () if exact else tuple(_integrations(wanted[name], running[name]))
            if details or more:
                yield Change("~", kind, name, (*details, *more))


def _integrations(wanted: dict[str, Any], running: dict[str, Any]) -> Iterator[str]:
    """Yield the ways in which a receiver is told that no definition names."""
    for key, value in running.items():
        if key.endswith("_configs") and value and key not in wanted:
            yield f"{key}: {len(value)} more"


def _by(name: Callable[[dict[str, Any]], str], items: Sequence[dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in items:
        label = name(one)
        while label in found:
            label += " (again)"
        found[label] = one
    return found


def _name(one: dict[str, Any]) -> str:
    return str(one.get("name", ""))


def _inhibition(one: dict[str, Any]) -> str:
    """Name it by what it says: versions before 0.30 know no names, and the order means nothing."""
    sources, targets = (
        ", ".join(sorted(map(str, one.get(key) or ()))) for key in ("source_matchers", "target_matchers")
    )
    same = ", ".join(sorted(map(str, one.get("equal") or ())))
    return f"{sources} silences {targets}{f' with the same {same}' if same else ''}"


def _routes(wanted: dict[str, Any], running: dict[str, Any], above: tuple[str, ...]) -> Iterator[Change]:
    way = (*above, _matchers(wanted)) if above or wanted.get("matchers") else ("the root",)
    sides = [{key: value for key, value in one.items() if key != "routes"} for one in (wanted, running)]
    details = tuple(one.text() for one in differences(sides[0], sides[1], exact=True))
    if details:
        yield Change("~", "route", " > ".join(way), details)
    new, old = wanted.get("routes") or [], running.get("routes") or []
    same = SequenceMatcher(None, [_matchers(one) for one in old], [_matchers(one) for one in new], autojunk=False)
    for action, old_from, old_to, new_from, new_to in same.get_opcodes():
        if action == "equal":
            for one, other in zip(new[new_from:new_to], old[old_from:old_to], strict=True):
                yield from _routes(one, other, way)
            continue
        for sign, some in (("-", old[old_from:old_to]), ("+", new[new_from:new_to])):
            for one in some:
                name = " > ".join((*way, _matchers(one)))
                yield Change(sign, "route", name, (f"to {one.get('receiver') or 'the same receiver'}",))


def _matchers(route: dict[str, Any]) -> str:
    return ", ".join(sorted(map(str, route.get("matchers") or ()))) or "everything"


def _of_grafana(build: Build, server: Grafana) -> Iterator[Change]:
    for uid, board in build.dashboards.items():
        running = server.dashboard(uid)
        if running is None:
            yield Change("+", "dashboard", uid)
            continue
        wanted = {key: value for key, value in board.items() if key not in {"id", "version"}}
        details = tuple(one.text() for one in differences(wanted, running))
        if details:
            yield Change("~", "dashboard", uid, (*details[:_MOST], *(("…",) if len(details) > _MOST else ())))


_MOST: Final = 5
"""Differences that are shown of a dashboard: the first ones tell which panel it is."""
