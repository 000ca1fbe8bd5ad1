"""Reads Go templates as text/template/parse does, and notes which names they use.

It decides on all that people write. Where it can't be sure (letters beyond ASCII in a name, complex numbers, rare
escapes), it says so, and `templates` asks gotpl, which costs 115 ms to import. Upstream: lex.go and parse.go of Go
1.26; in what is decided here they have been the same since 1.23, which brought `else with`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple

_TERMINATED: Final = r"(?=[ \t\r\n.,|:()]|\}\}|\Z)"
_TOKEN: Final = re.compile(
    r"(?P<close>[ \t\r\n]+-\}\}|[ \t\r\n]*\}\})"
    r"|(?P<space>[ \t\r\n]+)"
    rf"|(?P<field>\.[A-Za-z_][A-Za-z0-9_]*+{_TERMINATED})"
    rf"|(?P<variable>\$[A-Za-z0-9_]*+{_TERMINATED})"
    rf"|(?P<word>[A-Za-z_][A-Za-z0-9_]*+{_TERMINATED})"
    r'|(?P<string>"(?:[^"\\\n]|\\[^\n])*+"|`[^`]*+`)'
    r"|(?P<pipe>\|)|(?P<left>\()|(?P<right>\))|(?P<declare>:=)|(?P<assign>=)|(?P<comma>,)"
    r"|(?P<number>[+-]?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,17})?(?:[eE][+-]?[0-9]{1,2})?(?![A-Za-z0-9_.+-])"
    r"|0[xX][0-9a-fA-F]{1,15}(?![A-Za-z0-9_.+-]))"
    rf"|(?P<dot>\.{_TERMINATED})"
    r"|(?P<char>'(?:[^'\\\n]|\\[abfnrtv\\'])')"
    r"|(?P<odd>'(?:[^'\\\n]|\\[^\n])*+'|(?:[+-]?\.?[0-9])[A-Za-z0-9_.+-]*+|[.$]?[^\W\d][\w]*+)"
)
