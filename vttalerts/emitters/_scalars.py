"""One string as YAML text that every reader takes for exactly that string.

Decision: a string is plain only if it is a string in YAML 1.1 and in YAML 1.2, for go-yaml, libyaml, PyYAML
and ruamel.yaml alike; else it is quoted. Rejected: quoting everything (unreadable), and the rules of one
version (`yes` or `0o17` change their type when another tool reads the file). The pattern below is wider than
any one reader's (`oN`, `1e`): a needless quote on what nobody writes is cheaper than a list per reader.

Sources: https://yaml.org/spec/1.2.2/ chapters 5 to 8 and 10.3; https://yaml.org/type/ for 1.1; go-yaml's
`resolve.go` and `scannerc.go`.
"""

from __future__ import annotations

import re

from vttalerts.emitters._unwritable import UnwritableError

# Columns by which a container is indented under the key or dash that holds it.
STEP = 2
# The scanners of libyaml, go-yaml and PyYAML give up on a key whose `:` is further away than this.
_LONGEST_KEY = 1024
# Long strings are rarely repeated. A memo is emptied when it is full: memory must not grow with the input.
_LONGEST_REMEMBERED = 16
_MOST_REMEMBERED = 2048

# Characters that stand for themselves: what YAML calls printable, without the line breaks of YAML 1.1, the
# byte order mark, and the marks that reorder the text that a reviewer sees (https://trojansource.codes).
_SHOWN = r" -~\u00a0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff"
_needs_escape = re.compile(f"[^{_SHOWN}]").search
_escape_all = re.compile(rf'["\\]|[^{_SHOWN}]').sub
_ESCAPES = {'"': r"\"", "\\": r"\\", "\n": r"\n", "\t": r"\t", "\r": r"\r"}

_NEVER_FIRST = frozenset(" ?,[]{}#&*!|>'\"%@`")
_CAREFUL_FIRST = _NEVER_FIRST | frozenset("-+.0123456789=<~yYnNtTfFoO")
_is_no_string = re.compile(
    r"""
    [-+]? \.? [0-9_]+ \.? [0-9_]* (?: e [-+_]* [0-9_]* )?                # 17, 1_000, 1., .5, 1e3
    | [-+]? _*0[0_]* [box] [0-9a-f_]*                                   # 0b1, 0o17, 0x1F
    | [-+]? [0-9][0-9_]* (?: :[0-9_]+ )+ (?: \.[0-9_]* )?               # 12:30:45 is a number of base 60
    | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2} (?: [t\ ] .* )?                    # a date
    | [-+]?\.(?:inf|nan) | ~ | null | true | false | yes | no | on | off | y | n | = | <<
    | - | -\ .* | ---.* | \.\.\..*                                      # a list's dash, document markers
    """,
    re.ASCII | re.IGNORECASE | re.VERBOSE,
).fullmatch


class Values(dict[str, str]):
    """Gives the text of a string as a value, after one space: `values[text]`. Short ones are remembered.

    Args:
        indent: Column of the lines of a literal block: two more than that of the list or mapping around it.
    """

    __slots__ = ("_new_line",)

    def __init__(self, indent: int) -> None:
        super().__init__()
        self._new_line = "\n" + " " * indent

    def __missing__(self, text: str) -> str:
        # isprintable() is the fast answer for nearly all strings, and never says yes to what must be escaped.
        written = f" {_plain_or_quoted(text)}" if text.isprintable() else self._unusual(text)
        if len(text) <= _LONGEST_REMEMBERED:
            if len(self) >= _MOST_REMEMBERED:
                self.clear()
            self[text] = written
        return written

    def _unusual(self, text: str) -> str:
        # Editors strip white space at the end of lines, so a block must not depend on it.
        if "\n" in text and not _has_white_ends(text):
            characters = text.replace("\n", "").replace("\t", "")
            if characters.isprintable() or not _needs_escape(characters):
                return _block(text, self._new_line)
        return f" {_one_line(text)}"


