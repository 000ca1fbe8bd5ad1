"""The hooks that other repositories use, installed and run by pre-commit itself in such a repository."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs a command with nobody's git configuration, pinned versions, and hooks that are installed once."""
    constraints = (ROOT / "constraints.txt").as_uri()
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment = inherited | {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "test",
        "GIT_AUTHOR_EMAIL": "test@example.com",
        "GIT_COMMITTER_NAME": "test",
        "GIT_COMMITTER_EMAIL": "test@example.com",
        "PIP_BUILD_CONSTRAINT": constraints,
        "PIP_CONSTRAINT": constraints,
        "PRE_COMMIT_COLOR": "never",
        "PRE_COMMIT_HOME": str(tmp_path_factory.mktemp("pre-commit")),
    }

    def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    return run


@pytest.fixture(scope="module")
def offered(run: Run, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """This checkout as a repository of its own, uncommitted work included, and its revision."""
    repository = tmp_path_factory.mktemp("offered")
    bulky = shutil.ignore_patterns(".git", ".nox", ".tools", ".venv", ".*_cache", "__pycache__")
    shutil.copytree(ROOT, repository, ignore=bulky, dirs_exist_ok=True)  # git leaves out what else is ignored
    _commit_all(run, repository)
    return repository, run("git", "rev-parse", "HEAD", cwd=repository).stdout.strip()


@pytest.fixture
def project(run: Run, offered: tuple[Path, str], tmp_path: Path) -> Path:
    """Somebody else's repository: what `vttalerts init` writes, built, with both hooks configured."""
    for command in (("init", str(tmp_path)), ("build", "--project", str(tmp_path))):
        done = run(Path(sys.executable).with_name("vttalerts"), *command, cwd=tmp_path)
        assert done.returncode == 0, done.stdout
    url, revision = offered
    hooks = "[{id: vttalerts-check}, {id: vttalerts-build}]"
    configuration = f"repos:\n  - {{repo: '{url}', rev: {revision}, hooks: {hooks}}}\n"
    (tmp_path / ".pre-commit-config.yaml").write_text(configuration)
    _commit_all(run, tmp_path)
    return tmp_path


def test_both_hooks_pass_on_a_fresh_repository(run: Run, project: Path) -> None:
    done = _pre_commit(run, project, "--all-files")
    assert (done.returncode, _verdicts(done.stdout)) == (0, {"check": "Passed", "build": "Passed"})


def test_neither_hook_runs_when_nothing_of_the_definitions_is_staged(run: Run, project: Path) -> None:
    (project / "README.md").write_text("# Monitoring\n")
    run("git", "add", "README.md", cwd=project)
    done = _pre_commit(run, project)
    assert (done.returncode, _verdicts(done.stdout)) == (0, {"check": "Skipped", "build": "Skipped"})


def test_the_check_hook_refuses_a_commit_and_shows_the_line(run: Run, project: Path) -> None:
    _replace(project / "definitions/alerts.py", "for_=minutes(1)", "fro_=minutes(1)")
    run("git", "add", "--update", cwd=project)
    done = _pre_commit(run, project, "vttalerts-check")
    assert done.returncode == 1
    assert _verdicts(done.stdout) == {"check": "Failed"}
    assert "definitions/alerts.py:" in done.stdout
    assert "`for_`" in done.stdout


def test_the_build_hook_writes_the_output_and_passes_once_it_is_staged(run: Run, project: Path) -> None:
    _replace(project / "definitions/alerts.py", "for_=minutes(1)", "for_=minutes(7)")
    run("git", "add", "--update", cwd=project)
    first = _pre_commit(run, project, "vttalerts-build")
    changed = run("git", "diff", "--unified=0", "generated", cwd=project).stdout
    run("git", "add", "generated", cwd=project)
    second = _pre_commit(run, project, "vttalerts-build")
    assert (first.returncode, _verdicts(first.stdout)) == (1, {"build": "Failed"})
    assert "files were modified by this hook" in first.stdout
    assert "for: 7m" in changed
    assert (second.returncode, _verdicts(second.stdout)) == (0, {"build": "Passed"})


def test_the_hook_for_files_needs_no_definitions_and_shows_the_line(
    run: Run, offered: tuple[Path, str], tmp_path: Path
) -> None:
    url, revision = offered
    (tmp_path / ".pre-commit-config.yaml").write_text(
        f"repos:\n  - {{repo: '{url}', rev: {revision}, hooks: [{{id: vttalerts-check-files}}]}}\n"
    )
    (tmp_path / "rules").mkdir()
    rules = tmp_path / "rules" / "api.yml"
    rules.write_text("groups:\n  - name: api\n    rules:\n      - {alert: Down, expr: up == 0, for: 5m}\n")
    (tmp_path / "other.yml").write_text("nobody: looks here\n")
    assert run("git", "init", "--quiet", cwd=tmp_path).returncode == 0
    _commit_all(run, tmp_path)
    good = _pre_commit(run, tmp_path, "--all-files")
    _replace(rules, "for: 5m", "fro: 5m")
    run("git", "add", "--update", cwd=tmp_path)
    bad = _pre_commit(run, tmp_path)
    assert (good.returncode, bad.returncode) == (0, 1), good.stdout + bad.stdout
    assert "check monitoring files" in good.stdout
    assert "rules/api.yml:4:38" in bad.stdout
    assert "write `for`" in bad.stdout


def _commit_all(run: Run, repository: Path) -> None:
    for command in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--message", "all")):
        done = run("git", *command, cwd=repository)
        assert done.returncode == 0, done.stdout


def _pre_commit(run: Run, project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(sys.executable, "-m", "pre_commit", "run", *arguments, cwd=project)


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert text.count(old) == 1
    file.write_text(text.replace(old, new))


def _verdicts(output: str) -> dict[str, str]:
    """What pre-commit says of each hook; its lines end with a verdict behind a row of dots."""
    lines = [line for line in output.splitlines() if line.startswith(("check monitoring", "build monitoring"))]
    return {line.split()[0]: line.rpartition(".")[2].rpartition(")")[2] for line in lines}
