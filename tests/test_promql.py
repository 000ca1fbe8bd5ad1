"""PromQL: what an expression reads, which labels it leaves, what a version lacks, and where it goes wrong."""

import subprocess
import sys

import pytest

from vttalerts.diagnostics import Fault
from vttalerts.language.promql import (
    Drop,
    Requirement,
    Selector,
    dropped,
    locate,
    parenthesise,
    parse,
    requires,
    result_labels,
    unmet,
)

DECLARED = {
    "errors_total": frozenset({"service", "instance", "code"}),
    "requests_total": frozenset({"service", "instance"}),
    "request_seconds_bucket": frozenset({"service", "le"}),
    "build_info": frozenset({"instance", "version"}),
}


def names_of(text: str) -> tuple[list[str], bool]:
    labels = result_labels(parse(text), DECLARED.get)
    return sorted(labels.names - {"__name__"}), labels.open


def known_in(text: str) -> dict[str, str]:
    known = dict(result_labels(parse(text), DECLARED.get).known)
    known.pop("__name__", None)
    return known


def fault(text: str) -> tuple[str, str, int | None, int, str]:
    with pytest.raises(Fault) as caught:
        parse(text)
    error = caught.value
    return error.code, error.headline, error.offset, error.length, error.help


class TestReading:
    """What an expression reads, and what it evaluates to."""

    def test_a_selector_knows_its_range_its_offset_and_what_takes_it(self) -> None:
        query = parse('sum by (service) (rate(errors_total{code=~"5..", job="vtt"}[5m] offset 1h)) / vector(2)')
        assert query.selectors == (
            Selector("errors_total", (("code", "=~", "5.."), ("job", "=", "vtt")), 300.0, 3600.0, "rate"),
        )
        assert query.functions == {"rate", "vector"}
        assert query.aggregations == {"sum"}
        assert query.value_type == "vector"

    def test_selectors_come_from_left_to_right(self) -> None:
        query = parse(
            'a{x="1"} * on (y) group_left (z) sum(b) or topk(3, c) unless label_replace(d, "e", "f", "g", "h")'
        )
        assert [selector.metric for selector in query.selectors] == ["a", "b", "c", "d"]
        assert [selector.function for selector in query.selectors] == [None, "sum", "topk", "label_replace"]

    @pytest.mark.parametrize("text", ['{__name__="up"}', '{"up"}', "up", "up{}"])
    def test_a_metric_is_named_in_three_ways(self, text: str) -> None:
        assert [selector.metric for selector in parse(text).selectors] == ["up"]

    def test_a_pattern_is_no_name(self) -> None:
        assert [selector.metric for selector in parse('{__name__=~"up|down"}').selectors] == [None]

    @pytest.mark.parametrize(
        ("text", "value_type"),
        [
            ("up", "vector"),
            ("up[5m]", "matrix"),
            ("rate(up[5m])[1h:1m]", "matrix"),
            ("time() - 5", "scalar"),
            ("-(5)", "scalar"),
            ("scalar(up)", "scalar"),
            ("vector(1)", "vector"),
            ("up == bool 1", "vector"),
            ("(up)", "vector"),
            ('"text"', "string"),
        ],
    )
    def test_the_value_type_is_upstreams(self, text: str, value_type: str) -> None:
        assert parse(text).value_type == value_type

    @pytest.mark.parametrize(
        ("text", "compares"),
        [
            ("up == 0", True),
            ("up", False),
            ("up == bool 0", False),
            ("(up == 0) * 5", True),
            ("absent(up)", True),
            ("absent_over_time(up[5m])", True),
            ("up unless down", True),
            ("up and down", False),
            ("up and down > 1", True),
            ("up > 1 or down", False),
            ("up > 1 or down > 1", True),
            ("sum(up > 1) or vector(0)", False),
            ("count(up == 0)", True),
            ("count_over_time((up == 0)[5m:])", True),
            ("vector(scalar(up == 0))", False),
            ("scalar(up == 0) > bool 1", False),
            ("time() > bool 5", False),
            ('ALERTS{alertstate="firing"}', True),
            ("-(up > 1)", True),
            ("changes(up[5m])", False),
        ],
    )
    def test_an_alert_is_quiet_only_if_its_result_is_filtered(self, text: str, compares: bool) -> None:  # noqa: FBT001
        assert parse(text).compares is compares

    @pytest.mark.parametrize("text", ["x", "x{a='b'}", "sum(rate(x[5m])) by (job) > 2", "# why\nx"])
    def test_a_place_is_found_by_the_selector(self, text: str) -> None:
        query = parse(text)
        offset, length = locate(query, query.selectors[0])
        assert text[offset : offset + length] == "x"

    def test_of_equal_selectors_each_has_its_place(self) -> None:
        query = parse("up / up")
        assert [locate(query, selector) for selector in query.selectors] == [(0, 2), (5, 2)]

    def test_a_selector_without_a_name_stands_at_its_braces(self) -> None:
        query = parse('1 + {job="vtt"}')
        assert locate(query, query.selectors[0]) == (4, 11)

    def test_a_foreign_selector_has_no_place(self) -> None:
        with pytest.raises(ValueError, match="not in tuple"):
            locate(parse("up"), Selector("down"))


