"""The commands that look at running servers or change them: `vttalerts apply`, `drill` and `doctor`."""

from __future__ import annotations

from typing import Annotated

import typer

from vttalerts.cli.arguments import EnvFile, FromEnv, Native, Project, SecretsDir, TimeScale
from vttalerts.cli.quick import Options, contradiction

Servers = Annotated[
    list[str] | None,
    typer.Option("--prometheus", metavar="URL", help="A Prometheus; several times for replicas."),
]
Tellers = Annotated[
    list[str] | None,
    typer.Option("--alertmanager", metavar="URL", help="An Alertmanager; several times for a cluster."),
]
GrafanaAt = Annotated[str | None, typer.Option("--grafana", metavar="URL", help="A Grafana.")]
User = Annotated[str | None, typer.Option("--user", metavar="NAME", help="Who we are to Prometheus and Alertmanager.")]
PasswordFile = Annotated[str | None, typer.Option("--password-file", metavar="FILE", help="Holds the user's password.")]
CaFile = Annotated[
    str | None, typer.Option("--ca-file", metavar="FILE", help="Certificate authorities to believe, not the system's.")
]
TokenFile = Annotated[
    str | None, typer.Option("--grafana-token-file", metavar="FILE", help="Holds a token of a service account.")
]
Output = Annotated[
    str | None,
    typer.Option("--output", metavar="DIR", help="The folder that the servers read, instead of the project's."),
]
InProduction = Annotated[
    bool, typer.Option("--production", help="The servers are production's, and read `prometheus.production.yml`.")
]
OfStack = Annotated[bool, typer.Option("--stack", help="The servers are those of `vttalerts stack up`.")]
StateDir = Annotated[
    str | None, typer.Option("--state-dir", metavar="DIR", help="With --stack: where it keeps what is its own.")
]


def apply(
    *,
    prometheus: Servers = None,
    alertmanager: Tellers = None,
    grafana: GrafanaAt = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change; write and tell nothing.")] = False,
    wait: Annotated[
        float, typer.Option("--wait", metavar="SECONDS", help="The longest time for rules to show that they are well.")
    ] = 120.0,
    user: User = None,
    password_file: PasswordFile = None,
    ca_file: CaFile = None,
    grafana_token_file: TokenFile = None,
    output: Output = None,
    project: Project = ".",
    env_file: EnvFile = None,
    from_env: FromEnv = False,
    secrets_dir: SecretsDir = None,
    native: Native = False,
    time_scale: TimeScale = 1,
    production: InProduction = False,
    stack: OfStack = False,
    state_dir: StateDir = None,
) -> None:
    """Bring the build into running servers: plan, write, reload, look what they run; put all back if one refuses.

    Without addresses: the Prometheus and the Alertmanager of the deployment. Nobody else is told of `blackbox.yml`.
    Exit codes: 0 applied, or nothing to do; 1 put back, or with --dry-run something would change; 2 could not run;
    3 refused, and some server could not be put back.
    """
    from vttalerts.cli import apply as command
    from vttalerts.cli.connections import Addresses
    from vttalerts.cli.opening import Where

    options = _options(project, output, env_file, secrets_dir, time_scale, from_env=from_env, native=native)
    given = Addresses(
        tuple(prometheus or ()), tuple(alertmanager or ()), grafana, user, password_file, ca_file, grafana_token_file
    )
    raise typer.Exit(command.run(options, Where(given, production, stack, state_dir), wait, dry_run=dry_run))


def drill(
    alert: Annotated[str, typer.Argument(metavar="ALERT", help="The alert's name.")],
    *,
    alertmanager: Tellers = None,
    wait: Annotated[
        float | None,
        typer.Option("--wait", metavar="SECONDS", help="The longest time to watch, instead of the routing tree's."),
    ] = None,
    user: User = None,
    password_file: PasswordFile = None,
    ca_file: CaFile = None,
    project: Project = ".",
    format: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
) -> None:
    """Send a marked alert through the real Alertmanager to the real receivers, and end it again.

    Exit codes: 0 everybody was told, 1 somebody was not, 2 could not run.
    """
    from vttalerts.cli import drill as command
    from vttalerts.cli.connections import Addresses

    if format not in {"text", "json"}:
        raise typer.BadParameter("text or json", param_hint="--format")
    given = Addresses((), tuple(alertmanager or ()), None, user, password_file, ca_file)
    raise typer.Exit(command.run(alert, given, project, wait, format))


def doctor(
    *,
    prometheus: Servers = None,
    alertmanager: Tellers = None,
    grafana: GrafanaAt = None,
    user: User = None,
    password_file: PasswordFile = None,
    ca_file: CaFile = None,
    grafana_token_file: TokenFile = None,
    output: Output = None,
    project: Project = ".",
    env_file: EnvFile = None,
    from_env: FromEnv = False,
    secrets_dir: SecretsDir = None,
    native: Native = False,
    time_scale: TimeScale = 1,
    production: InProduction = False,
    stack: OfStack = False,
    state_dir: StateDir = None,
    format: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
) -> None:
    """Look at the running stack: what is down, not loaded, not delivered, missing, late or changed by hand; what next.

    Exit codes: 0 nothing that keeps people from being told, 1 something does, 2 could not run.
    """
    from vttalerts.cli import doctor as command
    from vttalerts.cli.connections import Addresses
    from vttalerts.cli.opening import Where

    if format not in {"text", "json"}:
        raise typer.BadParameter("text or json", param_hint="--format")
    options = _options(project, output, env_file, secrets_dir, time_scale, from_env=from_env, native=native)
    given = Addresses(
        tuple(prometheus or ()), tuple(alertmanager or ()), grafana, user, password_file, ca_file, grafana_token_file
    )
    raise typer.Exit(command.run(options, Where(given, production, stack, state_dir), format))


def _options(
    project: str,
    output: str | None,
    env_file: str | None,
    secrets_dir: str | None,
    time_scale: float,
    *,
    from_env: bool,
    native: bool,
) -> Options:
    options = Options("build")
    options.project, options.output = project, output
    options.env_file, options.from_env, options.secrets_dir = env_file, from_env, secrets_dir
    options.native, options.time_scale = native, time_scale
    options.cache = False
    wrong = contradiction(options)
    if wrong:
        raise typer.BadParameter(wrong)
    return options


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command(
        epilog="Examples: vttalerts apply --dry-run · "
        "vttalerts apply --prometheus http://localhost:9090 --alertmanager http://localhost:9093"
    )(apply)
    app.command(epilog="Example: vttalerts drill VTTAPIDown --alertmanager http://localhost:9093")(drill)
    app.command(
        epilog="Examples: vttalerts doctor · vttalerts doctor --prometheus http://localhost:9090 --format json"
    )(doctor)
