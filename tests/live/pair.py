"""A Prometheus and an Alertmanager on loopback that run the build of the small platform."""

from __future__ import annotations

import subprocess
from contextlib import ExitStack
from pathlib import Path

from servers import free_port, get, running
from small import Project


class Pair:
    """A project with the Prometheus and the Alertmanager that run its build."""

    def __init__(self, project: Project, prometheus: int, alertmanager: int) -> None:
        self.project = project
        self.prometheus = f"http://127.0.0.1:{prometheus}"
        self.alertmanager = f"http://127.0.0.1:{alertmanager}"

    def doctor(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `vttalerts doctor` on both."""
        return self.project.run("doctor", *self.addresses, *arguments)

    def apply(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `vttalerts apply` on both."""
        return self.project.run("apply", *self.addresses, *arguments)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where both are, as options."""
        return ("--prometheus", self.prometheus, "--alertmanager", self.alertmanager)

    def rules(self) -> dict[str, str]:
        """Return the expression of each rule that Prometheus runs."""
        answer = get(f"{self.prometheus}/api/v1/rules")
        return {rule["name"]: rule["query"] for group in answer["data"]["groups"] for rule in group["rules"]}

    def files(self) -> dict[str, str]:
        """Return what the output folder holds."""
        output = self.project.root / "generated"
        return {str(one.relative_to(output)): one.read_text() for one in sorted(output.rglob("*")) if one.is_file()}

    def plain(self, text: str) -> str:
        """Return what was printed without the ports of this run."""
        return text.replace(self.prometheus, "PROMETHEUS").replace(self.alertmanager, "ALERTMANAGER")


def start(stack: ExitStack, project: Project, prometheus: Path, alertmanager: Path, *flags: str) -> Pair:
    """Build a project and run both servers on it."""
    ports = free_port(), free_port()
    pair = Pair(project, *ports)
    project.variables |= {"PROMETHEUS_TARGET": f"127.0.0.1:{ports[0]}", "ALERTMANAGER_TARGET": f"127.0.0.1:{ports[1]}"}
    assert project.run("build").returncode == 0
    commands = {
        pair.prometheus: [
            str(prometheus),
            f"--config.file={project.folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={project.root / 'p'}",
            f"--web.listen-address=127.0.0.1:{ports[0]}",
            *flags,
        ],
        pair.alertmanager: [
            str(alertmanager),
            f"--config.file={project.folder / 'alertmanager.yml'}",
            f"--storage.path={project.root / 'a'}",
            f"--web.listen-address=127.0.0.1:{ports[1]}",
            "--cluster.listen-address=",
        ],
    }
    for url, command in commands.items():
        log = project.root / f"{Path(command[0]).name}.log"
        stack.enter_context(running(command, log, f"{url}/-/ready", project.root))
    return pair
