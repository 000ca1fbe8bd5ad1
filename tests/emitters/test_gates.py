"""The version gates, asked of the oldest servers themselves: what they do not know is what the gates say.

An old server names every key that it does not know, with its line. The gates are asked the same of the same file:
which key is newer than the server? Both lists must be one.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Final, TypeAlias

import everything
import pytest
import yaml

from vttalerts import (
    AlertmanagerHTTP,
    BasicAuth,
    DNSDiscovery,
    Header,
    KubernetesDiscovery,
    KubernetesSelector,
    PagerDuty,
    PassThroughDiscovery,
    Platform,
    PrometheusServer,
    Receiver,
    Relabel,
    Route,
    ScrapeJob,
    Static,
    Targets,
    Webhook,
    secret,
)
from vttalerts.checks.def051_newer_than_target import def051
from vttalerts.emitters import alertmanager, blackbox, prometheus
from vttalerts.graph import Graph
from vttalerts.model.receivers import Integration
from vttalerts.model.spec import Spec, Tree
from vttalerts.model.targets import at_least

Wire: TypeAlias = Any
"""A tree on its way to YAML, or what stands in one."""
OLD: Final = {"alertmanager": "0.25", "blackbox": "0.23", "prometheus": "2.42"}
UNKNOWN: Final = re.compile(r"line (\d+): field (\S+) not found")
KNOWN_TO_DEBIAN: Final = {("AlertmanagerHTTP", "proxy_connect_header"), ("HTTPProbe", "proxy_connect_header")}
"""What upstream's old releases do not know, and Debian's builds of them do: they link prometheus/common 0.39."""


def late(spec: Spec | None, key: str, value: object, server: str) -> bool:
    """Tell what the gates say of one key: that it, or what stands there, is newer than the old server."""
    if (type(spec).__name__, key) in KNOWN_TO_DEBIAN:
        return False
    gates = {} if spec is None else spec.since if spec.server else getattr(spec, "since_of", {}).get(server, {})
    inside = value[0] if isinstance(value, list) and value else value
    whole = inside.spec.since.get("", "0") if isinstance(inside, Tree) and inside.spec is not None else "0"
    return not all(at_least(OLD[server], since) for since in (gates.get(key, "0"), whole))


def newer_keywords(tree: Wire) -> set[str]:
    """Return the fields of the object behind a tree whose values are newer than they are."""
    newer = getattr(tree.spec, "newer", None) if isinstance(tree, Tree) else None
    return {one.keyword for one in newer()} if newer is not None else set()


def without_newer_values(tree: Wire) -> Wire:
    """Return a tree without the values that are newer than their keys; those have tests of their own."""
    if isinstance(tree, list):
        return [without_newer_values(item) for item in tree if not lacks_something(item)]
    if not isinstance(tree, dict):
        return tree
    gone = newer_keywords(tree)
    made = Tree(tree.spec if isinstance(tree, Tree) else None)
    keywords = tree.keywords if isinstance(tree, Tree) else {}
    made.update({key: without_newer_values(item) for key, item in tree.items() if keywords.get(key, key) not in gone})
    return made


def lacks_something(item: Wire) -> bool:
    """Tell whether an object would lack a field that it needs."""
    return any(type(item.spec).model_fields[keyword].is_required() for keyword in newer_keywords(item))


def newer_keys(tree: Wire, server: str) -> Iterator[str]:
    """Yield the keys that the gates refuse, in the order of the file; nobody looks into what is refused."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if late(tree.spec if isinstance(tree, Tree) else None, key, value, server):
                yield key
            else:
                yield from newer_keys(value, server)
    elif isinstance(tree, list):
        for item in tree:
            yield from newer_keys(item, server)


def unknown_keys(said: str) -> list[str]:
    """Return the keys that a server says it does not know, in the order of their lines."""
    return [key for _, key in sorted((int(line), key) for line, key in UNKNOWN.findall(said))]