class Keys(dict[object, str]):
    """Gives the text of a mapping's key with its colon: `keys[key]`. Short ones are remembered.

    Args:
        lead: What stands before the key: a new line and the indentation, or the space after a list's dash.
    """

    __slots__ = ("_lead",)

    def __init__(self, lead: str) -> None:
        super().__init__()
        self._lead = lead

    def __missing__(self, key: object) -> str:
        if not isinstance(key, str):
            raise UnwritableError(f"the key {key!r} is of type {type(key).__name__}, and keys are text")
        text = str.__str__(key)
        written = _one_line(text)
        if len(written) > _LONGEST_KEY:
            raise UnwritableError("the key is longer than the 1024 characters that YAML readers take")
        written = f"{self._lead}{written}:"
        if len(text) <= _LONGEST_REMEMBERED:
            if len(self) >= _MOST_REMEMBERED:
                self.clear()
            self[text] = written
        return written


class Level:
    """What all lists and mappings at one column share.

    Args:
        column: Where their dashes and keys stand, in characters.

    Attributes:
        dash: A new line and a list's dash.
        keys: The keys of a mapping, each on its own line.
        key_after_dash: The first key of a mapping that is an item of a list.
        values: What stands after a key or a dash.
    """

    __slots__ = ("dash", "key_after_dash", "keys", "values")

    def __init__(self, column: int) -> None:
        new_line = "\n" + " " * column
        self.dash = f"{new_line}-"
        self.keys = Keys(new_line)
        self.key_after_dash = Keys(" ")
        self.values = Values(column + STEP)


class Levels(dict[int, Level]):
    """Gives the level at a column: `levels[column]`."""

    __slots__ = ()

    def __missing__(self, column: int) -> Level:
        level = self[column] = Level(column)
        return level


def _one_line(text: str) -> str:
    """Escaped if a character needs it, else plain or quoted."""
    if text.isprintable() or not _needs_escape(text):
        return _plain_or_quoted(text)
    return _double_quoted(text)


def _has_white_ends(text: str) -> bool:
    return " \n" in text or "\t\n" in text or text[-1] in " \t" or text.isspace()


def _plain_or_quoted(text: str) -> str:
    """Plain if that is safe, else in the quotes that need the fewest escapes; for text that may be shown."""
    if (
        not text
        or ((first := text[0]) in _CAREFUL_FIRST and (first in _NEVER_FIRST or _is_no_string(text)))
        # Searching for one character is faster than for two, and most strings have none.
        or (":" in text and (": " in text or text[-1] == ":"))
        or ("#" in text and " #" in text)
        or text[-1] == " "
    ):
        if '"' not in text and "\\" not in text:
            return f'"{text}"'
        return f"'{text}'" if "'" not in text else _double_quoted(text)
    return text


def _double_quoted(text: str) -> str:
    return f'"{_escape_all(_escaped, text)}"'


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    if short := _ESCAPES.get(character):
        return short
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:  # noqa: PLR2004 - the range of surrogates
        raise UnwritableError(f"a lone surrogate (U+{code:04X}) is no character, and no file can hold it")
    return f"\\x{code:02X}" if code <= 0xFF else f"\\u{code:04X}"  # noqa: PLR2004 - two digits end there


def _block(text: str, new_line: str) -> str:
    """A literal block of a text without white space at its lines' ends."""
    # Readers guess the indentation from the first line, and guess wrong if that begins with white space.
    indicator = "2" if text[0] in " \t\n" else ""
    chomp = "-"
    if text[-1] == "\n":
        text = text[:-1]
        chomp = "+" if text[-1] == "\n" else ""
    # Blank lines stay empty. The last one has no newline yet: what follows brings it.
    lines = f"\n{text}".replace("\n", new_line).replace(f"{new_line[1:]}\n", "\n").rstrip(" ")
    return f" |{indicator}{chomp}{lines}"
