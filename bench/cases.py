"""The comparisons: VTT's own definitions, and a synthetic platform of a thousand to a hundred thousand alerts."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import measure
import peers
import synthetic
import timelines
from measure import MIB, Command, Median, turns
from rows import Row, at_least, at_most, times, told

ROOT = Path(__file__).parents[1]
ROUTES, DASHBOARDS = 1000, 200
# Linear growth, and a tenth more: the processor's caches do not grow with the platform.
TENFOLD = 11
MOST_MEMORY = 1.5 * 1024
NOT_SLOWER_FROM = 10_000
SECONDS_OF_PROOF = 10
SECONDS_OF_TIMELINE = 10


class Bench(NamedTuple):
    """What all comparisons need.

    Attributes:
        vttalerts: The installed command.
        promtool: The real one.
        amtool: The real one.
        folder: Where to make repositories.
        quick: Fewer turns, and nothing that takes minutes.
    """

    vttalerts: Path
    promtool: Path
    amtool: Path
    folder: Path
    quick: bool

    def rounds(self, number: int) -> int:
        """Return how many turns to take, of so many in a full run."""
        return max(number // 4, 1) if self.quick else number

    def ours(self, project: Path, *arguments: str | Path) -> Command:
        """Return one of our commands in a repository."""
        return Command(((self.vttalerts, *arguments),), project)

    def judge(self, project: Path, *, also_amtool: bool = False) -> Command:
        """Return `promtool check rules`, and perhaps `amtool check-config`, of what was built in a repository."""
        monitoring = project / "generated" / "infra" / "monitoring"
        rules = sorted((monitoring / "rules").glob("*.yml"))
        programs: list[tuple[str | Path, ...]] = [(self.promtool, "check", "rules", *rules)]
        if also_amtool:
            programs.append((self.amtool, "check-config", monitoring / "alertmanager.yml"))
        return Command(programs, project)

    def vtt(self) -> Path:
        """Return a copy of VTT's own repository, built; this one stays as it is."""
        project = self.folder / "vtt"
        if not project.exists():
            shutil.copytree(ROOT / "definitions", project / "definitions", ignore=shutil.ignore_patterns("__pycache__"))
            shutil.copy(ROOT / "pyproject.toml", project)
            measure.run(self.ours(project, "build", "--no-cache"))
        return project

    def platform(self, alerts: int, routes: int = ROUTES, dashboards: int = DASHBOARDS) -> Path:
        """Return a repository with a synthetic platform, built."""
        project = self.folder / f"{alerts}-{routes}-{dashboards}"
        if not project.exists():
            synthetic.write(project, alerts=alerts, routes=routes, dashboards=dashboards)
            measure.run(self.ours(project, "build", "--no-cache"))
        return project


def cold(bench: Bench) -> list[Row]:
    """VTT's definitions, with all work done, beside the servers' own checkers of the result."""
    project = bench.vtt()
    taken = turns(
        {
            "check": bench.ours(project, "check", "--no-cache"),
            "judges": bench.judge(project, also_amtool=True),
            "build": bench.ours(project, "build", "--no-cache"),
        },
        bench.rounds(20),
    )
    judges = taken["judges"].seconds
    beside = f"promtool and amtool {times(judges)}"
    return [
        at_most(4, "VTT, cold: `check` / promtool + amtool", taken["check"].seconds / judges, beside),
        Row("VTT, cold: `build` / promtool + amtool", taken["build"].seconds / judges),
    ]


def unchanged(bench: Bench) -> list[Row]:
    """VTT's definitions again, when nothing has changed."""
    project = bench.vtt()
    taken = turns(
        {
            "check": bench.ours(project, "check"),
            "promtool": bench.judge(project),
            "build --check": bench.ours(project, "build", "--check"),
        },
        bench.rounds(40),
    )
    promtool = taken.pop("promtool").seconds
    return [
        at_most(0.6, f"VTT, unchanged: `{name}` / promtool", one.seconds / promtool, times(one.seconds))
        for name, one in taken.items()
    ]


