"""Laws of the PromQL module, on random expressions; promtool judges its verdicts and the labels that it foresees."""

import functools
import json
import random
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import promql_parser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vttalerts.diagnostics import Fault
from vttalerts.language import _promql_grammar
from vttalerts.language._promql_functions import AGGREGATIONS, SIGNATURES, WITH_PARAMETER
from vttalerts.language._promql_literals import Refusal
from vttalerts.language._promql_plain import is_plain
from vttalerts.language.promql import Query, parenthesise, parse, result_labels, unmet
from vttalerts.simulate.domains import Box, of
from vttalerts.simulate.promql_space import space

METRICS = ("x", "y", "z")
LABELS = ("a", "b", "c", "le")
WORDS = (
    *("sum", "by", "without", "on", "ignoring", "group_left", "bool", "offset", "and", "or", "unless", "atan2"),
    *("start", "end", "step", "anchored", "smoothed", "fill", "limitk", "inf", "NaN", "SUM", "By", "offset -5m"),
    *"()[]{},+-*/%^<>=@#:\\",
    *("==", "!=", "=~", "!~", "<=", '"x"', "'y'", "`\\d`", '"\\d"', "5m", "0s", "1_000", "0x1F", ".5", "1e", "1h30m"),
    *("[5m]", "[5m:]", "[0s]", "[5m+1m]", '{__name__="x"}', '{"q"}', 'a=~".*"', 'a=~"x**"', "\n", "é", "#c\n"),
    *("info(x)", "start()", "first_over_time(x[5m])", "fill(0)", "by ('a')", "on (a:b)", "- 20", "+ x[5m]"),
)


