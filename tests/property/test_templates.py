"""Laws of the template reader, on random templates: gotpl finds the same names, promtool gives the same verdicts."""

import json
import random
import re
import subprocess
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import gotpl
import pytest
from gotpl.parse.nodes import (
    BlockNode,
    FieldNode,
    IdentifierNode,
    ParenthesizedNode,
    TemplateCallNode,
    VariableNode,
)
from gotpl.parse.parser import parse_template
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vttalerts.diagnostics import Fault
from vttalerts.language.templates import (
    ALERT_FUNCTIONS,
    NOTIFICATION_FUNCTIONS,
    Template,
    parse_alert,
    parse_notification,
)

PREFIX = (
    "{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}{{$externalURL := .ExternalURL}}{{$value := .Value}}"
)
CONTAINERS = {
    "Labels": "labels",
    "Annotations": "annotations",
    "CommonLabels": "common_labels",
    "CommonAnnotations": "common_annotations",
    "GroupLabels": "group_labels",
}
BUILTINS = {name for name, since in NOTIFICATION_FUNCTIONS.items() if not since} & ALERT_FUNCTIONS.keys() - {
    *("toUpper", "toLower", "title", "match", "safeHtml", "reReplaceAll")
}
WORDS = (
    *("{{", "}}", "{{- ", " -}}", "{{-", "-}}", "{{ end }}", "{{ else }}", "{{ else if .x }}", "{{ else with .x }}"),
    *("{{ if .x }}", "{{ with $x := .y }}", "{{ range $i, $e := .z }}", "{{ range .q }}", "{{ break }}", "{{/* c */}}"),
    *('{{ define "a" }}', '{{ template "a" . }}', '{{ block "c" . }}', "{{ $x := 1 }}", "{{ $x = 2 }}", "{{/* c"),
    *("$labels", "$value", ".Value", ".Labels.x", "$x", "$", ".", "..", ".x.y", "(", ")", "|", ",", ":=", "=", ":"),
    *('"s"', '"\\n"', '"\\q"', "'a'", "'ab'", "`r`", "1", "-1", "1.5", "0x1F", "1e3", "017", "09", ".5", "1.", "5i"),
    *("nil", "true", "index", "printf", "humanize", "query", "foo", "break", "end", "range", "é", "$é", "*", "\n", " "),
    *("99999999999999999999", '"a', "`a", "'a", "{{ .A | }}", "{{ | .A }}", "{{ 1 | 2 }}", "{{ ($z := 1) }}", "²"),
)
# What gotpl 0.1 refuses and Go accepts, or the other way round.
GOTPL_ERRS = re.compile(
    r"\$\w*\s*=(?!=)|(\$\w*)\s*[:,][^}]*\1(?!\w)"  # an assignment or a declaration makes the variable known at once
    r"|\(\s*\$\w*\s*(?::=|=|,)"  # a declaration may stand in parentheses
    r"|(?<![.$\w])[A-Za-z_]\w*\.\w"  # a function may have a field
    r"|\$\w*[^\s\w|).:},(]|[A-Za-z_]\w*[\"'`$+-]"  # a word ends only at certain characters
)


