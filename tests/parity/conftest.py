"""Writes how often the real tools and this project agree: `pytest tests/parity … --parity-table docs/parity.md`."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HEAD = """\
# Agreement with the real tools

Written by `nox -s parity`, of the corpus beside the repository: configuration that others wrote, with what amtool
0.33.1 and promtool 3.5.3 (and where it says so 2.42) answer. A case that is refused here and taken there is listed
with its reason in `tests/parity/stricter.json`; nothing is taken here and refused there but what is said below.
What `vttalerts import` refuses is listed in `tests/parity/not_imported.json`.

| set | what is compared | agreement |
|---|---|---|
"""
TAIL = """
Of set F, two files fail by what their expressions result in: only promtool's evaluation tells that.
"""
SETS = {
    "test_files.py::test_verdict_of_the_real_tool_is_ours[A-fallback-verdict]": (
        "A",
        "Alertmanager configurations: amtool",
    ),
    "test_files.py::test_verdict_of_the_real_tool_is_ours[A-fallback-old": ("A", "the same: amtool 0.25"),
    "test_files.py::test_verdict_of_the_real_tool_is_ours[A-classic": ("A", "the same, in classic mode"),
    "test_files.py::test_verdict_of_the_real_tool_is_ours[A-utf8-strict": ("A", "the same, in UTF-8 strict mode"),
    "test_files.py::test_verdict_of_the_real_tool_is_ours[B-fallback-verdict]": (
        "B",
        "rule files: `promtool check rules`",
    ),
    "test_files.py::test_verdict_of_the_real_tool_is_ours[B-fallback-old": ("B", "rule files: promtool 2.42"),
    "test_files.py::test_promtools_verdict_on_rule_tests": ("F", "rule tests: `promtool test rules`"),
    "test_promql.py::test_promtools_verdict_is_ours[3.5]": ("C", "PromQL: promtool"),
    "test_promql.py::test_promtools_verdict_is_ours[3.5 with": ("C", "PromQL, with experimental functions"),
    "test_promql.py::test_promtools_verdict_is_ours[2.42]": ("C", "PromQL: promtool 2.42"),
    "test_templates.py::test_promtools_verdict_is_ours[3.5": ("D", "templates: promtool"),
    "test_templates.py::test_promtools_verdict_is_ours[2.42": ("D", "templates: promtool 2.42"),
    "test_import.py::test_every_dashboard": ("G", "dashboards, imported and built back to the same JSON"),
    "test_import.py::test_every_rule_file": ("B", "what promtool takes, imported, built and taken again"),
    "test_import.py::test_every_alertmanager": ("A", "what amtool takes, imported, built and taken again"),
    "test_routing_parity.py": ("E", "alerts on their way: `amtool config routes test`"),
}
"""What a test compares, by what its id begins with; another test says it by its name."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--parity-table", type=Path, help="write how often the real tools agree into this file")


class Table:
    """Gathers what the tests say of their agreement."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.agreed: Counter[tuple[str, str]] = Counter()
        self.compared: Counter[tuple[str, str]] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        properties: dict[str, Any] = dict(report.user_properties)
        if report.when == "call" and "agreement" in properties:
            agreed, _, compared = str(properties["agreement"]).partition(" of ")
            row = self._row(report.nodeid, properties)
            self.agreed[row] += int(agreed)
            self.compared[row] += int(compared)

    @staticmethod
    def _row(nodeid: str, properties: dict[str, Any]) -> tuple[str, str]:
        name = nodeid.rpartition("/")[2]
        for start, (letter, words) in SETS.items():
            if name.startswith(start):
                return str(properties.get("set", letter)), words
        test = name.partition("::test_")[2].partition("[")[0]
        return str(properties.get("set", "")), test.replace("_", " ")

    def lines(self) -> Iterator[str]:
        """Yield the table's rows."""
        for row in sorted(self.compared):
            yield f"| {row[0]} | {row[1]} | {self.agreed[row]:,} of {self.compared[row]:,} |\n"

    def pytest_sessionfinish(self) -> None:
        if self.compared:
            self.file.write_text(HEAD + "".join(self.lines()) + TAIL, encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    file = config.getoption("--parity-table")
    if file is not None:
        config.pluginmanager.register(Table(file), "parity-table")