class Writer:
    """Writes random PromQL of an instant vector, without what needs a flag."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  no secret

    def label(self) -> str:
        return self.random.choice((*LABELS, "__name__"))

    def labels(self) -> str:
        return ", ".join(self.random.sample((*LABELS, "__name__"), self.random.choice((0, 1, 1, 2, 3))))

    def selector(self) -> str:
        matchers = [
            f'{self.random.choice(LABELS)}{self.random.choice(("=", "=", "!=", "=~", "!~"))}"{value}"'
            for value in self.random.choices(("1", "2", "", ".+", ".*", "1|2"), k=self.random.choice((0, 0, 1, 2)))
        ]
        return self.random.choice(METRICS) + (f"{{{','.join(matchers)}}}" if matchers else "")

    def vector(self, depth: int = 0) -> str:
        if depth > 3 or self.random.random() < 0.25:
            return self.selector()
        form = self.random.choice(
            (self.aggregation, self.call, self.over_time, self.relabeling, self.scalar, self.binary)
        )
        return form(depth + 1)

    def aggregation(self, depth: int) -> str:
        op = self.random.choice(sorted(AGGREGATIONS - {"limitk", "limit_ratio"}))
        parameter = {"count_values": f'"{self.random.choice("aq")}", ', "quantile": "0.5, "}.get(op, "2, ")
        clause = self.random.choice(("", f"by ({self.labels()})", f"without ({self.labels()})"))
        body = f"({parameter if op in WITH_PARAMETER else ''}{self.vector(depth)})"
        return f"{op} {clause} {body}" if self.random.random() < 0.5 else f"{op} {body} {clause}"

    def call(self, depth: int) -> str:
        name = self.random.choice(("abs", "ceil", "sort", "timestamp", "round", "hour", "absent", "absent"))
        inner = self.vector(depth) if self.random.random() < 0.7 else f"({self.selector()})"
        return f"{name}({inner})"

    def over_time(self, depth: int) -> str:
        name = self.random.choice(("rate", "last_over_time", "absent_over_time", "max_over_time", "changes"))
        return (
            f"{name}({self.selector()}[5m])" if self.random.random() < 0.7 else f"{name}(({self.vector(depth)})[5m:1m])"
        )

    def relabeling(self, depth: int) -> str:
        inner = self.vector(depth)
        if self.random.random() < 0.2:
            return f'label_join({inner}, "{self.random.choice("ad")}", "-", "a", "b")'
        if self.random.random() < 0.2:
            return f"histogram_quantile(0.9, {inner})"
        to, replacement = self.random.choice("ad"), self.random.choice(("k", "$1", ""))
        source, pattern = self.random.choice(("a", "b", "")), self.random.choice(("", "(.*)", ".*", "(1)"))
        return f'label_replace({inner}, "{to}", "{replacement}", "{source}", "{pattern}")'

    def scalar(self, depth: int) -> str:
        inner = self.vector(depth)
        return self.random.choice(
            (
                f"-({inner})",
                f"+({inner})",
                f"vector(scalar({inner}))",
                f"({inner}) > 1",
                f"2 * ({inner})",
                f"1 < bool ({inner})",
            )
        )

    def binary(self, depth: int) -> str:
        op = self.random.choice(("+", "/", ">", "<", "== bool", "and", "or", "unless"))
        matching = self.random.choice(("", f"on ({self.labels()})", f"ignoring ({self.labels()})"))
        if matching and op not in {"and", "or", "unless"} and self.random.random() < 0.5:
            matching += f"{self.random.choice((' group_left', ' group_right'))} ({self.labels()})"
        return f"({self.vector(depth)}) {op} {matching} ({self.vector(depth)})"

    def damaged(self) -> str:
        """Write an expression and put random words into it, or take some away."""
        tokens = re.findall(r"\"[^\"]*\"|[A-Za-z_]\w*|\s+|.", self.vector(1))
        for _ in range(self.random.choice((1, 1, 2, 3))):
            at = self.random.randrange(len(tokens) + 1)
            if self.random.random() < 0.6 or at == len(tokens):
                tokens.insert(at, self.random.choice(("", " ")) + self.random.choice((*WORDS, *SIGNATURES)) + " ")
            else:
                del tokens[at]
        return "".join(tokens)


vectors = st.integers(0, 2**32).map(lambda seed: Writer(seed).vector())
damaged = st.integers(0, 2**32).map(lambda seed: Writer(seed).damaged())
relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def parsed(text: str) -> Query | None:
    try:
        return parse(text)
    except Fault as fault:
        if fault.code not in {"PQL001", "PQL002"} or not 0 <= (fault.offset or 0) <= len(text):
            raise
        return None


@relaxed
@given(st.text())
def test_no_text_raises_anything_but_a_fault(text: str) -> None:
    parsed(text)


@relaxed
@given(st.lists(st.sampled_from((*WORDS, *SIGNATURES, " ", "x", "1"))).map("".join))
def test_no_heap_of_words_raises_anything_but_a_fault(text: str) -> None:
    parsed(text)


@relaxed
@given(vectors)
def test_whatever_is_written_by_the_rules_is_accepted_unless_its_labels_contradict(text: str) -> None:
    try:
        parse(text)
    except Fault as fault:
        if "must not occur in ON and GROUP clause at once" not in fault.headline:
            raise


@relaxed
@given(st.one_of(vectors, damaged))
def test_promql_parser_and_our_grammar_read_plain_expressions_alike(text: str) -> None:
    if not is_plain(text):
        return
    try:
        promql_parser.parse(text)
    except ValueError:
        return
    query = parsed(text)
    try:
        grammar = _promql_grammar.parse(text)
    except Refusal:
        assert query is None
        return
    assert query is not None
    assert [repr(node) for node in query.nodes] == [repr(node) for node in grammar.nodes]


@relaxed
@given(vectors)
def test_a_comparison_written_after_an_expression_compares_all_of_it(text: str) -> None:
    if (query := parsed(text)) is None:
        return
    composed = parse(f"{parenthesise(text)} > 0.95")
    assert composed.compares
    bare = [repr(node) for node in composed.nodes[:-2] if repr(node) != "Wrap(kind='paren', type='vector', arity=1)"]
    assert bare == [repr(node) for node in query.nodes if repr(node) != "Wrap(kind='paren', type='vector', arity=1)"]


@relaxed
@given(vectors, st.sets(st.sampled_from(LABELS)))
def test_an_aggregation_leaves_no_label_but_its_own(text: str, kept: set[str]) -> None:
    if parsed(text) is None:
        return
    labels = result_labels(parse(f"sum by ({', '.join(sorted(kept))}) ({text})"), lambda _: None)
    assert labels.names <= kept
    assert not labels.open


def judged(promtool: Path, folder: Path, texts: list[str]) -> list[bool]:
    rules = [{"record": "r", "expr": text} for text in texts]
    file = folder / "rules.json"
    file.write_text(json.dumps({"groups": [{"name": "g", "rules": rules}]}, ensure_ascii=False))
    run = subprocess.run([promtool, "check", "rules", file], capture_output=True, text=True, check=False)
    refused = {int(number) for number in re.findall(r'group "g", rule (\d+), "r": ', run.stderr)}
    assert run.returncode in {0, 1, 3}
    return [number not in refused for number in range(1, len(texts) + 1)]


@pytest.mark.judge
@pytest.mark.parametrize(("version", "seed"), [("3.5", 1), ("2.42", 2)])
def test_promtool_refuses_the_same_damaged_expressions(
    version: str, seed: int, tmp_path: Path, promtool: Path, promtool_old: Path
) -> None:
    texts = [Writer(seed * 10_000 + index).damaged() for index in range(1500)]
    judge = promtool if version == "3.5" else promtool_old
    verdicts = judged(judge, tmp_path, texts)
    ours = [(query := parsed(text)) is not None and not unmet(query, version) for text in texts]
    assert [text for text, mine, theirs in zip(texts, ours, verdicts, strict=True) if mine != theirs] == []
    assert set(verdicts) == {True, False}


def evaluated(
    promtool: Path, folder: Path, texts: list[str], series: list[dict[str, str]]
) -> dict[int, list[dict[str, str]]]:
    """Return for each expression, by its index, the label sets that Prometheus's engine gives."""
    written = ["{" + ", ".join(f'{name}="{value}"' for name, value in one.items()) + "}" for one in series]
    tests = {
        "interval": "15s",
        "input_series": [{"series": one, "values": f"{index + 1}+1x60"} for index, one in enumerate(written)],
        # The addition keeps apart what promtool would print alike.
        "promql_expr_test": [{"expr": text, "eval_time": "10m", "exp_samples": []} for text in texts],
    }
    file = folder / "tests.json"
    file.write_text(json.dumps({"rule_files": [], "tests": [tests]}))
    run = subprocess.run([promtool, "test", "rules", file], capture_output=True, text=True, check=False)
    got: dict[int, list[dict[str, str]]] = {}
    pieces = re.split(r'\n {4}expr: "', run.stderr)[1:]
    place = 0
    for piece in pieces:
        text = json.loads('"' + piece[: piece.index('", time: 10m')] + '"')
        place = texts.index(text, place)
        found = re.search(r"\n +got: (.*)", piece)
        if found is not None and found[1] != "nil":
            got[place] = [
                dict(re.findall(r'([A-Za-z_]+)="([^"]*)"', sample)) | name for sample, name in samples(found[1])
            ]
        place += 1
    return got


