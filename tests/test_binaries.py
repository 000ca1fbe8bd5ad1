"""Where the real servers come from: which sources are derived, and what counts as fitting."""

from pathlib import Path

import binaries
import private_apt
import pytest

OWN = frozenset({"bookworm", "stable"})

STANZAS = """\
# a comment
Types: deb deb-src
URIs: https://mirror.example.com/debian
# another
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc

Types: deb
URIs: https://mirror.example.com/security
Suites: bookworm-security
Components: main

Enabled: no
Types: deb
URIs: https://old.example.com/debian
Suites: bookworm
Components: main
"""

LINES = """\
deb [signed-by=/keys/a.gpg arch=amd64] https://mirror.example.com/debian bookworm main contrib # ours
deb-src https://mirror.example.com/debian bookworm main
# deb https://old.example.com/debian bookworm main
deb https://mirror.example.com/debian bookworm-updates main
deb https://packages.example.com bookworm stable
"""


def test_a_stanza_keeps_its_mirror_and_key_and_changes_its_suite() -> None:
    derived = private_apt._derive_stanzas(STANZAS, OWN, "testing")
    assert "\n\n".join(derived) == (
        "Types: deb\n"
        "Uris: https://mirror.example.com/debian\n"
        "Suites: testing\n"
        "Components: main contrib\n"
        "Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc"
    )


def test_a_line_keeps_its_mirror_and_options_and_changes_its_suite() -> None:
    assert list(private_apt._derive_lines(LINES, OWN, "testing")) == [
        "deb [signed-by=/keys/a.gpg arch=amd64] https://mirror.example.com/debian testing main contrib"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2.42.0+ds-5+deb12u1", (2, 42)),
        ("1:3.5.3+ds1-6", (3, 5)),
        ("version 0.33.1 (branch: debian/sid, revision: 0.33.1-5)", (0, 33)),
        ("version v2.40.3", (2, 40)),
        ("no version at all", (0, 0)),
    ],
)
def test_a_version_is_its_major_and_minor_number(text: str, expected: tuple[int, int]) -> None:
    assert binaries._parse(text) == expected


@pytest.mark.parametrize(
    ("said", "era", "fits"),
    [
        ("2.42.0", "old", True),
        ("2.31.1", "old", False),
        ("3.5.3", "old", False),
        ("3.5.3", "current", True),
        ("2.53.3", "current", False),
    ],
)
def test_a_program_on_the_path_serves_only_the_era_of_its_version(
    said: str, era: binaries.Era, *, fits: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = _promtool(tmp_path, said)
    monkeypatch.setenv("PATH", str(tmp_path))
    binaries._on_path.cache_clear()
    assert binaries._on_path("promtool", era) == (program if fits else None)
    binaries._on_path.cache_clear()


def test_a_machine_without_apt_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("VTTALERTS_TOOLS", str(tmp_path / "tools"))
    binaries._on_path.cache_clear()
    with pytest.raises(binaries.MissingBinaryError) as caught:
        binaries.get("promtool")
    assert str(caught.value) == (
        "there is no apt here: only on Debian and Ubuntu are the programs fetched\n"
        "or put on PATH: promtool 3.5 or newer"
    )


def _promtool(folder: Path, version: str) -> Path:
    program = folder / "promtool"
    program.write_text(f"#!/bin/sh\necho 'promtool, version {version} (branch: x)'\n")
    program.chmod(0o755)
    return program