def check(bench: Bench) -> list[Row]:
    """The synthetic platform beside promtool on its rules."""
    rows: list[Row] = []
    for alerts, goal in ((1000, None), (10_000, 4)):
        project = bench.platform(alerts)
        taken = turns(
            {"check": bench.ours(project, "check", "--no-cache"), "promtool": bench.judge(project)}, bench.rounds(9)
        )
        ratio = taken["promtool"].seconds / taken["check"].seconds
        beside = f"`check` {times(taken['check'].seconds)}, {taken['check'].peak / MIB:.0f} MiB"
        rows.append(Row(f"{alerts:,} alerts: promtool / `check`", ratio, goal, least=True, beside=beside))
    return rows


def files(bench: Bench) -> list[Row]:
    """Plain files of rules, with no definitions, beside promtool on the same files."""
    sizes = (1000, 10_000) if bench.quick else (1000, 10_000, 100_000)
    rows: list[Row] = []
    taken: dict[int, Median] = {}
    for alerts in sizes:
        project = bench.platform(alerts, 0, 0)
        rules = project / "generated" / "infra" / "monitoring" / "rules"
        both = {"check": bench.ours(project, "check", rules), "promtool": bench.judge(project)}
        turn = turns(both, bench.rounds(9 if alerts <= NOT_SLOWER_FROM else 1))
        taken[alerts] = ours = turn["check"]
        goal = 1 if alerts == NOT_SLOWER_FROM else None
        beside = (
            f"`check` {times(ours.seconds)}, {ours.peak / MIB:.0f} MiB; promtool {turn['promtool'].peak / MIB:.0f} MiB"
        )
        ratio = ours.seconds / turn["promtool"].seconds
        rows.append(Row(f"{alerts:,} rules in a plain file: `check FILE` / promtool", ratio, goal, beside=beside))
    for low, high in pairwise(sizes):
        grown = taken[high].peak / taken[low].peak
        rows.append(at_most(TENFOLD, f"`check FILE` of {high:,} rules / of {low:,}: most memory", grown))
    return rows


def build(bench: Bench) -> list[Row]:
    """10,000 alerts alone, beside Jsonnet that writes the same rules.

    Raises:
        RuntimeError: They are not the same.
    """
    _assure_the_same(bench)
    alerts = 10_000
    project = bench.platform(alerts, 0, 0)
    script = str(Path(peers.__file__))
    candidates = {"ours": bench.ours(project, "build", "--no-cache")}
    for peer in ("go", "cpp", "rust"):
        file = bench.folder / f"{peer}.yml"
        candidates[peer] = Command(((sys.executable, script, peer, str(alerts), file),), bench.folder)
    taken = turns(candidates, bench.rounds(5))
    ours = taken.pop("ours")
    names = {"go": ("go-jsonnet", 6.0), "cpp": ("C++ jsonnet", 15.0), "rust": ("jrsonnet", 1.0)}
    return [
        at_least(goal, f"10,000 alerts: {name} / `build`", taken[peer].seconds / ours.seconds, times(ours.seconds))
        for peer, (name, goal) in names.items()
    ]


def _assure_the_same(bench: Bench) -> None:
    alerts = 1000
    rules = bench.platform(alerts, 0, 0) / "generated" / "infra" / "monitoring" / "rules" / "synthetic-alerts.yml"
    files = [bench.folder / f"same-{peer}.yml" for peer in ("go", "cpp", "rust")]
    for peer, file in zip(("go", "cpp", "rust"), files, strict=True):
        command = (sys.executable, str(Path(peers.__file__)), peer, str(alerts), file)
        subprocess.run(command, check=True)  # noqa: S603
    code = "import sys, pathlib, peers; sys.exit(not peers.same(*map(pathlib.Path, sys.argv[1:])))"
    if subprocess.run((sys.executable, "-c", code, rules, *files), cwd=ROOT / "bench", check=False).returncode:  # noqa: S603
        raise RuntimeError("the peers write other rules")


