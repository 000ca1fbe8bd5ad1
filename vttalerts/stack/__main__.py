"""`python -m vttalerts.stack FOLDER`: the process that looks after a stack which runs in the background."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

from vttalerts.stack.folder import Folder
from vttalerts.stack.native import Service
from vttalerts.stack.supervisor import Supervisor

TAKEN = 3


async def look_after(folder: Folder) -> None:
    """Run the stack that is planned in a folder until SIGTERM; SIGUSR1 restarts what `restart.json` names."""
    supervisor = Supervisor(folder, [Service.from_wire(one) for one in folder.read("plan")])
    loop = asyncio.get_running_loop()
    busy: set[asyncio.Task[None]] = set()

    def restart() -> None:
        for name in folder.read("restart") or ():
            if name in supervisor.cares:
                task = asyncio.ensure_future(supervisor.restart(name))
                busy.add(task)
                task.add_done_callback(busy.discard)
        folder.remove("restart")

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, supervisor.stop)
    loop.add_signal_handler(signal.SIGUSR1, restart)
    await supervisor.run()


def main(path: str) -> int:
    """Look after the stack in a folder, if nobody else does."""
    folder = Folder(Path(path))
    if not folder.lock():
        return TAKEN
    asyncio.run(look_after(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
