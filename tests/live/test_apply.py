"""`vttalerts apply` against real servers: what it plans, what it brings in, and what it takes out again."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # pytest's importlib mode leaves a test's folder out

from pair import Pair, start
from servers import free_port, get, wait_for
from small import Project

pytestmark = [pytest.mark.live, pytest.mark.slow]


@pytest.fixture
def pair(prometheus: Path, alertmanager: Path, tmp_path: Path) -> Iterator[Pair]:
    with ExitStack() as stack:
        yield start(stack, Project(tmp_path / "shop"), prometheus, alertmanager, "--web.enable-lifecycle")


def test_servers_that_run_the_build_have_nothing_to_change(pair: Pair) -> None:
    done = pair.apply("--dry-run")

    assert (done.stdout, done.stderr, done.returncode) == (
        "nothing to do: the files and the servers are what the definitions say\n",
        "",
        0,
    )


def test_oldest_supported_servers_that_run_the_build_have_nothing_to_change(tmp_path: Path) -> None:
    import binaries

    old = binaries.get("prometheus", "old"), binaries.get("alertmanager", "old")
    project = Project(tmp_path / "shop")
    project.change('prometheus="3.5", alertmanager="0.33"', 'prometheus="2.42", alertmanager="0.25"')
    project.change(
        'Webhook(url=secret("PAGER_URL")), Webhook(url=secret("SECOND_URL"))', 'Webhook(url="http://localhost:1"),'
    )
    with ExitStack() as stack:
        done = start(stack, project, *old, "--web.enable-lifecycle").apply("--dry-run")

    assert (done.stdout, done.returncode) == (
        "nothing to do: the files and the servers are what the definitions say\n",
        0,
    )


def change_everything(project: Project) -> None:
    project.change("shop_seconds > 5", "shop_seconds > 7")
    project.change("for_=minutes(1)", "for_=minutes(2)")
    project.change('name="ShopDown", expr', 'name="ShopGone", expr')
    project.change('match(alertname="ShopDown")', 'match(alertname="ShopGone")')
    project.change('channel="#shop"', 'channel="#shop-alerts"')
    project.change("repeat_interval=minutes(60)", "repeat_interval=minutes(30)")
    project.change('match(severity="critical")', 'match(severity="critical", service="shop")')
    project.change('job_name="alertmanager"', 'job_name="tellers"')


def test_plan_says_by_meaning_what_would_change_and_touches_nothing(pair: Pair) -> None:
    before = pair.files()
    change_everything(pair.project)

    done = pair.apply("--dry-run")

    assert (
        pair.plain(done.stdout)
        == """\
file infra/monitoring/alertmanager.yml
file infra/monitoring/prometheus.yml
file infra/monitoring/rules/shop-alerts.yml
file docs/runbooks/shop.md
file docs/runbooks/README.md
Alertmanager ALERTMANAGER
  ~ route the root
      repeat_interval: 1h → 30m
  - route the root > severity="critical" to pager
  + route the root > service="shop", severity="critical" to pager
  ~ receiver chat
      slack_configs[0].channel: #shop → #shop-alerts
  + inhibition alertname="ShopGone" silences alertname="ShopSlow" with the same service
  - inhibition alertname="ShopDown" silences alertname="ShopSlow" with the same service
Prometheus PROMETHEUS
  + alert ShopGone in shop
  ~ alert ShopSlow
      expr: shop_seconds > 5 → shop_seconds > 7
      for: 1m → 2m
  - alert ShopDown in shop
  + scrape job tellers
  - scrape job alertmanager