class TestComposing:
    """An expression as a part of another."""

    @pytest.mark.parametrize(
        ("text", "composed"),
        [
            ("a / b", "a / b"),
            ("a + b", "a + b"),
            ("-a ^ 2", "-a ^ 2"),
            ("sum(a) by (x)", "sum(a) by (x)"),
            ("a or b", "(a or b)"),
            ("a and b", "(a and b)"),
            ("a unless b", "(a unless b)"),
            ("a > 1", "(a > 1)"),
            ("a == bool 1", "(a == bool 1)"),
            ("(a or b)", "(a or b)"),
            ("  a\n", "a"),
            ("a # why", "a # why\n"),
            ("a or b # why", "(a or b # why\n)"),
            ("# why\na", "# why\na"),
            ('a{b="#"}', 'a{b="#"}'),
            ('a{b="#"} #', 'a{b="#"} #\n'),
        ],
    )
    def test_parentheses_are_added_only_where_a_comparison_would_bind_tighter(self, text: str, composed: str) -> None:
        assert parenthesise(text) == composed
        query = parse(f"{composed} > 0.95")
        assert len(query.nodes) == len(parse(text).nodes) + 2 + (composed[0] == "(" != text.strip()[0])


class TestLabels:
    """Which labels a result can carry."""

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("errors_total", ["code", "instance", "service"]),
            ("sum by (service) (errors_total)", ["service"]),
            ("sum by (service, nothing) (errors_total)", ["service"]),
            ("sum without (instance) (errors_total)", ["code", "service"]),
            ("sum(errors_total)", []),
            ("topk by (service) (3, errors_total)", ["code", "instance", "service"]),
            ("quantile(0.9, errors_total)", []),
            ('count_values by (service) ("value", errors_total)', ["service", "value"]),
            ("rate(errors_total[5m])", ["code", "instance", "service"]),
            ("errors_total / on (service) requests_total", ["service"]),
            ("errors_total / ignoring (code) requests_total", ["instance", "service"]),
            ("errors_total / ignoring (code) group_left requests_total", ["code", "instance", "service"]),
            (
                "errors_total * on (instance) group_left (version) build_info",
                ["code", "instance", "service", "version"],
            ),
            (
                "build_info * on (instance) group_right (version) errors_total",
                ["code", "instance", "service", "version"],
            ),
            ("errors_total / on (instance) group_left (nothing) build_info", ["code", "instance", "service"]),
            ("sum by (service) (errors_total) > 5", ["service"]),
            ("5 < sum by (service) (errors_total)", ["service"]),
            ("requests_total and on (instance) build_info", ["instance", "service"]),
            ("requests_total unless build_info", ["instance", "service"]),
            ("requests_total or build_info", ["instance", "service", "version"]),
            ('absent(up{job="vtt", instance=~"a|b"})', ["job"]),
            ('absent(up{job="a", job="b", env="c"})', ["env"]),
            ('absent_over_time(up{job="vtt"}[5m])', ["job"]),
            ("absent(sum(up))", []),
            ('absent((up{job="vtt"}))', ["job"]),
            ('absent(+up{job="vtt"})', []),
            ('label_replace(requests_total, "host", "$1", "instance", "(.*):.*")', ["host", "instance", "service"]),
            ('label_join(requests_total, "id", "-", "service", "instance")', ["id", "instance", "service"]),
            ("histogram_quantile(0.95, rate(request_seconds_bucket[5m]))", ["service"]),
            ('histogram_quantiles(request_seconds_bucket, "q", 0.5, 0.9)', ["q", "service"]),
            ("vector(1)", []),
            ("time()", []),
            ("scalar(errors_total)", []),
            ("hour()", []),
            ("max_over_time((sum by (code) (errors_total))[1h:])", ["code"]),
            ("-requests_total", ["instance", "service"]),
            ('requests_total{instance=""}', ["service"]),
        ],
    )
    def test_a_closed_set_follows_the_engine(self, text: str, expected: list[str]) -> None:
        assert names_of(text) == (expected, False)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("unknown", ([], True)),
            ('unknown{job="vtt"}', (["job"], True)),
            ('unknown{job=~".+"}', (["job"], True)),
            ('unknown{job=~".*"}', ([], True)),
            ('unknown{job!=""}', (["job"], True)),
            ('unknown{job!~"a|"}', (["job"], True)),
            ("sum by (service) (unknown)", (["service"], False)),
            ("sum without (instance) (unknown)", ([], True)),
            ("unknown or requests_total", (["instance", "service"], True)),
            ("unknown and requests_total", ([], True)),
            ("info(requests_total)", (["instance", "service"], True)),
        ],
    )
    def test_an_undeclared_metric_leaves_the_set_open(self, text: str, expected: tuple[list[str], bool]) -> None:
        assert names_of(text) == expected

    def test_an_open_set_still_knows_what_is_gone(self) -> None:
        labels = result_labels(parse("sum without (instance) (unknown)"), DECLARED.get)
        assert not labels.can_carry("instance")
        assert labels.can_carry("service")

    @pytest.mark.parametrize(
        ("text", "known"),
        [
            ('errors_total{service="vtt", code=~"5.."}', {"service": "vtt"}),
            ('sum by (service, code) (errors_total{service="vtt"})', {"service": "vtt"}),
            ('sum by (code) (errors_total{service="vtt"})', {}),
            ('errors_total / on (service) requests_total{service="vtt"}', {"service": "vtt"}),
            ('errors_total and on (service) requests_total{service="vtt"}', {"service": "vtt"}),
            ('errors_total unless on (service) requests_total{service="vtt"}', {}),
            ('errors_total{service="a"} or requests_total{service="a"}', {"service": "a"}),
            ('errors_total{service="a"} or requests_total{service="b"}', {}),
            ('errors_total * on (instance) group_left (version) build_info{version="1"}', {"version": "1"}),
            ('label_replace(errors_total, "severity", "page", "", "")', {"severity": "page"}),
            ('label_replace(errors_total{code="500"}, "code", "$1", "instance", "(.*)")', {}),
            ('absent(up{job="vtt"})', {"job": "vtt"}),
            ('absent(up{job!="", job="vtt"})', {}),
            ('count_values("service", errors_total{service="vtt"})', {}),
        ],
    )
    def test_an_equality_proves_a_value_as_far_as_it_reaches(self, text: str, known: dict[str, str]) -> None:
        assert known_in(text) == known

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("errors_total", True),
            ("errors_total > 5", True),
            ("last_over_time(errors_total[5m])", True),
            ("rate(errors_total[5m])", False),
            ("errors_total * 2", False),
            ("errors_total > bool 5", False),
            ("-errors_total", False),
            ("+errors_total", True),
            ("max by (__name__) (errors_total)", True),
            ("max without () (errors_total)", False),
            ("errors_total > on (service) requests_total", False),
        ],
    )
    def test_the_metrics_name_survives_filters_and_no_computation(self, text: str, name: bool) -> None:  # noqa: FBT001
        assert result_labels(parse(text), DECLARED.get).can_carry("__name__") is name

    @pytest.mark.parametrize(
        ("text", "label", "drop"),
        [
            (
                "sum by (service) (errors_total) > 5",
                "instance",
                Drop("sum by (service)", 0, 16, frozenset({"service"})),
            ),
            ("sum(errors_total) by (service)", "code", Drop("by (service)", 18, 12, frozenset({"service"}))),
            (
                "max by (service) (sum by (service, code) (errors_total))",
                "instance",
                Drop("sum by (service, code)", 18, 22, frozenset({"service", "code"})),
            ),
            (
                "1 - avg without (code) (errors_total)",
                "code",
                Drop("avg without (code)", 4, 18, frozenset({"service", "instance"})),
            ),
            (
                "errors_total / on (service) requests_total",
                "code",
                Drop("on (service)", 15, 12, frozenset({"service"})),
            ),
            ("absent(errors_total)", "code", Drop("absent", 0, 6, frozenset())),
            (
                "sum by (code) (errors_total) and on () sum by (service) (requests_total)",
                "service",
                Drop("sum by (code)", 0, 13, frozenset({"code"})),
            ),
            ("errors_total", "nothing", None),
            ("errors_total", "code", None),
            ("sum by (service) (errors_total)", "nothing", None),
        ],
    )
    def test_what_removes_a_label_is_named_with_its_place(self, text: str, label: str, drop: Drop | None) -> None:
        assert dropped(parse(text), DECLARED.get, label) == drop

    def test_the_outermost_piece_that_removes_any_is_named_without_asking_for_one(self) -> None:
        labels = result_labels(parse("max by (service) (sum by (service, code) (errors_total)) > 5"), DECLARED.get)
        assert (labels.dropped_by, labels.dropped_at) == ("max by (service)", (0, 16))
        assert result_labels(parse("errors_total"), DECLARED.get).dropped_by is None


