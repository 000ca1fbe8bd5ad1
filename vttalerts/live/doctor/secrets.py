"""Secrets that a service needs and can't read, or that everybody can; never what is in them."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from vttalerts.live.doctor import Finding, Patient
from vttalerts.live.grafana import Grafana
from vttalerts.model.needed_secrets import needed_secrets


def is_here(patient_folder: str) -> bool:
    """Tell whether the secrets lie on this machine, so that they can be looked for."""
    return Path(patient_folder).is_dir()


def _needed(patient: Patient) -> tuple[str, ...]:
    """Return the secrets of the servers that are looked at; the health monitor says itself what it lacks."""
    graph = patient.graph
    parts: list[object] = [graph.modules]
    if any(True for _ in patient.prometheus):
        parts += [graph.prometheus, graph.scrape]
    if patient.alertmanagers:
        parts += [graph.alertmanager, graph.receivers, graph.tracing, graph.event_recorder]
    if graph.deployment is not None and any(isinstance(one, Grafana) for one in patient.servers):
        parts.append(graph.deployment.grafana_admin_password)
    if patient.build.is_production:
        parts.append(graph.production)
    return needed_secrets(*parts)


def findings(patient: Patient) -> Iterator[Finding]:
    """Yield what is wrong with the files of the secrets."""
    folder = patient.graph.settings.secrets_directory
    if not is_here(folder):
        return
    for name in _needed(patient):
        file = Path(folder) / name
        try:
            found = file.stat()
            readable = bool(file.open("rb").read(1).strip())
        except OSError as error:
            yield Finding(
                "secret-missing",
                f"secret {name}: {file}: {error.strerror}",
                f"write it there; under Compose set {name} for `docker compose up --force-recreate`",
            )
            continue
        if not readable:
            yield Finding("secret-missing", f"secret {name}: {file} is empty", "write it there")
        elif found.st_mode & stat.S_IROTH:
            yield Finding(
                "secret-readable", f"secret {name}: everybody can read {file}", f"chmod 600 {file}", is_error=False
            )
