"""Laws of the JSON that we write: the standard decoder reads it back, and the standard encoder agrees with it."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vttalerts.emitters._json import dump

# A busy machine is no failure.
law = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30)
leaves = st.one_of(
    texts,
    st.sampled_from(['", "', "\n", "{", "}\n", "[1,\n2]", '\\"', "\u2028"]),
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
)
trees = st.recursive(
    leaves, lambda inner: st.one_of(st.lists(inner, max_size=6), st.dictionaries(texts, inner, max_size=6))
)


@law
@given(tree=trees)
def test_json_reads_back_what_was_written(tree: object) -> None:
    # repr() tells 1 from True and 1.0; == does not.
    assert repr(json.loads(dump(tree))) == repr(tree)


@law
@given(tree=trees)
def test_only_white_space_differs_from_the_standard_encoder(tree: object) -> None:
    lines = dump(tree).removesuffix("\n").split("\n")
    # What stands at a line's end is an opening bracket, a comma or a part; the next line begins with the rest.
    text = "".join(f"{line.lstrip(' ')} " if line.endswith(",") else line.lstrip(" ") for line in lines)
    assert text == json.dumps(tree, ensure_ascii=False)


@law
@given(tree=trees)
def test_each_level_is_indented_by_two_spaces(tree: object) -> None:
    indent = 0
    for line in dump(tree).removesuffix("\n").split("\n"):
        content = line.lstrip(" ")
        if content.startswith(("}", "]")):
            indent -= 2
        assert line == " " * indent + content
        if content.endswith(("{", "[")):
            indent += 2
    assert indent == 0
