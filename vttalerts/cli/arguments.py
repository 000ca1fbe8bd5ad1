"""Options that several commands have, each with its one help text."""

from __future__ import annotations

from typing import Annotated

import typer

from vttalerts.reporting.formats import Format

Project = Annotated[str, typer.Option("--project", metavar="DIR", help="Look for the project in DIR and above it.")]
Formats = Annotated[Format, typer.Option("--format", help="How findings are shown.")]
EnvFile = Annotated[
    str | None,
    typer.Option("--env-file", metavar="FILE", help="Take values for env(…) from NAME=value lines."),
]
FromEnv = Annotated[bool, typer.Option("--from-env", help="Take values for env(…) from the environment.")]
SecretsDir = Annotated[
    str | None,
    typer.Option("--secrets-dir", metavar="DIR", help="Where the servers find secrets, instead of /run/secrets."),
]
Native = Annotated[
    bool,
    typer.Option("--native", help="Write addresses of this machine instead of those in Compose's network."),
]
TimeScale = Annotated[
    float,
    typer.Option(
        "--time-scale", min=0.001, max=1, help="Multiply all waiting with it: intervals, windows, `for`, group timings."
    ),
]
