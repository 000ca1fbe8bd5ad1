"""Findings for people at a terminal: the line, a caret under what to edit, why it matters, what mends it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vttalerts.diagnostics import Change, Diagnostic, Label, Level
from vttalerts.model.clear_text import kind_of
from vttalerts.reporting.excerpt import excerpt
from vttalerts.reporting.palette import Paint, Style, painter
from vttalerts.reporting.places import location
from vttalerts.reporting.screen import columns_of, lay_out, visible
from vttalerts.reporting.sources import Sources

_WIDTH: Final = 160
"""Columns when there is no terminal: a line of code shows whole, one of minified JSON does not."""

_NARROWEST: Final = 40
"""Columns that a source line gets even on a terminal too narrow for it: less would show nothing."""

_NOTE_GAP: Final = 7
"""Columns between the longest changed line and the notes beside them."""

_LEVELS: Final = {Level.ERROR: Style.ERROR, Level.WARNING: Style.WARNING}
_SIGNS: Final = {"-": Style.REMOVED, "+": Style.ADDED}


@dataclass(frozen=True, slots=True)
class _Mark:
    """How a label is pointed out: the primary one or a secondary one."""

    arrow: str
    underline: str
    style: Style


@dataclass(frozen=True, slots=True)
class _Page:
    """What stays the same for all lines of one finding."""

    root: Path
    sources: Sources
    paint: Paint
    gutter: int
    columns: int

    def margin(self, sign: str = "") -> str:
        """Return the left edge of a line below the headline, up to where its text begins."""
        return self.paint(Style.PLACE, f"{sign:>{self.gutter}} |")


def report(
    diagnostics: Sequence[Diagnostic],
    *,
    root: Path,
    color: bool = False,
    width: int | None = None,
) -> str:
    """Write findings as they read on a terminal, an empty line between them.

    Args:
        diagnostics: The findings, in the order in which they are shown.
        root: Absolute path of the folder that paths are shown relative to.
        color: Whether to colour them.
        width: Columns of the terminal; `None` if there is none. Only source lines are cut to it: messages are
            left whole, to be copied.
    """
    sources = Sources(root)
    paint = painter(color=color)
    blocks: list[str] = []
    for diagnostic in diagnostics:
        gutter = len(str(max((label.span.line for label in diagnostic.labels), default=0)))
        columns = max(_NARROWEST, (width or _WIDTH) - gutter - len(" | "))
        page = _Page(root, sources, paint, gutter, columns)
        blocks.append("".join(f"{line}\n" for line in _finding(diagnostic, page)))
    return "\n".join(blocks)


def _finding(diagnostic: Diagnostic, page: _Page) -> Iterator[str]:
    style = _LEVELS[diagnostic.level]
    code = page.paint(style, f"{diagnostic.level}[{diagnostic.code}]")
    yield code + page.paint(Style.STRONG, f": {visible(diagnostic.headline)}")
    for label in diagnostic.labels[:1]:
        # The changed lines show what stands there: the file's own line would show half of it again.
        yield from _label(label, _Mark("-->", "^", style), page, source=not diagnostic.changes)
    yield from _changes(diagnostic.changes, page)
    for label in diagnostic.labels[1:]:
        yield from _label(label, _Mark(":::", "-", Style.PLACE), page)
    yield from _advice("why: ", diagnostic.why, page)
    yield from _advice("help:", diagnostic.help, page)


def _label(label: Label, mark: _Mark, page: _Page, *, source: bool = True) -> Iterator[str]:
    place = visible(location(label.span, page.root))
    name = f"   {visible(label.name)}" if label.name else ""
    yield f"{'':{page.gutter}}{page.paint(Style.PLACE, mark.arrow)} {place}{name}"
    line = page.sources.line(label.span.file, label.span.line) if source and not label.hidden else None
    if line is None or kind_of(line):
        # Nothing to point at, or a credential that no report repeats; but the words are part of the finding.
        yield from _advice("note:", label.text, page)
        return
    shown = excerpt(line, label.span, page.columns)
    yield f"{page.margin(str(label.span.line))} {shown.text}".rstrip()
    beside = f"{mark.underline * shown.length} {visible(label.text)}".rstrip()
    yield f"{page.margin()} {'':{shown.indent}}{page.paint(mark.style, beside)}"


def _changes(changes: Sequence[Change], page: _Page) -> Iterator[str]:
    texts = ["".join(lay_out(change.text)[0]) for change in changes]
    longest = max((columns_of(text) for text, change in zip(texts, changes, strict=True) if change.note), default=0)
    for change, text in zip(changes, texts, strict=True):
        gap = f"{'':{longest - columns_of(text) + _NOTE_GAP}}" if change.note else ""
        sign = page.paint(_SIGNS.get(change.sign, Style.PLACE), f"{visible(change.sign)} |")
        yield f"{'':{page.gutter}} {sign} {text}{gap}{visible(change.note)}".rstrip()


def _advice(title: str, text: str, page: _Page) -> Iterator[str]:
    if not text:
        return
    first, *more = text.split("\n")
    head = f"{'':{page.gutter}} {page.paint(Style.PLACE, '=')} {page.paint(Style.STRONG, title)}"
    yield f"{head} {visible(first)}"
    for line in more:
        yield f"{'':{page.gutter}} {'':{len('= ' + title)}} {visible(line)}".rstrip()
