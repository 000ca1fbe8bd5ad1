"""What is wrong, where, why it matters on call, and the edit that mends it: as data, never as text on a screen."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Level(enum.StrEnum):
    """How sure the damage is: an error fails the build, a warning is shown and does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a source file.

    Attributes:
        file: Absolute path of the file; reporters shorten it.
        line: First line, counted from 1.
        column: First column in characters, counted from 1; `None` if only the line is known.
        end_line: Last line, counted from 1.
        end_column: Column after the last character, counted from 1; `None` if only the line is known.
    """

    file: str
    line: int
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """One place that a diagnostic shows, with the words beside its caret.

    Attributes:
        span: The place.
        text: What to read beside the caret; may be empty.
        name: The object that stands there, shown after the location (an alert's name, a route).
        hidden: The line holds a secret in clear text, and no report repeats it.
    """

    span: Span
    text: str = ""
    name: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a difference: what a file holds against what the definitions make.

    Attributes:
        sign: `-` for the file's line, `+` for the line that the definitions make.
        text: The line, without its newline.
        note: Where the line comes from.
    """

    sign: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement in a source file.

    Attributes:
        span: What is replaced, with its columns; an end at its start inserts.
        text: What stands there afterwards.
    """

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    Attributes:
        code: Its code, such as `ALR007`; never reused for another meaning.
        level: Error or warning.
        headline: Lower case, no full stop, true on its own.
        labels: The places; the first is what to edit, later ones are the other halves of a conflict.
        why: The consequence on call, in one sentence.
        help: An edit, not advice.
        changes: The lines that differ, for a drift between a file and its definitions.
        edits: The edit that `help` asks for, where there is only one right one; made together or not at all.
    """

    code: str
    headline: str
    labels: tuple[Label, ...] = ()
    why: str = ""
    help: str = ""
    level: Level = Level.ERROR
    changes: tuple[Change, ...] = ()
    edits: tuple[Edit, ...] = ()


class Fault(ValueError):  # noqa: N818  it is a finding, and most are never raised as errors
    """A value that can't stand where it is written; knows its code, consequence and mend, not yet its place.

    Validators raise it; whoever knows the place (`model.spec`, the loader) makes a `Diagnostic` of it.

    Attributes:
        code: The diagnostic's code.
        why: The consequence on call, in one sentence.
        help: An edit, not advice.
        offset: Where in the offending string the fault begins, in characters from 0; `None` if unknown.
        length: How many characters of the offending string are at fault.
        label: What to read beside the caret.
        subject: The value at fault; set by whoever called the validator.
    """

    def __init__(
        self,
        code: str,
        headline: str,
        *,
        why: str = "",
        help: str = "",  # noqa: A002  the field's name in every diagnostic
        offset: int | None = None,
        length: int = 1,
        label: str = "",
    ) -> None:
        super().__init__(headline)
        self.code = code
        self.headline = headline
        self.why = why
        self.help = help
        self.offset = offset
        self.length = length
        self.label = label
        self.subject: object = None
