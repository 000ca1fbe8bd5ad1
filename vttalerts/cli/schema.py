"""`vttalerts schema KIND`: what may stand in a file, for editors, as JSON Schema."""

from __future__ import annotations

import json
import sys

from vttalerts.emitters import health
from vttalerts.importers import schemas

SCHEMAS = {**schemas.ROOTS, "health-monitor": health.schema}
"""What makes each schema, by the kind of file."""


def run(kind: str) -> int:
    """Print a schema, and return the exit code: 0 printed, 2 no such kind."""
    if kind not in SCHEMAS:
        sys.stderr.write(f"error: there is no schema of `{kind}`; write one of: {', '.join(SCHEMAS)}\n")
        return 2
    sys.stdout.write(f"{json.dumps(SCHEMAS[kind](), indent=2, ensure_ascii=False)}\n")
    return 0
