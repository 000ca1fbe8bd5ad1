"""`python -m vttalerts` is `vttalerts`."""

from __future__ import annotations

from vttalerts.cli import script

script()
