"""YAML from outside: what is read, where it stands, and what ends in a clear refusal."""

from pathlib import Path

import pytest
import yaml

from vttalerts import importers
from vttalerts.diagnostics import Diagnostic
from vttalerts.importers import Bounds, _yaml
from vttalerts.importers.nodes import Map, Scalar, Source, plain


def tree(text: str, bounds: Bounds | None = None) -> object:
    (document,) = _yaml.documents(Source("/x.yml", text), bounds or Bounds())
    return plain(document)


def refusal(text: str, bounds: Bounds | None = None) -> Diagnostic:
    with pytest.raises(_yaml.RefusedError) as refused:
        _yaml.documents(Source("/x.yml", text), bounds or Bounds())
    return refused.value.diagnostic


def place(found: Diagnostic) -> tuple[int, int | None, int | None]:
    span = found.labels[0].span
    return span.line, span.column, span.end_column


def test_scalars_stay_the_text_that_was_written() -> None:
    text = "{a: yes, b: 2024-01-01, c: 1_000, d: 12:30:45, e: 0x1F, f: '5', g: null, h: \"null\", i: }"
    assert tree(text) == {
        "a": "yes", "b": "2024-01-01", "c": "1_000", "d": "12:30:45", "e": "0x1F", "f": "5", "g": None, "h": "null",
        "i": None,
    }  # fmt: skip


def test_merge_brings_what_the_mapping_does_not_have_itself() -> None:
    text = "base: &base {a: 1, b: 2}\nother: &other {b: 3, c: 4}\none: {<<: *base, b: 9}\ntwo: {<<: [*base, *other]}"
    assert tree(text) == {
        "base": {"a": "1", "b": "2"},
        "other": {"b": "3", "c": "4"},
        "one": {"b": "9", "a": "1"},
        "two": {"a": "1", "b": "2", "c": "4"},
    }


def test_quoted_merge_key_is_a_key_like_any_other() -> None:
    assert tree('{"<<": x}') == {"<<": "x"}


def test_every_value_knows_its_place_in_characters_even_behind_wide_ones() -> None:
    source = Source("/x.yml", 'ä: "öö"\nlist:\n  - 😀: value\n')
    (root,) = _yaml.documents(source, Bounds())
    assert isinstance(root, Map)
    assert (root.span("ä").line, root.span("ä").column, root.span("ä").end_column) == (1, 4, 8)
    item = root.values["list"].items[0]  # type: ignore[union-attr]
    assert isinstance(item, Map)
    value = item.values["😀"]
    assert isinstance(value, Scalar)
    assert source.text[value.start : value.end] == "value"
    assert item.span("😀").line == 3


def test_lines_are_counted_as_the_reports_count_them() -> None:
    source = Source("/x.yml", "a: 1\r\nb: 2\rc: 3\n")
    (root,) = _yaml.documents(source, Bounds())
    assert isinstance(root, Map)
    assert [root.span(key).line for key in "abc"] == [1, 2, 3]


def test_syntax_error_has_its_line_and_column() -> None:
    found = refusal("groups:\n  - name: a\n   rules: []\n")
    assert (found.code, place(found)[:2]) == ("DEF100", (3, 4))
    assert found.headline.startswith("not YAML: ")


def test_duplicate_key_names_both_places() -> None:
    found = refusal("a: 1\nb: 2\na: 3\n")
    assert (found.code, found.headline) == ("DEF101", "key `a` stands twice in one mapping")
    assert [(label.span.line, label.text) for label in found.labels] == [(3, "the second one"), (1, "the first one")]


def test_billion_laughs_are_refused_at_the_alias_that_is_too_much() -> None:
    lines = ['a: &a ["lol", "lol", "lol", "lol", "lol", "lol", "lol", "lol", "lol", "lol"]']
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]")
    found = refusal("\n".join(lines))
    assert (found.code, found.headline) == ("DEF102", "aliases repeat more than 1,000,000 values")


def test_alias_to_what_contains_it_is_refused() -> None:
    assert refusal("a: &a {b: *a}").headline == "the value of anchor `a` contains itself"
    assert refusal("a: &a [[*a]]").headline == "the value of anchor `a` contains itself"


def test_alias_to_nothing_is_refused() -> None:
    assert refusal("a: *b").headline in {"no anchor `b` above this alias", "not YAML: found undefined alias"}


def test_deep_nesting_is_refused_before_it_is_followed() -> None:
    found = refusal("[" * 100_000)
    assert (found.code, found.headline, place(found)[1]) == ("DEF102", "the file is nested deeper than 100", 102)


def test_more_values_than_the_bound_are_refused() -> None:
    assert refusal("[" + "1," * 50 + "1, [1]]", Bounds(nodes=40)).headline == "the file is more than 40 values"


def test_key_that_is_no_text_is_refused() -> None:
    assert refusal("? [a]\n: b\n").headline == "a key that is no text"
    assert refusal("{{a: b}: c}").headline == "a key that is no text"


def test_control_character_is_refused_where_it_stands() -> None:
    found = refusal("a: ä\nb: \x01\n")
    assert (found.code, place(found)[:2]) == ("DEF103", (2, 4))


@pytest.mark.parametrize(
    ("content", "code", "headline"),
    [
        (b"\xff\xfe\x00\x01binary\x00", "DEF103", "no text"),
        (b"groups:\n  - name: \xe4\n", "DEF103", "no text: byte 0xe4 is no UTF-8"),
        (b"PK\x03\x04\x00\x00", "DEF103", "no text: a null byte: the file is binary"),
        (b"", "DEF114", "the file is empty"),
        (b"just text", "DEF114", "nobody can tell what this file configures"),
        (b"[]", "DEF114", "nobody can tell what this file configures"),
    ],
)
def test_hostile_content_ends_in_a_clear_refusal(content: bytes, code: str, headline: str, tmp_path: Path) -> None:
    file = tmp_path / "file.yml"
    file.write_bytes(content)
    (found,) = importers.read([file]).diagnostics
    assert (found.code, found.headline[: len(headline)]) == (code, headline)


def test_file_beyond_the_bound_is_never_read(tmp_path: Path) -> None:
    file = tmp_path / "large.yml"
    with file.open("wb") as sparse:
        sparse.truncate(1 << 30)
    (found,) = importers.read([file]).diagnostics
    assert found.headline == "a file of 1,073,741,824 bytes is larger than 268,435,456"


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    missing = importers.read([tmp_path / "no.yml"]).diagnostics
    device = importers.read([Path("/dev/null")]).diagnostics
    assert [found.headline for found in (*missing, *device)] == [
        "`no.yml`: can't be read: No such file or directory",
        "`null`: no file, but something else",
    ]


def test_broken_file_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("groups: [")
    (tmp_path / "b.yml").write_text("groups: [{name: b, rules: []}]")
    read = importers.read([tmp_path])
    assert [(file.path.name, file.platform is not None) for file in read.files] == [("a.yml", False), ("b.yml", True)]
    assert [found.code for found in read.diagnostics] == ["DEF100"]


def test_pure_parser_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: &x {b: [1, 'two']}\nc: *x\nd: |\n  text\n"
    fast = tree(text)
    monkeypatch.delattr(yaml, "CLoader")
    assert tree(text) == fast == {"a": {"b": ["1", "two"]}, "c": {"b": ["1", "two"]}, "d": "text\n"}
