"""The playground as a person meets it: started by its command, opened in Debian's Chromium, used by hand."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect, sync_playwright

from bot.smtp import load_dataset, page_words
from tests.machine import PATIENCE, free_port

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ROOT = Path(__file__).parents[1]
# A machine without a network refuses what Chromium asks for in the background, many times a second.
QUIET = ["disable-gpu", "disable-quic", "no-first-run", "disable-background-networking", "disable-component-update"]
ROOTS_NEED = ["no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
PHONE = 390
needs_chromium = pytest.mark.skipif(not CHROMIUM, reason="there is no chromium on this machine")
expect.set_options(timeout=PATIENCE * 1000)
if not CHROMIUM and os.environ.get("CI"):
    raise RuntimeError("CI must drive a browser, and there is no chromium on this machine")


@contextmanager
def playground() -> Iterator[str]:
    """Run ``python -m bot try`` on a free port; gives the page's address."""
    port = free_port()
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
        page.set_default_timeout(PATIENCE * 1000)
        page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(address)
        yield page
        browser.close()
    assert not problems, problems


def label(page: Page, key: str) -> str:
    """What the page says under this key of ``playground.toml``, in the language that it speaks now."""
    tag = page.locator("html").get_attribute("lang") or "en"
    return page_words(load_dataset(), tag).sentences[key]


def conversation(page: Page) -> Locator:
    """The channel or direct message in the middle."""
    return page.locator("#main")


def thread(page: Page) -> Locator:
    """The thread beside it."""
    return page.locator("#thread")


def bench(page: Page) -> Locator:
    """The bench beside the conversation, opened if need be."""
    shown = page.locator("#bench")
    if not shown.is_visible():
        conversation(page).get_by_role("button", name=label(page, "frame.bench"), exact=True).click()
    return shown


def say(page: Page, text: str) -> None:
    """Type into the message box of the conversation, and send."""
    box = page.locator("#composer")
    box.fill(text)
    box.press("Enter")


def answer(page: Page, heading: str, where: Callable[[Page], Locator] = conversation) -> Locator:
    """The newest message of the bot under this heading, once it is there."""
    found = where(page).get_by_role("article").filter(has_text=heading).last
    expect(found).to_be_visible()
    return found


def sidebar(page: Page) -> Locator:
    """Channels, the bot, people, languages; on a phone a drawer, opened if need be."""
    # Whether there is a drawer can be asked only once the page is drawn.
    expect(page.locator("#composer, .home")).to_be_visible()
    shown, opener = page.locator("#sidebar"), page.get_by_role("button", name=label(page, "sidebar.open"))
    if opener.is_visible() and not page.locator("body.drawer").count():
        opener.click()
        # It slides in; what it holds can be reached once it stands still.
        shown.get_by_role("button", name=label(page, "sidebar.close")).hover()
    return shown


def visit(page: Page, place: str) -> None:
    """Open a channel, or the direct message with the bot."""
    sidebar(page).get_by_role("button", name=place).click()


def become(page: Page, person: str) -> None:
    """Look at the workspace as somebody else."""
    choice = sidebar(page).get_by_role("radio", name=person)
    user = choice.get_attribute("value") or ""
    choice.check(force=True)
    # Until the page has heard what this person sees, it shows what the one before saw.
    expect(page.locator("body")).to_have_attribute("data-seen-by", user)


def speak(page: Page, locale: str) -> None:
    """Let Slack speak this person's language; the page follows."""
    sidebar(page).locator("#locale").select_option(locale)
    expect(page.locator("html")).to_have_attribute("lang", page_words(load_dataset(), locale).tag)


def attach(page: Page, *files: FilePayload) -> None:
    """Put files beside the message that is being written."""
    conversation(page).get_by_label(label(page, "file.choose")).set_input_files(list(files))
    taken = conversation(page).get_by_label(label(page, "file.attached")).get_by_role("listitem")
    expect(taken).to_have_count(len(files))


def send(page: Page) -> None:
    """Press the button of the message box."""
    conversation(page).get_by_role("button", name=label(page, "composer.send"), exact=True).click()


def more_actions(page: Page, message: Locator) -> None:
    """Open the menu of a message."""
    message.hover()
    message.get_by_role("toolbar").get_by_role("button", name=label(page, "control.more")).click()


def pick_shortcut(page: Page, message: Locator, name: str) -> None:
    """Pick a shortcut in the menu of a message."""
    more_actions(page, message)
    page.get_by_role("option", name=name).click()


def open_lookup(page: Page, name: str) -> Locator:
    """Pick a global shortcut beside the message box; gives the modal that it opens."""
    conversation(page).get_by_role("button", name=label(page, "composer.shortcuts"), exact=True).click()
    page.get_by_role("option", name=name).click()
    modal = page.get_by_role("dialog")
    expect(modal).to_be_visible()
    return modal


def post_alert(page: Page, kind: str) -> Locator:
    """Let the alert app post in this channel: `text`, `blocks` or `attachments`; gives the message."""
    alerts = bench(page)
    alerts.get_by_label(label(page, "alert.posts")).select_option(kind)
    before = conversation(page).get_by_role("article").count()
    alerts.get_by_role("region", name=label(page, "alert.heading")).get_by_role("button").click()
    expect(conversation(page).get_by_role("article")).to_have_count(before + 1)
    alerts.get_by_role("button", name=label(page, "bench.close")).click()
    return conversation(page).get_by_role("article").last
