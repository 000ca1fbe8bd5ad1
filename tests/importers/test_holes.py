"""What the servers accept without a word must not pass here: each hole has its diagnostic, also in plain files."""

from pathlib import Path

import pytest
import yaml

from vttalerts import importers
from vttalerts.cli import files

HOLES = yaml.safe_load(Path(__file__).with_name("holes.yml").read_text())


@pytest.mark.parametrize("hole", HOLES, ids=lambda hole: hole["hole"])
def test_hole_has_its_diagnostic(hole: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "file.yml"
    file.write_text(hole["text"])
    found = files.check(importers.read([file]))
    assert (hole["code"], hole["level"]) in {(one.code, one.level.value) for one in found}
    for one in found:
        assert one.labels[0].span.file == str(file)
        assert one.why
