"""Whatever a template says, executing it ends, and fails in one way only."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from vttalerts.language.execution import KV, Alerts, Execution, ExecutionError, Moment, Record, alert_text

ALERT = Record(
    "Alert",
    {"Status": "firing", "Labels": KV(a="b"), "StartsAt": Moment.at(datetime(2026, 1, 1, tzinfo=UTC))},
    {},
)
DATA = Record("Data", {"Status": "firing", "Alerts": Alerts([ALERT]), "GroupLabels": KV(a="b"), "ExternalURL": "x"}, {})
WORDS = (
    "{{ }} {{- -}} . .Status .Alerts .Alerts.Firing .GroupLabels .GroupLabels.a .StartsAt .Nope $ $x := = | ( ) , "
    "range if else end with define template block break continue and or not eq lt len index slice print printf html "
    "js urlquery call toUpper title join match reReplaceAll safeHtml date tz since humanizeDuration toJson list append "
    'dict urlUnescape stringSlice trimSpace now "a" "%d" "(" `x` 0 1 -1 1e400 0x 99999999999999999999 nil true <a '
    'href= " > </script> <style> $labels.a $value query'
).split()
TEMPLATES = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)


def once(text: str) -> str:
    """An action, which random words seldom are."""
    return f"{{{{ {text} }}}}"


@given(st.one_of(TEMPLATES, TEMPLATES.map(once)))
def test_any_template_says_something_or_fails_with_an_execution_error(text: str) -> None:
    execution = Execution({"a.tmpl": text, "b.tmpl": '{{ define "a" }}x{{ end }}'})
    for render in (execution.text, execution.html):
        with contextlib.suppress(ExecutionError):
            assert isinstance(render(text, DATA), str)
    assert isinstance(alert_text(text, {"a": "b"}, 1.5, {}, "http://p"), str)
