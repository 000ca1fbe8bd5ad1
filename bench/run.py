"""Measures the goals of speed: `python bench/run.py [--quick] [NAME …]`; a full run also writes docs/benchmarks.md.

The names are those of the comparisons in `cases.py`. `nox -s bench` installs what they need, the package itself as
users install it: not editable, with its bytecode compiled.
"""

from __future__ import annotations

import argparse
import compileall
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from cases import CASES, ROOT, Bench
from rows import Row, table

PAGE = ROOT / "docs" / "benchmarks.md"
_HEAD = """\
# How fast it is

Written by `nox -s bench`. Each ratio compares medians of whole processes, from start to end, that took turns on one
machine; what stands beside it is what that machine took, and is worth nothing on another one. Definitions had been
loaded once before, as Python keeps their bytecode.

"""


def main(arguments: Sequence[str]) -> int:
    """Run the comparisons; return 1 if a goal is missed."""
    parser = argparse.ArgumentParser(description="Measure the goals of speed.")
    parser.add_argument("--quick", action="store_true", help="fewer turns, and nothing that takes minutes")
    parser.add_argument("names", nargs="*", choices=[[], *CASES], metavar="NAME", help=", ".join(CASES))
    options = parser.parse_args(arguments)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        bench = Bench(_command(), _tool("promtool"), _tool("amtool"), Path(temporary), options.quick)
        for name in options.names or CASES:
            sys.stderr.write(f"{name} …\n")
            rows += CASES[name](bench)
    text = "\n".join(table(rows))
    sys.stdout.write(f"{text}\n")
    if not options.quick and not options.names:
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(f"{_HEAD}{text}\n", encoding="utf-8")
    return int(not all(row.met for row in rows))


def _command() -> Path:
    """Return the installed command, its bytecode compiled, as pip does on installing."""
    command = Path(sys.executable).with_name("vttalerts")
    if not command.exists():
        sys.exit(f"there is no {command.name} beside {sys.executable}: install the package first, `pip install .`")
    code = "import sys, vttalerts; sys.stdout.write(vttalerts.__path__[0])"
    library = subprocess.run((sys.executable, "-P", "-c", code), check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603
    compileall.compile_dir(library, quiet=1)
    return command


def _tool(name: str) -> Path:
    """Return one of the servers' own programs, fetched if it is not here (`tests/binaries.py`)."""
    code = f"import binaries; print(binaries.get({name!r}))"
    done = subprocess.run(  # noqa: S603
        (sys.executable, "-c", code), cwd=ROOT / "tests", check=True, stdout=subprocess.PIPE, text=True
    )
    return Path(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
