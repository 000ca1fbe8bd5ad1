"""The stack as containers: the same commands, said to Docker Compose with the generated docker-compose.yml."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vttalerts.diagnostics import Diagnostic
from vttalerts.emitters.compose import PATH
from vttalerts.graph import Graph
from vttalerts.stack.programs import TOOLS

_PLUGIN: Final = "docker-compose"


@dataclass(frozen=True, slots=True)
class Compose:
    """Docker Compose and the file that it is given.

    Attributes:
        program: Its command: `docker compose`, or a program of its own.
        file: The generated `docker-compose.yml`.
    """

    program: tuple[str, ...]
    file: Path

    def up(self) -> tuple[str, ...]:
        """Start everything, and wait until it is healthy."""
        return self._say("up", "--detach", "--wait", "--remove-orphans")

    def foreground(self) -> tuple[str, ...]:
        """Start everything, and show the logs until Ctrl+C stops it."""
        return self._say("up", "--remove-orphans")

    def down(self) -> tuple[str, ...]:
        """Stop everything; the volumes stay."""
        return self._say("down", "--remove-orphans")

    def status(self) -> tuple[str, ...]:
        """Show how each container is."""
        return self._say("ps", "--all")

    def logs(self, services: Sequence[str], lines: int, *, follow: bool) -> tuple[str, ...]:
        """Show what the containers say; Compose gives each its colour."""
        return self._say("logs", f"--tail={lines}", *(("--follow",) if follow else ()), *services)

    def restart(self, services: Sequence[str]) -> tuple[str, ...]:
        """Start containers again, with what is new in the file and in the secrets."""
        return self._say("up", "--detach", "--wait", "--force-recreate", "--no-deps", *services)

    def config(self) -> tuple[str, ...]:
        """Check the file."""
        return self._say("config", "--quiet")

    def _say(self, *words: str) -> tuple[str, ...]:
        return (*self.program, "--file", str(self.file), *words)


def find(root: Path, output: Path, graph: Graph) -> Compose | Diagnostic:
    """Return Docker Compose for a project's output, or why there is none."""
    file = output / PATH
    if graph.deployment is None or not file.exists():
        return Diagnostic(
            "STK005",
            f"there is no {PATH} in {output.name}/",
            why="Compose has nothing to start",
            help="give the platform `deployment=Deployment(…)`, and run `vttalerts build`",
        )
    program = _program(root)
    if program is None:
        return Diagnostic(
            "STK006",
            "Docker Compose is not installed: there is neither `docker compose` nor `docker-compose`",
            why="nothing can start the containers",
            help="`apt-get install docker.io docker-compose`, or use `--engine native`",
        )
    return Compose(program, file)


def missing_secrets(graph: Graph, environment: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    """Return a finding for each secret of the containers that an environment lacks."""
    from vttalerts.emitters._services import services

    if graph.deployment is None:
        return ()
    names = sorted({name for one in services(graph, graph.deployment) for name in one.secrets})
    return tuple(
        Diagnostic(
            "STK003",
            f"the secret {name} is not in the environment",
            why="Compose gives it to the service that reads it, and starts nothing without it",
            help=f"set {name} for this command; for a look on your own machine any text will do",
        )
        for name in names
        if not environment.get(name)
    )


def run(command: Sequence[str]) -> int:
    """Run Compose on this terminal, and return its exit code."""
    return subprocess.run(command, check=False).returncode  # noqa: S603  Compose, with the project's own file


def _program(root: Path) -> tuple[str, ...] | None:
    docker = shutil.which("docker")
    if docker is not None:
        asked = subprocess.run([docker, "compose", "version"], check=False, capture_output=True)  # noqa: S603  as named
        if asked.returncode == 0:
            return (docker, "compose")
    folder = Path(os.environ.get("VTTALERTS_TOOLS") or root / TOOLS)
    for pattern in (_PLUGIN, f"bin/{_PLUGIN}", f"current/{_PLUGIN}*/usr/libexec/docker/cli-plugins/{_PLUGIN}"):
        for found in sorted(folder.glob(pattern)):
            return (str(found),)
    own = shutil.which(_PLUGIN)
    return None if own is None else (own,)
