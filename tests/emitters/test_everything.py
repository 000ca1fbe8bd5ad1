"""Everything at once: what uses every field is accepted by the real programs, and its top level is upstream's."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import everything
import pytest
import yaml

from vttalerts import Jira, Platform, Receiver, Relabel, RelabelAction, Route, ScrapeJob, Static
from vttalerts.emitters import alertmanager, blackbox, prometheus
from vttalerts.graph import Graph

URL = "https://jira.example.com"
UPSTREAM = json.loads((Path(__file__).parent.parent / "model" / "upstream_fields.json").read_text(encoding="utf-8"))


def test_prometheus_yml_has_every_section(emitted: Callable[..., dict[str, str]]) -> None:
    text = emitted(prometheus, everything.Prometheus().platform())["infra/monitoring/prometheus.yml"]

    assert set(yaml.safe_load(text)) == set(UPSTREAM["prometheus"]["Config"])


def test_no_secret_is_written_but_as_a_file() -> None:
    """Every name that `secret()` was given stands behind a key `…_file`, or in a list of files."""
    for platform, emitter in (
        (everything.alertmanager("0.34"), alertmanager),
        (everything.Prometheus(newer=True).platform(), prometheus),
        (everything.blackbox(), blackbox),
    ):
        for artifact in emitter.emit(Graph(platform)):
            for line in artifact.text().splitlines():
                if "/run/secrets/" in line:
                    key, _, path = line.strip().partition(": ")
                    assert key.endswith("_file") or key.startswith("- /run/secrets/"), line
                    assert path.startswith("/run/secrets/") or key.startswith("- "), line


@pytest.mark.judge
def test_amtool_accepts_every_integration_and_section(
    written: Callable[..., Path], judge: Callable[..., str], amtool: Path
) -> None:
    # Debian's build knows Kafka by name only; what it does not read, `test_every_field` compares with the source.
    said = judge(amtool, "check-config", written(everything.alertmanager()) / "alertmanager.yml")

    assert "5 receivers" in said


@pytest.mark.judge
def test_promtool_accepts_every_section_and_discovery(
    written: Callable[..., Path], judge: Callable[..., str], promtool: Path
) -> None:
    # Only the syntax: without that, promtool asks for every file that is named.
    folder = written(everything.Prometheus(leave_out=everything.LEFT_OUT_BY_DEBIAN).platform())

    assert "SUCCESS" in judge(promtool, "check", "config", "--syntax-only", folder / "prometheus.yml")
    judge(promtool, "check", "rules", *sorted((folder / "rules").glob("*.yml")))


NOTHING = ("null", "~")


def test_a_text_that_yaml_has_for_nothing_is_written_so_that_the_servers_take_it_for_a_text() -> None:
    # yaml.v2 does not ask a type of its own to read these, not even in quotes.
    assert [Relabel(regex=text, action=RelabelAction.LABELDROP).wire()["regex"] for text in NOTHING] == [
        "(?:null)", "(?:~)"
    ]  # fmt: skip
    assert [Jira(project="VTT", issue_type="Bug", summary=text).wire()["summary"] for text in NOTHING] == [
        {"template": "null"}, {"template": "~"}
    ]  # fmt: skip


@pytest.mark.judge
def test_the_servers_take_it_for_a_text(
    written: Callable[..., Path], judge: Callable[..., str], amtool: Path, promtool: Path
) -> None:
    issues = tuple(Jira(project=text, issue_type=text, api_url=URL, summary=text, description=text) for text in NOTHING)
    steps = tuple(Relabel(source_labels=(text,), target_label=text, regex=text, replacement=text) for text in NOTHING)
    folder = written(
        Platform(
            name="null",
            routing=Route(receiver=Receiver(name="null", integrations=issues)),
            scrape=(
                ScrapeJob(
                    job_name="null", discoveries=(Static(targets=NOTHING, labels={"x": "~"}),), relabel_configs=steps
                ),
            ),
        )
    )

    judge(amtool, "check-config", folder / "alertmanager.yml")
    judge(promtool, "check", "config", folder / "prometheus.yml")


@pytest.mark.judge
def test_the_exporter_accepts_every_prober(
    written: Callable[..., Path], judge: Callable[..., str], blackbox_exporter: Path
) -> None:
    judge(blackbox_exporter, "--config.check", f"--config.file={written(everything.blackbox()) / 'blackbox.yml'}")
