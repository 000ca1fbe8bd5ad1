"""Findings as SARIF 2.1.0 (OASIS), for GitHub's code scanning and for editors.

Decision: braces in messages stand for themselves, although section 3.11.5 doubles them, because GitHub and
editors show a message without arguments as it is, and `{{ $labels.instance }}` must read as in the file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final
from urllib.parse import quote

from vttalerts.diagnostics import Diagnostic, Edit, Label, Span
from vttalerts.reporting.fingerprints import fingerprints
from vttalerts.reporting.places import location, within
from vttalerts.reporting.prose import prose

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT: Final = "SRCROOT"
_FINGERPRINT: Final = "vttalerts/v1"
"""Names what a fingerprint is made of; counts up when that changes."""


def report(diagnostics: Sequence[Diagnostic], *, root: Path) -> str:
    """Write findings as one SARIF log with one run.

    Args:
        diagnostics: The findings, in the order in which they are listed.
        root: Absolute path of the folder that paths are relative to.
    """
    rules = list(_rules(diagnostics))
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    prints = fingerprints(diagnostics, root)
    results = [
        {
            "ruleId": diagnostic.code,
            "ruleIndex": index[diagnostic.code],
            "level": diagnostic.level.value,
            **_said(diagnostic, root),
            "partialFingerprints": {_FINGERPRINT: fingerprint},
            **_fixes(diagnostic, root),
        }
        for diagnostic, fingerprint in zip(diagnostics, prints, strict=True)
    ]
    run = {
        "tool": {"driver": {"name": "vttalerts", "rules": rules}},
        "originalUriBaseIds": {_ROOT: {"uri": root.as_uri().removesuffix("/") + "/"}},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rules(diagnostics: Iterable[Diagnostic]) -> Iterator[dict[str, object]]:
    """Yield what code scanning needs of each code; its title is the headline where all findings share one."""
    for code, group in groupby(sorted(diagnostics, key=_code), key=_code):
        explain = f"`vttalerts explain {code}` tells what it means, with an example and its mend."
        headlines = {diagnostic.headline for diagnostic in group}
        title = headlines.pop() if len(headlines) == 1 else code
        yield {
            "id": code,
            "shortDescription": {"text": title},
            "fullDescription": {"text": explain},
            "help": {"text": explain},
        }


def _code(diagnostic: Diagnostic) -> str:
    return diagnostic.code


def _said(diagnostic: Diagnostic, root: Path) -> dict[str, object]:
    """Return a result's message and places; the message links to the places by their number."""

    def place(number: int, label: Label) -> str:
        return f"[{_link_text(location(label.span, root))}]({number})"

    said: dict[str, object] = {
        "message": {"text": "\n".join([diagnostic.headline, *prose(diagnostic, place)])},
    }
    if diagnostic.labels:
        said["locations"] = [_location(diagnostic.labels[0], root)]
    if diagnostic.labels[1:]:
        said["relatedLocations"] = [
            {"id": number, **_location(label, root)} for number, label in enumerate(diagnostic.labels[1:], 1)
        ]
    return said


def _fixes(diagnostic: Diagnostic, root: Path) -> dict[str, object]:
    """Return the edits that mend a finding, which editors offer (section 3.55)."""
    files: dict[str, list[Edit]] = {}
    for edit in diagnostic.edits:
        files.setdefault(edit.span.file, []).append(edit)
    if not files:
        return {}
    changes = [
        {
            "artifactLocation": _artifact(file, root),
            "replacements": [
                {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}} for edit in edits
            ],
        }
        for file, edits in files.items()
    ]
    return {"fixes": [{"description": {"text": diagnostic.help}, "artifactChanges": changes}]}


def _link_text(text: str) -> str:
    """Escape what ends a link's text (section 3.11.6)."""
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _location(label: Label, root: Path) -> dict[str, object]:
    location: dict[str, object] = {
        "physicalLocation": {
            "artifactLocation": _artifact(label.span.file, root),
            "region": _region(label.span),
        },
    }
    if label.name:
        location["logicalLocations"] = [{"name": label.name}]
    if label.text:
        location["message"] = {"text": label.text}
    return location


def _artifact(file: str, root: Path) -> dict[str, str]:
    relative = within(file, root)
    if relative is None:
        return {"uri": (root / file).as_uri()}
    # By the name's bytes, as the file system has them: a name need not be valid text.
    return {"uri": quote(os.fsencode(relative)), "uriBaseId": _ROOT}


def _region(span: Span) -> dict[str, int]:
    ends = {"startColumn": span.column, "endLine": span.end_line, "endColumn": span.end_column}
    return {"startLine": span.line} | {name: number for name, number in ends.items() if number is not None}
