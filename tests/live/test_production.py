"""Production on loopback, with real servers: who is let in, what is kept, and that no process is needed to be told.

Three Alertmanagers gossip, two Prometheus evaluate, and each of the five is killed and stopped in turn.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import binaries
import pytest

sys.path.insert(0, str(Path(__file__).parent))  # pytest's importlib mode leaves a test's folder out

from fleet import PEER_TIMEOUT, Fleet, Programs
from report import record
from servers import wait_for

from vttalerts.live.exposition import samples
from vttalerts.live.http import Access, LiveError, Server

pytestmark = [pytest.mark.live, pytest.mark.slow]

KILLABLE: Final = ("alertmanager", "alertmanager-2", "alertmanager-3", "prometheus", "prometheus-2")
_PATIENCE: Final = 120
"""Seconds for what takes two or three where nothing else runs."""
GUARDED: Final = (*KILLABLE, "prometheus-global", "blackbox", "node")


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    names = ("prometheus", "alertmanager", "blackbox_exporter", "node_exporter", "victoria-metrics")
    programs = Programs(*(binaries.get(name) for name in names))
    with ExitStack() as stack:
        yield Fleet(tmp_path_factory.mktemp("fleet"), programs, stack)


def refusal(server: Server) -> str:
    with pytest.raises(LiveError) as caught:
        server.get("/")
    return str(caught.value)


@pytest.mark.parametrize("name", GUARDED)
def test_nobody_is_let_in_without_the_password(fleet: Fleet, name: str, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("wrong horse", encoding="utf-8")
    url, authority = fleet.url(name), fleet.access.ca_file

    assert Server(url, Access(ca_file=authority)).ask("GET", "/metrics").status == 401
    assert Server(url, Access("monitoring", wrong, ca_file=authority)).ask("GET", "/metrics").status == 401
    assert Server(url, fleet.access).ask("GET", "/metrics").status == 200


@pytest.mark.parametrize("name", ["prometheus", "alertmanager"])
def test_certificate_of_an_unknown_authority_is_not_believed(fleet: Fleet, name: str) -> None:
    assert "its certificate is not to be believed" in refusal(Server(fleet.url(name)))


@pytest.mark.parametrize("name", ["prometheus", "alertmanager"])
def test_plain_http_is_no_way_in(fleet: Fleet, name: str) -> None:
    answer = Server(fleet.url(name).replace("https:", "http:")).ask("GET", "/metrics")

    assert (answer.status, answer.text()) == (400, "Client sent an HTTP request to an HTTPS server.\n")


def series(server: Server, query: str) -> list[dict[str, str]]:
    found: Any = server.json("/api/v1/query", query=query)
    return [one["metric"] for one in found["data"]["result"]]


def test_servers_read_each_other_with_the_password(fleet: Fleet) -> None:
    def jobs() -> set[str]:
        return {one["job"] for one in series(fleet.members["prometheus"].server, "up == 1")}

    wait_for(lambda: jobs() == {"shop", "prometheus", "alertmanager"}, "all jobs are scraped")


def test_samples_of_both_replicas_are_kept_elsewhere(fleet: Fleet) -> None:
    archive = fleet.members["archive"].server

    def replicas() -> set[str]:
        return {one.get("replica", "") for one in series(archive, 'up{job="shop"}')}

    wait_for(lambda: replicas() == {"prometheus", "prometheus-2"}, "the archive has both")


def test_prometheus_above_the_replicas_has_the_series_of_both(fleet: Fleet) -> None:
    above = fleet.members["prometheus-global"].server

    def replicas() -> set[tuple[str, str]]:
        return {(one["replica"], one["job"]) for one in series(above, "job:up:sum") if "replica" in one}

    wanted = {(replica, job) for replica in ("prometheus", "prometheus-2") for job in ("shop", "prometheus")}
    wait_for(lambda: wanted <= replicas(), "both are federated")


def test_apply_and_doctor_are_let_in_with_a_password_and_say_where_it_lacks(fleet: Fleet) -> None:
    url = fleet.url("alertmanager")
    login = ("--user", "monitoring", "--password-file", str(fleet.access.password_file))
    authority = ("--ca-file", str(fleet.access.ca_file))

    both = [part for name in ("prometheus", "prometheus-2") for part in ("--prometheus", fleet.url(name))]

    inside = fleet.project.run("apply", "--dry-run", "--production", *both, "--alertmanager", url, *login, *authority)
    outside = fleet.project.run("apply", "--dry-run", "--alertmanager", url, *authority)

    assert inside.stdout == "nothing to do: the files and the servers are what the definitions say\n"
    assert outside.stderr.startswith(f"error: {url} lets nobody in without the right user and password (401)\n")
    assert "correct horse" not in inside.stdout + inside.stderr + outside.stderr


def test_doctor_finds_that_a_member_of_the_cluster_is_gone(fleet: Fleet) -> None:
    member, url = fleet.members["alertmanager-3"], fleet.url("alertmanager")
    login = ("--user", "monitoring", "--password-file", str(fleet.access.password_file))
    await_cluster(fleet)
    member.send(signal.SIGKILL)
    try:

        def found() -> list[str]:
            where = ("--production", "--alertmanager", url, *login, "--ca-file", str(fleet.access.ca_file))
            answer = json.loads(fleet.project.run("doctor", *where, "--format", "json").stdout)
            return [one["what"] for one in answer["findings"] if one["check"] == "cluster-incomplete"]

        (what,) = wait_for(found, "the doctor finds it")
        assert what == f"Alertmanager {url} sees 2 of 3 members (ready): people hear twice, or not"
    finally:
        member.start()


def await_cluster(fleet: Fleet) -> None:
    def is_whole() -> bool:
        states = [
            fleet.members[name].server.json("/api/v2/status")["cluster"]
            for name in ("alertmanager", "alertmanager-2", "alertmanager-3")
        ]
        return all(one["status"] == "ready" and len(one["peers"]) == 3 for one in states)

    wait_for(is_whole, "the cluster is whole", _PATIENCE)


def heard(fleet: Fleet, case: str, without: str = "") -> float:
    """Switch a fault on while one process does not run; return after how many seconds somebody is told."""
    began = time.monotonic()
    fleet.faults.on.append(case)
    wait_for(lambda: fleet.told(case) > 0, f"somebody is told of {case}", _PATIENCE)
    took = time.monotonic() - began
    # A member that is killed after it has told somebody, and before it has told the others so, is the one case in
    # which Alertmanager promises nothing: that is not what is looked for here.
    wait_for(lambda: queued(fleet, without) == 0, "all members know that somebody was told", _PATIENCE)
    return took


def queued(fleet: Fleet, without: str) -> float:
    """Return how much the members that run have still to tell each other."""
    return sum(
        one.value
        for name in KILLABLE
        if name.startswith("alertmanager") and name != without
        for one in samples(fleet.members[name].server.get("/metrics").text(), "alertmanager_cluster_messages_queued")
    )


def test_killing_or_stopping_any_process_loses_no_notification_and_doubles_none_but_as_promised(fleet: Fleet) -> None:
    await_cluster(fleet)
    times = {("nobody", "all run"): heard(fleet, "nobody all-run")}
    for name in KILLABLE:
        member = fleet.members[name]
        member.send(signal.SIGKILL)
        times[name, "killed"] = heard(fleet, f"{name} killed", name)
        # Whoever is started again hears what has been told in the meantime, or tells it again.
        member.start()
        await_cluster(fleet)
    for name in KILLABLE:
        member = fleet.members[name]
        member.send(signal.SIGSTOP)
        times[name, "stopped"] = heard(fleet, f"{name} stopped", name)
        member.send(signal.SIGCONT)
        await_cluster(fleet)
    times["nobody", "all run again"] = heard(fleet, "nobody all-run-again")
    # Whoever would tell a second time does it after the others' turns: that nothing comes can't be awaited.
    time.sleep(3 * PEER_TIMEOUT + 2)

    told = {case: fleet.told(case) for case in fleet.faults.on}
    assert [case for case, count in told.items() if count == 0] == []
    # Alertmanager promises at least once. A member that was stopped comes back with what it had meant to tell, and may
    # do so before it hears that another has; only then may somebody hear it twice.
    doubled = {case: count for case, count in told.items() if count > 1}
    assert {case for case in doubled if not case.startswith("alertmanager") or not case.endswith("stopped")} == set()
    assert all(count == 2 for count in doubled.values())
    if os.environ.get("VTTALERTS_RECORD"):
        _record(times, told)


def _record(times: dict[tuple[str, str], float], told: dict[str, int]) -> None:
    rows = "".join(
        f"| {name} | {what} | {seconds:.1f} s | {told[f'{name} {what.replace(chr(32), chr(45))}']} |\n"
        for (name, what), seconds in times.items()
    )
    record(
        "High availability",
        "Two Prometheus (scrape and evaluation every second) and three Alertmanagers that gossip, on loopback, with\n"
        "TLS and logins, from `prometheus.production.yml` and `web.yml` of a small platform. In turn each process is\n"
        "killed (SIGKILL) and later stopped (SIGSTOP), and while it does not run another fault is switched\n"
        f"on. Members wait {PEER_TIMEOUT} s for each other (`--cluster.peer-timeout`; 15 s by default).\n\n"
        "Alertmanager promises *at least once*. Somebody may hear twice when a member is continued that was stopped\n"
        "with something to tell: it may tell before it hears that another has. A member that is killed after it has\n"
        "told somebody and before it has told the others so is the other case; the test lets them know first.\n\n"
        "| Process | What was done | Told after | Times told |\n|---|---|---|---|\n"
        f"{rows}\n"
        f"{len(told)} faults, {sum(told.values())} notifications, "
        f"{sum(count == 0 for count in told.values())} lost, {sum(count > 1 for count in told.values())} told twice.\n",
    )
