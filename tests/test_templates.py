"""Go templates: which names they use and where, and what is said of those that the servers refuse."""

import subprocess
import sys

import pytest

from vttalerts.diagnostics import Fault
from vttalerts.language.templates import DEFAULT_TEMPLATES, Reference, Template, parse_alert, parse_notification


def labels_in(text: str) -> list[str]:
    return [reference.name for reference in parse_alert(text).labels]


def fault(text: str, *, notification: bool = False) -> tuple[str, str, int | None, int, str]:
    with pytest.raises(Fault) as caught:
        (parse_notification if notification else parse_alert)(text)
    error = caught.value
    return error.code, error.headline, error.offset, error.length, error.help


class TestAlerts:
    """Labels and annotations of alerts, as Prometheus reads them."""

    def test_a_typical_annotation_names_its_label_with_its_place(self) -> None:
        text = "{{ $labels.instance }} uses {{ $value | humanize }} % of its memory"
        assert parse_alert(text) == Template(
            text,
            labels=(Reference("instance", 3, 16),),
            uses_value=True,
            functions=frozenset({"humanize"}),
        )

    def test_text_without_an_action_is_only_text(self) -> None:
        assert parse_alert("50 % of }} is $labels.x") == Template("50 % of }} is $labels.x")

    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("{{ $labels.a }}{{ .Labels.b }}{{ $.Labels.c }}", ["a", "b", "c"]),
            ('{{ index $labels "a" }}{{ index .Labels `b` }}{{ (index $labels "c") }}', ["a", "b", "c"]),
            ('{{ printf "%s" $labels.a | toUpper }}', ["a"]),
            (
                "{{ if eq $labels.a `x` }}{{ .Labels.b }}{{ else if .Labels.c }}{{ .Labels.d }}{{ end }}",
                ["a", "b", "c", "d"],
            ),
            ("{{ with $labels.a }}{{ . }}{{ .Labels.no }}{{ else }}{{ .Labels.b }}{{ end }}", ["a", "b"]),
            ('{{ range query "up" }}{{ .Labels.no }}{{ $labels.a }}{{ $.Labels.b }}{{ end }}', ["a", "b"]),
            ('{{ with query "up" }}{{ else with $labels.a }}{{ .Labels.no }}{{ end }}', ["a"]),
            ('{{ define "x" }}{{ .Labels.no }}{{ end }}{{ .Labels.a }}', ["a"]),
            ("{{ $labels := .Other }}{{ $labels.no }}", []),
            ("{{ .Value }}{{ $externalLabels.cluster }}", []),
            ("{{- $labels.a -}}", ["a"]),
            ("{{/* $labels.no */}}{{ `$labels.no` }}", []),
            ("{{ $labels.é }}", ["é"]),
        ],
    )
    def test_labels_of_the_alert_are_told_from_labels_of_anything_else(self, text: str, names: list[str]) -> None:
        assert labels_in(text) == names

    @pytest.mark.parametrize(
        "text", ["{{ $value }}", "{{ .Value }}", "{{ $.Value }}", "{{ if gt $value 5.0 }}{{ end }}"]
    )
    def test_the_value_is_found_in_all_its_spellings(self, text: str) -> None:
        assert parse_alert(text).uses_value

    @pytest.mark.parametrize(
        "text", ["{{ $labels.value }}", "{{ range query `x` }}{{ .Value }}{{ end }}", "{{ `$value` }}"]
    )
    def test_another_value_is_not_the_alerts(self, text: str) -> None:
        assert not parse_alert(text).uses_value

    def test_external_labels_queries_and_functions_are_found(self) -> None:
        text = '{{ $externalLabels.cluster }} {{ with query "up > 0" }}{{ . | first | value | humanize1024 }}{{ end }}'
        template = parse_alert(text)
        assert template.external_labels == (Reference("cluster", 3, 23),)
        assert template.queries == (Reference("up > 0", text.index('"up'), 8),)
        assert template.functions == {"query", "first", "value", "humanize1024"}

    @pytest.mark.parametrize(
        "text",
        [
            "{{ $x = .Value }}",  # upstream declares by assignment, too
            "{{ $x := $x }}",
            "{{ ($x := 1) }}{{ $x }}",
            "{{ humanize.x }}",
            "{{ .Value | }}",
            "{{ $ := 1 }}{{ $ }}",
            "{{ range $i, $x := .A }}{{ break }}{{ end }}",
            "{{ range $labels, $value }}{{ end }}",
            "{{ nil }}",
            "{{ 'a' }}{{ '\\n' }}{{ 0x1F }}{{ 1e3 }}{{ -1.5 }}",
            '{{ define "a" }}{{ end }}{{ define "a" }}x{{ end }}',
            "{{ if .A }}{{ $x := 1 }}{{ else }}{{ $x }}{{ end }}",
            "{{ 1+2i }}{{ 0b11 }}{{ 1_000 }}{{ '\\x41' }}",
        ],
    )
    def test_oddities_that_go_accepts_are_accepted(self, text: str) -> None:
        assert parse_alert(text).text == text

    @pytest.mark.parametrize(
        ("text", "fast"), [("{{ 0x1F }}", True), ("{{ .é }}", True), ("{{ 1+2i }}", False), ("{{ '\\x41' }}", False)]
    )
    def test_only_rare_literals_are_left_to_gotpl(self, text: str, fast: bool) -> None:  # noqa: FBT001
        assert parse_alert(text).fast is fast

    @pytest.mark.parametrize(
        ("text", "headline", "offset", "length", "help_"),
        [
            ("{{ $label.instance }}", "undefined variable `$label`", 3, 6, "write `$labels`"),
            ("{{ $value | humanise }}", "function `humanise` not defined", 12, 8, "write `humanize`"),
            (
                "{{ $value | now }}",
                "function `now` needs Prometheus 3.6, and the target is 3.5",
                12,
                3,
                "raise the target, or write it without that function",
            ),
            ("{{ $labels.a", "unclosed action", 0, 2, "close it with `}}`"),
            ("x {{ if $value }} y", "`if` without an end", 2, 15, "close it with `{{ end }}`"),
            ("{{ end }}", "unexpected {{end}}", 0, 9, "remove it"),
            ("{{ else }}", "unexpected {{else}}", 0, 10, "remove it, or open an `if` before it"),
            ("{{ (1 }}", "unclosed left paren", 3, 1, "close it with `)`"),
            ("{{ 1) }}", "unexpected right paren", 4, 1, "remove it"),
            ('{{ "a }}', "unterminated quoted string", 3, 1, 'close it with `"`'),
            (
                "{{ $value * 100 }}",
                "unexpected `*` in action",
                10,
                1,
                "a template can't calculate: do it in the expression",
            ),
            ("{{ if $value > 5 }}", "unexpected `>` in action", 13, 1, "compare with a function, such as `gt a b`"),
            ("{{ }}", "missing value for command", 3, 2, ""),
            ("{{ if }}{{ end }}", "missing value for if", 6, 2, ""),
            ("{{ 1 | 2 }}", "non executable command in pipeline stage 2", 7, 1, "put a function after `|`"),
            ('{{ print "a""b" }}', 'unexpected `"b"` in operand', 12, 3, "put a space before it"),
            ('{{ $labels."a" }}', 'bad character `"`', 11, 1, "put a space before it"),
            ("{{$-.x}}", "bad character `-`", 3, 1, "a template can't calculate: do it in the expression"),
            ("{{ true.x }}", "unexpected . after term `true`", 7, 2, ""),
            ("{{ template foo }}", "unexpected `foo` in template clause", 12, 3, "write its name in quotes"),
            (
                '{{ define "a" }}x{{ end }}{{ define "a" }}y{{ end }}',
                "multiple definition of template `a`",
                26,
                16,
                "give it another name",
            ),
            ("{{ break }}", "{{break}} outside {{range}}", 0, 11, "remove it"),
            ("{{ with .A }}{{ else if .B }}{{ end }}", "unexpected `if` in else", 21, 2, ""),
            ("{{/* why }}", "unclosed comment", 0, 11, "close it with `*/}}`"),
            ("{{ $a, $b := 1 }}", "too many declarations in command", 7, 2, ""),
            ("{{ 99999999999999999999 }}", "invalid numeric literal", 3, 20, ""),
        ],
    )
    def test_a_refusal_says_what_is_wrong_where_and_what_to_write(
        self, text: str, headline: str, offset: int, length: int, help_: str
    ) -> None:
        assert fault(text) == ("TPL001", f"not a template: {headline}", offset, length, help_)

    def test_a_newer_target_has_newer_functions(self) -> None:
        assert parse_alert("{{ now }}", "3.6").functions == {"now"}
        assert parse_alert("{{ $value | urlQueryEscape }}", "3.14").functions == {"urlQueryEscape"}


