"""Files with damage that people and tools do: for the law that nothing but a finding comes of it.

`python tests/damaged.py SECONDS [SEED]` tries imports of such files for as long.
"""

from __future__ import annotations

import copy
import json
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from vttalerts.cli import gathering, placing
from vttalerts.diagnostics import Level
from vttalerts.importers.adopted import adopt
from vttalerts.importers.converted import definitions
from vttalerts.importers.proof import differences
from vttalerts.importers.source.project import files

OURS: Final = Path(__file__).parents[1] / "generated/infra/monitoring"
SEEDS: Final = "alertmanager.yml prometheus.yml blackbox.yml rules/vtt-alerts.yml rules/vtt-recording.yml".split()
BOARD: Final = "grafana/dashboards/vtt-overview.json"
WORDS: Final = (
    'null true {} [] "" 5m 0 -1 a:b "{{$x}}" "{{" up==0 foo ~ 1e9 !!binary é "\\u200b" *a &a <<:*a - % #c ? | >'.split()
)
VALUES: Final[tuple[Any, ...]] = (
    None, True, False, 0, 1, -1, 1.5, 10**20, "", "x", "$x", "now-5m", "percent", "30s", "\ud800", "é\n", "a" * 200,
    [], {}, [None], ["a"], {"a": 1},
)  # fmt: skip
KEYS: Final = "zz expr type title id gridPos panels saved links repeat hide targets uid".split()


def damaged(text: str, chance: random.Random) -> str:
    """Return a YAML text with some lines and words that were not there."""
    for _ in range(chance.randint(1, 4)):
        lines = text.split("\n")
        at = chance.randrange(len(lines))
        kind = chance.random()
        if kind < 0.3:
            value = chance.choice(WORDS)
            key, colon, _ = lines[at].partition(": ")
            lines[at] = f"{key}: {value}" if colon else key
        elif kind < 0.45:
            del lines[at]
        elif kind < 0.6:
            lines.insert(at, chance.choice(lines))
        elif kind < 0.75:
            lines[at] += f"  # {chance.choice(WORDS)}"
        else:
            words = lines[at].split(" ")
            words[chance.randrange(len(words))] = chance.choice(WORDS)
            lines[at] = " ".join(words)
        text = "\n".join(lines)
    return text


def damaged_board(saved: Any, chance: random.Random) -> Any:  # noqa: ANN401  any JSON
    """Return a dashboard with other values, more and fewer of them, at some places."""
    saved = copy.deepcopy(saved)
    for _ in range(chance.randint(1, 6)):
        places = list(_places(saved))
        if not places:
            break
        holder, key = chance.choice(places if chance.random() < 0.7 else places[:60])
        value = copy.deepcopy(chance.choice(VALUES))
        if isinstance(holder, dict) and chance.random() < 0.25:
            del holder[key]
        elif isinstance(holder, dict) and chance.random() < 0.2:
            holder[chance.choice(KEYS)] = value
        elif isinstance(holder, list) and chance.random() < 0.2:
            holder.append(copy.deepcopy(holder[key]))
        else:
            holder[key] = value
    return saved


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401  any JSON
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in pairs:
        yield tree, key
        yield from _places(value)


def verdict(path: Path) -> str:
    """Import a file, and return what became of it: `imported` or `refused`.

    Raises:
        AssertionError: The definitions do not load, or something is lost.
    """
    read = gathering.gather([path], lambda *_: None)
    made = adopt([file.platform for file in read.files if file.platform is not None], read.boards)
    if any(one.level is Level.ERROR for one in (*read.diagnostics, *made.diagnostics)):
        return "refused"
    built = placing.build(files(definitions("imported", read.files, made)))
    assert built.problems == ()
    assert list(differences(read.files, made.boards, built.files, placing.alone)) == []
    return "imported"


def one(folder: Path, chance: random.Random) -> Path:
    """Write a damaged file, and return where it is."""
    seed = chance.choice((*SEEDS, BOARD, BOARD))
    text = (OURS / seed).read_text(encoding="utf-8")
    path = folder / Path(seed).name
    text = json.dumps(damaged_board(json.loads(text), chance)) if seed == BOARD else damaged(text, chance)
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    return path


def main(seconds: float, seed: int) -> int:
    """Damage files for some time, and keep the first one that gives more than a finding."""
    chance = random.Random(seed)  # noqa: S311  damage needs no secrecy
    seen, end = Counter[str](), time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < end:
            path = one(Path(folder), chance)
            try:
                seen[verdict(path)] += 1
            except Exception:  # noqa: BLE001  whatever it is, it is what is looked for
                traceback.print_exc()
                kept = Path(f"damaged-{path.name}")
                kept.write_bytes(path.read_bytes())
                sys.stdout.write(f"seed {seed}: {kept} gives a traceback\n")
                return 1
    sys.stdout.write(
        f"seed {seed}: {seen.total():,} damaged files, {seen['imported']:,} imported, the others refused\n"
    )
    return 0


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(float(given[0]), int(given[1]) if given[1:] else time.time_ns() % 2**32))
