"""The README and the guides are true: commands were run, diffs applied, tables compared with what there is.

`pytest --force-regen` writes sessions and diffs of `generated/` anew where they differ; a second run must pass.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import typer.core
import typer.main
import yaml
from readme import document
from readme.document import Block

from vttalerts.cli.app import app
from vttalerts.cli.listing import KINDS
from vttalerts.reporting import Format

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
BLOCKS = document.blocks()
SECTIONS = list(dict.fromkeys(block.section for block in BLOCKS if block.language in {"diff", "console"}))

MADE = {".tools/", ".vscode/settings.json", "definitions/alerts/rules.py", "vttalerts-baseline.json"}
"""Files that the commands make that the documents show."""

Shell = Callable[..., str]
Agree = Callable[[Block, str, bool], None]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for `PYTHONPATH` in which the definitions have the name that the wheel gives them."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "vtt_definitions").symlink_to(ROOT / "definitions")
    return folder


@pytest.fixture(scope="module")
def shell(site: Path) -> Shell:
    """Run a script as at the console of somebody with `vttalerts` on the path; return all that it prints."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "VTTALERTS_"))}
    environment = inherited | {
        "COLUMNS": "100",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(site),
    }

    def run(script: str, folder: Path, *, fails: bool = False) -> str:
        ended = subprocess.run(
            ["bash", "-c", script],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert fails or ended.returncode == 0, ended.stdout
        return ended.stdout

    return run


@pytest.fixture(scope="module")
def checkout(shell: Shell, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This checkout with its uncommitted work, built and committed: what somebody clones."""
    folder = tmp_path_factory.mktemp("checkout")
    names = shell("git ls-files -z --cached --others --exclude-standard", ROOT).split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    shell("vttalerts build --strict", folder)
    shell("git init --quiet && git add --all", folder)
    shell("git -c user.name=test -c user.email=test@example.com commit --quiet --message all", folder)
    return folder


@pytest.fixture
def workspace(checkout: Path, tmp_path: Path) -> Path:
    """A checkout to change."""
    return Path(shutil.copytree(checkout, tmp_path / "vttalerts", ignore=shutil.ignore_patterns(".git", ".*_cache")))


@pytest.fixture
def agree(request: pytest.FixtureRequest) -> Agree:
    """Compare a block with what really happens; with `--force-regen` write that into the document."""

    def compare(block: Block, real: str, same: bool) -> None:  # noqa: FBT001  the comparison is the point
        if same:
            return
        if request.config.getoption("force_regen"):
            document.replace(block, real)
            pytest.fail(f"{block.section}: written anew")
        assert block.text == real, "`pytest --force-regen tests/test_readme.py` writes it anew"
        assert same, f"{block.section}: differs in what is not shown"

    return compare


@pytest.mark.parametrize("section", SECTIONS)
def test_section_does_what_it_shows(section: str, workspace: Path, shell: Shell, agree: Agree) -> None:
    for block in [block for block in document.blocks() if block.section == section]:
        if block.is_consequence:
            before = contents(workspace)
            shell("vttalerts build --strict", workspace)
            real = document.difference(before, contents(workspace))
            agree(block, real, document.changes(block.text) == document.changes(real))
        elif block.is_edit:
            (workspace / "edit.diff").write_text(block.text, encoding="utf-8")
            shell("git apply edit.diff && rm edit.diff", workspace)
        elif block.language == "console":
            commands = [command for command, _ in block.session()]
            printed = shell("".join(f"{command}\nprintf '\\0'\n" for command in commands), workspace, fails=True)
            real = "".join(f"$ {command}\n{out}" for command, out in zip(commands, printed.split("\0"), strict=False))
            agree(block, real, block.text == real)
        elif block.file:
            (workspace / block.file).parent.mkdir(parents=True, exist_ok=True)
            (workspace / block.file).write_text(block.text, encoding="utf-8")


def test_every_recipe_shows_an_edit_and_its_consequence() -> None:
    recipes: dict[str, list[str]] = {}
    for block in BLOCKS:
        if block.section.startswith("Add "):
            kind = "consequence" if block.is_consequence else "edit" if block.is_edit else "neither"
            recipes.setdefault(block.section, []).append(kind)
    assert len(recipes) == 5
    assert all(shown == ["edit", "consequence"] for shown in recipes.values()), recipes


def test_one_command_installs_and_builds_in_a_fresh_clone(checkout: Path, tmp_path: Path, shell: Shell) -> None:
    command = next(block.text for block in BLOCKS if block.section == "Begin" and "vttalerts build" in block.text)
    shell(f"git clone --quiet {checkout} clone", tmp_path)
    printed = shell(f"unset PYTHONPATH\n{command}", tmp_path / "clone")
    assert re.fullmatch(r"\d+ alerts, .*: \d+ files in generated, unchanged\n", printed)
    assert shell("git status --porcelain", tmp_path / "clone") == ""


def test_the_other_command_is_what_ci_runs() -> None:
    command = next(block.text for block in BLOCKS if block.section == "Begin" and "bin/test" in block.text)
    assert command == "bash bin/test\n"
    assert "../bin/test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_what_is_no_session_is_a_script_all_the_same(shell: Shell, tmp_path: Path) -> None:
    scripts = [block.text for block in BLOCKS if block.language == "sh"]
    assert scripts
    (tmp_path / "scripts").write_text("".join(scripts), encoding="utf-8")
    assert shell("bash -n scripts", tmp_path) == ""


@pytest.mark.parametrize(("kind", "heading"), [("secrets", "Secret"), ("variables", "Variable")])
def test_table_of_production_is_what_the_definitions_need(kind: str, heading: str, shell: Shell) -> None:
    listed = json.loads(shell(f"vttalerts list {kind} --format json", ROOT))
    real = {entry["values"][0]: entry["values"][1] for entry in listed}
    told = {row[0]: row[1] for row in document.table(heading)}
    if kind == "variables":
        assert dict(sorted(told.items())) == real
    else:
        assert sorted(told) == sorted(real)


def test_every_variable_of_the_seed_is_in_a_table() -> None:
    told = {row[0] for heading in ("Secret", "Variable") for row in document.table(heading)}
    assert told >= {
        *("SMTP_HOST", "SMTP_USER", "SMTP_PASSWORD", "SLACK_WEBHOOK_URL", "PAGERDUTY_INTEGRATION_KEY"),
        *("VTT_BASE_URL", "WEBHOOK_URL"),
    }


def test_every_command_of_the_seed_has_its_place(compose: Mapping[str, Any]) -> None:
    rows = {row[0]: row[1] for row in document.table("Before")}
    assert list(rows) == [f"npm run monitor:{name}" for name in ("up", "logs", "down", "health", "health:once")]
    assert all(command.startswith("vttalerts health ") for command in list(rows.values())[3:])
    assert all(command.startswith("vttalerts stack ") for command in list(rows.values())[:3])
    assert compose["services"].keys() == {row[3].removeprefix("vtt-") for row in document.table("Service")}


def test_services_answer_where_the_table_says(compose: Mapping[str, Any]) -> None:
    services = {one["container_name"]: one for one in compose["services"].values()}
    for _, port, url, container in document.table("Service"):
        assert url.split()[0] == f"http://localhost:{port}"
        assert f"127.0.0.1:{port}" in json.dumps(services[container])
        assert all("127.0.0.1" in published for published in services[container].get("ports", ()))


def test_targets_are_those_of_the_platform() -> None:
    text = (ROOT / "definitions" / "platform.py").read_text(encoding="utf-8")
    names = {"Prometheus": "prometheus", "Alertmanager": "alertmanager", "Grafana": "grafana"}
    names["Blackbox Exporter"] = "blackbox"
    told = ", ".join(f'{names[server]}="{version}"' for server, version in document.table("Server"))
    assert f"Targets({told})" in text


def test_formats_and_lists_are_all_there_are() -> None:
    assert [row[0] for row in document.table("`--format`")] == [form.value for form in Format]
    told = next(row[1] for row in document.table("Command") if row[0] == "vttalerts list KIND")
    assert re.findall(r"`(\w+)`", told) == list(KINDS)


@pytest.mark.parametrize(
    ("code", "command"),
    [("0", "check"), ("2", "check --project /"), ("2", "check --no-such-option"), ("2", "build --output /proc/none")],
)
def test_exit_code_means_what_the_table_says(code: str, command: str, shell: Shell) -> None:
    assert code in {row[0] for row in document.table("Exit code")}
    assert shell(f"vttalerts {command} > /dev/null 2>&1; echo $?", ROOT) == f"{code}\n"


def test_every_command_and_option_exists() -> None:
    text = document.text()
    group = typer.main.get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    commands = group.commands
    within = [one for command in commands.values() for one in getattr(command, "commands", {}).values()]
    options = {name for command in (*commands.values(), *within) for option in command.params for name in option.opts}
    called = [
        words.split() for words in re.findall(rf"(?<![\w/-])vttalerts ((?:{'|'.join(commands)})\b[^`|\n&;]*)", text)
    ]
    assert {words[0] for words in called} == set(commands)
    assert {word for words in called for word in words if word.startswith("--")} <= options
    assert set(re.findall(r"`(--(?!install)[a-z-]+)", text)) - {"--help"} <= options


def test_every_session_of_nox_exists() -> None:
    text = document.text()
    defined = re.findall(
        r"^@nox\.session.*\ndef (\w+)", (ROOT / "noxfile.py").read_text(encoding="utf-8"), re.MULTILINE
    )
    named = re.findall(r"nox -s (\w+)", text)
    assert named
    assert set(named) <= set(defined)


@pytest.mark.parametrize("page", document.DOCUMENTS, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)]+)\)", document.prose(page))
    assert targets or page != document.README
    for target in targets:
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.is_file(), target
        assert not anchor or anchor in anchors(there), target


def anchors(page: Path) -> set[str]:
    """Return what links into a page may name."""
    return {
        re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-")
        for heading in re.findall(r"^#+ (.*)$", document.prose(page), re.MULTILINE)
    }


def test_every_heading_is_in_one_document() -> None:
    headings = re.findall(r"^#+ (.*)$", document.prose(), re.MULTILINE)
    assert sorted(headings) == sorted(set(headings))


def test_every_file_that_is_named_exists(checkout: Path) -> None:
    named = re.findall(r"`((?:[\w.-]+/)*[\w.-]+(?:/|\.(?:py|yml|json|md|toml|txt)))`", document.prose())
    assert len(named) > 10
    shown = {block.file for block in BLOCKS}
    missing = [name for name in named if next(checkout.glob(f"**/{name}"), None) is None]
    assert [name for name in missing if name not in shown | MADE] == []


def test_every_alert_and_code_that_is_named_exists(shell: Shell) -> None:
    text = document.prose()
    alerts = {entry["values"][0] for entry in json.loads(shell("vttalerts list alerts --format json", ROOT))}
    assert set(re.findall(r"\bVTT[A-Z][A-Za-z]+\b", text)) - {"VTTALERTS"} <= alerts
    for code in sorted(set(re.findall(r"\b[A-Z]{3}\d{3}\b", text))):
        assert shell(f"vttalerts explain {code}", ROOT).startswith(f"{code}: ")


def test_no_address_is_anybodys() -> None:
    hosts = set(re.findall(r"[a-z]+://([^/\s`|:)\"]+)", document.text()))
    ours = re.compile(r"localhost|127\.0\.0\.1|events\.pagerduty\.com|host\.docker\.internal|([a-z]+\.)+example\.com")
    assert {host for host in hosts if not ours.fullmatch(host)} == set()


def test_hooks_are_those_that_we_offer() -> None:
    offered = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    (shown,) = yaml.safe_load(file(".pre-commit-config.yaml"))["repos"]
    assert [hook["id"] for hook in shown["hooks"]] == [hook["id"] for hook in offered]
    assert shown["rev"] == f"v{PYPROJECT['project']['version']}"


def test_other_repositories_are_configured_as_we_are() -> None:
    shown = tomllib.loads(file("my-team/pyproject.toml"))
    assert shown["tool"]["vttalerts"] == PYPROJECT["tool"]["vttalerts"]
    assert shown["project"]["requires-python"] == PYPROJECT["project"]["requires-python"]
    (dependency,) = shown["project"]["dependencies"]
    assert dependency.startswith(f"{PYPROJECT['project']['name']} @ git+https://")
    assert dependency.endswith(f"@v{PYPROJECT['project']['version']}")


def test_ci_runs_what_the_command_line_has(shell: Shell, checkout: Path) -> None:
    (job,) = yaml.safe_load(file(".github/workflows/monitoring.yml"))["jobs"].values()
    commands = [step["run"] for step in job["steps"] if "run" in step]
    assert commands == ["pip install --constraint constraints.txt .", "vttalerts build --check --format github"]
    assert shell(commands[1], checkout) == ""


@pytest.fixture(scope="module")
def compose() -> Mapping[str, Any]:
    """The stack as Docker Compose reads it."""
    file = ROOT / "generated" / "infra" / "monitoring" / "docker-compose.yml"
    read: Mapping[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return read


def file(name: str) -> str:
    """Return the block that is a file of that name."""
    return next(block.text for block in BLOCKS if block.file == name)


def contents(folder: Path) -> dict[str, str]:
    """Return the generated files of a workspace."""
    return dict(_texts(folder, folder / "generated"))


def _texts(folder: Path, top: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(top.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8")