class TestVersions:
    """What a server must be, to understand an expression."""

    @pytest.mark.parametrize(
        ("text", "needs"),
        [
            ("histogram_avg(x)", [("histogram_avg", "2.51", None)]),
            ("limitk(5, x)", [("limitk", "2.54", "promql-experimental-functions")]),
            ("mad_over_time(x[5m])", [("mad_over_time", "2.49", "promql-experimental-functions")]),
            ("holt_winters(x[5m], 0.1, 0.1)", [("holt_winters", "2.0", None)]),
            ("1_000", [("underscores in a number", "2.54", None)]),
            ("x > 5m", [("duration as a number", "2.54", None)]),
            ("x[300]", [("number as a duration", "2.54", None)]),
            ("x offset 0s", [("offset of zero", "2.54", None)]),
            ('{"up"}', [("quoted name", "2.55", "utf8-names")]),
            ('sum by ("le") (x)', [("quoted name", "2.55", "utf8-names")]),
            ("sum by (a:b) (x)", [("colon in a grouping label", "3.0", None)]),
            ("x[5m + 1m]", [("duration expression", "3.4", "promql-duration-expr")]),
            ("a + fill(0) b", [("fill modifier", "3.10", "promql-binop-fill-modifiers")]),
            ("x[5m] anchored", [("anchored or smoothed selector", "3.7", "promql-extended-range-selectors")]),
            ("x </ 5", [("histogram trimming operator", "3.11", None)]),
            ("start()", [("start", "3.12", "promql-experimental-functions")]),
            ("sum by (anchored) (smoothed)", []),
            ("rate(x[5m])", []),
        ],
    )
    def test_whatever_an_old_server_lacks_is_a_requirement(
        self, text: str, needs: list[tuple[str, str, str | None]]
    ) -> None:
        assert [(need.name, need.since, need.feature) for need in requires(parse(text))] == needs

    @pytest.mark.parametrize(
        ("version", "features", "met"),
        [
            ("3.6", ["promql-experimental-functions"], False),
            ("3.7", [], False),
            ("3.7", ["promql-experimental-functions"], True),
            ("3.14", [], True),
            ("3.14.2", [], True),
        ],
    )
    def test_a_flag_is_needed_until_the_version_that_frees_it(
        self,
        version: str,
        features: list[str],
        met: bool,  # noqa: FBT001
    ) -> None:
        assert (unmet(parse("first_over_time(x[5m])"), version, features) == ()) is met

    def test_what_a_version_removed_is_unmet_there(self) -> None:
        query = parse("holt_winters(x[5m], 0.1, 0.1)")
        assert unmet(query, "2.55") == ()
        assert unmet(query, "3.0") == (Requirement("holt_winters", "function", "2.0", until="3.0"),)


