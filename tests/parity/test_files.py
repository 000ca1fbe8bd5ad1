"""The real tools' verdict on configuration that others wrote, and ours: never laxer, and stricter for a reason."""

import json
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from vttalerts import importers
from vttalerts.cli import files
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.language.matchers import Mode
from vttalerts.model.targets import Targets

pytestmark = pytest.mark.slow

CORPUS = Path(os.environ.get("VTTALERTS_CORPUS", Path(__file__).parents[2] / ".." / "shared" / "corpus"))
STRICTER: dict[str, dict[str, str]] = json.loads(Path(__file__).with_name("stricter.json").read_text())
"""The cases in which more is refused than by the real tool: with which code, and why."""
OLD = Targets(prometheus="2.42", alertmanager="0.25")


def cases(name: str) -> list[dict[str, str]]:
    manifest = CORPUS / "manifest.jsonl"
    if not manifest.exists():
        pytest.skip(f"set {name} of the corpus (files with the real tools' verdicts) is not at {manifest.resolve()}")
    return [case for case in map(json.loads, manifest.read_text().splitlines()) if case["set"] == name]


def errors(case: dict[str, str], mode: Mode, targets: Targets | None = None) -> list[Diagnostic]:
    found = files.check(importers.read([CORPUS / case["path"]], mode=mode), targets=targets)
    return [one for one in found if one.level is Level.ERROR]


@pytest.mark.parametrize(
    ("name", "mode", "field"),
    [
        ("A", "fallback", "verdict"),
        ("A", "classic", "verdict_classic"),
        ("A", "utf8-strict", "verdict_utf8_strict"),
        ("A", "fallback", "old_verdict"),
        ("B", "fallback", "verdict"),
        ("B", "fallback", "old_verdict"),
    ],
)
def test_verdict_of_the_real_tool_is_ours(
    name: str, mode: Mode, field: str, record_property: Callable[[str, object], None]
) -> None:
    seen: Counter[str] = Counter()
    laxer, stricter = [], {}
    for case in cases(name):
        found = errors(case, mode, OLD if field == "old_verdict" else None)
        seen[case[field]] += 1
        if not found and case[field] == "fail":
            laxer.append(f"{case['path']}: {case['message']}")
        if found and case[field] == "ok":
            stricter[case["id"]] = {one.code for one in found}
        assert all(one.labels for one in found)
    record_property("agreement", f"{seen.total() - len(laxer) - len(stricter)} of {seen.total()}")
    assert laxer == []
    assert stricter == {id_: {entry["code"]} for id_, entry in STRICTER.items() if id_.startswith(name)}
    assert min(seen["ok"], seen["fail"]) > 0


EVALUATED = {"F-54e554a2aeab9686", "F-6417565553f846b6"}
"""Tests of rules that fail by what their expressions result in, which no checker of files can tell."""


def test_promtools_verdict_on_rule_tests_is_ours_but_for_what_expressions_result_in(
    record_property: Callable[[str, object], None],
) -> None:
    found = {case["id"]: (bool(errors(case, "fallback")), case["verdict"]) for case in cases("F")}
    different = {id_ for id_, (refused, verdict) in found.items() if refused is (verdict == "ok")}
    record_property("agreement", f"{len(found) - len(different)} of {len(found)}")
    assert different == EVALUATED


def test_each_case_that_is_refused_more_strictly_has_its_reason() -> None:
    from vttalerts.checks import every
    from vttalerts.checks._faults import PAGES

    codes = {check.code for check in every()} | set(PAGES)
    assert {id_ for id_, entry in STRICTER.items() if entry["code"] not in codes or not entry["reason"]} == set()
