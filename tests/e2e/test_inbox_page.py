"""The inbox page in a real Chromium: it shows what arrives, lets people break things, and asks nobody else."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))  # pytest's importlib mode leaves a test's folder out

from browser import Browser, get

ROOT = Path(__file__).parent.parent.parent

pytestmark = [pytest.mark.live, pytest.mark.slow]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    command = [sys.executable, "-m", "vttalerts", "demo", "--port", "0", "--time-scale", "0.02"]
    environment = {**os.environ, "TMPDIR": str(tmp_path_factory.mktemp("demo"))}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield next(line.split()[1] for line in process.stdout if line.startswith("inbox"))
        finally:
            process.terminate()
            process.wait(30)


@pytest.fixture(scope="module")
def browser(page: str) -> Iterator[Browser]:
    get()
    with Browser() as found:
        found.open(page)
        yield found


def articles(where: str = "") -> str:
    return f"document.querySelectorAll('article{where}').length"


def test_a_click_breaks_something_and_who_is_told_appears(browser: Browser) -> None:
    browser.wait("document.querySelector('#state').className === 'live'", "the page is live")
    browser.wait("document.querySelector('[data-fault=database]') !== null", "the faults are shown")
    browser.run("document.querySelector('[data-fault=database]').click()")
    browser.wait("document.querySelector('[data-fault=database][aria-pressed=true]') !== null", "it is shown as broken")

    browser.wait(articles('[data-kind=slack][data-to="#vtt-database"]'), "Slack's message to the DBA team")
    browser.wait(articles('[data-kind=email][data-to="dba-team@vtt.example.com"]'), "the DBA team's mail")
    browser.wait(articles("[data-kind=pagerduty]"), "the page")

    slack = "document.querySelector('article[data-kind=slack][data-to=\"#vtt-database\"]')"
    assert browser.run(f"{slack}.querySelector('h3').innerText") == (
        "[CRITICAL] VTTDatabaseUnhealthy: VTT's database is unhealthy"
    )
    links = browser.run(f"[...{slack}.querySelectorAll('pre a')].map(one => one.innerText)")
    assert links == ["Runbook", "Dashboard", "Query", "Silence"]
    assert browser.run(f"{slack}.querySelector('pre a').href").endswith("/runbooks/database-unhealthy")


def test_a_second_click_mends_it_and_the_end_appears(browser: Browser) -> None:
    browser.run("document.querySelector('[data-fault=database]').click()")

    browser.wait(articles('.resolved[data-to="#vtt-database"]'), "the DBA team is told that it is over")


def test_a_mail_is_drawn_as_the_mail_program_does_without_scripts(browser: Browser) -> None:
    mail = "document.querySelector('article[data-kind=email]')"
    browser.run(f"{mail}.querySelector('summary').click()")

    browser.wait(f"{mail}.querySelector('iframe') !== null", "the mail is drawn")
    assert browser.run(f"{mail}.querySelector('iframe').getAttribute('sandbox')") == ""
    assert "VTTDatabaseUnhealthy" in browser.run(f"{mail}.querySelector('iframe').srcdoc")


def test_the_watchdog_is_shown_only_to_those_who_want_it(browser: Browser) -> None:
    browser.wait(articles("[data-watchdog]"), "the watchdog arrives")
    assert browser.run("document.querySelector('[data-watchdog]').hidden") is True

    browser.run("document.querySelector('#watchdog').click()")

    assert browser.run("document.querySelector('[data-watchdog]').hidden") is False
    browser.run("document.querySelector('#watchdog').click()")


def test_nothing_is_wider_than_a_telephone(browser: Browser, page: str) -> None:
    browser.open(page, width=390, height=800, scheme="dark")
    browser.wait(articles(), "what arrived before is shown again")

    assert browser.run("document.documentElement.scrollWidth") <= 390


def test_the_page_asks_nobody_but_the_demo_and_has_no_complaints(browser: Browser, page: str) -> None:
    elsewhere = [url for url in browser.requests if not url.startswith((page, "about:", "data:"))]

    assert elsewhere == []
    assert browser.complaints == []
