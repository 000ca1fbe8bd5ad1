"""A real Chromium without a window, told what to do over a pipe (Chrome DevTools Protocol)."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PATIENCE: Final = 60.0
_HAND_OVER: Final = """
import fcntl, os, sys
reading, writing = (fcntl.fcntl(int(one), fcntl.F_DUPFD, 10) for one in sys.argv[1:3])
os.dup2(reading, 3)
os.dup2(writing, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""Begins the browser with the protocol's pipes as the descriptors 3 and 4, where it looks for them."""


class MissingBrowserError(RuntimeError):
    """There is no Chromium; the message says how to get one."""


def find() -> Path:
    """Return the browser.

    Raises:
        MissingBrowserError: There is none.
    """
    for name in NAMES:
        found = shutil.which(name)
        if found is not None:
            return Path(found)
    raise MissingBrowserError("Chromium is not installed: as root, `apt-get install --no-install-recommends chromium`")


def get() -> Path:
    """Return the browser; as root on Debian or Ubuntu, install it where it is missing.

    It needs two hundred libraries, so unpacking its package alone, as for the servers, would not do.

    Raises:
        MissingBrowserError: There is none, and it can't be installed.
    """
    try:
        return find()
    except MissingBrowserError:
        if os.geteuid() != 0 or shutil.which("apt-get") is None:
            raise
    sys.stderr.write("installing chromium\n")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        said = subprocess.run(
            ["apt-get", "--quiet", *words], check=False, capture_output=True, text=True, env=environment
        )
        if said.returncode:
            raise MissingBrowserError(f"Chromium is not installed, and apt-get fails:\n{said.stdout}{said.stderr}")
    return find()


class Browser:
    """One page."""

    def __init__(self) -> None:
        self._home = tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True)
        to_browser, self._say = os.pipe()
        self._hear, from_browser = os.pipe()
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                _HAND_OVER,
                str(to_browser),
                str(from_browser),
                find(),
                "--headless",
                "--no-sandbox",  # as root it has none
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--hide-scrollbars",
                "--remote-debugging-pipe",
                f"--user-data-dir={self._home.name}",
                "about:blank",
            ],
            pass_fds=(to_browser, from_browser),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.close(to_browser)
        os.close(from_browser)
        self._rest = b""
        self._count = 0
        self._session = ""
        self.requests: list[str] = []
        """Every address that the page asked for."""
        self.complaints: list[str] = []
        """Errors in the page's scripts, and what its policy forbade."""
        try:
            self._attach()
        except BaseException:
            self.close()
            raise

    def _attach(self) -> None:
        target = next(one for one in self._call("Target.getTargets")["targetInfos"] if one["type"] == "page")
        attached = self._call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self._call(f"{domain}.enable")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End it."""
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)
        os.close(self._say)
        os.close(self._hear)
        self._home.cleanup()

    def open(self, url: str, width: int = 1280, height: int = 1000, scheme: str = "light") -> None:
        """Go to a page, and wait until it is loaded."""
        self._call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        self._call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self._call("Page.navigate", url=url)
        self.wait("document.readyState === 'complete'", "the page is loaded")

    def run(self, script: str) -> Any:  # noqa: ANN401  JSON
        """Return what an expression of JavaScript evaluates to."""
        answer = self._call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def wait(self, script: str, what: str, seconds: float = _PATIENCE) -> Any:  # noqa: ANN401  JSON
        """Return what an expression evaluates to once that is true."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = self.run(script)
            if found:
                return found
            time.sleep(0.1)
        raise AssertionError(f"{what}: not within {seconds} s; the page says:\n{self.run('document.body.innerText')}")

    def picture(self, place: Path) -> None:
        """Write what the page looks like."""
        place.write_bytes(base64.b64decode(self._call("Page.captureScreenshot", format="png")["data"]))

    def _call(self, method: str, **parameters: object) -> Any:  # noqa: ANN401  JSON
        self._count += 1
        message: dict[str, Any] = {"id": self._count, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._say, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._count:
                if "error" in answer:
                    raise AssertionError(f"{method}: {answer['error']}")
                return answer["result"]
            self._note(answer)

    def _note(self, event: dict[str, Any]) -> None:
        parameters = event.get("params", {})
        match event.get("method"):
            case "Network.requestWillBeSent":
                self.requests.append(parameters["request"]["url"])
            case "Runtime.exceptionThrown":
                self.complaints.append(str(parameters["exceptionDetails"]))
            case "Log.entryAdded" if parameters["entry"]["level"] == "error":
                self.complaints.append(parameters["entry"]["text"])
            case _:
                pass

    def _next(self) -> Any:  # noqa: ANN401  JSON
        while b"\0" not in self._rest:
            chunk = os.read(self._hear, 1 << 16)
            if not chunk:
                raise AssertionError("Chromium ended")
            self._rest += chunk
        message, _, self._rest = self._rest.partition(b"\0")
        return json.loads(message)


if __name__ == "__main__":
    try:
        sys.stdout.write(f"browser            {get()}\n")
    except MissingBrowserError as error:
        # Only the page's test needs it, and says so itself; all others run.
        sys.stderr.write(f"{error}\n")
