"""The formats that findings are written in; importing their names costs nothing."""

from __future__ import annotations

import enum


class Format(enum.StrEnum):
    """How findings are written."""

    TEXT = "text"
    """For a person at a terminal."""
    JSON = "json"
    """For scripts; its shape is `json.schema.json`."""
    GITHUB = "github"
    """Workflow commands: annotations on a pull request."""
    SARIF = "sarif"
    """SARIF 2.1.0: code scanning and editors."""
    JUNIT = "junit"
    """JUnit's XML: build servers that show tests."""
