"""Routing of a million label sets, beside amtool, which reads the whole configuration for each of them.

The trees are as people write them: a route for each service, or for a team by a pattern, and below it the critical
alerts, which go on now and then, and those of its database. Times are the processor's, not the clock's.
"""

from __future__ import annotations

import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from vttalerts import Receiver, Route, match, no_match, regex
from vttalerts.simulate.routing import Router

SIZES: Final = (10, 500, 5000)
SETS: Final = 1_000_000
_CHUNK: Final = 20_000
_SERVICE: Final = 3
"""How many routes a service has."""
_EVERY: Final = 10
"""Of how many services one is found by its team."""
_CALLS: Final = 15
"""How often amtool is called for a median."""
_SAME: Final = 25
"""How many label sets amtool must send to the same receivers."""


def tree(routes: int) -> Route:
    """Return a routing tree of so many routes below the root."""
    children: list[Route] = []
    left, number = routes, 0
    while left:
        critical = Route(
            matchers=match(severity="critical"), receiver=_receiver("pager", number), continue_=number % 4 == 1
        )
        database = Route(
            matchers=(*regex(component="db|database.*"), *no_match(severity="info")), receiver=_receiver("dba", number)
        )
        below = (critical, database)[: min(left, _SERVICE) - 1]
        by_team = number % _EVERY == _SERVICE
        matchers = regex(team=f"team{number}|squad{number}.*") if by_team else match(service=f"service{number}")
        children.append(Route(matchers=matchers, receiver=_receiver("team", number), routes=below))
        left -= 1 + len(below)
        number += 1
    return Route(receiver=Receiver(name="default"), routes=tuple(children))


def _receiver(kind: str, number: int) -> Receiver:
    return Receiver(name=f"{kind}{number}")


def label_sets(routes: int) -> Iterator[dict[str, str]]:
    """Yield label sets without end, of services that the tree knows and of some that it does not."""
    chance = random.Random(routes)  # noqa: S311  the same in every run
    while True:
        service = chance.randrange(routes // _SERVICE + 2)
        yield {
            "alertname": f"Alert{chance.randrange(100)}",
            "service": f"service{service}",
            "team": f"squad{service}x" if service % 2 else f"team{service}",
            "severity": chance.choice(("critical", "warning", "info")),
            "component": chance.choice(("db", "database-replica", "web", "cache")),
            "instance": f"10.0.{chance.randrange(256)}.{chance.randrange(256)}:9100",
        }


def ours(routes: int, sets: int) -> float:
    """Return how many seconds of the processor it takes to route label sets, the tree being there."""
    router = Router(tree(routes))
    given = label_sets(routes)
    taken = 0.0
    for _ in range(0, sets, _CHUNK):
        # Made before the clock runs, and not all at once: a million take half a gigabyte.
        chunk = list(islice(given, _CHUNK))
        start = time.process_time()
        for labels in chunk:
            router.receivers(labels)
        taken += time.process_time() - start
    return taken


def theirs(routes: int, amtool: Path, folder: Path) -> tuple[float, float]:
    """Return the seconds that one label set takes amtool as a process, and those beyond its start.

    Raises:
        RuntimeError: It sends some label set elsewhere.
    """
    root = tree(routes)
    router = Router(root)
    names = sorted({step.receiver.name for step in router.steps})
    config = folder / f"{routes}.yml"
    config.write_text(json.dumps({"route": root.wire(), "receivers": [{"name": name} for name in names]}))
    command = [str(amtool), "config", "routes", "test", f"--config.file={config}"]
    times: list[float] = []
    for labels in islice(label_sets(routes), max(_CALLS, _SAME)):
        spent, said = _run([*command, *(f"{name}={value}" for name, value in labels.items())])
        times.append(spent)
        here = ",".join(receiver.name for receiver in router.receivers(labels))
        if said.strip() != here:
            raise RuntimeError(f"amtool sends {labels} to {said.strip()}, and not to {here}")
    alone = statistics.median(_run([str(amtool), "--version"])[0] for _ in range(_CALLS))
    whole = statistics.median(times)
    return whole, max(whole - alone, 1e-4)


def _run(command: Sequence[str]) -> tuple[float, str]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout  # noqa: S603
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, said


def run(amtool: str, sets: int = SETS) -> list[tuple[str, float, str]]:
    """Return the rows: what, how much, and the goal in words."""
    rows: list[tuple[str, float, str]] = []
    taken = {routes: ours(routes, sets) for routes in SIZES}
    with tempfile.TemporaryDirectory(prefix="bench-routing-") as folder:
        for routes, seconds in taken.items():
            rate = sets / seconds
            goal = "at least 100000" if routes == SIZES[0] else ""
            rows.append((f"{sets:,} label sets, {routes:,} routes: label sets/s", rate, goal))
            process, inside = theirs(routes, Path(amtool), Path(folder))
            least = "at least 1000 " if routes == SIZES[0] else ""
            rows += [
                (
                    f"{routes:,} routes: amtool as a process per label set / ours",
                    process * rate,
                    f"{least}({1 / process:,.0f} label sets/s)" if least else f"{1 / process:,.0f} label sets/s",
                ),
                (
                    f"{routes:,} routes: amtool without its start / ours",
                    inside * rate,
                    f"{1 / inside:,.0f} label sets/s",
                ),
            ]
    slowest, fastest = taken[SIZES[-1]], taken[SIZES[0]]
    rows.append((f"routing of {SIZES[-1]:,} routes / of {SIZES[0]}", slowest / fastest, "at most 5"))
    return rows


if __name__ == "__main__":
    for row in run(sys.argv[1]):
        sys.stdout.write("{:60} {:12.2f}  {}\n".format(*row))
