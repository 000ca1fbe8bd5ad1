"""Production on loopback: replicas of Prometheus, a cluster of Alertmanagers and what they write to, each killable."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final, NamedTuple

import certificates
from servers import Sink, free_port, wait_for
from small import Project
from typing_extensions import override

from vttalerts.live.http import Access, LiveError, Server

PASSWORD: Final = "correct horse"  # noqa: S105  of nobody
HASH: Final = "$2b$10$u3/BiwcCTRzAr6FRQgHkIezlM5uwTTbxGtjix3Mg.roBccjaab66a"

PEER_TIMEOUT: Final = 5
"""Seconds for which a member waits for the one before it; 15 without the flag, which the tests need not wait for."""

_PRODUCTION: Final = """\
    production=Production(
        access=Access(
            user="monitoring", password=secret("MONITORING_PASSWORD"),
            password_hash=env(
                "MONITORING_LOGIN_BCRYPT", default="$2b$12$wiS8S4hiGsGua8SwwyAmVu8nVHiPmc33rSJJ69dFerrU7C4SL6zOO"
            ),
            certificate=secret("CERTIFICATE"), key=secret("KEY"), authority=secret("AUTHORITY"),
        ),
        prometheus=(PROMETHEUS, env("PROMETHEUS_2", default="127.0.0.1:4")),
        alertmanager=(
            ALERTMANAGER, env("ALERTMANAGER_2", default="127.0.0.1:5"), env("ALERTMANAGER_3", default="127.0.0.1:6"),
        ),
        jobs={
            "prometheus": (PROMETHEUS, env("PROMETHEUS_2", default="127.0.0.1:4")),
            "alertmanager": (ALERTMANAGER,),
        },
        remote_write=(RemoteWrite(url=env("ARCHIVE_URL", default="http://127.0.0.1:7/write")),),
        federation=Federation(match=('up', '{__name__=~"job:.+"}'), port=9091, interval=seconds(1)),
    ),
