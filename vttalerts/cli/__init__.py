"""The command line of vttalerts: `check`, `build` and all other commands.

Decision: the two commands that CI and pre-commit run all day have a parser of their own for their plain forms, and
answer from a stamp when nothing changed, before anything heavy is imported; every other call goes to typer, whose
import alone costs more than the checks. `quick.parse` reads nothing that typer would read differently (tested).
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def script() -> NoReturn:
    """Run `main` as a process of its own, and end it at once: to take every object apart is a tenth of a `check`."""
    import os

    code: object = 0
    try:
        main()
    except SystemExit as ended:
        code = ended.code
    try:
        if isinstance(code, str):
            sys.stderr.write(f"{code}\n")
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        # The reader went away after it had read enough; there is nobody left to tell.
        code = 141
    os._exit(code if isinstance(code, int) else int(code is not None))


def main() -> None:
    """Run the command that the arguments name, and end the process with its exit code."""
    from vttalerts.cli import quick

    arguments = sys.argv[1:]
    options = quick.parse(arguments)
    try:
        if options is not None:
            from vttalerts.cli import stamp

            if options.cache:
                known = stamp.recall(options)
                if known is not None:
                    sys.stdout.write(known)
                    sys.stdout.flush()
                    return
            from vttalerts.cli import commands

            sys.exit(commands.run(options))
        from vttalerts.cli.app import run

        run(arguments)
    except KeyboardInterrupt:
        sys.stderr.write("\nstopped; nothing was changed\n")
        sys.exit(130)
    except Exception as error:
        import os

        if isinstance(error, BrokenPipeError):
            # The reader went away, as `| head` does; there is nobody left to tell.
            sys.stderr.close()
            sys.exit(141)
        if os.environ.get("VTTALERTS_TRACEBACK"):
            raise
        sys.stderr.write(
            f"vttalerts fails: {type(error).__name__}: {error}\n"
            "This is a mistake of vttalerts, and nothing was changed. "
            "Report it with what VTTALERTS_TRACEBACK=1 shows in addition.\n"
        )
        sys.exit(2)
