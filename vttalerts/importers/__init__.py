"""Configuration that somebody wrote by hand becomes the objects that definitions are made of, with its places.

Nothing in a file can make this raise: what is wrong with one file is a diagnostic, and does not stop the others.
"""

from __future__ import annotations

from vttalerts.importers._run import File, Kind, Read, read
from vttalerts.importers._yaml import Bounds

__all__ = ["Bounds", "File", "Kind", "Read", "read"]
