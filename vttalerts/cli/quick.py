"""Reads the plain forms of `check` and `build` without any library; leaves everything else to typer."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_FLAGS = {
    "--no-cache": ("cache", False),
    "--strict": ("strict", True),
    "--check": ("check", True),
    "--from-env": ("from_env", True),
    "--fix": ("fix", True),
    "--diff": ("diff", True),
    "--yes": ("yes", True),
    "--write-baseline": ("write_baseline", True),
}
_VALUES = {
    "--format": "format",
    "--env-file": "env_file",
    "--output": "output",
    "--secrets-dir": "secrets_dir",
    "--project": "project",
    "--baseline": "baseline",
}
_ONLY = {
    "check": frozenset({"--fix", "--diff", "--yes", "--write-baseline"}),
    "build": frozenset({"--check", "--output"}),
}
_FORMATS = frozenset({"text", "json", "github", "sarif", "junit"})


class Options:
    """What `check` and `build` may be told.

    Attributes:
        command: `check` or `build`.
        cache: Whether the answer may come from a stamp.
        strict: Whether warnings fail too.
        check: For `build`: write nothing, and fail if something would change.
        format: How diagnostics are shown: `text`, `json`, `github`, `sarif` or `junit`.
        env_file: File with values for `env(…)`.
        files: For `check`: files and folders to look at instead of definitions; they have no stamp.
        from_env: Take values for `env(…)` from the process's environment.
        output: The folder to write, instead of the project's.
        secrets_dir: Where the servers find secrets, instead of `/run/secrets`.
        project: The folder to begin the search for the project in.
        native: For `build`: write the addresses of this machine instead of those in Compose's network.
        time_scale: For `build`: what all waiting is multiplied with.
        baseline: File with the findings that are known, instead of the project's.
        fix: For `check`: make the edits that findings ask for, once somebody agrees.
        diff: For `check`: show those edits, and make none.
        yes: With `fix`: nobody is asked.
        write_baseline: For `check`: write what is found now into the baseline.
    """

    __slots__ = (
        "baseline", "cache", "check", "command", "diff", "env_file", "files", "fix", "format", "from_env", "native",
        "output", "project", "secrets_dir", "strict", "time_scale", "write_baseline", "yes",
    )  # fmt: skip

    def __init__(self, command: str) -> None:
        self.command = command
        self.cache = True
        self.strict = False
        self.check = False
        self.format = "text"
        self.env_file: str | None = None
        self.files: tuple[str, ...] = ()
        self.from_env = False
        self.output: str | None = None
        self.secrets_dir: str | None = None
        self.project = "."
        self.native = False
        self.time_scale = 1.0
        self.baseline: str | None = None
        self.fix = False
        self.diff = False
        self.yes = False
        self.write_baseline = False

    def key(self) -> str:
        """Return what makes the answer differ, as one line."""
        values = [f"{name}={getattr(self, name)!r}" for name in self.__slots__ if name != "cache"]
        return " ".join(values)


def parse(arguments: Sequence[str]) -> Options | None:
    """Return the options of a plain `check` or `build`; `None` for whatever typer should read."""
    if not arguments or arguments[0] not in ("check", "build"):
        return None
    options = Options(arguments[0])
    rest = iter(arguments[1:])
    for argument in rest:
        if argument in _ONLY["build" if options.command == "check" else "check"]:
            return None
        if argument in _FLAGS:
            name, value = _FLAGS[argument]
            setattr(options, name, value)
        elif argument in _VALUES:
            text = next(rest, None)
            if text is None or text.startswith("-"):
                return None
            setattr(options, _VALUES[argument], text)
        elif options.command == "check" and argument and not argument.startswith("-"):
            options.files += (argument,)
            options.cache = False
        else:
            return None
    if options.format not in _FORMATS or contradiction(options):
        return None
    return options


def contradiction(options: Options) -> str:
    """Return why options can't be given together; empty if they can."""
    if options.env_file and options.from_env:
        return "--env-file and --from-env exclude each other"
    if (options.fix or options.diff) and options.format != "text":
        return "--fix and --diff show a diff, and no other format"
    if options.yes and not options.fix:
        return "--yes answers the question of --fix, which is not there"
    if options.write_baseline and (options.fix or options.diff):
        return "--write-baseline and --fix exclude each other"
    return ""
