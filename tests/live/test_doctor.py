"""`vttalerts doctor` on real servers: it finds each fault that is put there, and nothing where there is none."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # pytest's importlib mode leaves a test's folder out

from pair import Pair, start
from servers import Metrics, Sink, free_port, get, wait_for
from small import Project

from vttalerts.graph import Graph
from vttalerts.live import build, doctor
from vttalerts.live.alertmanager import Alertmanager
from vttalerts.live.http import Server
from vttalerts.live.prometheus import Prometheus
from vttalerts.model.platform import Platform

pytestmark = [pytest.mark.live, pytest.mark.slow]

SECRETS = ("SLACK_WEBHOOK_URL", "PAGER_URL", "SECOND_URL")


@pytest.fixture
def shop() -> Iterator[Metrics]:
    made = Metrics("/metrics", "shop_seconds 1\n")
    yield made
    made.close()


@pytest.fixture
def sink() -> Iterator[Sink]:
    made = Sink()
    yield made
    made.close()


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as made:
        yield made


@pytest.fixture
def programs(prometheus: Path, alertmanager: Path) -> tuple[Path, Path]:
    return prometheus, alertmanager


@pytest.fixture
def young(stack: ExitStack, shop: Metrics, sink: Sink, programs: tuple[Path, Path], tmp_path: Path) -> Pair:
    """A stack that lacks nothing, and has perhaps not looked for its targets yet."""
    project = Project(tmp_path / "shop")
    for name in SECRETS:
        project.secret(name, f"http://127.0.0.1:{sink.port}/{name}")
    project.variables = {"SHOP_TARGET": f"127.0.0.1:{shop.port}"}
    return start(stack, project, *programs, "--web.enable-lifecycle")


@pytest.fixture
def well(young: Pair) -> Pair:
    """A stack that lacks nothing, with all targets scraped."""
    wait_for(lambda: health(young) == {"up"}, "all targets are up")
    wait_for(lambda: get(f"{young.prometheus}/api/v1/alertmanagers")["data"]["activeAlertmanagers"], "it is known")
    return young


def health(pair: Pair) -> set[str]:
    return {one["health"] for one in get(f"{pair.prometheus}/api/v1/targets")["data"]["activeTargets"]}


def found(pair: Pair, *arguments: str) -> dict[str, str]:
    """Return what is found, by check; a check that finds several things counts once."""
    done = pair.doctor("--format", "json", *arguments)
    assert done.stderr == ""
    findings = json.loads(done.stdout)["findings"]
    assert done.returncode == int(any(one["level"] == "error" for one in findings))
    assert all(one["next"] for one in findings)
    return {one["check"]: pair.plain(one["what"]) for one in findings}


def test_stack_that_lacks_nothing_is_well(well: Pair) -> None:
    done = well.doctor()

    assert well.plain(done.stdout) == "nothing is wrong with Alertmanager ALERTMANAGER, Prometheus PROMETHEUS\n"
    assert done.returncode == 0


def test_target_that_is_gone_and_a_silence_over_its_alert(well: Pair, shop: Metrics, sink: Sink) -> None:
    shop.close()
    wait_for(lambda: health(well) == {"up", "down"}, "the target is down")
    wait_for(lambda: len(sink.at("/PAGER_URL")) == 1, "somebody is told")

    done = well.doctor()

    url = f"http://127.0.0.1:{shop.port}/metrics"
    head, step = done.stdout.splitlines()
    assert head == f"error[target-down]: shop: {url} is down: connection refused"
    assert step == f"   = next: is the server running there, and on this port? `curl -s {url}`"
    assert done.returncode == 1

    # Somebody silences it, and forgets that.
    now = datetime.now(UTC)
    body = {
        "matchers": [{"name": "alertname", "value": "ShopDown", "isRegex": False}],
        "startsAt": now.isoformat(),
        "endsAt": (now + timedelta(minutes=5)).isoformat(),
        "createdBy": "test",
        "comment": "test",
    }
    request = Request(  # noqa: S310  loopback
        f"{well.alertmanager}/api/v2/silences", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    urlopen(request).close()  # noqa: S310  loopback

    assert found(well)["alert-silenced"] == "ShopDown fires, and a silence keeps everybody from hearing of it"


def test_secret_that_is_missing_empty_or_open_to_everybody(young: Pair) -> None:
    (young.project.secrets / "PAGER_URL").unlink()
    young.project.secret("SECOND_URL", "")
    young.project.secret("SLACK_WEBHOOK_URL", "not shown").chmod(0o644)

    done = young.doctor()

    folder = young.project.secrets
    assert [line for line in done.stdout.splitlines() if "[secret-" in line] == [
        f"error[secret-missing]: secret PAGER_URL: {folder}/PAGER_URL: No such file or directory",
        f"error[secret-missing]: secret SECOND_URL: {folder}/SECOND_URL is empty",
        f"warning[secret-readable]: secret SLACK_WEBHOOK_URL: everybody can read {folder}/SLACK_WEBHOOK_URL",
    ]
    assert "not shown" not in done.stdout


def test_notification_that_is_refused_is_named_with_its_integration(well: Pair, shop: Metrics) -> None:
    well.project.secret("PAGER_URL", f"http://127.0.0.1:{free_port()}/")
    shop.close()

    def refused() -> str | None:
        return found(well).get("notifications-failing")

    what = wait_for(refused, "a notification fails")
    assert what.startswith("webhook: ")
    assert "requests failed since ALERTMANAGER was started" in what


def test_rules_that_are_not_loaded_differ_or_fail(well: Pair) -> None:
    rules = well.project.folder / "rules"
    text = (rules / "shop-alerts.yml").read_text(encoding="utf-8")
    (rules / "shop-alerts.yml").write_text(
        text.replace("shop_seconds > 5", "up / on() up").replace("alert: ShopDown", "alert: ByHand"), encoding="utf-8"
    )
    urlopen(Request(f"{well.prometheus}/-/reload", method="POST")).close()  # noqa: S310  loopback
    wait_for(lambda: "err" in str(get(f"{well.prometheus}/api/v1/rules")), "the rule fails")

    what = found(well)

    assert what["files-differ"] == "infra/monitoring/rules/shop-alerts.yml differs from the definitions"
    assert what["rule-not-loaded"] == "Prometheus PROMETHEUS has not loaded ShopDown"
    assert what["drift"] == (
        "Prometheus PROMETHEUS runs something else: alert ShopSlow (expr: up / on () up → shop_seconds > 5), "
        "has also alert ByHand"
    )
    assert what["rule-failing"].startswith("ShopSlow (group shop) fails at PROMETHEUS: found duplicate series")


def test_configuration_that_was_refused(young: Pair) -> None:
    file = young.project.folder / "alertmanager.yml"
    file.write_text(f"{file.read_text(encoding='utf-8')}\nnonsense: 1\n", encoding="utf-8")
    with pytest.raises(OSError, match="500"):
        urlopen(Request(f"{young.alertmanager}/-/reload", method="POST"))  # noqa: S310  loopback

    assert found(young)["reload-failed"] == (
        "Alertmanager ALERTMANAGER refused its files the last time, and runs an older configuration"
    )


def test_alertmanager_that_prometheus_does_not_know_and_a_job_without_targets(
    stack: ExitStack, shop: Metrics, prometheus: Path, alertmanager: Path, tmp_path: Path
) -> None:
    project = Project(tmp_path / "shop")
    project.change("        alertmanagers=(ALERTMANAGER,),\n", "        alertmanagers=(),\n")
    project.change("COUNT, Contact,", "COUNT, Contact, FileDiscovery,")
    teller = '        ScrapeJob(job_name="alertmanager"'
    till = '        ScrapeJob(job_name="till", discoveries=(FileDiscovery(files=("till/*.json",)),)),'
    project.change(teller, f"{till}\n{teller}")
    project.change("expr=promql('up{job=\"shop\"} == 0')", "expr=promql('vector(1) > 0')")
    project.variables = {"SHOP_TARGET": f"127.0.0.1:{shop.port}"}
    pair = start(stack, project, prometheus, alertmanager)
    wait_for(lambda: "firing" in str(get(f"{pair.prometheus}/api/v1/alerts")), "an alert fires")

    wait_for(lambda: "up" in health(pair), "targets were looked for")

    what = found(pair)

    assert what["no-targets"] == "job till has no target at PROMETHEUS"
    assert what["no-alertmanager"] == ("Prometheus PROMETHEUS knows no Alertmanager: what fires is told to nobody")
    assert what["alert-not-arrived"] == (
        "ShopDown (service=shop, severity=critical) fires at PROMETHEUS, and no Alertmanager has it"
    )


def test_servers_that_do_not_answer_are_named_and_the_rest_is_looked_at(well: Pair) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"

    done = well.project.run("doctor", "--prometheus", nobody, "--alertmanager", well.alertmanager)

    assert done.stdout == (
        f"error[not-answering]: Prometheus: {nobody} can't be asked: connection refused\n"
        "   = next: is it running, and on this port?\n"
    )
    assert done.returncode == 1


def test_servers_older_than_declared_and_a_clock_that_is_late(stack: ExitStack, tmp_path: Path) -> None:
    import binaries

    from vttalerts import Targets

    old = binaries.get("prometheus", "old"), binaries.get("alertmanager", "old")
    project = Project(tmp_path / "shop")
    project.change('prometheus="3.5", alertmanager="0.33"', 'prometheus="2.42", alertmanager="0.25"')
    project.change(
        'Webhook(url=secret("PAGER_URL")), Webhook(url=secret("SECOND_URL"))', 'Webhook(url="http://localhost:1"),'
    )
    pair = start(stack, project, *old)
    servers = Prometheus(Server(pair.prometheus)), Alertmanager(Server(pair.alertmanager))
    graph = Graph(Platform(name="shop", targets=Targets(prometheus="3.5", alertmanager="0.33")))

    def late() -> datetime:
        # The servers are right, so it is we who are not: the difference is the same.
        return datetime.now(UTC) - timedelta(minutes=2)

    what = {
        (one.check, pair.plain(one.what).replace("119", "120"))
        for one in doctor.examine(graph, build.of(()), (), servers, late)
    }

    assert ("older-than-declared", "Prometheus PROMETHEUS is 2.42.0+ds, older than the declared 3.5") in what
    assert ("older-than-declared", "Alertmanager ALERTMANAGER is 0.25.0, older than the declared 0.33") in what
    assert ("clock-skew", "the clock of Prometheus PROMETHEUS is 120 s ahead of ours") in what
