"""Laws of what a project says of the checks: nothing is lost that nobody accepts, and nothing is accepted for good."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vttalerts.checks import every
from vttalerts.diagnostics import Diagnostic, Label, Level, Span
from vttalerts.policy import FRAME, Policy, Setting, settle
from vttalerts.policy.allowances import Accepted, accepted_by_comments

CODES = ("ALR001", "ALR004", "PQL003")
FILES = ("/a.py", "/b.py")
LINES = st.integers(1, 9)
PLACE = Span("/pyproject.toml", 1)

findings = st.lists(
    st.builds(
        lambda code, places: Diagnostic(code, "x", tuple(Label(Span(file, line, 1)) for file, line in places)),
        st.sampled_from(CODES),
        st.lists(st.tuples(st.sampled_from(FILES), LINES), max_size=2),
    ),
    max_size=6,
)
allowances = st.lists(
    st.builds(
        lambda code, until, file, line, more: Accepted(
            code, "why", until, Span(file, line), (Span(file, line, 1, line + more, 9),)
        ),
        st.sampled_from((*CODES, "ALR999", "DEF001")),
        st.sampled_from(("", "2020-01-01", "2030-01-01")),
        st.sampled_from(FILES),
        LINES,
        st.integers(0, 3),
    ),
    max_size=5,
)
levels = st.dictionaries(
    st.sampled_from((*CODES, "ALR999")),
    st.sampled_from(("off", "warning", "error")).map(lambda one: Setting(one, PLACE)),
)


def has_passed(until: str) -> bool:
    return until < "2025"


def holds(allowance: Accepted) -> bool:
    return not allowance.until or not has_passed(allowance.until)


@given(findings, allowances, levels)
def test_a_finding_is_shown_unless_an_allowance_that_holds_covers_it_or_its_code_is_off(
    found: list[Diagnostic], accepted: list[Accepted], wanted: dict[str, Setting]
) -> None:
    shown = list(settle(found, Policy(wanted, has_passed=has_passed), tuple(accepted)))
    left = [one for one in shown if one.code in CODES]
    expected = [
        one
        for one in found
        if not any(each.code == one.code and holds(each) and each.covers(one) for each in accepted)
        and (one.code not in wanted or wanted[one.code].level != "off")
    ]
    assert [(one.code, one.labels) for one in left] == [(one.code, one.labels) for one in expected]
    for one in left:
        assert one.level is (Level(wanted[one.code].level) if one.code in wanted else Level.ERROR)


@given(findings, allowances, levels)
def test_every_allowance_is_used_or_a_finding_itself(
    found: list[Diagnostic], accepted: list[Accepted], wanted: dict[str, Setting]
) -> None:
    shown = list(settle(found, Policy(wanted, has_passed=has_passed), tuple(accepted)))
    said = [one.code for one in shown if one.code not in CODES]
    known = {one.code for one in every()} | set(FRAME)
    unused = [
        each
        for each in accepted
        if each.code in known and not any(each.covers(one) for one in found if one.code == each.code)
    ]
    assert said.count("DEF091") == len(unused)
    assert said.count("DEF092") == sum(each.code == "ALR999" for each in accepted) + ("ALR999" in wanted)
    assert said.count("DEF093") == sum(each.code == "DEF001" for each in accepted)
    assert said.count("DEF090") == sum(
        not holds(each) and each not in unused and each.code in known for each in accepted
    )


@given(
    st.text(alphabet="a# :\n\t-vtlersow,ALR014becuni2-", max_size=80),
    st.lists(st.sampled_from(("# vttalerts: allow ", "ALR004 ", "because x ", "until 2027-01-01", "\n", "  - a: 1\n"))),
)
def test_any_text_can_be_looked_through_for_comments(text: str, pieces: list[str]) -> None:
    whole = "".join((text, *pieces))
    accepted, wrong = accepted_by_comments(whole, "/a.yml")
    lines = whole.count("\n") + 1
    for one in accepted:
        assert one.because.strip()
        assert all(1 <= area.line <= (area.end_line or 0) <= lines for area in one.areas)
    assert all(one.code == "DEF094" for one in wrong)