def ask(command: list[str | Path], tree: object, file: Path) -> tuple[int, str]:
    text = yaml.dump(plain(tree), sort_keys=False, Dumper=yaml.CSafeDumper)
    file.write_text(text, encoding="utf-8")
    ended = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    # One of them writes its log in one line, with the line ends as text.
    return ended.returncode, (ended.stdout + ended.stderr).replace("\\n", "\n")


def plain(tree: Wire) -> Wire:
    if isinstance(tree, dict):
        return {key: plain(item) for key, item in tree.items()}
    return [plain(item) for item in tree] if isinstance(tree, list) else tree


def tree_of(emitter: ModuleType, platform: Platform) -> Wire:
    artifact = next(iter(emitter.emit(Graph(platform))))
    return artifact.tree()


@pytest.fixture
def amtool_check(amtool_old: Path, tmp_path: Path) -> tuple[list[str | Path], Path]:
    file = tmp_path / "alertmanager.yml"
    return [amtool_old, "check-config", file], file


@pytest.fixture
def promtool_check(promtool_old: Path, tmp_path: Path) -> tuple[list[str | Path], Path]:
    file = tmp_path / "prometheus.yml"
    return [promtool_old, "check", "config", "--syntax-only", file], file


@pytest.mark.judge
def test_the_oldest_alertmanager_does_not_know_what_the_gates_refuse(
    amtool_check: tuple[list[str | Path], Path],
) -> None:
    tree = without_newer_values(tree_of(alertmanager, everything.alertmanager("0.34")))
    for receiver in tree["receivers"]:
        # Before 0.31, there is no global token that one could rely on, and the file is not read to its end.
        receiver.pop("telegram_configs" if receiver["name"] == "from-global" else "", None)
    code, said = ask(amtool_check[0], tree, amtool_check[1])

    assert code != 0
    assert unknown_keys(said) == list(newer_keys(tree, "alertmanager"))


@pytest.mark.judge
def test_the_oldest_prometheus_does_not_know_what_the_gates_refuse(
    promtool_check: tuple[list[str | Path], Path],
) -> None:
    # Debian's build leaves out service discoveries; upstream's keys of those are compared in `test_every_field`.
    leave_out = (*everything.PASSED_THROUGH, "kubernetes", "azuread")
    platform = everything.Prometheus("3.14", leave_out, newer=True).platform()
    tree = without_newer_values(tree_of(prometheus, platform))
    code, said = ask(promtool_check[0], tree, promtool_check[1])

    assert code != 0
    assert unknown_keys(said) == list(newer_keys(tree, "prometheus"))


@pytest.mark.judge
def test_the_oldest_exporter_does_not_know_what_the_gates_refuse(tmp_path: Path) -> None:
    import binaries

    file = tmp_path / "blackbox.yml"
    command: list[str | Path] = [
        binaries.get("blackbox_exporter", "old"), "--config.check", f"--config.file={file}"
    ]  # fmt: skip
    tree = without_newer_values(tree_of(blackbox, everything.blackbox()))
    code, said = ask(command, tree, file)

    assert code != 0
    assert unknown_keys(said) == list(newer_keys(tree, "blackbox"))


def refused(platform: Platform) -> list[str]:
    return [found.headline for found in def051(Graph(platform))]


def told_by(integration: Integration) -> Platform:
    receiver = Receiver(name="told", integrations=(integration,))
    return Platform(name="old", targets=Targets(alertmanager="0.25"), routing=Route(receiver=receiver))


def scraped(**parts: object) -> Platform:
    job: dict[str, Any] = {"job_name": "old", "discoveries": (Static(targets=("vtt:80",)),), **parts}
    return Platform(name="old", targets=Targets(prometheus="2.42"), scrape=(ScrapeJob(**job),))


def recently_scraped(**parts: object) -> Platform:
    return scraped(**parts).copy_with(targets=Targets(prometheus="3.5"))