"""
    )
    assert done.returncode == 1
    assert pair.files() == before
    assert "ShopDown" in pair.rules()


def test_change_is_written_loaded_and_read_back(pair: Pair) -> None:
    change_everything(pair.project)

    done = pair.apply()
    again = pair.apply()

    assert pair.plain(done.stdout).splitlines()[-3:] == [
        "wrote 5 files",
        "Alertmanager ALERTMANAGER runs the build",
        "Prometheus PROMETHEUS runs the build",
    ]
    assert done.returncode == 0
    assert pair.rules()["ShopSlow"] == "shop_seconds > 7"
    assert again.stdout == "nothing to do: the files and the servers are what the definitions say\n"


def test_configuration_that_a_server_refuses_is_put_back_in_all_of_them(pair: Pair) -> None:
    before = pair.files()
    pair.project.change("shop_seconds > 5", "shop_seconds > 7")
    # No definition can say this: a file that Prometheus reads besides ours, and can't.
    (pair.project.root / "more.yml").write_text("groups: [{name: broken}, {name: broken}]\n", encoding="utf-8")
    pair.project.change(
        "        alertmanagers=", f"        rule_files=({str(pair.project.root / 'more.yml')!r},), alertmanagers="
    )

    done = pair.apply()

    lines = pair.plain(done.stdout).splitlines()
    assert "Alertmanager ALERTMANAGER runs the build" in lines
    assert any(line.startswith("PROMETHEUS refuses the new configuration: failed to reload config") for line in lines)
    assert lines[-3:] == [
        "the old files are back",
        "Alertmanager ALERTMANAGER runs what it ran before",
        "Prometheus PROMETHEUS runs what it ran before",
    ]
    assert done.returncode == 1
    assert pair.files() == before
    assert pair.rules()["ShopSlow"] == "shop_seconds > 5"


def await_scrapes(pair: Pair) -> None:
    def are_up() -> bool:
        answer = get(f"{pair.prometheus}/api/v1/targets")["data"]["activeTargets"]
        return {one["labels"]["job"] for one in answer if one["health"] == "up"} == {"prometheus", "alertmanager"}

    wait_for(are_up, "Prometheus scrapes itself and the Alertmanager")


def test_rule_that_is_accepted_and_then_fails_is_put_back(pair: Pair) -> None:
    before = pair.files()
    await_scrapes(pair)
    # Two series on each side of one label set: Prometheus finds out when it evaluates.
    pair.project.change("sum  by(job)(up)", "up / on() up")

    done = pair.apply()

    assert "job:up:sum (group recording) fails: found duplicate series" in done.stdout
    assert pair.plain(done.stdout).splitlines()[-1] == "Prometheus PROMETHEUS runs what it ran before"
    assert done.returncode == 1
    assert pair.files() == before
    assert pair.rules()["job:up:sum"] == "sum by (job) (up)"


def test_job_that_can_no_longer_be_scraped_is_put_back(pair: Pair) -> None:
    before = pair.files()

    await_scrapes(pair)
    pair.project.change('job_name="prometheus",', 'job_name="prometheus", metrics_path="/nowhere",')

    done = pair.apply()

    assert "no target of prometheus can be scraped any more: server returned HTTP status 404 Not Found" in done.stdout
    assert done.returncode == 1
    assert pair.files() == before


def test_prometheus_that_may_not_reload_is_named_with_what_it_lacks(
    prometheus: Path, alertmanager: Path, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        pair = start(stack, Project(tmp_path / "shop"), prometheus, alertmanager)
        before = pair.files()
        pair.project.change("shop_seconds > 5", "shop_seconds > 7")
        done = pair.apply()

    assert "PROMETHEUS may not be told to reload: Lifecycle API is not enabled." in pair.plain(done.stdout)
    assert "  help: start it with --web.enable-lifecycle" in done.stdout
    assert pair.files() == before
    assert pair.plain(done.stdout).splitlines()[-1] == "Prometheus PROMETHEUS runs what it ran before"
    assert done.returncode == 1


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_two_at_once_are_refused_and_a_stopped_one_puts_all_back(pair: Pair, sent: signal.Signals) -> None:
    before = pair.files()
    # Its target is never scraped within the test: the first `apply` waits for it.
    pair.project.change("scrape_interval=seconds(1)", "scrape_interval=minutes(10)")
    first = subprocess.Popen(pair.project.command("apply", *pair.addresses), stdout=subprocess.PIPE, text=True)
    try:
        wait_for(
            lambda: "scrape_interval: 10m" in (pair.project.folder / "prometheus.yml").read_text(),
            "the first has written",
        )
        second = pair.apply()
        wait_for(lambda: "scrape_interval: 10m" in str(get(f"{pair.prometheus}/api/v1/status/config")), "it is loaded")
    finally:
        first.send_signal(sent)
        said = first.communicate(timeout=60)[0]

    assert re.fullmatch(r"error: another vttalerts is writing there: .*/generated\n", second.stderr)
    assert second.returncode == 2
    assert first.returncode == 130
    assert "the old files are back" in said
    assert pair.files() == before
    assert "scrape_interval: 1s" in str(get(f"{pair.prometheus}/api/v1/status/config"))


def test_all_is_put_back_where_nobody_listens_any_more(pair: Pair) -> None:
    before = pair.files()
    pair.project.change("shop_seconds > 5", "shop_seconds > 7")
    process = subprocess.Popen(pair.project.command("apply", *pair.addresses), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("wrote "):
            break
    process.stdout.close()

    assert process.wait(60) != 0
    assert pair.files() == before
    assert pair.rules()["ShopSlow"] == "shop_seconds > 5"


def test_what_a_killed_apply_left_is_undone_by_the_next(pair: Pair) -> None:
    before = pair.files()
    pair.project.change("scrape_interval=seconds(1)", "scrape_interval=minutes(10)")
    first = subprocess.Popen(pair.project.command("apply", *pair.addresses), stdout=subprocess.DEVNULL)
    try:
        wait_for(
            lambda: "scrape_interval: 10m" in (pair.project.folder / "prometheus.yml").read_text(),
            "the first has written",
        )
    finally:
        os.kill(first.pid, signal.SIGKILL)
        first.wait(30)
    pair.project.change("scrape_interval=minutes(10)", "scrape_interval=seconds(1)")

    done = pair.apply()

    assert done.returncode == 0
    assert pair.files() == before
    assert "scrape_interval: 1s" in str(get(f"{pair.prometheus}/api/v1/status/config"))


def test_server_that_does_not_answer_changes_nothing(pair: Pair) -> None:
    before = pair.files()
    pair.project.change("shop_seconds > 5", "shop_seconds > 7")
    nobody = f"http://127.0.0.1:{free_port()}"

    done = pair.project.run("apply", "--prometheus", nobody)

    assert (
        done.stderr
        == f"error: {nobody} can't be asked: connection refused\n   = help: is it running, and on this port?\n"
    )
    assert done.returncode == 2
    assert pair.files() == before
