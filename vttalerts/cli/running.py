"""The commands that run something: `vttalerts stack …` and `vttalerts demo`, with their options."""

from __future__ import annotations

import enum
from typing import Annotated

import typer

stack = typer.Typer(
    help="Run the whole monitoring on this machine: as processes that are looked after, or as containers.",
    no_args_is_help=True,
)


class Engine(enum.StrEnum):
    """What the servers are run by."""

    NATIVE = "native"
    COMPOSE = "compose"


Project = Annotated[str, typer.Option("--project", metavar="DIR", help="Look for the project in DIR and above it.")]
Runs = Annotated[Engine, typer.Option("--engine", help="Processes of this machine, or containers.")]
StateDir = Annotated[
    str | None, typer.Option("--state-dir", metavar="DIR", help="Where the processes keep data, logs and secrets.")
]
Services = Annotated[list[str] | None, typer.Argument(metavar="[SERVICE]...", help="All of them if none is named.")]
Ports = Annotated[
    list[str] | None,
    typer.Option("--port", metavar="SERVICE=PORT", help="Another port than that of the definitions; repeatable."),
]
Pace = Annotated[float, typer.Option("--time-scale", min=0.001, max=1, help="Multiply all waiting with it.")]


@stack.command(epilog="Examples: vttalerts stack up · vttalerts stack up --port prometheus=19090")
def up(
    *,
    engine: Runs = Engine.NATIVE,
    project: Project = ".",
    env_file: Annotated[
        str | None, typer.Option("--env-file", metavar="FILE", help="Take values for env(…) from NAME=value lines.")
    ] = None,
    port: Ports = None,
    foreground: Annotated[
        bool, typer.Option("--foreground", help="Stay, show the logs, and stop with Ctrl+C.")
    ] = False,
    time_scale: Pace = 1,
    state_dir: StateDir = None,
) -> None:
    """Build the configuration, start the servers with it, and wait until they are ready.

    Secrets are read from the environment, under their own names.
    Exit codes: 0 all are ready, 1 findings in the definitions, 2 could not start.
    """
    from vttalerts.cli import stack as command

    wishes = command.Wishes(project, engine.value, state_dir, env_file, tuple(port or ()), foreground, time_scale)
    raise typer.Exit(command.up(wishes))


@stack.command(epilog="Example: vttalerts stack down")
def down(*, engine: Runs = Engine.NATIVE, project: Project = ".", state_dir: StateDir = None) -> None:
    """Stop the servers; secrets are removed, data and logs stay.

    Exit codes: 0 nothing runs, 2 could not stop.
    """
    from vttalerts.cli import stack as command

    raise typer.Exit(command.down(command.Wishes(project, engine.value, state_dir)))


@stack.command(epilog="Example: vttalerts stack status")
def status(*, engine: Runs = Engine.NATIVE, project: Project = ".", state_dir: StateDir = None) -> None:
    """Show how each server is.

    Exit codes: 0 all are ready, 1 one is not, 2 the stack does not run.
    """
    from vttalerts.cli import stack as command

    raise typer.Exit(command.status(command.Wishes(project, engine.value, state_dir)))


@stack.command(epilog="Examples: vttalerts stack logs --follow · vttalerts stack logs alertmanager")
def logs(
    services: Services = None,
    *,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on until Ctrl+C.")] = False,
    lines: Annotated[int, typer.Option("--lines", "-n", min=0, help="How many lines of each log.")] = 50,
    engine: Runs = Engine.NATIVE,
    project: Project = ".",
    state_dir: StateDir = None,
) -> None:
    """Show what the servers say, one colour a service."""
    from vttalerts.cli import stack as command

    wishes = command.Wishes(project, engine.value, state_dir)
    raise typer.Exit(command.logs(wishes, tuple(services or ()), lines, follow=follow))


@stack.command(epilog="Examples: vttalerts stack restart · vttalerts stack restart alertmanager")
def restart(
    services: Services = None, *, engine: Runs = Engine.NATIVE, project: Project = ".", state_dir: StateDir = None
) -> None:
    """Build the configuration anew, as `up` did, and start servers again with it.

    Exit codes: 0 all are ready, 1 findings in the definitions, 2 could not restart.
    """
    from vttalerts.cli import stack as command

    raise typer.Exit(command.restart(command.Wishes(project, engine.value, state_dir), tuple(services or ())))


def demo(
    *,
    break_: Annotated[
        list[str] | None,
        typer.Option("--break", metavar="FAULT[=LEVEL]", help="Break something as soon as all runs; repeatable."),
    ] = None,
    faults: Annotated[bool, typer.Option("--faults", help="List what can be broken, and end.")] = False,
    time_scale: Pace = 0.1,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The page's port; 0 for any.")] = 8025,
    until_told: Annotated[
        bool, typer.Option("--until-told", help="End when the fault's alert has arrived; fail after two minutes.")
    ] = False,
    project: Project = ".",
) -> None:
    """Show alerts on their way: a VTT in small that can be broken, the real servers, and an inbox of what arrives.

    Time runs ten times as fast as in production. Nothing leaves this machine, and nothing is left behind.
    Exit codes: 0 ended, 1 findings or nobody was told, 2 could not start.
    """
    from vttalerts.cli import demo as command

    raise typer.Exit(
        command.list_faults()
        if faults
        else command.run(command.Wishes(project, tuple(break_ or ()), time_scale, port, until_told))
    )


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.add_typer(stack, name="stack")
    app.command(epilog="Examples: vttalerts demo · vttalerts demo --break database · vttalerts demo --break memory=97")(
        demo
    )
