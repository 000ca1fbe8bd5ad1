"""The README and the guides as something that runs: sections, blocks, tables, and diffs as they read there.

In a section the blocks apply one after another to a copy of the checkout: a `diff` of `definitions/` is an edit, a
`diff` of `generated/` is what the next build changes, a `console` is a session, and a block whose first line is a
comment with a path is that file.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).parents[2]
README: Final = _ROOT / "README.md"
DOCUMENTS: Final = (README, *sorted((_ROOT / "docs" / "guides").glob("*.md")))
"""What people read; a heading is in one of them only."""

_HEADING: Final = re.compile(r"#+ (.*)")
_FENCE: Final = re.compile(r"(```+)(\w*)")
_FILE: Final = re.compile(r"# (\S+\.\w+)")
_CONTEXT: Final = 1
"""Lines around a change that the README shows of a generated file."""


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block.

    Attributes:
        section: The heading above it.
        language: The word behind the fence.
        text: What is inside, with its last newline.
    """

    section: str
    language: str
    text: str

    @property
    def is_edit(self) -> bool:
        """A change of the definitions."""
        return self.language == "diff" and not self.is_consequence

    @property
    def is_consequence(self) -> bool:
        """What an edit changes in the output."""
        return self.language == "diff" and all(path.startswith("generated/") for path in changes(self.text))

    @property
    def file(self) -> str | None:
        """The file that it is, by the comment in its first line."""
        found = _FILE.fullmatch(self.text.partition("\n")[0])
        return found[1] if found else None

    def session(self) -> Iterator[tuple[str, str]]:
        """Yield the commands of a console, each with what it prints."""
        for part in re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            yield command, printed


def blocks() -> list[Block]:
    """Return the fenced blocks of the documents, in order."""
    return [block for document in DOCUMENTS for block in _blocks(document)]


def _blocks(document: Path) -> list[Block]:
    found: list[Block] = []
    section, opened = "", None
    inside: list[str] = []
    for line in document.read_text(encoding="utf-8").splitlines(keepends=True):
        fence = _FENCE.match(line)
        if opened is None:
            heading = _HEADING.match(line)
            section = heading[1].strip() if heading else section
            opened, inside = fence, []
        elif line.strip() == opened[1]:
            found.append(Block(section, opened[2], "".join(inside)))
            opened = None
        else:
            inside.append(line)
    return found


def text(document: Path | None = None) -> str:
    """Return a document, or all of them."""
    return "".join(one.read_text(encoding="utf-8") for one in ((document,) if document else DOCUMENTS))


def prose(document: Path | None = None) -> str:
    """Return a document, or all of them, without fenced blocks."""
    return re.sub(r"^(```+).*?^\1$", "", text(document), flags=re.MULTILINE | re.DOTALL)


def table(first_heading: str) -> list[list[str]]:
    """Return the rows of the table whose first column has that heading; code marks are left out."""
    found = re.search(rf"^\| {first_heading} \|.*\n\|[- |]+\|\n((?:\|.*\n)+)", prose(), re.MULTILINE)
    assert found is not None, f"no table begins with {first_heading}"
    return [[cell.strip().strip("`") for cell in row.strip("|").split("|")] for row in found[1].splitlines()]


def changes(diff: str) -> dict[str, list[str]]:
    """Return the lines that a diff adds and takes away, by file; where they stand and what is around does not count."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    old = ""
    for line in diff.splitlines():
        if line.startswith("--- "):
            old = line[4:]
        elif line.startswith("+++ "):
            name = old if line[4:] == "/dev/null" else line[4:]
            lines = found.setdefault(name.partition("/")[2], [])
        elif line.startswith(("+", "-")):
            lines.append(line)
    return found


def difference(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """Return how two states of a folder differ, as the README shows it."""
    parts: list[str] = []
    for path in sorted({*before, *after}):
        old, new = (texts.get(path, "").splitlines(keepends=True) for texts in (before, after))
        was = f"a/{path}" if path in before else "/dev/null"
        becomes = f"b/{path}" if path in after else "/dev/null"
        parts += difflib.unified_diff(old, new, was, becomes, n=_CONTEXT)
    return "".join(parts)


def replace(old: Block, text: str) -> None:
    """Write the document of a block with another text in it."""
    shape = re.compile(rf"^(```+){old.language}\n{re.escape(old.text)}\1$", re.MULTILINE)
    found = [(document, match) for document in DOCUMENTS for match in shape.finditer(document.read_text("utf-8"))]
    assert len(found) == 1, f"{len(found)} blocks like it"
    document, match = found[0]
    fence = "````" if "```" in text else "```"
    written = document.read_text("utf-8")
    fenced = f"{fence}{old.language}\n{text}{fence}"
    document.write_text(written[: match.start()] + fenced + written[match.end() :], encoding="utf-8")