def growth(bench: Bench) -> list[Row]:
    """How time and memory grow from 1,000 to 100,000 alerts."""
    sizes = (1000, 10_000) if bench.quick else (1000, 10_000, 100_000)
    rows: list[Row] = []
    for command in ("check", "build"):
        commands = {str(alerts): bench.ours(bench.platform(alerts), command, "--no-cache") for alerts in sizes}
        taken = {int(alerts): median for alerts, median in turns(commands, bench.rounds(5)).items()}
        rows += [
            Row(
                f"{alerts:,} alerts, {ROUTES:,} routes, {DASHBOARDS} dashboards: `{command}`, s",
                one.seconds,
                beside=f"{alerts / one.seconds:,.0f} alerts/s, {one.peak / MIB:.0f} MiB",
            )
            for alerts, one in taken.items()
        ]
        for low, high in pairwise(sizes):
            ratio = taken[high].seconds / taken[low].seconds
            rows.append(at_most(TENFOLD, f"`{command}` of {high:,} alerts / of {low:,}", ratio))
        if not bench.quick:
            peak = taken[sizes[-1]].peak / MIB
            rows.append(at_most(MOST_MEMORY, f"`{command}` of 100,000 alerts: most memory, MiB", peak))
    return rows


def routing(bench: Bench) -> list[Row]:
    """A million label sets through trees of 10 to 5,000 routes, beside amtool."""
    sets = 100_000 if bench.quick else 1_000_000
    return _told("routing", str(bench.amtool), sets)


def prove(bench: Bench) -> list[Row]:
    """The proof of all alerts and all classes of their labels."""
    sizes = (1000, 10_000) if bench.quick else (1000, 10_000, 100_000)
    output = bench.folder / "proof.json"
    commands = {
        str(alerts): bench.ours(
            bench.platform(alerts, dashboards=0), "prove", "--format", "json", "--output", str(output)
        )
        for alerts in sizes
    }
    taken = {int(alerts): median.seconds for alerts, median in turns(commands, bench.rounds(2)).items()}
    rows = [
        Row(
            f"{alerts:,} alerts, {ROUTES:,} routes: `prove`, s",
            seconds,
            SECONDS_OF_PROOF if alerts == sizes[1] else None,
            beside=f"{alerts / seconds:,.0f} alerts/s",
        )
        for alerts, seconds in taken.items()
    ]
    for low, high in pairwise(sizes):
        rows.append(at_most(TENFOLD, f"`prove` of {high:,} alerts / of {low:,}", taken[high] / taken[low]))
    return rows


def timeline(bench: Bench) -> list[Row]:
    """A month on call, played with VTT's own routing, groups, inhibitions and repetitions."""
    project = bench.vtt()
    sizes = (1000, 10_000)
    for alerts in sizes:
        timelines.write(project / f"{alerts}.yml", alerts)
    commands = {str(alerts): bench.ours(project, "timeline", f"{alerts}.yml") for alerts in sizes}
    taken = {int(alerts): median.seconds for alerts, median in turns(commands, bench.rounds(2)).items()}
    low, high = sizes
    return [
        Row(f"a month of {low:,} alerts: `timeline`, s", taken[low], SECONDS_OF_TIMELINE),
        at_most(TENFOLD, f"`timeline` of {high:,} alerts / of {low:,}", taken[high] / taken[low], times(taken[high])),
    ]


def yaml(bench: Bench) -> list[Row]:
    """Our YAML beside PyYAML's and ruamel.yaml's."""
    del bench
    return _told("yaml_emission")


def dashboards(bench: Bench) -> list[Row]:
    """Our dashboards beside those of Grafana's Foundation SDK and grafanalib."""
    del bench
    return _told("dashboards")


def _told(module: str, *arguments: object) -> list[Row]:
    """Run another comparison in a process of its own: this one stays small, as `measure.run` wants it."""
    code = f"import json, bench.{module} as it; print(json.dumps(it.run(*{arguments!r})))"
    command = (sys.executable, "-c", code)
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    return [told(*row) for row in json.loads(done.stdout)]


CASES: dict[str, Callable[[Bench], list[Row]]] = {
    case.__name__: case
    for case in (cold, unchanged, check, files, build, growth, routing, prove, timeline, yaml, dashboards)
}