class Writer:
    """Writes random templates that every server accepts."""

    def __init__(self, seed: int, *, notification: bool) -> None:
        self.random = random.Random(seed)  # noqa: S311  no secret
        self.notification = notification
        self.functions = sorted(
            ({"toUpper", "title"} if notification else {"humanize", "toUpper", "first"}) | {"len", "not"}
        )

    def text(self, depth: int = 0) -> str:
        parts = [self.random.choice(("", " ", "a } b\n", "é ", "% "))]
        for _ in range(self.random.choice((1, 1, 2, 3))):
            parts += (self.part(depth), self.random.choice(("", " of ", "\n")))
        return "".join(parts)

    def part(self, depth: int) -> str:
        if depth > 3 or self.random.random() < 0.5:
            return self.action(self.pipeline(depth))
        form = self.random.choice(("if", "if", "with", "range", "template", "comment", "block"))
        if form == "block" and not self.notification:
            form = "if"  # inside a block `$labels` is unknown
        if form == "comment":
            return self.random.choice(("{{/* $labels.no */}}", "{{- /* .Labels.no\n */ -}}"))
        if form == "template":
            return self.action(f'template "{self.random.choice("ab")}" {self.pipeline(depth)}')
        name = f'"t{self.random.randrange(10**9)}" ' if form == "block" else ""
        inside = self.text(depth + 1)
        if form != "block" and self.random.random() < 0.4:
            inside += self.action("else") + self.text(depth + 1)
        if form == "range" and self.random.random() < 0.3:
            inside = self.action(self.random.choice(("break", "continue"))) + inside
        return self.action(f"{form} {name}{self.pipeline(depth)}") + inside + self.action("end")

    def action(self, inside: str) -> str:
        left = self.random.choice(("{{", "{{ ", "{{- ", "{{-\n"))
        return left + inside + self.random.choice(("}}", " }}", " -}}", "\t-}}"))

    def pipeline(self, depth: int) -> str:
        first = self.operand(depth) if self.random.random() < 0.6 else self.call(depth)
        return "".join(
            (first, *(f" | {self.random.choice(self.functions)}" for _ in range(self.random.choice((0, 0, 1, 2)))))
        )

    def call(self, depth: int) -> str:
        function = self.random.choice((*self.functions, "print", "eq", "printf"))
        arguments = [self.operand(depth) for _ in range(self.random.choice((1, 1, 2)))]
        return " ".join((function, *arguments))

    def operand(self, depth: int) -> str:
        common = (".", ".x", ".x.y", "$", "$.x", '"a\\tb"', "`{{`", "'x'", "true", "1", "-2.5", "1e3", ".Alerts")
        own: tuple[str, ...]
        if self.notification:
            own = (
                ".CommonLabels.severity", ".GroupLabels.alertname", ".CommonAnnotations.summary", ".Labels.instance",
                ".Annotations.text", "$.CommonLabels.job", "(index .Alerts 0).Labels.zone",
            )  # fmt: skip
        else:
            own = ("$labels.instance", "$labels.job", "$value", "$externalLabels.cluster", "$externalURL", "$labels")
        if depth < 3 and self.random.random() < 0.15:
            return f"({self.pipeline(depth + 1)})"
        return self.random.choice(common + own * 2)

    def damaged(self) -> str:
        """Write a template and put random words into it, or take some away."""
        tokens = re.findall(r'\{\{-?|-?\}\}|"(?:[^"\\]|\\.)*"|[.$]?[A-Za-z_]\w*|\s+|.', self.text(1), re.DOTALL)
        for _ in range(self.random.choice((1, 1, 2, 3))):
            at = self.random.randrange(len(tokens) + 1)
            if self.random.random() < 0.6 or at == len(tokens):
                tokens.insert(
                    at, self.random.choice(("", " ")) + self.random.choice(WORDS) + self.random.choice(("", " "))
                )
            else:
                del tokens[at]
        return "".join(tokens)


seeds = st.integers(0, 2**32)
relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def ours(text: str, *, notification: bool) -> Template | None:
    try:
        return (parse_notification if notification else parse_alert)(text)
    except Fault as fault:
        if fault.code not in {"TPL001", "TPL002"} or not 0 <= (fault.offset or 0) <= len(text):
            raise
        return None


def gotpl_accepts(text: str, *, notification: bool) -> bool:
    known = NOTIFICATION_FUNCTIONS if notification else ALERT_FUNCTIONS
    newest = (
        {"routeLabels", "toDate", "mustToDate", "base64encode", "base64decode"}
        if notification
        else {*("toDuration", "now", "urlQueryEscape")}
    )
    functions = dict.fromkeys(known.keys() - newest - BUILTINS, str)
    try:
        gotpl.Template(text if notification else PREFIX + text, functions=functions)
    except (gotpl.TemplateSyntaxError, IndexError):  # the latter on a `break` in a block in a range
        return False
    return True


def walk(node: object) -> Iterator[object]:
    """Yield a node of gotpl's tree and all below it."""
    yield node
    if is_dataclass(node):
        for one in fields(node):
            yield from walk(getattr(node, one.name))
    elif isinstance(node, tuple):
        for one in node:
            yield from walk(one)