class TestFaults:
    """What is said of an expression that no server accepts."""

    @pytest.mark.parametrize(
        ("text", "headline", "offset", "length", "help_"),
        [
            ("", "no expression found in input", 0, 1, "write an expression"),
            ("sum(rate(x[5m])", "unclosed left parenthesis", 3, 1, "close it with `)`"),
            ("x[5m", "unclosed left bracket", 1, 1, "close it with `]`"),
            ('x{a="b"', "unexpected end of input inside braces", 1, 1, "close it with `}`"),
            ("x)", "unexpected right parenthesis", 1, 1, "remove it"),
            ("x +", "unexpected end of input", 3, 1, ""),
            ("sum(a b)", "unexpected `b` in aggregation", 6, 1, ""),
            ("x = 1", "unexpected `=`", 2, 1, "write `==` to compare"),
            ("a && b", "unexpected character `&&`", 2, 2, "write `and`"),
            ("a || b", "unexpected character `||`", 2, 2, "write `or`"),
            ("rat(x[5m])", "unknown function with name `rat`", 0, 3, "write `rate`"),
            (
                "rate(x)",
                "expected type range vector in call to function `rate`, got instant vector",
                5,
                1,
                "give it a range, such as `[5m]`",
            ),
            (
                "abs(x[5m])",
                "expected type instant vector in call to function `abs`, got range vector",
                4,
                5,
                "remove the range, or put it into a function such as `rate(…)`",
            ),
            ("clamp(x, 1)", "expected 3 argument(s) in call to `clamp`, got 2", 0, 11, ""),
            ("topk(x)", "wrong number of arguments for aggregate expression provided, expected 2, got 1", 0, 7, ""),
            ("1 > 2", "comparisons between scalars must use BOOL modifier", 2, 1, "write `> bool`"),
            ("a + bool b", "bool modifier can only be used on comparison operators", 2, 1, "remove `bool`"),
            ("x[5]m", "unexpected `m`", 4, 1, ""),
            ("x[0s]", "duration must be greater than 0", 2, 2, ""),
            ("x[5mm]", "bad number or duration syntax: `5mm`", 2, 3, ""),
            ("(x)[5m]", "ranges only allowed for vector selectors", 3, 4, "write a subquery, such as `[5m:]`"),
            (
                "{}",
                "vector selector must contain at least one non-empty matcher",
                0,
                2,
                "name the metric before the braces",
            ),
            (
                '{a=~".*"}',
                "vector selector must contain at least one non-empty matcher",
                0,
                9,
                "name the metric before the braces",
            ),
            ('x{a=~"("}', "error parsing regexp: missing ): (", 2, 6, ""),
            ('x{a=~".**"}', "error parsing regexp: bad repetition operator: **", 2, 8, ""),
            ("x{a=b}", "unexpected `b` in label matching, expected string", 4, 1, "quote the value"),
            ('x{a="b" or c="d"}', "unexpected `or` in label matching, expected `,` or `}`", 8, 2, ""),
            ('x{a="\\d"}', "unknown escape sequence `\\d`", 5, 2, "write `\\\\d` for a backslash"),
            ('x{a="b}', "unterminated quoted string", 4, 3, 'close it with `"`'),
            ("x offset 5m offset 5m", "offset may not be set multiple times", 0, 21, ""),
            ("a and 1", "set operator `and` not allowed in binary scalar expression", 0, 7, ""),
            ("sum by (without) (x)", "unexpected `without` in grouping opts, expected label", 8, 7, ""),
            ("max(x,)", "trailing commas not allowed in function call args", 5, 1, "remove it"),
            ("é > 1", "unexpected character `é`", 0, 1, ""),
        ],
    )
    def test_a_refusal_says_what_is_wrong_where_and_what_to_write(
        self, text: str, headline: str, offset: int, length: int, help_: str
    ) -> None:
        assert fault(text) == ("PQL001", f"not PromQL: {headline}", offset, length, help_)

    def test_a_fault_of_syntax_comes_before_one_of_types(self) -> None:
        assert fault("rate(x) + )")[1] == "not PromQL: unexpected right parenthesis"

    def test_an_expression_that_no_one_can_read_is_not_looked_at(self) -> None:
        why = "record parts of it under a name, and use those"
        assert fault("x" * 65_537) == ("PQL002", "an expression of 65,537 characters is longer than 65,536", 0, 1, why)
        deep = "(" * 201 + "x" + ")" * 201
        assert fault(deep) == ("PQL002", "an expression nested deeper than 200", 200, 1, why)
        assert fault("x" + " or x" * 1001) == ("PQL002", "an expression of over 1,000 operators", 5002, 2, why)

    def test_parentheses_in_texts_and_comments_nest_nothing(self) -> None:
        assert parse('x{a="' + "(" * 300 + '"} # ' + "(" * 300).selectors[0].metric == "x"

    def test_long_chains_are_read_without_recursion(self) -> None:
        query = parse("up == 0" + " or up == 0" * 400)
        assert len(query.selectors) == 401
        assert result_labels(query, DECLARED.get).open

    @pytest.mark.parametrize("text", ["x[" + "1" * 5000 + "s]", "x > " + "1" * 5000, "x > 0x" + "f" * 500])
    def test_numbers_that_no_machine_holds_are_refused(self, text: str) -> None:
        assert fault(text)[0] == "PQL001"


def test_neither_grammar_nor_regular_expressions_are_loaded_for_plain_expressions() -> None:
    code = (
        "import sys; from vttalerts.language.promql import parse; parse('sum by (a) (rate(x{b=~\"5..\"}[5m])) > 0.5');"
        "print(sorted(m for m in sys.modules if m in ('re2', 'vttalerts.language._promql_grammar', 'difflib')))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
