"""An apt of our own beside the machine's: packages are found and downloaded, and nothing is installed.

It has its own lists and its own downloads, and the machine's mirrors, proxies, keys and credentials. That is
how a machine with one release of its distribution gets single packages of a newer one.
"""

import os
import platform
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

OWN_SUITES = "this machine's own suites"

# A distribution's names for its own releases that a source entry may use in place of the code name.
_ALIASES = frozenset({"stable", "oldstable", "testing", "unstable", "sid", "devel"})


class AptError(RuntimeError):
    """Apt is absent, has no mirror, or could not download; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Apt:
    """Lists of packages, fetched just now."""

    origin: str
    """Where the packages come from, for messages."""
    complaints: str
    """What went wrong with the lists: one broken source of many need not matter."""
    _root: Path
    _options: tuple[str, ...]

    @classmethod
    def own(cls, root: Path) -> "Apt":
        """Returns the suites that this machine is configured for."""
        return cls._updated(OWN_SUITES, root, ())

    @classmethod
    def newest(cls, root: Path) -> "Apt":
        """Returns the newest suite that the mirror of this machine's own suites carries."""
        _require_apt()
        suite = _newest_suite()
        options = (
            "Dir::Etc::sourcelist=/dev/null",
            f"Dir::Etc::sourceparts={_derive_sources(root / 'sources', suite)}",
            "Dir::Etc::preferences=/dev/null",
            "Dir::Etc::preferencesparts=/dev/null",
            "APT::Default-Release=",
            # That suite expires within days, and a mirror may lag by weeks: it is signed all the same.
            "Acquire::Check-Valid-Until=false",
        )
        return cls._updated(f"the suite `{suite}` of this machine's mirror", root, options)

    @classmethod
    def _updated(cls, origin: str, root: Path, extra: Sequence[str]) -> "Apt":
        _require_apt()
        for needed in ("state/lists/partial", "cache/archives/partial", "downloads"):
            (root / needed).mkdir(parents=True, exist_ok=True)
        (root / "status").touch()
        options = (
            f"Dir::State={root / 'state'}",
            f"Dir::State::status={root / 'status'}",
            f"Dir::Cache={root / 'cache'}",
            "Acquire::Languages=none",
            "Acquire::Retries=3",
            "Acquire::AllowReleaseInfoChange=true",  # the newest suite changes its code name at each release
            "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false",
            "APT::Sandbox::User=root",  # apt's usual user may not write here
            *extra,
        )
        flags = tuple(part for option in options for part in ("--option", option))
        try:
            said = run(["apt-get", *flags, "--quiet", "update"])
        except subprocess.CalledProcessError as error:
            said = error.stdout
        complaints = [line for line in said.splitlines() if line.startswith(("E:", "W: Failed"))]
        return cls(origin, "\n".join(complaints), root, flags)

    def candidate(self, package: str) -> str | None:
        """Returns the version that would be downloaded."""
        try:
            shown = run(["apt-cache", *self._options, "show", "--no-all-versions", package])
        except subprocess.CalledProcessError:
            return None
        found = re.search(r"^Version: (\S+)", shown, re.MULTILINE)
        return found[1] if found else None

    def download(self, packages: Iterable[str]) -> dict[str, Path]:
        """Returns each package's verified archive; a download that was cut off is taken up again.

        Raises:
            AptError: a package could not be downloaded.
        """
        names = sorted(packages)
        downloads = self._root / "downloads"
        try:
            run(["apt-get", *self._options, "--quiet", "download", *names], cwd=downloads)
        except subprocess.CalledProcessError as error:
            raise AptError(
                f"{error.stdout}\napt could not download {', '.join(names)} from {self.origin}:"
                " once it can reach its mirror, run the same command again"
            ) from error
        return {name: self._archive(downloads, name) for name in names}

    def _archive(self, downloads: Path, package: str) -> Path:
        candidate = (self.candidate(package) or "").replace(":", "%3a")  # as apt writes an epoch in a file's name
        return next(downloads.glob(f"{package}_{candidate}_*.deb"))


def run(command: Sequence[str | Path], *, cwd: Path | None = None) -> str:
    """Returns what a command wrote, on both streams; whatever it asks, it finds no terminal."""
    return subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
    ).stdout.strip()


def _require_apt() -> None:
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise AptError("there is no apt here: only on Debian and Ubuntu are the programs fetched")


def _newest_suite() -> str:
    release = platform.freedesktop_os_release()
    family = (release["ID"], *release.get("ID_LIKE", "").split())
    return "devel" if "ubuntu" in family else "testing"


def _derive_sources(target: Path, suite: str) -> Path:
    """Writes this machine's own source entries with another suite: same mirror, same options, same keys."""
    release = platform.freedesktop_os_release()
    code_names = (f"{prefix}_CODENAME" for prefix in ("VERSION", "UBUNTU", "DEBIAN"))
    own = _ALIASES | {release[key] for key in code_names if key in release}
    questions = ("LIST", "Dir::Etc::sourcelist/f", "PARTS", "Dir::Etc::sourceparts/d")
    answers = shlex.split(run(["apt-config", "shell", *questions]))
    configured = {name: Path(path) for name, _, path in (answer.partition("=") for answer in answers)}
    lists = [configured["LIST"], *sorted(configured["PARTS"].glob("*.list"))]
    lines = [line for file in lists if file.is_file() for line in _derive_lines(file.read_text(), own, suite)]
    files = sorted(configured["PARTS"].glob("*.sources"))
    stanzas = [stanza for file in files for stanza in _derive_stanzas(file.read_text(), own, suite)]
    if not (lines or stanzas):
        raise AptError(
            f"no source entry of apt names one of {', '.join(sorted(own))} with the component `main`,"
            f" so that no mirror is known to get the suite `{suite}` from: add one"
        )
    target.mkdir(parents=True, exist_ok=True)
    (target / "derived.list").write_text("\n".join(dict.fromkeys(lines)) + "\n")
    (target / "derived.sources").write_text("\n\n".join(dict.fromkeys(stanzas)) + "\n")
    return target


def _derive_lines(text: str, own: frozenset[str], suite: str) -> Iterator[str]:
    """The classic format: `deb [options] uri suite components`."""
    for line in text.splitlines():
        entry = re.fullmatch(r"\s*deb\s+(\[[^]]*\]\s+)?(\S+)\s+(\S+)\s+([^#]+)(#.*)?", line)
        if entry and entry[3] in own and "main" in entry[4].split():
            yield f"deb {entry[1] or ''}{entry[2]} {suite} {entry[4].strip()}"


def _derive_stanzas(text: str, own: frozenset[str], suite: str) -> Iterator[str]:
    """The newer format: fields, whose continuation lines start with a space (a key may be written inline)."""
    uncommented = re.sub(r"^#.*\n?", "", text, flags=re.MULTILINE)
    for stanza in re.split(r"\n\s*\n", uncommented):
        found = re.findall(r"^([\w-]+):(.*(?:\n[ \t].*)*)", stanza, re.MULTILINE)
        fields: dict[str, str] = {name.title(): value for name, value in found}
        words = {name: value.split() for name, value in fields.items()}
        if (
            "deb" in words.get("Types", ())
            and own.intersection(words.get("Suites", ()))
            and "main" in words.get("Components", ())
            and words.get("Enabled") != ["no"]
        ):
            fields |= {"Types": " deb", "Suites": f" {suite}"}
            yield "\n".join(f"{name}:{value}" for name, value in fields.items())
