"""Laws of the YAML that we write: every reader, of both versions of YAML, gets back exactly what was written."""

from collections.abc import Callable, Iterator

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from vttalerts.emitters._yaml import dump, stream

# A busy machine is no failure.
law = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
words = "y n yes no on off true false null none nan inf .nan .inf -.INF ~ = << . .. ... - -- --- ? : | > ! & * % @ `"
numbers = "0 1 -1 +1 1_000 -_ 017 0o17 0x1F 0b101 1. .5 ._5 1e3 1.5e+3 12:30:45 190:20:30.15 2024-01-01 2024-1-1"
unseen = " \t\n\r\v\f\0\a\x1b\x7f\x80\x85\x9f\xa0\xad\u1680\u2003\u200b\u200d\u2028\u2029\u202e\u2066\u3000\ufeff"
fragments = [
    *words.split(),
    *numbers.split(),
    *unseen,
    *"'\"\\#,[]{}_+eExobTZ\u0663\u017f\u0130\ufffd\ufffe",
    "\r\n",
    "\n\n",
    ": ",
    " #",
    "  ",
    "{{ $labels.x }}",
    "\U0001f3b2",
    "\U0010ffff",
    "a",
    "rate(x[5m])",
    "x" * 200,
]
nasty = st.one_of(
    st.sampled_from(fragments),
    st.lists(st.sampled_from(fragments), max_size=6).map("".join),
    st.text(alphabet="0123456789_.:+-eExXoObBTtZz ", max_size=12),
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20),
    st.lists(st.text(alphabet=" \tab:#-'\"", max_size=4), max_size=6).map("\n".join),
)
leaves = st.one_of(nasty, st.none(), st.booleans(), st.integers(), st.floats())
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(nasty, inner, max_size=4)),
    max_leaves=12,
)


def _pyyaml(loader: type[yaml.SafeLoader | yaml.CSafeLoader]) -> Callable[[str], object]:
    def read(text: str) -> object:
        return yaml.load(text, Loader=loader)  # noqa: S506  both loaders are safe

    return read


def _ruamel(version: tuple[int, int]) -> Callable[[str], object]:
    def read(text: str) -> object:
        reader = YAML(typ="safe", pure=True)
        reader.version = version
        return reader.load(text)

    return read


READERS = {
    "libyaml, YAML 1.1": _pyyaml(yaml.CSafeLoader),
    "PyYAML, YAML 1.1": _pyyaml(yaml.SafeLoader),
    "ruamel.yaml, YAML 1.1": _ruamel((1, 1)),
    "ruamel.yaml, YAML 1.2": _ruamel((1, 2)),
}


@pytest.mark.parametrize("reader", READERS)
@law
@given(tree=trees)
@example(tree={"a": "\n\n b\n\n", "c": ["\ta\n", {"k" * 1024: "x\n\n"}], "d": "e"})
def test_every_reader_gets_back_what_was_written(reader: str, tree: object) -> None:
    # repr() tells 1 from True and 1.0, and nan from all numbers; == does not.
    assert repr(READERS[reader](dump(tree))) == repr(tree)


@pytest.mark.parametrize("reader", READERS)
@law
@given(text=nasty)
def test_every_reader_gets_back_a_text_in_every_place(reader: str, text: str) -> None:
    tree = {"a": text, text: [text, [text], {text: text}], "z": {"z": text}, "end": text}
    assert READERS[reader](dump(tree, header="made by a test")) == tree
    assert READERS[reader](dump(text)) == text


@law
@given(tree=trees)
def test_streaming_writes_what_dumping_writes(tree: object) -> None:
    chunks = list(stream(tree))
    assert "".join(chunks) == dump(tree)
    assert all(chunk.endswith("\n") for chunk in chunks)


@law
@given(tree=trees)
def test_lists_that_are_made_while_writing_are_written_as_lists(tree: object) -> None:
    assert "".join(stream(_lazy(tree))) == dump(tree)


@law
@given(tree=trees)
def test_no_line_needs_its_last_blank_and_none_holds_a_tab_outside_a_block(tree: object) -> None:
    text = dump(tree)
    assert not any(line.endswith((" ", "\t")) for line in text.split("\n"))
    assert "\r" not in text


def _lazy(tree: object) -> object:
    if isinstance(tree, dict):
        return {key: _lazy(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return _each(tree)
    return tree


def _each(items: list[object]) -> Iterator[object]:
    for item in items:
        yield _lazy(item)
