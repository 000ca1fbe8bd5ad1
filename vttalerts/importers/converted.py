"""From what was read and shared to what is written out: names for secrets, and comments beside their objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vttalerts.graph import Graph
from vttalerts.importers._run import File
from vttalerts.importers.adopted import Adopted
from vttalerts.importers.comments import comments_of
from vttalerts.importers.nodes import Map
from vttalerts.importers.secrets import name_secrets
from vttalerts.importers.source.project import Definitions
from vttalerts.model.platform import Platform
from vttalerts.model.spec import Spec


def definitions(name: str, files: Iterable[File], made: Adopted) -> Definitions:
    """Return what the files of a repository are to say.

    Args:
        name: What the platform is called.
        files: The files that were read.
        made: What became of them.
    """
    comments: dict[Spec, tuple[str, ...]] = {}
    specs = tuple(_specs(made.platforms))
    for file in files:
        root = file.documents[0] if file.documents else None
        if isinstance(root, Map):
            comments.update(comments_of(root.source, file.documents, specs))
    boards = tuple(board for _, board in made.boards)
    secrets = name_secrets(made.platforms)
    return Definitions(name, made.platforms, boards, made.shared.indicators, comments, secrets)


def _specs(platforms: Iterable[Platform]) -> Iterator[Spec]:
    for platform in platforms:
        for spec in Graph(platform).specs:
            if not isinstance(spec, Platform):
                yield spec