def samples(text: str) -> list[tuple[str, dict[str, str]]]:
    """Split `x{a="1"} 3E+00, {b="2"} 4E+00` into the braces and the metric's name of each."""
    found = re.findall(r"([A-Za-z_:]*)(\{[^{}]*\}) (?:[-+0-9.E]+|NaN|[+-]?Inf)", text)
    return [(braces, {"__name__": name} if name else {}) for name, braces in found]


@pytest.mark.judge
@pytest.mark.parametrize("seed", range(8))
def test_the_engine_gives_no_label_that_is_not_foreseen(seed: int, tmp_path: Path, promtool: Path) -> None:
    chance = random.Random(seed)  # noqa: S311  no secret
    declared = {metric: frozenset(label for label in LABELS if chance.random() < 0.6) for metric in METRICS}
    texts = [text for index in range(250) if parsed(text := Writer(seed * 1000 + index).vector()) is not None]
    series = [
        {"__name__": metric} | {label: value for label in sorted(labels) if (value := chance.choice(("1", "2", "")))}
        for metric, labels in declared.items()
        for _ in range(3)
    ]
    unique = [dict(one) for one in sorted({tuple(one.items()) for one in series})]
    got = evaluated(promtool, tmp_path, texts, unique)
    lookups: tuple[Callable[[str], frozenset[str] | None], ...] = (declared.get, lambda _: None)
    for index, results in got.items():
        for lookup in lookups:
            labels = result_labels(parse(texts[index]), lookup)
            for result in results:
                assert [name for name in result if not labels.can_carry(name)] == [], texts[index]
                assert {name: result.get(name) for name in labels.known} == labels.known, texts[index]
    assert len(got) > 50


@pytest.mark.judge
@pytest.mark.parametrize("seed", range(8, 16))
@pytest.mark.parametrize("known", ["apart", "together"])
def test_the_engine_gives_no_value_that_is_not_foreseen(
    seed: int,
    known: str,
    tmp_path: Path,
    promtool: Path,
) -> None:
    chance = random.Random(seed)  # noqa: S311  no secret
    texts = [text for index in range(250) if parsed(text := Writer(seed * 1000 + index).vector()) is not None]
    series = {
        (("__name__", metric), *((label, value) for label in LABELS if (value := chance.choice(("1", "2", "")))))
        for metric in METRICS
        for _ in range(3)
    }
    unique = [dict(one) for one in sorted(series)]
    boxes = {
        metric: tuple(
            Box({name: of(value) for name, value in one.items() if name != "__name__"})
            for one in unique
            if one["__name__"] == metric
        )
        for metric in METRICS
    }
    if known == "together":
        boxes = {metric: (functools.reduce(Box.either, some),) for metric, some in boxes.items()}

    got = evaluated(promtool, tmp_path, texts, unique)

    for index, results in got.items():
        foreseen = space(parse(texts[index]), lambda metric: boxes[str(metric)])
        for result in results:
            assert any(within(result, box) for box in foreseen), (texts[index], result, foreseen)
    assert len(got) > 50


def within(labels: dict[str, str], box: Box) -> bool:
    names = {*labels, *box.labels} - {"__name__"}
    return all(box.get(name).may_be(labels.get(name, "")) for name in names)
