"""Reads files of all kinds: tells what each is, makes its objects, and gathers what is wrong with any of them."""

from __future__ import annotations

import enum
import fnmatch
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from vttalerts.diagnostics import Diagnostic, Label, Level, Span
from vttalerts.importers import _files
from vttalerts.importers._yaml import Bounds, RefusedError, documents
from vttalerts.importers.hiding import Secrets
from vttalerts.importers.nodes import Map, Node, Scalar, Source, plain, span_of
from vttalerts.language.matchers import Mode
from vttalerts.model.alerts import Alert
from vttalerts.model.platform import Platform
from vttalerts.model.spec import collecting

if TYPE_CHECKING:
    from vttalerts.importers.alertmanager import Alertmanager

_NO_SLUG: Final = re.compile(r"[^a-z0-9]+")
_NAME: Final = "imported"


class Kind(enum.StrEnum):
    """What a file is, as its keys say."""

    RULES = "rules"
    ALERTMANAGER = "alertmanager"
    PROMETHEUS = "prometheus"
    BLACKBOX = "blackbox"
    KUBERNETES = "kubernetes"
    DASHBOARD = "dashboard"
    RULE_TESTS = "rule-tests"
    TEMPLATES = "templates"
    UNKNOWN = "unknown"


_KEYS: Final[tuple[tuple[Kind, frozenset[str]], ...]] = (
    (Kind.KUBERNETES, frozenset({"apiVersion", "kind"})),
    (Kind.RULE_TESTS, frozenset({"tests"})),
    (Kind.RULES, frozenset({"groups"})),
    (Kind.ALERTMANAGER, frozenset({"route", "receivers", "inhibit_rules", "time_intervals", "mute_time_intervals"})),
    (Kind.PROMETHEUS, frozenset({"scrape_configs", "rule_files", "alerting", "remote_write", "scrape_config_files"})),
    (Kind.BLACKBOX, frozenset({"modules"})),
    (Kind.DASHBOARD, frozenset({"panels", "schemaVersion", "rows", "dashboard"})),
    (Kind.PROMETHEUS, frozenset({"global", "remote_read", "storage", "otlp"})),
)
"""The keys that tell what a file is; the first kind that has one of them."""
_ALL_OF: Final = frozenset({Kind.KUBERNETES})


@dataclass(frozen=True, slots=True)
class File:
    """One file, and what became of it.

    Attributes:
        path: The file.
        kind: What it is.
        source: What it holds; `None` if it could not be read.
        documents: Its values with their places.
        platform: Its objects; `None` where there are none, or something is wrong with it.
        diagnostics: What is wrong with it.
    """

    path: Path
    kind: Kind
    source: Source | None = field(default=None, repr=False)
    documents: tuple[Node, ...] = field(default=(), repr=False)
    platform: Platform | None = None
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def text(self) -> str:
        """What it holds; empty if it could not be read."""
        return "" if self.source is None else self.source.text

    def raw(self) -> tuple[object, ...]:
        """Return the documents as mappings, lists and texts; every scalar is the text that was written."""
        return tuple(plain(document) for document in self.documents)


