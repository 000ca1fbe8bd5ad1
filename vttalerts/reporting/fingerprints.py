"""What makes a finding the same one in the next run, on another machine, and after the lines above it moved."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from vttalerts.diagnostics import Diagnostic
from vttalerts.model.clear_text import kind_of
from vttalerts.reporting.places import within
from vttalerts.reporting.sources import Sources

_LENGTH: Final = 32
"""Hexadecimal digits kept of a fingerprint: 128 bits, beyond collision."""


def fingerprints(diagnostics: Iterable[Diagnostic], root: Path) -> Iterator[str]:
    """Yield the fingerprint of each finding, in their order.

    Made of code, headline, path, object and the source line's own text; equal ones are numbered.

    Args:
        diagnostics: The findings, in the order in which they are listed.
        root: Absolute path of the folder that paths are relative to.
    """
    sources = Sources(root)
    seen = Counter[str]()
    for diagnostic in diagnostics:
        parts = [diagnostic.code, diagnostic.headline]
        for label in diagnostic.labels[:1]:
            # Of a line with a secret not even a digest is kept: short secrets can be guessed from it.
            line = sources.line(label.span.file, label.span.line) or ""
            line = "" if label.hidden or kind_of(line) else line
            parts += [within(label.span.file, root) or label.span.file, label.name, line.strip()]
        content = "\0".join(parts).encode("utf-8", errors="surrogatepass")
        digest = hashlib.sha256(content).hexdigest()[:_LENGTH]
        seen[digest] += 1
        yield f"{digest}:{seen[digest]}"
