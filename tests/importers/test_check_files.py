"""`vttalerts check FILE…` as people and CI run it: no definitions, places in the files, exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from vttalerts import importers

GOOD = "groups:\n  - name: api\n    rules:\n      - {alert: Down, expr: up == 0, for: 5m}\n"


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("vttalerts")), "check", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "good.yml").write_text(GOOD)
    (tmp_path / "alertmanager.yml").write_text("route: {receiver: team}\nreceivers: [{name: team}]\n")
    return tmp_path


def test_good_files_are_counted_and_nothing_is_asked_of_definitions(folder: Path) -> None:
    done = run(folder, "rules/good.yml", "alertmanager.yml")
    assert (done.returncode, done.stdout, done.stderr) == (0, "1 alertmanager file, 1 rules file: no findings\n", "")


def test_error_fails_and_a_warning_does_so_when_asked(folder: Path) -> None:
    (folder / "rules" / "quiet.yml").write_text(GOOD.replace("up == 0", "up"))
    assert run(folder, "rules").returncode == 0
    assert run(folder, "--strict", "rules").returncode == 1
    (folder / "rules" / "bad.yml").write_text(GOOD.replace("for:", "fro:"))
    done = run(folder, "rules")
    assert done.returncode == 1
    assert " --> rules/bad.yml:4:38\n" in done.stdout


def test_json_names_the_place(folder: Path) -> None:
    (folder / "rules" / "bad.yml").write_text(GOOD.replace("for:", "fro:"))
    (finding,) = json.loads(run(folder, "--format", "json", "rules/bad.yml").stdout)["diagnostics"]
    assert finding["code"] == "DEF105"


def test_missing_file_is_a_finding(folder: Path) -> None:
    done = run(folder, "rules/nope.yml")
    assert done.returncode == 1
    assert "error[DEF104]: `nope.yml`: can't be read: No such file or directory" in done.stdout


@pytest.mark.parametrize(
    "option",
    [
        "basic_auth: {password_file: /x}",
        'bearer_token: ""',
        'proxy_url: ""',
        'proxy_url: "socks5://proxy:1080"',
        "follow_redirects: no",
    ],
)
def test_what_the_servers_take_of_http_clients_passes(option: str, tmp_path: Path) -> None:
    file = tmp_path / "alertmanager.yml"
    webhook = f'{{url: "http://x/", http_config: {{{option}}}}}'
    file.write_text(f"route: {{receiver: a}}\nreceivers: [{{name: a, webhook_configs: [{webhook}]}}]\n")
    assert importers.read([file]).diagnostics == ()


def test_empty_secret_is_none_as_the_servers_see_it(tmp_path: Path) -> None:
    file = tmp_path / "alertmanager.yml"
    receivers = 'receivers: [{name: a, webhook_configs: [{url_file: ""}]}]'
    file.write_text(f'global: {{slack_api_url_file: ""}}\nroute: {{receiver: a}}\n{receivers}\n')
    assert [(one.code, one.headline) for one in importers.read([file]).diagnostics] == [
        ("DEF107", "Webhook lacks `url`")
    ]


def test_template_that_is_no_path_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "alertmanager.yml"
    file.write_text("route: {receiver: a}\nreceivers: [{name: a}]\ntemplates: [{a: b}]\n")
    assert [(one.code, one.headline) for one in importers.read([file]).diagnostics] == [
        ("DEF106", "`templates` takes texts")
    ]