@dataclass(frozen=True, slots=True)
class Read:
    """What became of files.

    Attributes:
        platform: All objects: one platform a file, included in one.
        diagnostics: What is wrong in any of the files.
        files: The files, in the order in which they were read.
    """

    platform: Platform
    diagnostics: tuple[Diagnostic, ...]
    files: tuple[File, ...]

    def hide(self, found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """Return findings in these files without the secrets that stand in them."""
        found = tuple(found)
        return tuple(_secrets(self.files).hide(found)) if found else ()

    def secret_lines(self) -> frozenset[tuple[str, int]]:
        """Return the lines that hold a secret, by file and number."""
        return _secrets(self.files).lines()

    def sound(self) -> Iterator[Platform]:
        """Yield what belongs together, of the files that are right by themselves.

        Several files of one server's own configuration belong to several servers, and each stands alone.
        """
        whole = [
            file.platform
            for file in self.files
            if file.platform is not None and all(found.level is not Level.ERROR for found in file.diagnostics)
        ]
        alone = {
            attribute
            for attribute in ("routing", "prometheus", "modules")
            if sum(bool(platform.__dict__[attribute]) for platform in whole) > 1
        }
        together: list[Platform] = []
        for platform in whole:
            if any(platform.__dict__[attribute] for attribute in alone):
                yield platform
            else:
                together.append(platform)
        if together:
            yield Platform(name=self.platform.name, includes=tuple(together))


def read(paths: Sequence[Path], bounds: Bounds | None = None, *, mode: Mode = "fallback", name: str = _NAME) -> Read:
    """Return the objects that files describe, and everything that is wrong with the files.

    Args:
        paths: Files, and folders in which files are looked for.
        bounds: How much they may ask for.
        mode: How Alertmanager reads matchers.
        name: What the whole is called.
    """
    bounds = bounds or Bounds()
    files: list[File] = []
    problems: list[Diagnostic] = []
    names: dict[str, int] = {}
    with collecting() as made:
        named = tuple(_files.every(paths, bounds))
        known = _Known(
            frozenset(path.resolve() for path in named if isinstance(path, Path)),
            frozenset(path.resolve() for path in paths),
        )
        for path in named:
            if isinstance(path, Diagnostic):
                problems.append(path)
            else:
                one = _One(path, bounds, mode, _unique(_slug(path.stem), names), known).read()
                files.append(_discreet(replace(one, diagnostics=(*one.diagnostics, *made))))
                made.clear()
        platforms = tuple(file.platform for file in files if file.platform is not None)
        whole = Platform(name=name, includes=platforms)
    problems.extend(found for file in files for found in file.diagnostics)
    return Read(whole, tuple(problems), tuple(files))


def _discreet(file: File) -> File:
    if not file.diagnostics:
        return file
    return replace(file, diagnostics=tuple(_secrets((file,)).hide(file.diagnostics)))


def _secrets(files: Iterable[File]) -> Secrets:
    """Return what must not be shown of files; rules hold no secret but by mistake, which their lines tell."""
    return Secrets(
        (file.source, () if file.kind is Kind.RULES else file.documents) for file in files if file.source is not None
    )


def _slug(stem: str) -> str:
    return _NO_SLUG.sub("-", stem.lower()).strip("-") or _NAME


def _unique(name: str, names: dict[str, int]) -> str:
    names[name] = count = names.get(name, 0) + 1
    return name if count == 1 else _unique(f"{name}-{count}", names)


class _Known(NamedTuple):
    """The files of a run.

    Attributes:
        read: All files that are read.
        named: The paths that were named, folders among them.
    """

    read: frozenset[Path]
    named: frozenset[Path]


class _One:
    """One file on its way."""

    def __init__(self, path: Path, bounds: Bounds, mode: Mode, name: str, known: _Known) -> None:
        self.path = path
        self.bounds = bounds
        self.mode: Mode = mode
        self.name = name
        self.known = known
        self.found: list[Diagnostic] = []

    def read(self) -> File:
        """Return what became of the file."""
        source: Source | None = None
        try:
            source = _files.read(self.path, self.bounds)
            if self.path.suffix == ".tmpl":
                return self._templates(source)
            if self.path.suffix == ".json":
                board = self._dashboard(source)
                if board is not None:
                    return board
            documents_of = documents(source, self.bounds)
        except RefusedError as refused:
            return File(self.path, Kind.UNKNOWN, source, diagnostics=(refused.diagnostic,))
        return self._objects(source, documents_of)

    def _templates(self, source: Source) -> File:
        from vttalerts.importers import alertmanager

        made = alertmanager.template(_template_name(self.path), source)
        platform = Platform(name=self.name, templates=(made,))
        return File(self.path, Kind.TEMPLATES, source, (), platform, tuple(self.found))

    def _dashboard(self, source: Source) -> File | None:
        """Return what became of JSON that is a dashboard; `None` if it is something else."""
        from vttalerts.importers import boards

        found = boards.read(source.text, source, self.name)
        if found is None:
            return None
        platform = Platform(name=self.name, dashboards=found.boards) if found.boards else None
        return File(self.path, Kind.DASHBOARD, source, (), platform, found.diagnostics)

    def _objects(self, source: Source, found: tuple[Node, ...]) -> File:
        roots = [one for one in found if not (isinstance(one, Scalar) and one.is_null)]
        kind = _kind(roots)
        platform = None
        if kind is Kind.UNKNOWN:
            # A folder holds what it holds: a file that nobody named may be none of ours.
            if self.path.resolve() in self.known.named:
                self._unknown(source, roots)
        elif isinstance(roots[0], Map):
            if len(roots) > 1 and kind is not Kind.KUBERNETES:
                self._several(source, roots[1])
            platform = self._platform(kind, source, roots)
        return File(self.path, kind, source, found, platform, tuple(self.found))

    def _platform(self, kind: Kind, source: Source, roots: list[Node]) -> Platform | None:  # noqa: PLR0911  one a kind
        root = roots[0]
        assert isinstance(root, Map)  # noqa: S101  its keys told the kind
        match kind:
            case Kind.RULES:
                from vttalerts.importers import rules
                from vttalerts.importers.reading import Reading

                groups, recording = rules.read(Reading(source, self.found, {}), root)
                return Platform(name=self.name, groups=groups, recording=recording)
            case Kind.ALERTMANAGER:
                return self._alertmanager(source, root)
            case Kind.PROMETHEUS:
                from vttalerts.importers import prometheus

                server, jobs = prometheus.read(source, root, self.found)
                return Platform(name=self.name, prometheus=server, scrape=jobs)
            case Kind.KUBERNETES:
                return self._kubernetes(source, roots)
            case Kind.RULE_TESTS:
                return self._rule_tests(source, root)
            case Kind.BLACKBOX:
                from vttalerts.importers import blackbox

                return Platform(name=self.name, modules=blackbox.read(source, root, self.found))
            case _:
                return None

    def _rule_tests(self, source: Source, root: Map) -> Platform | None:
        """Look at a file of tests and at the rules that it tries out; what comes of them, only promtool can tell."""
        from vttalerts.importers import rule_tests

        tests = rule_tests.read(source, root, self.found)
        if tests is None:
            return None
        tried: list[Platform] = []
        complete = True
        for pattern in tests.rule_files:
            paths = _matching(self.path.parent, pattern)
            if not paths:
                complete = False
                rule_tests.no_file(self.found, tests, pattern)
            for path in paths:
                one = _One(path, self.bounds, self.mode, f"{self.name}-{_slug(path.stem)}", self.known).read()
                # A file that is named itself tells its own mistakes.
                if path.resolve() not in self.known.read:
                    self.found.extend(one.diagnostics)
                if one.platform is not None:
                    tried.append(one.platform)
        rules = (rule for platform in tried for group in platform.groups for rule in group.alerts)
        if complete:
            rule_tests.unknown_alerts(self.found, tests, {rule.name for rule in rules if isinstance(rule, Alert)})
        others = tuple(platform for platform in tried if not self._is_given(platform))
        return Platform(name=self.name, includes=others)

    def _is_given(self, platform: Platform) -> bool:
        return any(
            Path(group.source_file).resolve() in self.known.read for group in (*platform.groups, *platform.recording)
        )

    def _kubernetes(self, source: Source, roots: list[Node]) -> Platform:
        from vttalerts.importers import boards, kubernetes

        made = kubernetes.Kubernetes(source, self.found, self.mode).read(roots)
        drawn = [found for root in roots for found in boards.in_configmaps(root, source, self.name)]
        self.found.extend(one for found in drawn for one in found.diagnostics)
        configuration = made.configuration
        others = self._parts(source, configuration) if configuration is not None else {}
        return Platform(
            name=self.name,
            groups=tuple(made.groups),
            recording=tuple(made.recording),
            scrape=tuple(made.jobs),
            dashboards=tuple(board for found in drawn for board in found.boards),
            **others,
        )

    def _alertmanager(self, source: Source, root: Map) -> Platform:
        from vttalerts.importers import alertmanager

        return Platform(name=self.name, **self._parts(source, alertmanager.read(source, root, self.found, self.mode)))

    def _parts(self, source: Source, made: Alertmanager) -> dict[str, Any]:
        return {
            "routing": made.routing,
            "receivers": made.receivers,
            "time_intervals": made.intervals,
            "inhibitions": made.inhibitions,
            "alertmanager": made.settings,
            "tracing": made.tracing,
            "event_recorder": made.event_recorder,
            "templates": tuple(self._named_templates(source, made.templates)),
            "template_files": tuple(
                pattern.text for pattern in made.templates if not _matching(self.path.parent, pattern.text)
            ),
        }

    def _named_templates(self, source: Source, patterns: Iterable[Scalar]) -> Iterable[Any]:
        from vttalerts.importers import alertmanager

        seen: set[Path] = set()
        for pattern in patterns:
            paths = _matching(self.path.parent, pattern.text)
            if not paths:
                self.found.append(
                    Diagnostic(
                        "DEF113",
                        f"no file matches `{pattern.text}`",
                        (Label(span_of(source, pattern), "Alertmanager reads no templates here"),),
                        why="Alertmanager starts, and fails on each notification that uses one of them",
                        help="mend the path, which counts from this file's folder, or remove it",
                        level=Level.WARNING,
                    )
                )
            for path in paths:
                if path not in seen:
                    seen.add(path)
                    try:
                        text = _files.read(path, self.bounds)
                    except RefusedError as refused:
                        self.found.append(refused.diagnostic)
                    else:
                        yield alertmanager.template(_template_name(path), text)

    def _unknown(self, source: Source, roots: list[Node]) -> None:
        root = roots[0] if roots else None
        span = Span(source.file, 1) if root is None else root.span() if isinstance(root, Map) else span_of(source, root)
        self.found.append(
            Diagnostic(
                "DEF114",
                "nobody can tell what this file configures" if roots else "the file is empty",
                (Label(span, "no key that a known kind of file begins with" if roots else ""),),
                why="no server would take it, or it is checked by nobody",
                help="a rule file has `groups`, Alertmanager's `route`, Prometheus's `scrape_configs`, the Blackbox "
                "Exporter's `modules`, a dashboard `panels`; take other files out of the list",
            )
        )

    def _several(self, source: Source, second: Node) -> None:
        self.found.append(
            Diagnostic(
                "DEF115",
                "only the first document of this file is read",
                (Label(second.span() if isinstance(second, Map) else span_of(source, second), "never read"),),
                why="what stands behind `---` does nothing",
                help="put it into a file of its own",
                level=Level.WARNING,
            )
        )


def _kind(roots: list[Node]) -> Kind:
    keys = frozenset(roots[0].values) if roots and isinstance(roots[0], Map) else frozenset[str]()
    for kind, names in _KEYS:
        if (names <= keys) if kind in _ALL_OF else (names & keys):
            return kind
    return Kind.UNKNOWN


def _matching(folder: Path, pattern: str) -> list[Path]:
    """Return the files that a pattern names, which counts from a folder; only its last part is one."""
    whole = folder / pattern
    if not any(character in whole.name for character in "*?["):
        return [whole] if whole.is_file() else []
    try:
        return sorted(path for path in whole.parent.iterdir() if fnmatch.fnmatchcase(path.name, whole.name))
    except OSError:
        return []


def _template_name(path: Path) -> str:
    return _slug(path.stem)
