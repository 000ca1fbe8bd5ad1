"""Files of tests of rules, as promtool reads them (cmd/promtool/unittest.go)."""

from __future__ import annotations

from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.importers.nodes import Map, Source
from vttalerts.importers.reading import Reading
from vttalerts.model.rule_tests import RuleTests


def read(source: Source, root: Map, found: list[Diagnostic]) -> RuleTests | None:
    """Return the tests of a file."""
    return Reading(source, found, {}).spec(RuleTests, root)


def no_file(found: list[Diagnostic], tests: RuleTests, pattern: str) -> None:
    """Say that a pattern matches no file of rules."""
    found.append(
        Diagnostic(
            "DEF113",
            f"no file matches `{pattern}`",
            (tests.at("no rules are tried out", "rule_files", snippet=pattern),),
            why="promtool says that all is well, and has tried nothing",
            help="mend the path, which counts from this file's folder, or remove it",
            level=Level.WARNING,
        )
    )


def unknown_alerts(found: list[Diagnostic], tests: RuleTests, alerts: set[str]) -> None:
    """Say of each test of an alert that there is not that it proves nothing."""
    found.extend(
        Diagnostic(
            "DEF119",
            f"no rule is called `{one.alertname}`",
            (one.at("always passes", "alertname"),),
            why="the test would pass whatever the rules say",
            help="write the name of an alert in `rule_files`",
            level=Level.WARNING,
        )
        for test in tests.tests
        for one in test.alert_rule_test
        if one.alertname not in alerts and not one.exp_alerts
    )