class TestNotifications:
    """Templates of Alertmanager: files, and fields of receivers."""

    def test_each_kind_of_name_is_kept_apart(self) -> None:
        template = parse_notification(
            "{{ .CommonLabels.severity }}{{ .GroupLabels.alertname }}{{ .CommonAnnotations.summary }}"
            "{{ range .Alerts.Firing }}{{ .Labels.instance }}{{ .Annotations.runbook_url }}{{ end }}"
            "{{ (index .Alerts 0).Labels.job }}{{ $.CommonLabels.service }}{{ index .CommonLabels `zone` }}"
        )
        assert [one.name for one in template.common_labels] == ["severity", "service", "zone"]
        assert [one.name for one in template.group_labels] == ["alertname"]
        assert [one.name for one in template.common_annotations] == ["summary"]
        assert [one.name for one in template.labels] == ["instance", "job"]
        assert [one.name for one in template.annotations] == ["runbook_url"]

    def test_methods_of_maps_are_no_names(self) -> None:
        template = parse_notification(
            "{{ range .CommonLabels.SortedPairs }}{{ .Name }}{{ end }}{{ .GroupLabels.Values | join ` ` }}"
        )
        assert (template.common_labels, template.group_labels) == ((), ())

    def test_calls_and_definitions_are_found(self) -> None:
        template = parse_notification(
            '{{ define "vtt.title" }}{{ template "__subject" . }}{{ end }}{{ block "vtt.text" . }}x{{ end }}'
        )
        assert template.defines == {"vtt.title", "vtt.text"}
        assert template.calls == (Reference("__subject", 36, 11), Reference("vtt.text", 70, 10))

    def test_a_call_of_nothing_is_a_fault_if_all_templates_are_known(self) -> None:
        text = '{{ template "slack.default.titel" . }}'
        assert parse_notification(text).calls == (Reference("slack.default.titel", 12, 21),)
        with pytest.raises(Fault) as caught:
            parse_notification(text, DEFAULT_TEMPLATES)
        assert caught.value.headline == "not a template: template `slack.default.titel` not defined"
        assert (caught.value.offset, caught.value.length) == (12, 21)
        assert caught.value.help == 'write `"slack.default.title"`'

    @pytest.mark.parametrize("name", ["slack.default.title", "own"])
    def test_known_templates_may_be_called(self, name: str) -> None:
        text = f'{{{{ define "own" }}}}x{{{{ end }}}}{{{{ template "{name}" . }}}}'
        assert parse_notification(text, DEFAULT_TEMPLATES).defines == {"own"}

    def test_variables_of_alerts_are_unknown_here(self) -> None:
        assert fault("{{ $labels.a }}", notification=True)[1] == "not a template: undefined variable `$labels`"

    def test_functions_come_with_their_version(self) -> None:
        assert parse_notification("{{ .Alerts | toJson }}", version="0.30").functions == {"toJson"}
        with pytest.raises(Fault, match=r"function `toJson` needs Alertmanager 0\.30, and the target is 0\.28"):
            parse_notification("{{ .Alerts | toJson }}", version="0.28")


