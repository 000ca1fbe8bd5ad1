"""The comments of a file stand in its definitions, each beside the nearest object."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from vttalerts.graph import Graph
from vttalerts.importers import read
from vttalerts.importers.comments import comments_of, every


def comments(tmp_path: Path, text: str) -> dict[str, tuple[str, ...]]:
    """Return the comments of a file by the names of their objects."""
    path = tmp_path / "rules.yml"
    path.write_text(dedent(text), encoding="utf-8")
    file = read([path]).files[0]
    assert file.platform is not None
    assert file.source is not None
    found = comments_of(file.source, file.documents, Graph(file.platform).specs)
    return {str(getattr(spec, "name", getattr(spec, "record", spec))): lines for spec, lines in found.items()}


def test_a_comment_belongs_to_what_follows_or_to_what_is_around_it(tmp_path: Path) -> None:
    assert comments(
        tmp_path,
        """\
        # first
        # second
        groups:
          # of the group
          - name: g
            rules:  # beside rules
              # of A

              - alert: A
                # inside A
                expr: up == 0  # beside A's expression
              - record: r
                expr: up
        # last
        """,
    ) == {
        "g": ("first", "second", "of the group", "beside rules"),
        "A": ("of A", "inside A", "beside A's expression"),
        "r": ("last",),
    }


def test_what_only_looks_like_a_comment_is_none(tmp_path: Path) -> None:
    assert comments(
        tmp_path,
        """\
        groups:
          - name: "g # no"
            rules:
              - alert: a#b
                expr: |
                  up  # PromQL's own
                  == 0
                annotations: {a: 'x # no', b: x#no} # yes
              # of B
              - alert: B
                expr: up == 0
        """,
    ) == {"a#b": ("yes",), "B": ("of B",)}


def test_the_first_lines_of_a_file_that_we_built_say_nothing(tmp_path: Path) -> None:
    assert comments(
        tmp_path,
        """\
        # Made by `vttalerts build`; an edit here is lost with the next build. Edit instead:
        #   definitions/alerts.py
        groups:
          - name: g
            # kept
            rules: []
        """,
    ) == {"g": ("kept",)}


def test_a_file_without_comments_has_none(tmp_path: Path) -> None:
    path = tmp_path / "rules.yml"
    path.write_text("groups: []\n")
    file = read([path]).files[0]
    assert file.source is not None

    assert list(every(file.source, file.documents)) == []
