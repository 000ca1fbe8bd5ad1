"""Gets the real servers that judge our output: today's, and the oldest that we support.

`python tests/binaries.py` fetches all of them and says where they are; a test asks for one by name. They are
packages of Debian or Ubuntu, unpacked in a folder of this repository: no service is installed or started.

Decision: apt does the work, because it knows this machine's mirrors, proxies and keys. Rejected: upstream's
release archives, out of reach behind a mirror, and installed packages, of which there is one version each.
"""

import fcntl
import functools
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

from private_apt import Apt, AptError, run

Era = Literal["current", "old"]
Version = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One program: where it is, and the least version that each era accepts."""

    packages: tuple[str, ...]
    """What may carry it; the first with a fitting version is taken."""
    path: str
    current: Version
    old: Version | None = None
    absolute: str | None = None
    """Files of the package that the program reads below `/`, wherever it was unpacked itself."""
    silent: bool = False
    """Debian's build says nothing of its version: that of the package counts, and none on `PATH` is taken."""


# Debian's build does not carry the notification templates inside the program.
_TEMPLATES: Final = "usr/share/prometheus/alertmanager/*.tmpl"

# One row per program: `current` is what our declared target versions mean, `old` what Debian 12 has.
TOOLS: Final = {
    "prometheus": Tool(packages=("prometheus",), path="usr/bin/prometheus", current=(3, 5), old=(2, 42)),
    "promtool": Tool(packages=("promtool", "prometheus"), path="usr/bin/promtool", current=(3, 5), old=(2, 42)),
    "alertmanager": Tool(
        packages=("prometheus-alertmanager",),
        path="usr/bin/prometheus-alertmanager",
        current=(0, 33),
        old=(0, 25),
        absolute=_TEMPLATES,
    ),
    "amtool": Tool(
        packages=("prometheus-alertmanager",),
        path="usr/bin/amtool",
        current=(0, 33),
        old=(0, 25),
        absolute=_TEMPLATES,
    ),
    "blackbox_exporter": Tool(
        packages=("prometheus-blackbox-exporter",),
        path="usr/bin/prometheus-blackbox-exporter",
        current=(0, 26),
        old=(0, 23),
    ),
    "node_exporter": Tool(
        packages=("prometheus-node-exporter",),
        path="usr/bin/prometheus-node-exporter",
        current=(1, 9),
        old=(1, 5),
    ),
    "victoria-metrics": Tool(
        packages=("victoria-metrics",), path="usr/bin/victoria-metrics", current=(1, 79), silent=True
    ),
    "vmalert": Tool(packages=("victoria-metrics",), path="usr/bin/vmalert", current=(1, 79), silent=True),
    "docker-compose": Tool(
        packages=("docker-compose", "docker-compose-v2"),
        path="usr/libexec/docker/cli-plugins/docker-compose",
        current=(2, 40),
    ),
}


class MissingBinaryError(RuntimeError):
    """A program that the tests need cannot be had here; the message names the fix."""


def get(name: str, era: Era = "current") -> Path:
    """Returns the path of a program: fetched before, else a fitting version on `PATH`, else fetched now.

    Raises:
        MissingBinaryError: none of the three worked.
    """
    path = _unpacked(name, era) or _on_path(name, era)
    if path is None:
        fetch([name], era)
        path = _unpacked(name, era)
        assert path is not None, f"{name} was unpacked and verified just now"
    if path.is_relative_to(folder()):
        _place_absolute_files(name)
    return path


def version(name: str, era: Era = "current") -> Version:
    """Returns the major and minor version of what `get` gives; `old` may be newer than we need."""
    path = get(name, era)
    return _parse(_home(name, path).joinpath("VERSION").read_text()) if TOOLS[name].silent else _ask_version(path)


def folder() -> Path:
    """Returns the folder of all programs: `VTTALERTS_TOOLS`, else `.tools` in this repository."""
    chosen = os.environ.get("VTTALERTS_TOOLS")
    return Path(chosen).resolve() if chosen else Path(__file__).resolve().parents[1] / ".tools"


def fetch(names: Sequence[str], era: Era) -> None:
    """Downloads and unpacks those programs that are missing; concurrent calls wait for each other.

    Raises:
        MissingBinaryError: apt is absent, fails, or has no fitting version.
    """
    with _lock():
        missing = [name for name in names if _unpacked(name, era) is None]
        if not missing:
            return
        for abandoned in folder().glob("unpacking-*"):  # by a process that was killed
            shutil.rmtree(abandoned)
        home = folder() / "apt" / era
        try:
            apt = Apt.newest(home) if era == "current" else Apt.own(home)
            carriers: dict[str, list[str]] = {}
            for name in missing:
                carriers.setdefault(_carrier(name, era, apt), []).append(name)
            sys.stderr.write(f"fetching {', '.join(carriers)} from {apt.origin}\n")
            archives = apt.download(carriers)
        except AptError as error:
            wanted = ", ".join(_wanted(name, era) for name in missing)
            raise MissingBinaryError(f"{error}\nor put on PATH: {wanted}") from error
        for package, programs in carriers.items():
            _unpack(archives[package], package, programs, era)


