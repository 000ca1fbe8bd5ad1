"""Fixtures that every test may use: the real programs that judge our output."""

import signal
import sys
from pathlib import Path

import pytest
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))  # pytest's importlib mode leaves a test's folder out

import binaries

# Who starts tests in the background has them ignore Ctrl-C, and so would all that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)

# A busy machine makes no test fail: what takes long is measured in the bench.
settings.register_profile("vttalerts", deadline=None)
settings.register_profile("fuzz", deadline=None, max_examples=20_000)
settings.load_profile("vttalerts")


@pytest.fixture(scope="session")
def prometheus() -> Path:
    """Prometheus of the declared target version."""
    return binaries.get("prometheus")


@pytest.fixture(scope="session")
def promtool() -> Path:
    """Promtool of the declared target version."""
    return binaries.get("promtool")


@pytest.fixture(scope="session")
def promtool_old() -> Path:
    """Promtool of the oldest Prometheus that is supported."""
    return binaries.get("promtool", "old")


@pytest.fixture(scope="session")
def alertmanager() -> Path:
    """Alertmanager of the declared target version."""
    return binaries.get("alertmanager")


@pytest.fixture(scope="session")
def amtool() -> Path:
    """Amtool of the declared target version."""
    return binaries.get("amtool")


@pytest.fixture(scope="session")
def amtool_old() -> Path:
    """Amtool of the oldest Alertmanager that is supported."""
    return binaries.get("amtool", "old")


@pytest.fixture(scope="session")
def blackbox_exporter() -> Path:
    """Blackbox exporter of the declared target version."""
    return binaries.get("blackbox_exporter")


@pytest.fixture(scope="session")
def docker_compose() -> Path:
    """Docker Compose, which checks its files without an engine."""
    return binaries.get("docker-compose")


@pytest.fixture(scope="session")
def node_exporter() -> Path:
    """Node Exporter, the newest there is."""
    return binaries.get("node_exporter")


@pytest.fixture(scope="session")
def victoria_metrics() -> Path:
    """VictoriaMetrics, which keeps what Prometheus writes to it."""
    return binaries.get("victoria-metrics")


@pytest.fixture(scope="session")
def vmalert() -> Path:
    """VictoriaMetrics's rule engine."""
    return binaries.get("vmalert")
