"""Promtool's verdict on templates that others wrote, and ours: they are the same, on every case."""

import json
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from vttalerts.diagnostics import Fault
from vttalerts.language.templates import parse_alert

CORPUS = Path(os.environ.get("VTTALERTS_CORPUS", Path(__file__).parents[2] / ".." / "shared" / "corpus"))


def cases() -> list[dict[str, str]]:
    templates = CORPUS / "dev" / "D.jsonl"
    if not templates.exists():
        pytest.skip(f"set D of the corpus (templates with promtool's verdicts) is not at {templates.resolve()}")
    return [json.loads(line) for line in templates.read_text().splitlines()]


@pytest.mark.parametrize(("version", "field"), [("3.5", "verdict"), ("2.42", "old_verdict")])
def test_promtools_verdict_is_ours(version: str, field: str, record_property: Callable[[str, object], None]) -> None:
    seen: Counter[str] = Counter()
    differences = []
    slow = []
    for case in cases():
        try:
            ours, reason = "ok", ""
            if not parse_alert(case["text"], version).fast:
                slow.append(case["id"])
        except Fault as error:
            ours, reason = "fail", str(error)
        seen[case[field]] += 1
        if ours != case[field]:
            differences.append(f"{case['id']}: {case['text']!r}: {ours} ({reason}), promtool {case[field]}")
    record_property("agreement", f"{seen.total() - len(differences)} of {seen.total()}")
    assert differences == []
    assert slow == []
    assert seen["ok"] > 0
    assert seen["fail"] > 0
