"""The playground as a person meets it: started by its command, opened in Debian's Chromium."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ROOT = Path(__file__).parents[1]
# A machine without a network refuses what Chromium asks for in the background, many times a second.
QUIET = ["disable-gpu", "disable-quic", "no-first-run", "disable-background-networking", "disable-component-update"]
ROOTS_NEED = ["no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


@contextmanager
def playground() -> Iterator[str]:
    """Run ``python -m bot try`` on a free port; gives the page's address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "PORT": str(port)}
    command = [sys.executable, "-m", "bot", "try"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        said = process.stdout.readline()
        assert f"http://127.0.0.1:{port}" in said, said
        try:
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()


@contextmanager
def opened(address: str, width: int = 1280, height: int = 900) -> Iterator[Page]:
    """The page in headless Chromium. Errors on its console fail the caller."""
    problems: list[str] = []
    with sync_playwright() as player:
        arguments = [f"--{name}" for name in (*QUIET, *ROOTS_NEED)]
        browser = player.chromium.launch(executable_path=CHROMIUM, args=arguments)
        page = browser.new_page(viewport={"width": width, "height": height})
        page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(address)
        yield page
        browser.close()
    assert not problems, problems


def say(page: Page, text: str) -> None:
    """Type into the message box of the conversation, and send."""
    box = page.get_by_label("Conversation").get_by_role("textbox")
    box.fill(text)
    box.press("Enter")


def answer(page: Page, heading: str, where: str = "Conversation") -> Locator:
    """The newest message of the bot under this heading, once it is there."""
    found = page.get_by_label(where, exact=True).get_by_role("article").filter(has_text=heading).last
    expect(found).to_be_visible()
    return found