NEWER_VALUES: Final = {
    "a template as a webhook's address": (
        told_by(Webhook(url="https://{{ .CommonLabels.site }}.example.com/")),
        "Alertmanager 0.25 does not know a template as `url`",
        'invalid character "{" in host name',
    ),
    "a list among PagerDuty's details": (
        told_by(PagerDuty(service_key=secret("KEY"), details={"sites": ["north"]})),
        "Alertmanager 0.25 does not know lists and mappings in `details`, such as `sites`",
        "cannot unmarshal !!seq into string",
    ),
    "a user name from a file": (
        told_by(
            PagerDuty(
                service_key=secret("KEY"), http_config=AlertmanagerHTTP(basic_auth=BasicAuth(username=secret("USER")))
            )
        ),
        "Alertmanager 0.25 does not know `username_file` of BasicAuth",
        "field username_file not found",
    ),
    "further headers": (
        told_by(
            PagerDuty(
                service_key=secret("KEY"), http_config=AlertmanagerHTTP(http_headers={"X-Site": Header(values=("n",))})
            )
        ),
        "Alertmanager 0.25 does not know `http_headers` of AlertmanagerHTTP",
        "field http_headers not found",
    ),
    "DNS records of type NS": (
        scraped(discoveries=(DNSDiscovery(names=("vtt.example.com",), type="NS", port=80),)),
        "Prometheus 2.42 does not know DNS records of type `NS`",
        "invalid DNS-SD records type NS",
    ),
    "nodes for pods": (
        recently_scraped(
            discoveries=(
                KubernetesDiscovery(role="pod", selectors=(KubernetesSelector(role="node", label="zone=north"),)),
            )
        ),
        "Prometheus 3.5 does not know a selector of nodes for the role `pod`",
        "pod role supports only pod selectors",
    ),
    "a namespace's metadata": (
        recently_scraped(discoveries=(KubernetesDiscovery(role="pod", attach_metadata={"namespace": True}),)),
        "Prometheus 3.5 does not know `namespace` in `attach_metadata`",
        "field namespace not found",
    ),
    "a service discovery": (
        scraped(discoveries=(PassThroughDiscovery(kind="stackit", options={"project": "vtt"}),)),
        "Prometheus 2.42 does not know `stackit_sd_configs`",
        "field stackit_sd_configs not found",
    ),
    "a label that is written": (
        scraped(relabel_configs=(Relabel(source_labels=("a",), target_label="über"),)),
        "Prometheus 2.42 does not know the label `über`",
        "\"über\" is invalid 'target_label'",
    ),
    "a label that is read": (
        scraped(relabel_configs=(Relabel(source_labels=("a.b",), target_label="a"),)),
        "Prometheus 2.42 does not know the label `a.b`",
        '"a.b" is not a valid label name',
    ),
    "files of scrape jobs": (
        Platform(
            name="old",
            targets=Targets(prometheus="2.42"),
            prometheus=PrometheusServer(scrape_config_files=("jobs/*.yml",)),
        ),
        "Prometheus 2.42 does not know `scrape_config_files`",
        "field scrape_config_files not found",
    ),
}


@pytest.mark.judge
@pytest.mark.parametrize(("platform", "headline", "message"), NEWER_VALUES.values(), ids=NEWER_VALUES.keys())
def test_a_value_that_is_newer_than_its_field_is_refused_by_both(
    platform: Platform,
    headline: str,
    message: str,
    request: pytest.FixtureRequest,
) -> None:
    emitter = alertmanager if platform.routing else prometheus
    command, file = request.getfixturevalue("amtool_check" if platform.routing else "promtool_check")
    if Graph(platform).targets.prometheus == "3.5" and not platform.routing:
        # Debian's 2.42 knows no Kubernetes; what came after 3.5 shows as well.
        command[0] = request.getfixturevalue("promtool")
    code, said = ask(command, tree_of(emitter, platform), file)

    assert refused(platform) == [headline]
    assert code != 0
    assert message in said
