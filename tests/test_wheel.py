"""The wheel as another repository gets it: installed in an empty environment, both packages imported and compiled."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path
from textwrap import dedent

import binaries
import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    pip = [
        str(folder / "bin" / "python"),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--constraint",
        str(ROOT / "constraints.txt"),
    ]
    subprocess.run([*pip, str(wheel)], check=True, capture_output=True)
    return folder


def run(environment: Path, folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(environment / "bin" / command[0]), *command[1:]],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_the_wheel_holds_both_packages_and_nothing_of_the_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0] for name in names if ".dist-info" not in name} == {
        "vttalerts",
        "vtt_definitions",
    }
    assert {
        "vttalerts/py.typed",
        "vttalerts/reporting/json.schema.json",
        "vtt_definitions/platform.py",
    } <= set(names)


@pytest.mark.slow
def test_a_second_repository_adds_an_alert_of_its_own_to_vtts_platform(environment: Path, tmp_path: Path) -> None:
    (tmp_path / "definitions").mkdir()
    (tmp_path / "pyproject.toml").write_text(
        '[tool.vttalerts]\nplatform = "definitions:platform"\noutput = "out"\n', encoding="utf-8"
    )
    (tmp_path / "definitions" / "__init__.py").write_text(
        dedent(
            '''
            """A team's own alert on top of VTT's platform."""

            from vtt_definitions import platform as vtt
            from vtt_definitions import indicators, runbooks
            from vtt_definitions.receivers import ai_team
            from vttalerts import Alert, AlertGroup, Delivery, Platform, Severity, match, minutes, seconds

            platform = Platform(
                name="my-team",
                includes=(vtt,),
                groups=(
                    AlertGroup(
                        name="my-team-ai",
                        severity=Severity.WARNING,
                        alerts=(
                            Alert(
                                name="MyTeamAISlow",
                                expr=indicators.ai_latency_p95 > seconds(5),
                                for_=minutes(5),
                                service="ai",
                                labels={"subject": "latency"},
                                summary="The AI service answers slowly",
                                description="Players wait for the game master's assistant.",
                                runbook=runbooks.ai_service_latency,
                            ),
                        ),
                    ),
                ),
                deliveries=(
                    Delivery(
                        given=match(alertname="MyTeamAISlow", service="ai", severity="warning"), reaches=(ai_team,)
                    ),
                ),
            )
            '''
        ),
        encoding="utf-8",
    )
    checked = run(environment, tmp_path, "vttalerts", "check", "--strict")
    assert (checked.returncode, checked.stderr) == (0, ""), checked.stdout
    built = run(environment, tmp_path, "vttalerts", "build")
    assert (built.returncode, built.stderr) == (0, ""), built.stdout
    rules = tmp_path / "out" / "infra" / "monitoring" / "rules"
    assert sorted(path.name for path in rules.iterdir()) == [
        "my-team-alerts.yml",
        "vtt-alerts.yml",
        "vtt-recording.yml",
    ]
    assert "alert: MyTeamAISlow" in (rules / "my-team-alerts.yml").read_text(encoding="utf-8")
    own = (ROOT / "generated" / "infra" / "monitoring" / "alertmanager.yml").read_text(encoding="utf-8")
    theirs = (tmp_path / "out" / "infra" / "monitoring" / "alertmanager.yml").read_text(encoding="utf-8")
    assert without_header(theirs) == without_header(own)


@pytest.mark.slow
def test_init_begins_a_repository_that_builds_and_checks_clean(environment: Path, tmp_path: Path) -> None:
    begun = run(environment, tmp_path, "vttalerts", "init", "monitoring")
    assert (begun.returncode, begun.stderr) == (0, "")
    folder = tmp_path / "monitoring"
    assert run(environment, folder, "vttalerts", "check", "--strict").returncode == 0
    assert run(environment, folder, "vttalerts", "build").returncode == 0
    assert run(environment, folder, "vttalerts", "build", "--check").returncode == 0


@pytest.mark.slow
def test_every_public_name_is_there(environment: Path, tmp_path: Path) -> None:
    code = "import vttalerts; [getattr(vttalerts, name) for name in vttalerts.__all__]; print(len(vttalerts.__all__))"
    shown = run(environment, tmp_path, "python", "-c", code)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert int(shown.stdout) > 100


@pytest.mark.slow
def test_pytest_finds_the_fixture_by_itself(environment: Path, tmp_path: Path) -> None:
    pip = [str(environment / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, "--constraint", str(ROOT / "constraints.txt"), "pytest"], check=True, capture_output=True)
    (tmp_path / "pyproject.toml").write_text(
        '[tool.vttalerts]\nplatform = "vtt_definitions:platform"\noutput = "out"\n', encoding="utf-8"
    )
    (tmp_path / "test_alerts.py").write_text(
        dedent(
            """
            from vtt_definitions.receivers import dba_team, on_call

            def test_database(sim):
                sim.at("Sun 03:00").fire("VTTDatabaseUnhealthy").reaches(dba_team, on_call)
            """
        ),
        encoding="utf-8",
    )
    tested = run(environment, tmp_path, "pytest", "-q")
    assert (tested.returncode, tested.stderr) == (0, ""), tested.stdout
    assert "1 passed" in tested.stdout


def without_header(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("#"))


@pytest.mark.live
@pytest.mark.slow
def test_the_demo_runs_in_an_empty_folder(environment: Path, tmp_path: Path) -> None:
    for program in ("prometheus", "alertmanager", "blackbox_exporter"):
        (tmp_path / ".tools").mkdir(exist_ok=True)
        (tmp_path / ".tools" / program).symlink_to(binaries.get(program))

    ended = run(
        environment,
        tmp_path,
        *("vttalerts", "demo", "--port", "0", "--time-scale", "0.03", "--break", "database", "--until-told"),
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "[CRITICAL] VTTDatabaseUnhealthy: VTT's database is unhealthy" in ended.stdout
