"""The playground as a person meets it: started by its command, opened in Debian's Chromium, used by hand."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import FilePayload, Locator, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ROOT = Path(__file__).parents[1]
# A machine without a network refuses what Chromium asks for in the background, many times a second.
QUIET = ["disable-gpu", "disable-quic", "no-first-run", "disable-background-networking", "disable-component-update"]
ROOTS_NEED = ["no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
PHONE = 390


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
def opened(
    address: str, width: int = 1280, height: int = 900, scheme: Literal["light", "dark"] = "light"
) -> Iterator[Page]:
    """The page in headless Chromium. Errors on its console fail the caller."""
    problems: list[str] = []
    with sync_playwright() as player:
        arguments = [f"--{name}" for name in (*QUIET, *ROOTS_NEED)]
        browser = player.chromium.launch(executable_path=CHROMIUM, args=arguments)
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
        page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(address)
        yield page
        browser.close()
    assert not problems, problems


def conversation(page: Page) -> Locator:
    """The channel or direct message in the middle."""
    return page.get_by_label("Conversation", exact=True)


def thread(page: Page) -> Locator:
    """The thread at the right."""
    return page.get_by_role("complementary", name="Thread", exact=True)


def bench(page: Page) -> Locator:
    """The bench at the right, opened if need be."""
    shown = page.get_by_role("complementary", name="Bench", exact=True)
    if not shown.is_visible():
        conversation(page).get_by_role("button", name="Bench", exact=True).click()
    return shown


def say(page: Page, text: str) -> None:
    """Type into the message box of the conversation, and send."""
    box = conversation(page).get_by_role("textbox", name="Message")
    box.fill(text)
    box.press("Enter")


def answer(page: Page, heading: str, where: str = "Conversation") -> Locator:
    """The newest message of the bot under this heading, once it is there."""
    found = page.get_by_label(where, exact=True).get_by_role("article").filter(has_text=heading).last
    expect(found).to_be_visible()
    return found


def visit(page: Page, place: str) -> None:
    """Open a channel, or the direct message with the bot."""
    # Whether there is a drawer can be asked only once the page is drawn.
    expect(conversation(page).get_by_role("textbox")).to_be_visible()
    drawer = page.get_by_role("button", name="Open the sidebar")
    if drawer.is_visible():
        drawer.click()
    page.get_by_label("Workspace").get_by_role("button", name=place).click()


def become(page: Page, person: str) -> None:
    """Look at the workspace as somebody else."""
    page.get_by_label("Workspace").get_by_role("radio", name=person).check(force=True)


def attach(page: Page, *files: FilePayload) -> None:
    """Put files beside the message that is being written."""
    conversation(page).get_by_label("Choose files").set_input_files(list(files))
    expect(conversation(page).get_by_label("Attached files").get_by_role("listitem")).to_have_count(len(files))


def pick_shortcut(page: Page, message: Locator, name: str) -> None:
    """Pick a shortcut in the menu of a message."""
    message.hover()
    message.get_by_role("button", name="Message shortcuts").click()
    page.get_by_role("option", name=name).click()


def open_lookup(page: Page, name: str) -> Locator:
    """Pick a global shortcut beside the message box; gives the modal that it opens."""
    conversation(page).get_by_role("button", name="Shortcuts", exact=True).click()
    page.get_by_role("option", name=name).click()
    modal = page.get_by_role("dialog")
    expect(modal).to_be_visible()
    return modal


def post_alert(page: Page, kind: str) -> Locator:
    """Let the alert app post in this channel: `text`, `blocks` or `attachments`; gives the message."""
    alerts = bench(page)
    alerts.get_by_label("Mailwatch posts").select_option(kind)
    before = conversation(page).get_by_role("article").count()
    alerts.get_by_role("button", name="Post in").click()
    expect(conversation(page).get_by_role("article")).to_have_count(before + 1)
    alerts.get_by_role("button", name="Close the bench").click()
    return conversation(page).get_by_role("article").last
