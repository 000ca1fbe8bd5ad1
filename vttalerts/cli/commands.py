"""`vttalerts check` and `vttalerts build`: load, check, write, and say what was found."""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final

from vttalerts.cli import stamp
from vttalerts.cli.quick import Options
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.model.settings import SECRETS_DIRECTORY, Settings

if TYPE_CHECKING:
    from vttalerts.cli.inputs import Inputs
    from vttalerts.emitters import Artifact
    from vttalerts.graph import Graph
    from vttalerts.loader import Project

CLEAN, FINDINGS, COULD_NOT_RUN = 0, 1, 2
_NO_PROJECT: Final = "DEF060"
_COULD_NOT_BEGIN: Final = frozenset({_NO_PROJECT, "DEF061", "DEF062", "DEF070", "DEF071"})


def run(options: Options) -> int:
    """Run `check` or `build` and return the exit code: 0 clean, 1 findings, 2 could not run."""
    # Definitions make many objects and no garbage; collecting while they load costs a third of the time.
    gc.disable()
    try:
        if options.fix or options.diff:
            from vttalerts.cli import fix

            return fix.run(options)
        if options.files:
            from vttalerts.cli import files

            return files.run(Session(options))
        session = Session(options)
        return session.build() if options.command == "build" else session.check()
    except OSError as error:
        sys.stderr.write(f"error: {error.strerror or error}: {error.filename or ''}\n".replace(": \n", "\n"))
        return COULD_NOT_RUN


class _RefusedError(Exception):
    """What was to be written has findings that forbid it."""

    def __init__(self, found: tuple[Diagnostic, ...]) -> None:
        super().__init__(found)
        self.found = found


