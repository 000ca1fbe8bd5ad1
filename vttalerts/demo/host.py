"""The host below VTT in small: what its Node Exporter would say, with disks that fill and clocks that go wrong."""

from __future__ import annotations

import time
from typing import Final

from vttalerts.demo.exposition import KIND, Family, text
from vttalerts.demo.faults import Faults
from vttalerts.demo.http import Answer, Request, Server

_CPUS: Final = 2
_GB: Final = 1e9
_DISK: Final = 100 * _GB
_MEMORY: Final = 8 * _GB
_ROOT: Final = ("/dev/vda1", "", "ext4", "/")
_FILESYSTEM: Final = ("device", "device_error", "fstype", "mountpoint")
_FILLING_FROM: Final = 0.3
"""Share of the disk that is free when it begins to fill."""
_FINE: Final = {"disk": 40.0, "host-memory": 55.0, "cpu": 0.4, "clock": 1.0}


class Host:
    """A Node Exporter whose numbers are chosen.

    Attributes:
        faults: What goes wrong.
        http: Where it answers.
    """

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.http = Server(self.answer)
        self._began = time.monotonic()

    async def answer(self, request: Request) -> Answer:
        """Answer `/metrics`."""
        if request.path == "/metrics":
            return Answer(body=text(*self._measure()), kind=KIND)
        return Answer(200 if request.path == "/" else 404, b"the host of VTT in small: /metrics\n")

    def _level(self, name: str) -> float:
        level = self.faults.level(name)
        return _FINE[name] if level is None else level

    def _free(self) -> float:
        """Bytes that are left on the disk."""
        speed = self.faults.level("disk-filling")
        if speed is not None and "disk" not in self.faults:
            lost = speed * 1e6 * (time.monotonic() - self.faults.since["disk-filling"])
            return max(_DISK * 0.1, _DISK * _FILLING_FROM - lost)
        return _DISK * (1 - self._level("disk") / 100)

    def _measure(self) -> tuple[Family, ...]:
        up = time.monotonic() - self._began
        busy = min(1.0, self._level("cpu"))
        cpu = Family("node_cpu_seconds_total", "counter", "Time of each CPU in each mode.", ("cpu", "mode"))
        for number in range(_CPUS):
            cpu.set(up * (1 - busy), str(number), "idle")
            cpu.set(up * busy, str(number), "user")
        received = Family("node_network_receive_bytes_total", "counter", "Bytes received.", ("device",))
        sent = Family("node_network_transmit_bytes_total", "counter", "Bytes sent.", ("device",))
        received.set(up * 20_000, "eth0")
        sent.set(up * 50_000, "eth0")
        available = Family("node_filesystem_avail_bytes", "gauge", "Space that is left.", _FILESYSTEM)
        available.set(self._free(), *_ROOT)
        size = Family("node_filesystem_size_bytes", "gauge", "Size of the filesystem.", _FILESYSTEM)
        size.set(_DISK, *_ROOT)
        return (
            cpu,
            received,
            sent,
            available,
            size,
            _gauge("node_load5", "Processes that run or wait.", self._level("cpu") * _CPUS),
            _gauge("node_memory_MemTotal_bytes", "Memory.", _MEMORY),
            _gauge(
                "node_memory_MemAvailable_bytes",
                "Memory that programs can get.",
                _MEMORY * (1 - self._level("host-memory") / 100),
            ),
            _gauge("node_timex_offset_seconds", "How far the clock is off.", self._level("clock") / 1000),
            _gauge("node_timex_sync_status", "Whether the clock is synchronised.", 1),
            _gauge("node_timex_maxerror_seconds", "How wrong the clock can be.", 0.01),
        )


def _gauge(name: str, help: str, value: float) -> Family:  # noqa: A002
    made = Family(name, "gauge", help)
    made.set(value)
    return made