class TestBounds:
    """Templates that nobody can read."""

    def test_a_template_that_no_one_can_read_is_not_looked_at(self) -> None:
        assert fault("{{ 1 }}" + "x" * 262_144)[:2] == (
            "TPL002",
            "a template of 262,151 characters is longer than 262,144",
        )
        assert fault("{{ if 1 }}" * 101)[:2] == ("TPL002", "a template nested deeper than 100")
        assert fault("{{ " + "(" * 101 + "1" + ")" * 101 + " }}")[:2] == ("TPL002", "a template nested deeper than 100")

    def test_a_chain_of_else_if_nests_nothing(self) -> None:
        text = "{{ if 1 }}" + "{{ else if 1 }}" * 300 + "{{ end }}"
        assert parse_alert(text).text == text


def test_gotpl_is_not_loaded_for_what_people_write() -> None:
    code = (
        "import sys; from vttalerts.language.templates import parse_alert, parse_notification;"
        "parse_alert('{{ with query `up` }}{{ . | first | value }}{{ else }}{{ $labels.a }}{{ end }}');"
        "parse_notification('{{ define `x` }}{{ range $i, $a := .Alerts }}{{ $a.Labels.b }}{{ end }}{{ end }}');"
        "print([m for m in sys.modules if m.startswith('gotpl')])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