def names_by_gotpl(text: str) -> dict[str, list[str]]:
    """Return the names that gotpl's tree of a notification holds, by their kind."""
    functions = NOTIFICATION_FUNCTIONS.keys() - BUILTINS
    names: dict[str, set[tuple[int, str]]] = {}
    for node in walk(parse_template(text, functions=functions)):
        if isinstance(node, IdentifierNode):
            names.setdefault("functions", set()).add((0, node.name))
        elif isinstance(node, TemplateCallNode | BlockNode):
            names.setdefault("calls", set()).add((node.start, node.name))
        elif isinstance(node, FieldNode | VariableNode | ParenthesizedNode):
            for container, name in zip(node.fields, node.fields[1:], strict=False):
                if container in CONTAINERS:
                    names.setdefault(CONTAINERS[container], set()).add((node.start, name))
                    break
    return {kind: [name for _, name in sorted(found)] for kind, found in names.items()}


@relaxed
@given(st.text(), st.booleans())
def test_no_text_raises_anything_but_a_fault(text: str, notification: bool) -> None:  # noqa: FBT001
    ours(text, notification=notification)


@relaxed
@given(st.lists(st.sampled_from(WORDS)).map("".join), st.booleans())
def test_no_heap_of_words_raises_anything_but_a_fault(text: str, notification: bool) -> None:  # noqa: FBT001
    ours(text, notification=notification)


@relaxed
@given(seeds, st.booleans())
def test_whatever_is_written_by_the_rules_is_accepted_without_gotpl(seed: int, notification: bool) -> None:  # noqa: FBT001
    text = Writer(seed, notification=notification).text()
    template = ours(text, notification=notification)
    assert template is not None
    assert template.fast
    assert gotpl_accepts(text, notification=notification)


@relaxed
@given(seeds)
def test_gotpl_finds_the_same_names(seed: int) -> None:
    text = Writer(seed, notification=True).text()
    template = parse_notification(text)
    found = {kind: sorted(one.name for one in getattr(template, kind)) for kind in (*CONTAINERS.values(), "calls")}
    expected = {kind: sorted(names) for kind, names in names_by_gotpl(text).items()}
    assert {kind: names for kind, names in found.items() if names} == {
        kind: names for kind, names in expected.items() if kind != "functions"
    }
    assert sorted(template.functions) == expected.get("functions", [])


@relaxed
@given(seeds, st.booleans())
def test_each_name_stands_where_it_is_said_to_stand(seed: int, notification: bool) -> None:  # noqa: FBT001
    text = Writer(seed, notification=notification).text()
    template = ours(text, notification=notification)
    assert template is not None
    for kind in ("labels", "annotations", "common_labels", "common_annotations", "group_labels", "external_labels"):
        for name, offset, length in getattr(template, kind):
            assert text[offset : offset + length].endswith(f".{name}")
    for name, offset, length in template.calls:
        assert text[offset : offset + length] == f'"{name}"'


@relaxed
@given(seeds, st.booleans())
def test_gotpl_decides_alike_on_damaged_templates(seed: int, notification: bool) -> None:  # noqa: FBT001
    text = Writer(seed, notification=notification).damaged()
    if GOTPL_ERRS.search(text):
        return
    assert (ours(text, notification=notification) is not None) == gotpl_accepts(text, notification=notification)


@pytest.mark.judge
@pytest.mark.parametrize(("version", "seed"), [("3.5", 1), ("2.42", 2)])
def test_promtool_refuses_the_same_damaged_templates(
    version: str, seed: int, tmp_path: Path, promtool: Path, promtool_old: Path
) -> None:
    texts = [Writer(seed * 10_000 + index, notification=False).damaged() for index in range(1500)]
    # Go knows `else with` since 1.23, and the old promtool is older.
    texts = [text for text in texts if "\0" not in text and (version == "3.5" or "else with" not in text)]
    rules = [{"alert": "A", "expr": "up", "annotations": {"summary": text}} for text in texts]
    file = tmp_path / "rules.json"
    file.write_text(json.dumps({"groups": [{"name": "g", "rules": rules}]}, ensure_ascii=False))
    judge = promtool if version == "3.5" else promtool_old
    run = subprocess.run([judge, "check", "rules", file], capture_output=True, text=True, check=False)
    refused = {int(number) for number in re.findall(r'group "g", rule (\d+), "A": ', run.stderr)}
    verdicts = [number not in refused for number in range(1, len(texts) + 1)]
    mine = [ours(text, notification=False) is not None for text in texts]
    assert [text for text, one, other in zip(texts, mine, verdicts, strict=True) if one != other] == []
    assert set(verdicts) == {True, False}
