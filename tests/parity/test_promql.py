"""Promtool's verdict on PromQL that others wrote, and ours: they are the same, on every case."""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from vttalerts.diagnostics import Fault
from vttalerts.language.promql import parse, unmet

CORPUS = Path(os.environ.get("VTTALERTS_CORPUS", Path(__file__).parents[2] / ".." / "shared" / "corpus"))
EXPERIMENTAL = ("promql-experimental-functions",)


def cases() -> Iterator[dict[str, str]]:
    expressions = CORPUS / "dev" / "C.jsonl"
    if not expressions.exists():
        pytest.skip(f"set C of the corpus (PromQL with promtool's verdicts) is not at {expressions.resolve()}")
    texts = {case["id"]: case["text"] for case in map(json.loads, expressions.read_text().splitlines())}
    for line in (CORPUS / "manifest.jsonl").read_text().splitlines():
        case = json.loads(line)
        if case["set"] == "C":
            yield {**case, "text": texts[case["id"]]}


def verdict(text: str, version: str, features: tuple[str, ...]) -> tuple[str, str]:
    try:
        needs = unmet(parse(text), version, features)
    except Fault as error:
        return "fail", str(error)
    return ("fail", f"needs {needs[0].name}") if needs else ("ok", "")


@pytest.mark.parametrize(
    ("version", "features", "field", "said"),
    [
        ("3.5", (), "verdict", "message"),
        ("3.5", EXPERIMENTAL, "verdict_experimental_functions", "message"),
        ("2.42", (), "old_verdict", "old_message"),
    ],
    ids=["3.5", "3.5 with experimental functions", "2.42"],
)
def test_promtools_verdict_is_ours(
    version: str, features: tuple[str, ...], field: str, said: str, record_property: Callable[[str, object], None]
) -> None:
    seen: Counter[str] = Counter()
    differences = []
    for case in cases():
        ours, reason = verdict(case["text"], version, features)
        seen[case[field]] += 1
        if ours != case[field]:
            differences.append(f"{case['id']}: {case['text']!r}: {ours} ({reason}), promtool {case[said]}")
    record_property("agreement", f"{seen.total() - len(differences)} of {seen.total()}")
    assert differences == []
    assert seen["ok"] > 0
    assert seen["fail"] > 0
