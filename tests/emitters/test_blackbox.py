"""blackbox.yml: what an answer must be, in the words of the Blackbox Exporter."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

from vttalerts import (
    BasicAuth,
    DNSProbe,
    GRPCProbe,
    HTTPProbe,
    ICMPProbe,
    Module,
    Platform,
    Probe,
    TCPProbe,
    TCPStep,
    minutes,
    secret,
)
from vttalerts.emitters import blackbox

PATH = "infra/monitoring/blackbox.yml"


def platform(*modules: Module) -> Platform:
    probes = tuple(
        Probe(name=module.name, module=module, targets=("https://shop.example.com",), exporter="blackbox-exporter:9115")
        for module in modules
    )
    return Platform(name="shop", probes=probes)


def test_body_must_say_healthy_and_a_long_timeout_is_one_that_go_reads(
    emitted: Callable[..., dict[str, str]], file_regression: FileRegressionFixture
) -> None:
    healthy = Module(
        name="healthy",
        timeout=minutes(90),
        probe=HTTPProbe(
            fail_if_body_not_matches_regexp=(r'"status"\s*:\s*"healthy"',),
            basic_auth=BasicAuth(username="probe", password=secret("PROBE_PASSWORD")),
            preferred_ip_protocol="ip4",
        ),
    )

    file_regression.check(emitted(blackbox, platform(healthy))[PATH], extension=".yml")


def test_module_that_demands_nothing_has_no_section(emitted: Callable[..., dict[str, str]]) -> None:
    assert emitted(blackbox, platform(Module(name="up", probe=TCPProbe())))[PATH].endswith(
        "modules:\n  up:\n    prober: tcp\n"
    )


def test_module_of_two_probes_is_described_once(emitted: Callable[..., dict[str, str]]) -> None:
    up = Module(name="up", probe=HTTPProbe())

    assert emitted(blackbox, platform(up, up))[PATH].count("prober: http") == 1


@pytest.mark.judge
def test_the_exporter_accepts_every_prober(
    written: Callable[..., Path], judge: Callable[..., str], blackbox_exporter: Path
) -> None:
    folder = written(
        platform(
            Module(
                name="http",
                timeout=minutes(1),
                probe=HTTPProbe(
                    method="POST",
                    valid_status_codes=(200, 204),
                    fail_if_body_not_matches_regexp=(r'"status"\s*:\s*"healthy"',),
                    basic_auth=BasicAuth(username="probe", password=secret("PROBE_PASSWORD")),
                ),
            ),
            Module(name="tcp", probe=TCPProbe(query_response=(TCPStep(expect="^220 "), TCPStep(send="QUIT\r\n")))),
            Module(name="icmp", probe=ICMPProbe(payload_size=64)),
            Module(name="dns", probe=DNSProbe(query_name="shop.example.com", query_type="A")),
            Module(name="grpc", probe=GRPCProbe(service="shop")),
        )
    )

    judge(blackbox_exporter, "--config.check", f"--config.file={folder / 'blackbox.yml'}")
