"""How a screen adapts to its findings: line numbers, missing sources, colours, what a terminal obeys."""

from __future__ import annotations

from pathlib import Path

import pytest

from vttalerts.diagnostics import Change, Diagnostic, Label, Level, Span
from vttalerts.reporting import Format, render

OBEYED_BY_TERMINALS = r"""error[DEF009]: bad\x1b[31m\nheadline\udc80
 --> a\x1b]0;owned\x07.py:1:5   na\tme
1 | x = '\x1b[2J\u202e\u2028\x0c\x9b'  # end
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ \x1b[2Jlabel
  = why:  \x1b[2J\rwhy
  = help: \x1b[2Jhelp
          more\x08
"""


def show(root: Path, *labels: Label, changes: tuple[Change, ...] = (), color: bool = False) -> str:
    """Render one finding that has nothing but these labels and changes."""
    finding = Diagnostic(code="DEF009", headline="here", labels=labels, changes=changes)
    return render([finding], Format.TEXT, root=root, color=color)


def test_gutter_is_as_wide_as_the_greatest_line_number(tmp_path: Path) -> None:
    file = tmp_path / "long.py"
    file.write_text("first\n" * 1206 + "last\n", encoding="utf-8")

    assert show(
        tmp_path, Label(Span(str(file), 7, 1, 7, 6), "one"), Label(Span(str(file), 1207, 1, 1207, 5), "two")
    ) == (
        "error[DEF009]: here\n"
        "    --> long.py:7:1\n"
        "   7 | first\n"
        "     | ^^^^^ one\n"
        "    ::: long.py:1207:1\n"
        "1207 | last\n"
        "     | ---- two\n"
    )
    assert show(tmp_path, Label(Span(str(file), 7, 1, 7, 6), "one")) == (
        "error[DEF009]: here\n"
        " --> long.py:7:1\n"
        "7 | first\n"
        "  | ^^^^^ one\n"
    )  # fmt: skip


def test_file_outside_the_root_is_shown_as_it_is(tmp_path: Path) -> None:
    outside = tmp_path / "other" / "x.py"
    outside.parent.mkdir()
    outside.write_text("x = 1\n", encoding="utf-8")

    assert show(tmp_path / "repository", Label(Span(str(outside), 1, 1, 1, 2))) == (
        "error[DEF009]: here\n"
        f" --> {outside}:1:1\n"
        "1 | x = 1\n"
        "  | ^\n"
    )  # fmt: skip


def test_root_may_be_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x.py").write_text("x = 1\n", encoding="utf-8")
    finding = Diagnostic("DEF009", "here", (Label(Span(str(tmp_path / "x.py"), 1, 5, 1, 6)),))

    assert render([finding], Format.TEXT, root=Path()) == (
        "error[DEF009]: here\n"
        " --> x.py:1:5\n"
        "1 | x = 1\n"
        "  |     ^\n"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("missing.py", None, 3),
        ("short.py", b"only\n", 2),
        ("binary.py", b"\x7fELF\0\1\n" * 3, 3),
        ("empty.py", b"", 1),
        (".", None, 1),
        ("<string>", None, 1),
        ("null\0.py", None, 1),
    ],
)
def test_place_without_a_source_line_keeps_its_words(
    tmp_path: Path, name: str, content: bytes | None, line: int
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    shown = name.replace("\0", r"\x00")

    assert show(tmp_path, Label(Span(str(tmp_path / name), line, 1), "was written here", "x")) == (
        "error[DEF009]: here\n"
        f" --> {shown}:{line}:1   x\n"
        "  = note: was written here\n"
    )  # fmt: skip


def test_unreadable_file_is_only_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path) -> bytes:
        raise PermissionError

    (tmp_path / "x.py").write_text("x\n", encoding="utf-8")
    monkeypatch.setattr(Path, "read_bytes", refuse)

    assert show(tmp_path, Label(Span(str(tmp_path / "x.py"), 1, 1))) == "error[DEF009]: here\n --> x.py:1:1\n"


def test_each_file_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "x.py"
    file.write_text("a\nb\n", encoding="utf-8")
    read = Path.read_bytes
    reads: list[Path] = []

    def counted(path: Path) -> bytes:
        reads.append(path)
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", counted)
    findings = [Diagnostic("DEF009", "here", (Label(Span(str(file), line, 1)),)) for line in (1, 2, 3)]
    render(findings, Format.TEXT, root=tmp_path)

    assert reads == [file]


