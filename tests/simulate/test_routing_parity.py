"""Our router and amtool send the same alerts to the same receivers."""

import json
import os
import random
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from vttalerts import Receiver, Route
from vttalerts.model.matchers import Matcher, Operator
from vttalerts.simulate.routing import Router

CORPUS = Path(os.environ.get("VTTALERTS_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
LABELS = ("alertname", "severity", "service", "team")
VALUES = ("a", "b", "ab", "a b", 'say "hi"', "ä", "x,y", "back\\slash")
PATTERNS = ("a|b", "a.*", ".*", ".+", "a|", "[ab]+", "(?i)A", "\\p{L}", "x.y", "[^a]*")
MATCHER = re.compile(
    r"""\s*("(?:[^"\\]|\\.)*"|[^\s{}!=~,\\"'`]+)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*"|[^,]*?)\s*(?:,|$)""", re.DOTALL
)


def random_tree(chance: random.Random, depth: int = 0) -> Route:
    given = []
    for _ in range(chance.randint(0, 2) if depth else 0):
        operator = chance.choice(list(Operator))
        values = VALUES if operator in (Operator.EQUAL, Operator.NOT_EQUAL) else PATTERNS
        given.append(Matcher(chance.choice(LABELS), operator, chance.choice(values)))
    below = tuple(random_tree(chance, depth + 1) for _ in range(chance.randint(0, 4) if depth < 3 else 0))
    receiver = Receiver(name=f"r{chance.randint(0, 99)}") if not depth or chance.random() < 0.8 else None
    return Route(
        receiver=receiver, matchers=tuple(given), continue_=bool(depth) and chance.random() < 0.4, routes=below
    )


@pytest.mark.judge
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(36))
def test_amtool_goes_the_same_way(seed: int, amtool: Path, tmp_path: Path) -> None:
    chance = random.Random(seed)  # noqa: S311  the same trees in every run
    root = random_tree(chance)
    router = Router(root)
    names = sorted({step.receiver.name for step in router.steps})
    file = tmp_path / "alertmanager.yml"
    file.write_text(json.dumps({"route": root.wire(), "receivers": [{"name": name} for name in names]}))
    for _ in range(8):
        labels = {label: chance.choice(VALUES) for label in LABELS if chance.random() < 0.7}
        given = [f"{label}={json.dumps(value, ensure_ascii=False)}" for label, value in labels.items()]
        ran = subprocess.run(
            [amtool, "config", "routes", "test", f"--config.file={file}", *given],
            capture_output=True,
            text=True,
            check=True,
        )
        assert ",".join(receiver.name for receiver in router.receivers(labels)) == ran.stdout.strip()


def corpus_cases() -> Iterator[Any]:
    manifest = CORPUS / "manifest.jsonl"
    if not manifest.exists():
        yield pytest.param({}, id="absent", marks=pytest.mark.skip(reason=f"no corpus at {CORPUS}"))
        return
    for line in manifest.read_text().splitlines():
        case = json.loads(line)
        if case["set"] in {"E", "ES"}:
            yield pytest.param(case, id=case["id"])


@pytest.mark.parametrize("case", list(corpus_cases()))
def test_recorded_answers_of_amtool_are_ours(case: dict[str, Any]) -> None:
    # BaseLoader reads every scalar as a text, as Alertmanager's fields do.
    config = yaml.load((CORPUS / case["config_path"]).read_text(), Loader=yaml.BaseLoader)  # noqa: S506  reads texts only
    receivers = {entry["name"]: Receiver(name=entry["name"]) for entry in config["receivers"]}
    router = Router(read_route(config["route"], receivers))
    for line in (CORPUS / case["path"]).read_text().splitlines():
        recorded = json.loads(line)
        if recorded["rc"] == 0:
            ours = ",".join(receiver.name for receiver in router.receivers(recorded["labels"]))
            assert ours == recorded["output"], recorded["labels"]


def read_route(node: dict[str, Any], receivers: dict[str, Receiver]) -> Route:
    given = [Matcher(label, Operator.EQUAL, value) for label, value in (node.get("match") or {}).items()]
    given += [Matcher(label, Operator.REGEX, value) for label, value in (node.get("match_re") or {}).items()]
    for text in node.get("matchers") or ():
        given += read_matchers(text)
    return Route(
        receiver=receivers[node["receiver"]] if node.get("receiver") else None,
        matchers=tuple(given),
        continue_=node.get("continue") == "true",
        routes=tuple(read_route(child, receivers) for child in node.get("routes") or ()),
    )


def read_matchers(text: str) -> Iterator[Matcher]:
    inner = text.strip().removeprefix("{").removesuffix("}")
    for name, operator, value in MATCHER.findall(inner):
        yield Matcher(unquote(name), Operator(operator), unquote(value))


def unquote(text: str) -> str:
    if not text.startswith('"'):
        return text
    escapes = {'\\"': '"', "\\\\": "\\", "\\n": "\n"}
    return re.sub(r"\\.", lambda found: escapes.get(found[0], found[0]), text[1:-1])
