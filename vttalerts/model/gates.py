"""What came later than the field that holds it: a value, or a service discovery by its name.

A class whose fields alone are newer than their server says so in `since`. A class that several servers read, such
as `TLS`, has `since_of` instead: for each server, the version by the wire key. A class that takes values of different
age has a method `newer()`, which yields those that the object uses.
"""

from __future__ import annotations

from typing import NamedTuple


class Newer(NamedTuple):
    """Something that an object uses and that a server reads from some version on.

    Attributes:
        keyword: The field that holds it.
        what: What a diagnostic calls it.
        since: The first version of the object's server that reads it.
    """

    keyword: str
    what: str
    since: str