def _least(name: str, era: Era) -> Version:
    tool = TOOLS[name]
    least = tool.current if era == "current" else tool.old
    if least is None:
        raise MissingBinaryError(f"there is no old {name} to test with: ask for the current one")
    return least


def _wanted(name: str, era: Era) -> str:
    text = f"{name} {_dotted(_least(name, era))} or newer"
    return text if era == "current" else f"{text} (but older than {_dotted(TOOLS[name].current)})"


def _dotted(version: Version) -> str:
    return ".".join(map(str, version))


def _unpacked(name: str, era: Era) -> Path | None:
    """A package's folder gets its name only after its programs have run: to be there is to be good."""
    for package in TOOLS[name].packages:
        home = folder() / era / package
        path = home / TOOLS[name].path
        if path.exists() and _parse((home / "VERSION").read_text()) >= _least(name, era):
            return path
    return None


@functools.cache
def _on_path(name: str, era: Era) -> Path | None:
    for command in (name, Path(TOOLS[name].path).name):
        path = shutil.which(command)
        if path is None:
            continue
        try:
            found = _ask_version(Path(path))
        except MissingBinaryError:
            continue
        # Beside a current one, only an older one proves anything about the old set.
        if _least(name, era) <= found and (era == "current" or found < TOOLS[name].current):
            return Path(path)
    return None


def _ask_version(path: Path) -> Version:
    try:
        answer = run([path, "--version"])
    except (OSError, subprocess.CalledProcessError) as error:
        said = error.stdout if isinstance(error, subprocess.CalledProcessError) else error
        raise MissingBinaryError(f"{path} does not run on this machine: {said}") from error
    return _parse(answer[answer.find("version") :])


def _parse(text: str) -> Version:
    """Reads the first `major.minor`, behind the epoch if there is one."""
    found = re.search(r"(\d+)\.(\d+)", re.sub(r"^\d+:", "", text))
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _carrier(name: str, era: Era, apt: Apt) -> str:
    """Returns the first of a program's packages that apt has in a fitting version."""
    refused: list[str] = []
    for package in TOOLS[name].packages:
        candidate = apt.candidate(package)
        if candidate and _parse(candidate) >= _least(name, era):
            return package
        refused.append(f"{package} {candidate or 'not at all'}")
    advice = f"apt said:\n{apt.complaints}" if apt.complaints else "run the tests on Debian 12, Ubuntu 24.04 or newer"
    raise AptError(f"{_wanted(name, era)} is needed; {apt.origin} has {', '.join(refused)}; {advice}")


def _unpack(archive: Path, package: str, programs: Iterable[str], era: Era) -> None:
    with tempfile.TemporaryDirectory(dir=folder(), prefix="unpacking-") as temporary:
        fresh = Path(temporary, package)
        run(["dpkg-deb", "--extract", archive, fresh])
        for name in programs:
            tool = TOOLS[name]
            said = _ask_version(fresh / tool.path)  # it runs on this machine, at least
            found = _parse(run(["dpkg-deb", "--field", archive, "Version"])) if tool.silent else said
            if found < _least(name, era):
                raise MissingBinaryError(f"{archive.name} holds {_dotted(found)}, not {_wanted(name, era)}")
        (fresh / "VERSION").write_text(run(["dpkg-deb", "--field", archive, "Version"]))
        home = folder() / era / package
        home.parent.mkdir(exist_ok=True)
        shutil.rmtree(home, ignore_errors=True)
        fresh.rename(home)
    archive.unlink()


def _place_absolute_files(name: str) -> None:
    """Copies what the program reads below `/`, from the current package; what is there already stays."""
    pattern = TOOLS[name].absolute
    if pattern is None or any(Path("/").glob(pattern)):
        return
    if _unpacked(name, "current") is None:
        fetch([name], "current")
    program = _unpacked(name, "current")
    assert program is not None, f"{name} was unpacked and verified just now"
    home = _home(name, program)
    target = Path("/", pattern).parent
    try:
        with _lock():
            target.mkdir(parents=True, exist_ok=True)
            for source in sorted(home.glob(pattern)):
                partial = target / f".{source.name}.partial"
                partial.write_bytes(source.read_bytes())
                partial.rename(target / source.name)
    except PermissionError as error:
        raise MissingBinaryError(
            f"{name} reads {target}, which is not there: as root, run `install -D -m 644 -t {target} {home / pattern}`"
        ) from error


def _home(name: str, program: Path) -> Path:
    """The folder into which a program's package was unpacked."""
    return Path(str(program).removesuffix(TOOLS[name].path))


@contextmanager
def _lock() -> Generator[None]:
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # freed by the kernel, however this process ends
        yield


def main() -> int:
    """Fetches all programs of both eras, and prints era, name, version and path of each."""
    eras: tuple[Era, ...] = get_args(Era)
    try:
        for era in eras:
            names = [name for name, tool in TOOLS.items() if era == "current" or tool.old]
            fetch([name for name in names if not (_unpacked(name, era) or _on_path(name, era))], era)
            for name in names:
                sys.stdout.write(f"{era:8} {name:18} {_dotted(version(name, era)):5} {get(name, era)}\n")
    except MissingBinaryError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
