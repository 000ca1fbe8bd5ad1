"""The whole command line with help, examples and shell completion; each command imports what it runs."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from vttalerts.cli import operating, running
from vttalerts.cli.arguments import EnvFile, Formats, FromEnv, Native, Project, SecretsDir, TimeScale
from vttalerts.cli.quick import Options, contradiction
from vttalerts.reporting.formats import Format

app = typer.Typer(
    name="vttalerts",
    help="Compiles and checks monitoring and alerting as a whole: will the right person be told, in time?",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

NoCache = Annotated[bool, typer.Option("--no-cache", help="Do the work even if nothing changed.")]
Strict = Annotated[bool, typer.Option("--strict", help="Let warnings fail too.")]
Baseline = Annotated[
    str | None,
    typer.Option("--baseline", metavar="FILE", help="Leave out the findings that FILE knows, and count them."),
]


def _kinds() -> list[str]:
    from vttalerts.cli import listing

    return list(listing.KINDS)


def run(arguments: list[str]) -> None:
    """Run the command that the arguments name, and end the process with its exit code."""
    app(arguments, prog_name="vttalerts")


@app.callback(invoke_without_command=True)
def main(
    *,
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
) -> None:
    """Compiles and checks monitoring and alerting as a whole: will the right person be told, in time?"""
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"vttalerts {installed('vttalerts')}")
        raise typer.Exit


@app.command(epilog="Examples: vttalerts check --fix · vttalerts check rules/*.yml alertmanager.yml")
def check(
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILE...]", help="Files and folders to look at instead of definitions."),
    ] = None,
    *,
    fix: Annotated[bool, typer.Option("--fix", help="Show the edits that mend findings, ask, and make them.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show those edits, and make none.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --fix: do not ask.")] = False,
    write_baseline: Annotated[
        bool, typer.Option("--write-baseline", help="Write what is found now into the baseline.")
    ] = False,
    project: Project = ".",
    format: Formats = Format.TEXT,
    env_file: EnvFile = None,
    from_env: FromEnv = False,
    secrets_dir: SecretsDir = None,
    baseline: Baseline = None,
    no_cache: NoCache = False,
    strict: Strict = False,
) -> None:
    """Say what is wrong with the definitions, or with files that somebody wrote by hand.

    Nothing is written, but for --fix and --write-baseline. Files are those of Prometheus, its rules, Alertmanager,
    the Blackbox Exporter and Grafana, and Kubernetes objects.
    Exit codes: 0 clean, 1 findings, 2 could not run.
    """
    options = Options("check")
    options.fix, options.diff, options.yes, options.write_baseline = fix, diff, yes, write_baseline
    options.baseline = baseline
    options.files = tuple(files or ())
    _fill(options, project, format, env_file, secrets_dir, from_env=from_env, no_cache=no_cache, strict=strict)
    _run(options)


@app.command(epilog="Examples: vttalerts build · vttalerts build --check · vttalerts build --env-file production.env")
def build(
    *,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; fail if something would change.")] = False,
    output: Annotated[
        str | None,
        typer.Option("--output", metavar="DIR", help="Write to DIR instead of the project's folder."),
    ] = None,
    project: Project = ".",
    format: Formats = Format.TEXT,
    env_file: EnvFile = None,
    from_env: FromEnv = False,
    secrets_dir: SecretsDir = None,
    baseline: Baseline = None,
    native: Native = False,
    time_scale: TimeScale = 1,
    no_cache: NoCache = False,
    strict: Strict = False,
) -> None:
    """Compile the definitions into what Prometheus, Alertmanager, Grafana and the exporters read.

    All or nothing: with a finding, the output stays as it was.
    Exit codes: 0 clean, 1 findings or drift, 2 could not run.
    """
    options = Options("build")
    options.check = check
    options.output = output
    options.baseline = baseline
    options.native = native
    options.time_scale = time_scale
    _fill(options, project, format, env_file, secrets_dir, from_env=from_env, no_cache=no_cache, strict=strict)
    _run(options)


@app.command(
    epilog="Examples: vttalerts explain ALR007 · vttalerts explain VTTAPIDown · vttalerts explain --all --output docs"
)
def explain(
    subject: Annotated[
        str | None, typer.Argument(metavar="CODE|ALERT", help="A diagnostic's code, or an alert's name.")
    ] = None,
    *,
    all_: Annotated[bool, typer.Option("--all", help="Write the pages of all codes, the project's own too.")] = False,
    output: Annotated[str | None, typer.Option("--output", metavar="DIR", help="With --all: where to.")] = None,
    project: Project = ".",
) -> None:
    """Explain a diagnostic, or what becomes of an alert: labels, receivers, timing, runbook."""
    if all_ is (subject is not None) or all_ is (output is None):
        raise typer.BadParameter("give a code or an alert's name, or --all and --output DIR")
    if output is not None:
        from vttalerts.cli import pages

        raise typer.Exit(pages.run(output, project))
    from vttalerts.cli import explain as command

    raise typer.Exit(command.run(str(subject), project))


@app.command(epilog="Example: vttalerts where generated/infra/monitoring/alertmanager.yml:41")
def where(
    place: Annotated[str, typer.Argument(metavar="FILE:LINE", help="A line of a generated file, or of a definition.")],
    *,
    project: Project = ".",
) -> None:
    """Show which definition made a line of the output, or which output a definition makes."""
    from vttalerts.cli import where as command

    raise typer.Exit(command.run(place, project))


@app.command(
    epilog='Examples: vttalerts route severity=critical --at "Sun 03:00" · vttalerts route alertname=VTTAPIDown'
)
def route(
    labels: Annotated[list[str], typer.Argument(metavar="LABEL=VALUE...", help="The alert's labels.")],
    *,
    at: Annotated[
        str | None,
        typer.Option(
            "--at",
            metavar="TIME",
            help="When it begins to fire: ISO 8601, or `Sun 03:00`; without a zone UTC, else now.",
        ),
    ] = None,
    value: Annotated[
        float | None,
        typer.Option("--value", metavar="NUMBER", help="What its expression comes to; else the threshold."),
    ] = None,
    raw: Annotated[bool, typer.Option("--raw", help="Show each message as it is sent.")] = False,
    project: Project = ".",
) -> None:
    """Show an alert's way through the routing tree: who is told, when first and when again, what it says, who is muted.

    An alert of the platform needs its name only: its rule's labels and annotations are added.
    Exit codes: 0 shown, 2 could not run.
    """
    from vttalerts.cli import route as command

    raise typer.Exit(command.run(labels, at, project, value, raw=raw))


@app.command(
    epilog="Examples: vttalerts prove · vttalerts prove VTTAPIDown · vttalerts prove --format markdown --output who.md"
)
def prove(
    alerts: Annotated[
        list[str] | None, typer.Argument(metavar="ALERT...", help="Names of alerts; without any, all of them.")
    ] = None,
    *,
    format: Annotated[str, typer.Option("--format", help="text, json or markdown.")] = "text",
    output: Annotated[str | None, typer.Option("--output", metavar="FILE", help="Write to FILE.")] = None,
    project: Project = ".",
) -> None:
    """Prove who is told of every alert, for all labels that it may fire with, and how soon.

    Exit codes: 0 proven, 1 a promise is broken, nobody is told or something is in doubt, 2 could not run.
    """
    from vttalerts.cli import prove as command

    if format not in command.FORMATS:
        raise typer.BadParameter(" or ".join(command.FORMATS), param_hint="--format")
    raise typer.Exit(command.run(alerts or (), format, output, project))


@app.command(epilog="Examples: vttalerts timeline night.yml · vttalerts timeline night.yml --html night.html")
def timeline(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="The YAML file that says what happens.")],
    *,
    html: Annotated[
        str | None,
        typer.Option("--html", metavar="FILE", help="Write a picture as well: one page that needs no network."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print a document for scripts instead of the table.")] = False,
    messages: Annotated[bool, typer.Option("--messages", help="With --json: each message as it is sent.")] = False,
    project: Project = ".",
) -> None:
    """Show who hears what when, if alerts fire as a scenario says.

    `vttalerts explain DEF190` shows what a scenario says.
    Exit codes: 0 shown, 1 mistakes in the scenario, 2 could not run.
    """
    from vttalerts.cli import timeline as command

    raise typer.Exit(command.run(scenario, command.Wishes(json, messages, html), project))


@app.command(name="list", epilog="Examples: vttalerts list alerts · vttalerts list receivers --format json")
def list_(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            help="alerts, allowances, checks, dashboards, indicators, inhibitions, jobs, metrics, probes, receivers, "
            "routes, runbooks, secrets or variables.",
            autocompletion=_kinds,
        ),
    ],
    *,
    project: Project = ".",
    format: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
) -> None:
    """List what the platform consists of, with the place that defines it."""
    from vttalerts.cli import listing

    raise typer.Exit(listing.run(kind, project, format))


@app.command(epilog="Example: vttalerts schema rules > .vscode/rules.schema.json")
def schema(
    kind: Annotated[
        str,
        typer.Argument(metavar="KIND", help="alertmanager, rules, prometheus, blackbox, health-monitor or rule-tests."),
    ],
) -> None:
    """Print what may stand in a file as JSON Schema, for editors.

    Exit codes: 0 printed, 2 no such kind.
    """
    from vttalerts.cli import schema as command

    raise typer.Exit(command.run(kind))


@app.command(
    name="import",
    epilog="Examples: vttalerts import rules/ alertmanager.yml --output monitoring · "
    'vttalerts import "dashboards/**/*.json" --output monitoring --force',
)
def import_(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders, or patterns of them.")],
    *,
    output: Annotated[str, typer.Option("--output", metavar="DIR", help="Where the definitions go.")],
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there.")] = False,
    format: Formats = Format.TEXT,
) -> None:
    """Make definitions of files: rules, alertmanager.yml, prometheus.yml, blackbox.yml, dashboards, Kubernetes objects.

    What the definitions build is compared with the files first, key for key; if anything differs, nothing is written.
    Exit codes: 0 imported, 1 findings (files without them are imported), 2 could not run.
    """
    from vttalerts.cli import importing

    raise typer.Exit(importing.run(importing.Wishes(tuple(paths), output, format.value, force)))


@app.command(epilog="Example: vttalerts init monitoring && cd monitoring && vttalerts build")
def init(
    folder: Annotated[
        str, typer.Argument(metavar="DIR", help="The repository; existing files stay as they are.")
    ] = ".",
) -> None:
    """Write the first files of a repository that uses vttalerts."""
    from vttalerts.cli import init as command

    raise typer.Exit(command.run(folder))


@app.command(epilog="Examples: vttalerts health --once · vttalerts health --format json --listen 127.0.0.1:9116")
def health(
    *,
    once: Annotated[bool, typer.Option("--once", help="Ask once, tell nobody, and end with VTT's state.")] = False,
    config: Annotated[
        str, typer.Option("--config", metavar="FILE", help="The monitor's configuration.")
    ] = "config/health-monitor.json",
    format: Annotated[str, typer.Option("--format", help="text or json (one line for each event).")] = "text",
    state_dir: Annotated[
        str | None,
        typer.Option("--state-dir", metavar="DIR", help="Where states and undelivered notifications are kept."),
    ] = None,
    listen: Annotated[
        str | None, typer.Option("--listen", metavar="HOST:PORT", help="Serve the monitor's /metrics and /healthz.")
    ] = None,
) -> None:
    """Ask VTT's health endpoints for ever, and tell people when a state changes.

    VTT_BASE_URL and WEBHOOK_URL override the configuration.
    Exit codes: 0 stopped; with --once 0 healthy, 1 degraded, 2 unhealthy; 2 could not run.
    """
    from vttalerts.cli import health as command

    if format not in {"text", "json"}:
        raise typer.BadParameter("text or json", param_hint="--format")
    raise typer.Exit(command.run(command.Wishes(config, format, once, state_dir, listen)))


operating.register(app)
running.register(app)


def _fill(
    options: Options,
    project: str,
    format: Format,
    env_file: str | None,
    secrets_dir: str | None,
    **flags: bool,
) -> None:
    options.project = project
    options.format = format.value
    options.env_file = env_file
    options.secrets_dir = secrets_dir
    options.from_env = flags["from_env"]
    options.cache = not flags["no_cache"] and not options.files
    options.strict = flags["strict"]
    wrong = contradiction(options)
    if wrong:
        raise typer.BadParameter(wrong)


def _run(options: Options) -> None:
    from vttalerts.cli import commands, stamp

    known = stamp.recall(options) if options.cache else None
    if known is not None:
        sys.stdout.write(known)
        return
    raise typer.Exit(commands.run(options))
