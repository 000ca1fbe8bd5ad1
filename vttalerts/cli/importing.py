"""`vttalerts import`: files that somebody wrote by hand become definitions, and nothing of them is lost."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vttalerts import reporting
from vttalerts.cli import baselines, gathering, placing
from vttalerts.cli.commands import CLEAN, COULD_NOT_RUN, FINDINGS, _size, wants_color
from vttalerts.cli.gathering import Gathered
from vttalerts.cli.placing import Built
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.importers.adopted import Adopted, adopt, carried, settings_of
from vttalerts.importers.converted import definitions
from vttalerts.importers.proof import differences
from vttalerts.importers.source.names import slug
from vttalerts.importers.source.project import files

_SHOWN: Final = 3
"""Titles of panels that are listed for each kind; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command was told.

    Attributes:
        paths: Files, folders, and patterns of them.
        output: The folder of the definitions.
        format: How findings are shown.
        force: Replace files that are there.
    """

    paths: tuple[str, ...]
    output: str
    format: str = "text"
    force: bool = False


def run(wishes: Wishes) -> int:
    """Run the command and return the exit code: 0 imported, 1 with findings, 2 could not run."""
    try:
        return _Import(wishes).run()
    except OSError as error:
        sys.stderr.write(f"error: {error.strerror or error}: {error.filename or ''}\n".replace(": \n", "\n"))
        return COULD_NOT_RUN


class _Import:
    """One run."""

    def __init__(self, wishes: Wishes) -> None:
        self._wishes = wishes
        self._output = Path(wishes.output)
        self._found: list[Diagnostic] = []

    def run(self) -> int:
        paths = list(gathering.expand(self._wishes.paths))
        read = gathering.gather(paths, _progress)
        _progress_ends()
        self._found.extend(read.diagnostics)
        made = adopt([file.platform for file in read.files if file.platform is not None], read.boards)
        self._found.extend(made.diagnostics)
        if not made.platforms and not made.boards:
            return self._tell()
        converted = definitions(self._name(), read.files, made)
        self._found.extend(converted.secrets.diagnostics)
        texts = files(converted)
        built = placing.build(texts)
        self._found.extend(built.problems or differences(read.files, made.boards, built.files, placing.alone))
        if built.graph is None or any(one.code == "DEF126" for one in self._found):
            return self._tell()
        if built.baseline:
            texts[baselines.DEFAULT] = built.baseline
            texts["pyproject.toml"] += f'baseline = "{baselines.DEFAULT}"\n'
        return self._write(texts, built, read, made)

    def _name(self) -> str:
        return slug(self._output.absolute().name, "imported")

    def _write(self, texts: dict[str, str], built: Built, read: Gathered, made: Adopted) -> int:
        there = placing.existing(self._output, texts)
        if there and not self._wishes.force:
            self._tell()
            shown = ", ".join(there[:_SHOWN]) + (f" and {len(there) - _SHOWN} more" if len(there) > _SHOWN else "")
            sys.stderr.write(f"error: {self._output} has files that would be replaced ({shown}); --force does it\n")
            return COULD_NOT_RUN
        placing.put(self._output, texts)
        code = self._tell()
        if self._wishes.format == "text":
            self._say(texts, built, read, made)
        return code

    def _say(self, texts: dict[str, str], built: Built, read: Gathered, made: Adopted) -> None:
        for kind, titles in sorted(carried(made.boards).items()):
            more = f", and {len(titles) - _SHOWN} more" if len(titles) > _SHOWN else ""
            _print(f"as Grafana saved it: {kind} ({'; '.join(titles[:_SHOWN])}{more})\n")
        saved = settings_of(made.boards)
        if saved:
            _print(f"as Grafana saved it: settings of {_count(saved, 'panel')} without a field here (`saved=`)\n")
        count = len({file.path for file in read.files} | {Path(board.file) for board in read.boards})
        left = f", {read.broken} left out" if read.broken else ""
        made_of = _size(built.graph) if built.graph is not None else ""
        _print(f"{_count(count, 'file')} read{left}; {made_of}: {_count(len(texts), 'file')} in {self._output}\n")
        if built.known:
            _print(
                f"{_count(built.known, 'finding')} from before in {baselines.DEFAULT}: known, and no reason to fail\n"
            )
        _print(f"\nnext: `cd {self._output} && vttalerts check`, then `vttalerts build`\n")

    def _tell(self) -> int:
        """Say what was found, and return the exit code."""
        form = reporting.Format(self._wishes.format)
        if self._found or form is not reporting.Format.TEXT:
            _print(reporting.render(_once(self._found), form, root=Path.cwd(), color=wants_color(sys.stdout)))
            if form is reporting.Format.TEXT:
                _print(f"{reporting.summary(tuple(self._found))}\n")
        return FINDINGS if any(one.level is Level.ERROR for one in self._found) else CLEAN


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _once(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(dict.fromkeys(found))


def _print(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _progress(done: int, total: int) -> None:
    """Show how far it is, on a terminal only."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\rreading {done + 1} of {total} files")
        sys.stderr.flush()


def _progress_ends() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
        sys.stderr.flush()