class Session:
    """One run over one project.

    Attributes:
        options: What it was told.
        project: The project; `None` until it is found.
        modules: The modules of the definitions, once they are loaded.
        known: How many findings the baseline knows, once it was asked.
        inputs: What the answer depends on, where it may be remembered.
    """

    def __init__(self, options: Options) -> None:
        self.options = options
        self.project: Project | None = None
        self.modules: tuple[ModuleType, ...] = ()
        self.known = 0
        self.inputs: Inputs | None = None
        self._found: tuple[Diagnostic, ...] = ()
        self._began = stamp.now()

    def compile(self) -> tuple[Graph | None, tuple[Diagnostic, ...]]:
        """Load and check the definitions; without a graph, they could not be loaded."""
        graph, found = self.load()
        if graph is None:
            return None, found
        from vttalerts import pipeline
        from vttalerts.cli import policies

        policy, problems = policies.of(self)
        if policy is not None and policy.own and self.inputs is not None:
            # What a check of the project reads is part of what the answer depends on.
            with self.inputs.recording():
                found = pipeline.check(graph, policy)
        else:
            found = pipeline.check(graph, policy)
        return graph, self.without_known((*self._misspelt(graph), *problems, *found))

    def without_known(self, found: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
        """Leave out the findings that the baseline knows, where there is one that is not about to be written."""
        path = self.baseline()
        if path is None or self.options.write_baseline:
            return found
        from vttalerts.cli import baselines

        if self.inputs is not None:
            self.inputs.add_file(path)
        left = baselines.without_known(found, path, self.root())
        self.known = left.known
        return left.found

    def root(self) -> Path:
        """Return the folder that paths are shown relative to."""
        return self.project.root if self.project is not None else Path.cwd()

    def baseline(self) -> Path | None:
        """Return the file with the findings that are known: the command's, or the project's."""
        if self.options.baseline is not None:
            return Path(self.options.baseline).absolute()
        return self.project.baseline if self.project is not None else None

    def load(self) -> tuple[Graph | None, tuple[Diagnostic, ...]]:
        """Load the definitions; without a graph, that was not possible."""
        from vttalerts import bytecode, loader
        from vttalerts.model.spec import DefinitionError

        try:
            self.project = project = loader.find(Path(self.options.project))
        except DefinitionError as error:
            return None, error.diagnostics
        settings, problems = self.settings()
        if problems:
            return None, problems
        if bytecode.make_room(project.root, project.platform.partition(":")[0].partition(".")[0]):
            self._begin_again()
        if self.options.cache and stamp.reproducible(self.options):
            from vttalerts.cli.inputs import Inputs

            self.inputs = Inputs(project.root)
            self.inputs.add_file(project.root / loader.CONFIGURATION)
            with self.inputs.recording():
                loaded = loader.load(project)
        else:
            loaded = loader.load(project)
        self.modules = loaded.modules
        if loaded.platform is None:
            return None, loaded.diagnostics
        from vttalerts.graph import Graph

        graph = Graph(loaded.platform, settings)
        if self.options.native and graph.deployment is not None:
            graph = Graph(loaded.platform, replace(settings, places=graph.deployment.on_loopback()))
        return graph, ()

    def _begin_again(self) -> None:
        """Look at everything after the folders changed, and not in the same tick of the clock that files have."""
        import time

        time.sleep(0.02)
        self._began = stamp.now()

    def check(self) -> int:
        """Say what is wrong with the definitions."""
        graph, found = self.compile()
        if self.options.write_baseline and graph is not None:
            from vttalerts.cli import baselines

            return baselines.keep(self, found)
        return self.answer(graph, found)

    def answer(self, graph: Graph | None, found: tuple[Diagnostic, ...]) -> int:
        """Say what `compile` found."""
        if graph is None or found:
            return self.tell(found, ran=graph is not None)
        return self._done(f"{_size(graph)}: no findings{self.shown_known()}\n")

    def build(self) -> int:
        """Write the output, or with `--check` say how it differs."""
        if self.options.check:
            return self._compare()
        graph, found = self.load()
        if graph is None or self.project is None:
            return self.tell(found, ran=False)
        from vttalerts import writer

        try:
            made = writer.write(self._output(self.project), self._checked(graph))
        except _RefusedError as refused:
            return self.tell(refused.found, ran=True)
        found = self._found
        if found:
            self.tell(found, ran=True)
        changes = (
            [f"{len(made.written)} written", f"{len(made.removed)} removed"]
            if made.written or made.removed
            else ["unchanged"]
        )
        where = self.shown(self._output(self.project))
        self.print(f"{_size(graph)}: {made.total} files in {where}, {', '.join(changes)}\n")
        return CLEAN

    def _checked(self, graph: Graph) -> Iterator[Artifact]:
        """Yield what to write; it may be kept only if this ends, because a large platform is checked meanwhile.

        Raises:
            _RefusedError: The definitions have findings that forbid it.
        """
        from vttalerts import pipeline
        from vttalerts.cli import policies

        policy, problems = policies.of(self)

        def judge() -> None:
            self._found = self.without_known((*self._misspelt(graph), *problems, *checking.findings()))
            if self.fails(self._found):
                raise _RefusedError(self._found)

        with pipeline.Checking(graph, policy) as checking:
            if not checking.beside:
                judge()
            try:
                yield from pipeline.build(graph)
            except Exception:
                # Emitters may rely on what the checks hold.
                judge()
                raise
            if checking.beside:
                judge()

    def _compare(self) -> int:
        """Say how the output differs from what the definitions make."""
        graph, found = self.compile()
        if graph is None or self.project is None or self.fails(found):
            return self.tell(found, ran=graph is not None)
        from vttalerts import origins, pipeline, writer

        output = self._output(self.project)
        drifts = [
            origins.describe(one, output, self.project.root) for one in writer.drift(output, pipeline.build(graph))
        ]
        if drifts or found:
            return self.tell((*found, *drifts), ran=True)
        if self.inputs is not None:
            for path in (*writer.manifest(output), writer.MANIFEST):
                self.inputs.add_file(output / path)
        return self._done(f"{_size(graph)}: {self.shown(output)} is up to date\n")

    def _output(self, project: Project) -> Path:
        return Path(self.options.output).resolve() if self.options.output else project.output

    def settings(self) -> tuple[Settings, tuple[Diagnostic, ...]]:
        """Return the values for `env(…)` that the options name."""
        environment: dict[str, str] = {}
        problems: tuple[Diagnostic, ...] = ()
        if self.options.from_env:
            environment = dict(os.environ)
        elif self.options.env_file:
            from vttalerts.cli import env_files

            environment, problems = env_files.read(Path(self.options.env_file))
        secrets = self.options.secrets_dir or SECRETS_DIRECTORY
        return Settings(environment, secrets, time_scale=self.options.time_scale), problems

    def _misspelt(self, graph: Graph) -> Iterable[Diagnostic]:
        if self.options.env_file is None:
            return ()
        from vttalerts.cli import env_files

        return env_files.misspelt(Path(self.options.env_file), graph)

    def fails(self, found: Iterable[Diagnostic]) -> bool:
        """Tell whether findings make the command fail."""
        return any(one.level is Level.ERROR or self.options.strict for one in found)

    def tell(self, found: tuple[Diagnostic, ...], *, ran: bool) -> int:
        """Show findings and return the exit code."""
        from vttalerts import reporting

        root = self.root()
        form = reporting.Format(self.options.format)
        self.print(reporting.render(found, form, root=root, color=wants_color(sys.stdout)))
        if form is reporting.Format.TEXT:
            self.print(f"{reporting.summary(found)}{self.shown_known()}\n")
        if not ran and any(one.code in _COULD_NOT_BEGIN for one in found):
            return COULD_NOT_RUN
        return FINDINGS if self.fails(found) else CLEAN

    def shown_known(self) -> str:
        """Return how many findings the baseline knows, as the end of a line; nothing if there is none."""
        return f", {self.known} known" if self.known else ""

    def _done(self, text: str) -> int:
        if self.options.format != "text":
            return self.tell((), ran=True)
        self.print(text)
        if self.inputs is not None and self.inputs.known and self.project is not None:
            if self.options.env_file:
                self.inputs.add_file(self.options.env_file)
            stamp.remember(self.options, str(self.project.root), self.inputs.entries, text, self._began)
        return CLEAN

    def shown(self, folder: Path) -> str:
        """Return a path as people in the project call it."""
        root = self.root()
        return folder.relative_to(root).as_posix() if folder.is_relative_to(root) else str(folder)

    @staticmethod
    def print(text: str) -> None:
        """Write to the standard output, whatever characters it takes."""
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="backslashreplace")
        sys.stdout.write(text)
        sys.stdout.flush()


def wants_color(stream: object) -> bool:
    """Tell whether a stream is a terminal that may show colours (no-color.org, force-color.org)."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    is_terminal = getattr(stream, "isatty", None)
    return bool(is_terminal and is_terminal()) and os.environ.get("TERM") != "dumb"


def _size(graph: Graph) -> str:
    parts = (
        (len(graph.alerts), "alert"),
        (len(graph.routes), "route"),
        (len(graph.receivers), "receiver"),
        (len(graph.dashboards), "dashboard"),
    )
    return ", ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in parts)