"""


class Faults:
    """A target whose faults are switched on one after the other."""

    def __init__(self) -> None:
        self.on: list[str] = []
        faults = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/plain; version=0.0.4")
                self.end_headers()
                lines = (f'shop_fault{{case="{case}"}} 1\n' for case in faults.on)
                self.wfile.write(f"shop_faults {len(faults.on)}\n{''.join(lines)}".encode())

            @override
            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        """Go away."""
        self._server.shutdown()
        self._server.server_close()


class Member:
    """One process of the fleet.

    Attributes:
        name: What people call it.
        server: The client that is let in.
    """

    def __init__(self, name: str, command: list[str], server: Server, log: Path, ready: str = "/-/ready") -> None:
        self.name = name
        self.server = server
        self._command = command
        self._log = log
        self._ready = ready
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it is ready."""
        with self._log.open("ab") as output:
            self._process = subprocess.Popen(
                self._command, stdout=output, stderr=subprocess.STDOUT, env={**os.environ, "REPLICA": self.name}
            )
        wait_for(self._is_ready, f"{self.name} is ready")

    def send(self, number: signal.Signals) -> None:
        """Send a signal."""
        assert self._process is not None
        self._process.send_signal(number)
        if number == signal.SIGKILL:
            self._process.wait(30)

    def end(self) -> None:
        """End it, if it runs, a stopped one too; there is nothing that it should save."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(30)

    def _is_ready(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, f"{self.name} ended:\n{self._log.read_text()[-3000:]}"
        try:
            self.server.get(self._ready)
        except LiveError:
            return False
        return True


class Programs(NamedTuple):
    """The programs that the fleet consists of."""

    prometheus: Path
    alertmanager: Path
    blackbox_exporter: Path
    node_exporter: Path
    victoria_metrics: Path


class Fleet:
    """The whole of production on loopback.

    Attributes:
        project: What it was built from.
        members: The processes by name.
        faults: What can go wrong.
        sink: Who is told.
        access: Who is let in.
    """

    def __init__(self, folder: Path, programs: Programs, stack: ExitStack) -> None:
        self.project = Project(folder / "shop")
        self.sink = Sink()
        self.faults = Faults()
        stack.callback(self.sink.close)
        stack.callback(self.faults.close)
        self.ports = {
            name: free_port()
            for name in """prometheus prometheus-2 prometheus-global alertmanager alertmanager-2 alertmanager-3
            gossip gossip-2 gossip-3 blackbox node archive""".split()
        }
        self.access = self._build()
        self.members: dict[str, Member] = {}
        self._add(programs, folder)
        stack.callback(self._end)
        for member in self.members.values():
            member.start()

    def told(self, case: str) -> int:
        """Return how often the pager was told that a case has begun."""
        return sum(
            body["status"] == "firing" and any(one["labels"].get("case") == case for one in body["alerts"])
            for body in self.sink.at("/PAGER_URL")
        )

    def url(self, name: str) -> str:
        """Return the address of a process."""
        return f"https://127.0.0.1:{self.ports[name]}"

    def _end(self) -> None:
        for member in self.members.values():
            member.end()

    def _build(self) -> Access:
        project = self.project
        project.change("COUNT, Contact,", "COUNT, Access, Contact, Federation, Production, RemoteWrite,")
        project.change('group_by=("alertname",)', 'group_by=("alertname", "case")')
        project.change("""expr=promql('up{job="shop"} == 0')""", "expr=promql('shop_fault == 1')")
        project.change("        retention=days(30),\n", f"        retention=days(30),\n{_PRODUCTION}")
        made = certificates.make(project.root / "pki")
        for name, file in (("CERTIFICATE", made.certificate), ("KEY", made.key), ("AUTHORITY", made.authority)):
            project.secret(name, file.read_text())
        password = project.secret("MONITORING_PASSWORD", PASSWORD)
        for name in ("PAGER_URL", "SECOND_URL", "SLACK_WEBHOOK_URL"):
            project.secret(name, f"http://127.0.0.1:{self.sink.port}/{name}")
        at = {name: f"127.0.0.1:{port}" for name, port in self.ports.items()}
        project.variables = {
            "SHOP_TARGET": f"127.0.0.1:{self.faults.port}",
            "PROMETHEUS_TARGET": at["prometheus"],
            "PROMETHEUS_2": at["prometheus-2"],
            "ALERTMANAGER_TARGET": at["alertmanager"],
            "ALERTMANAGER_2": at["alertmanager-2"],
            "ALERTMANAGER_3": at["alertmanager-3"],
            "ARCHIVE_URL": f"http://{at['archive']}/api/v1/write",
            "MONITORING_LOGIN_BCRYPT": HASH,
        }
        done = project.run("build")
        assert done.returncode == 0, done.stdout
        return Access("monitoring", password, ca_file=made.authority)

    def _add(self, programs: Programs, folder: Path) -> None:
        web = f"--web.config.file={self.project.folder / 'web.yml'}"
        for number in ("", "-2", "-3"):
            peers = [
                f"--cluster.peer=127.0.0.1:{self.ports[f'gossip{one}']}" for one in ("", "-2", "-3") if one != number
            ]
            self._member(
                f"alertmanager{number}",
                str(programs.alertmanager),
                f"--config.file={self.project.folder / 'alertmanager.yml'}",
                f"--storage.path={folder / f'alertmanager{number}'}",
                f"--cluster.listen-address=127.0.0.1:{self.ports[f'gossip{number}']}",
                f"--cluster.peer-timeout={PEER_TIMEOUT}s",
                *peers,
                web,
            )
        for name, file in (
            ("prometheus", "prometheus.production.yml"),
            ("prometheus-2", "prometheus.production.yml"),
            ("prometheus-global", "prometheus-global.production.yml"),
        ):
            self._member(
                name,
                str(programs.prometheus),
                f"--config.file={self.project.folder / file}",
                f"--storage.tsdb.path={folder / name}",
                web,
            )
        self._member(
            "node", str(programs.node_exporter), "--collector.disable-defaults", "--collector.time", web, ready="/"
        )
        modules = folder / "modules.yml"
        modules.write_text("modules: {http_2xx: {prober: http}}\n", encoding="utf-8")
        self._member("blackbox", str(programs.blackbox_exporter), f"--config.file={modules}", web, ready="/-/healthy")
        archive = Server(f"http://127.0.0.1:{self.ports['archive']}")
        self.members["archive"] = Member(
            "archive",
            [
                str(programs.victoria_metrics),
                f"-storageDataPath={folder / 'archive'}",
                f"-httpListenAddr=127.0.0.1:{self.ports['archive']}",
                "-search.latencyOffset=0s",
            ],
            archive,
            folder / "archive.log",
            "/health",
        )

    def _member(self, name: str, *command: str, ready: str = "/-/ready") -> None:
        listen = f"--web.listen-address=127.0.0.1:{self.ports[name]}"
        server = Server(self.url(name), self.access)
        log = self.project.root / f"{name}.log"
        self.members[name] = Member(name, [*command, listen], server, log, ready)
