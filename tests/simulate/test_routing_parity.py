"""Our router and amtool send the same alerts to the same receivers."""

import json
import os
import random
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vttalerts import Receiver, Route, importers
from vttalerts.model.matchers import Matcher, Operator
from vttalerts.simulate.routing import Router

CORPUS = Path(os.environ.get("VTTALERTS_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
LABELS = ("alertname", "severity", "service", "team")
VALUES = ("a", "b", "ab", "a b", 'say "hi"', "ä", "x,y", "back\\slash")
PATTERNS = ("a|b", "a.*", ".*", ".+", "a|", "[ab]+", "(?i)A", "\\p{L}", "x.y", "[^a]*")


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


NAMES = (*LABELS, "größe", "a b", "a.b", 'q"q', "日本")
TEXTS = ("", *VALUES, "x\ny", " ", "=~", "日本", "{}")


@st.composite
def matchers(draw: st.DrawFn) -> tuple[Matcher, ...]:
    made: list[Matcher] = []
    for label in draw(st.lists(st.sampled_from(NAMES), max_size=2)):
        operator = draw(st.sampled_from(Operator))
        plain = operator in {Operator.EQUAL, Operator.NOT_EQUAL}
        made.append(
            Matcher(label, operator, draw(st.sampled_from(TEXTS if plain else (*PATTERNS, "", "日.*", "(?s).*"))))
        )
    return tuple(made)


@st.composite
def nodes(draw: st.DrawFn, depth: int) -> Route:
    """A node; one in three is the head of a chain that goes on and on."""
    below: tuple[Route, ...] = ()
    if depth:
        below = tuple(draw(st.lists(nodes(depth - 1), max_size=3)))
        if draw(st.integers(0, 2)) == 0:
            chain = st.builds(partial(Route, continue_=True), receiver=receivers(), matchers=matchers())
            below = (*draw(st.lists(chain, min_size=3, max_size=12)), *below)
    return Route(
        receiver=draw(st.none() | receivers()), matchers=draw(matchers()), continue_=draw(st.booleans()), routes=below
    )


def receivers() -> st.SearchStrategy[Receiver]:
    return st.integers(0, 99).map(lambda number: Receiver(name=f"r{number}"))


@pytest.mark.judge
@pytest.mark.slow
@settings(
    deadline=None,
    max_examples=500,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    database=None,
)
@given(
    st.lists(nodes(2), max_size=5).map(tuple),
    st.lists(st.dictionaries(st.sampled_from(NAMES), st.sampled_from(TEXTS), max_size=6), min_size=4, max_size=4),
)
def test_amtool_goes_the_same_way_on_any_names_values_and_chains(
    amtool: Path, tmp_path: Path, routes: tuple[Route, ...], label_sets: list[dict[str, str]]
) -> None:
    root = Route(receiver=Receiver(name="root"), routes=routes)
    router = Router(root)
    names = sorted({step.receiver.name for step in router.steps})
    file = tmp_path / "alertmanager.yml"
    file.write_text(json.dumps({"route": root.wire(), "receivers": [{"name": name} for name in names]}))
    for labels in label_sets:
        ran = subprocess.run(
            [
                *(amtool, "config", "routes", "test", f"--config.file={file}"),
                *(str(Matcher(label, Operator.EQUAL, value)) for label, value in labels.items()),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        ours = ",".join(receiver.name for receiver in router.receivers(labels))
        assert (ran.returncode, ran.stdout.strip()) == (0, ours), ran.stderr


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
def test_recorded_answers_of_amtool_are_ours(
    case: dict[str, Any], record_property: Callable[[str, object], None]
) -> None:
    (file,) = importers.read([CORPUS / case["config_path"]]).files
    assert file.platform is not None
    assert file.platform.routing is not None
    router = Router(file.platform.routing)
    different = []
    answers = [json.loads(line) for line in (CORPUS / case["path"]).read_text().splitlines()]
    answers = [answer for answer in answers if answer["rc"] == 0]
    for recorded in answers:
        ours = ",".join(receiver.name for receiver in router.receivers(recorded["labels"]))
        if ours != recorded["output"]:
            different.append((recorded["labels"], ours, recorded["output"]))
    record_property("agreement", f"{len(answers) - len(different)} of {len(answers)}")
    record_property("set", case["set"])
    assert different == []