def test_bytes_that_are_no_text_are_replaced(tmp_path: Path) -> None:
    file = tmp_path / "latin.py"
    file.write_bytes(b"\xef\xbb\xbfname = 'B\xe4r'\r\nafter = 1\rlast = 2")

    assert show(
        tmp_path, Label(Span(str(file), 1, 8, 1, 13)), Label(Span(str(file), 3, 1, 3, 5))
    ) == (
        "error[DEF009]: here\n"
        " --> latin.py:1:8\n"
        "1 | name = 'B\ufffdr'\n"
        "  |        ^^^^^\n"
        " ::: latin.py:3:1\n"
        "3 | last = 2\n"
        "  | ----\n"
    )  # fmt: skip


def test_nothing_that_a_terminal_obeys_reaches_it(tmp_path: Path) -> None:
    name = "a\x1b]0;owned\x07.py"
    (tmp_path / name).write_text("x = '\x1b[2J\u202e\u2028\x0c\x9b'  # end\n", encoding="utf-8")
    finding = Diagnostic(
        code="DEF009",
        headline="bad\x1b[31m\nheadline\udc80",
        labels=(Label(Span(str(tmp_path / name), 1, 5, 1, 15), "\x1b[2Jlabel", "na\tme"),),
        why="\x1b[2J\rwhy",
        help="\x1b[2Jhelp\nmore\x08",
    )

    assert render([finding], Format.TEXT, root=tmp_path) == OBEYED_BY_TERMINALS


def test_notes_of_changes_stand_below_each_other(tmp_path: Path) -> None:
    changes = (
        Change("-", "key: 価格", "in the file"),
        Change("+", "key: a\x1b[m", "from a.py:1"),
        Change("+", "a line without a note sets no column for the others"),
        Change("-", ""),
    )

    assert show(tmp_path, changes=changes) == (
        "error[DEF009]: here\n"
        "  - | key: 価格          in the file\n"
        "  + | key: a\\x1b[m       from a.py:1\n"
        "  + | a line without a note sets no column for the others\n"
        "  - |\n"
    )


def test_other_half_of_a_drift_is_shown_with_its_source(tmp_path: Path) -> None:
    file = tmp_path / "routing.py"
    file.write_text("repeat_interval=minutes(30)\n", encoding="utf-8")
    written = Label(Span(str(tmp_path / "gone.yml"), 4), "edited by hand")

    assert show(
        tmp_path, written, Label(Span(str(file), 1, 1, 1, 16)), changes=(Change("-", "2h"),)
    ) == (
        "error[DEF009]: here\n"
        " --> gone.yml:4\n"
        "  = note: edited by hand\n"
        "  - | 2h\n"
        " ::: routing.py:1:1\n"
        "1 | repeat_interval=minutes(30)\n"
        "  | ---------------\n"
    )  # fmt: skip


def test_colors_mark_level_places_and_changes(tmp_path: Path) -> None:
    file = tmp_path / "x.py"
    file.write_text("x = 1\n", encoding="utf-8")
    finding = Diagnostic(
        code="DEF009",
        headline="here",
        labels=(Label(Span(str(file), 1, 1, 1, 2), "one"), Label(Span(str(file), 1, 5, 1, 6), "two")),
        why="because",
        help="do",
        level=Level.WARNING,
    )

    assert render([finding], Format.TEXT, root=tmp_path, color=True) == (
        "\x1b[1;33mwarning[DEF009]\x1b[0m\x1b[1m: here\x1b[0m\n"
        " \x1b[1;34m-->\x1b[0m x.py:1:1\n"
        "\x1b[1;34m1 |\x1b[0m x = 1\n"
        "\x1b[1;34m  |\x1b[0m \x1b[1;33m^ one\x1b[0m\n"
        " \x1b[1;34m:::\x1b[0m x.py:1:5\n"
        "\x1b[1;34m1 |\x1b[0m x = 1\n"
        "\x1b[1;34m  |\x1b[0m     \x1b[1;34m- two\x1b[0m\n"
        "  \x1b[1;34m=\x1b[0m \x1b[1mwhy: \x1b[0m because\n"
        "  \x1b[1;34m=\x1b[0m \x1b[1mhelp:\x1b[0m do\n"
    )
    assert show(tmp_path, changes=(Change("-", "a", "n"), Change("+", "b")), color=True) == (
        "\x1b[1;31merror[DEF009]\x1b[0m\x1b[1m: here\x1b[0m\n"
        "  \x1b[31m- |\x1b[0m a       n\n"
        "  \x1b[32m+ |\x1b[0m b\n"
    )  # fmt: skip
