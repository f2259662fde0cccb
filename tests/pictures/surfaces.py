"""Each surface of the bot in the playground: how a person gets there, and what is photographed."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, expect

from tests.browser import (
    PHONE,
    answer,
    attach,
    become,
    bench,
    conversation,
    label,
    open_lookup,
    opened,
    pick_shortcut,
    post_alert,
    say,
    send,
    thread,
    visit,
)

MAIL = Path(__file__).parents[1] / "bounces" / "report" / "postfix.eml"
LOG = (
    "Nov 21 09:41:07 mx1 postfix/smtp[2214]: 4F2A91C0E3: to=<orders@shop.example>, relay=mail.shop.example[192.0.2.25]:25, "
    "delay=2.1, dsn=5.1.1, status=bounced (host mail.shop.example[192.0.2.25] said: 550 5.1.1 <orders@shop.example>: "
    "Recipient address rejected: User unknown (in reply to RCPT TO command))"
)


def slash(page: Page) -> None:
    say(page, "/smtp 550 5.7.26")
    answer(page, "550 5.7.26")


def shared(page: Page) -> None:
    say(page, "/smtp 421")
    answer(page, "421").get_by_role("button").filter(visible=True).first.click()
    expect(conversation(page).get_by_role("article").last).not_to_have_class("ephemeral")


def mention(page: Page) -> None:
    say(page, f"@smtp-bot\n```\n{LOG}\n```")
    replies = conversation(page).locator(".replies")
    expect(replies).to_be_visible()
    if not thread(page).is_visible():
        replies.click()
    answer(page, "550 5.1.1", thread)


def shortcut(page: Page) -> None:
    pick_shortcut(page, post_alert(page, "blocks"), "Explain bounce")
    answer(page, label(page, "message.only_you"))


def attachment(page: Page) -> None:
    pick_shortcut(page, post_alert(page, "attachments"), "Explain bounce")
    answer(page, label(page, "message.only_you"))


def type_ahead(page: Page) -> None:
    modal = open_lookup(page, "Look up SMTP code")
    modal.locator(".select").click()
    modal.get_by_placeholder(label(page, "control.search")).fill("55")
    expect(modal.get_by_role("option").first).to_be_visible()


def modal_answer(page: Page) -> None:
    type_ahead(page)
    modal = page.get_by_role("dialog")
    modal.get_by_role("option").first.click()
    modal.locator("button[type=submit]").click()
    expect(modal.locator(".select")).to_have_count(0)


def modal_error(page: Page) -> None:
    modal = open_lookup(page, "Look up SMTP code")
    modal.locator("button[type=submit]").click()
    expect(modal.get_by_role("alert")).to_be_visible()


def file(page: Page) -> None:
    visit(page, "smtp-bot")
    attach(page, {"name": "bounce.eml", "mimeType": "message/rfc822", "buffer": MAIL.read_bytes()})
    send(page)
    expect(conversation(page).locator("article .button").first).to_be_visible()
    expect(conversation(page).get_by_role("article").last).to_contain_text("5.1.1")


def home(page: Page) -> None:
    visit(page, "smtp-bot")
    page.get_by_role("tab", name=label(page, "head.home")).click()
    expect(page.locator(".home .block").first).to_be_visible()


def step(page: Page) -> None:
    steps = bench(page)
    steps.get_by_role("textbox").first.fill(LOG)
    steps.locator(".bench-step").get_by_role("button").click()
    expect(steps.locator(".bench-run td").first).to_be_visible()
    steps.locator(".bench-run").first.scroll_into_view_if_needed()


def secret(page: Page) -> None:
    say(page, "@smtp-bot\n```\nAUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=\n535 5.7.8 Error: authentication failed\n```")
    expect(page.get_by_text(label(page, "message.only_you")).last).to_be_visible()
    expect(thread(page)).to_be_visible()


SURFACES: dict[str, Callable[[Page], None]] = {
    "slash": slash,
    "shared": shared,
    "mention": mention,
    "shortcut-blocks": shortcut,
    "shortcut-attachments": attachment,
    "modal-type-ahead": type_ahead,
    "modal-answer": modal_answer,
    "modal-error": modal_error,
    "direct-message-file": file,
    "home": home,
    "workflow-step": step,
    "secret": secret,
}


@dataclass(frozen=True, slots=True)
class Camera:
    """Who looks, and at what kind of screen."""

    prefix: str = "surface"
    width: int = 1280
    scheme: Literal["light", "dark"] = "light"
    person: str = ""


def photograph(address: str, name: str, folder: Path, camera: Camera) -> None:
    """Go to a surface and take its picture."""
    height = 844 if camera.width == PHONE else 1060
    with opened(address, camera.width, height, camera.scheme) as page:
        if camera.person:
            # The bot asks Slack for somebody's language when it first meets them; the Home tab is such a place.
            become(page, camera.person)
            home(page)
            visit(page, "ops")
        SURFACES[name](page)
        page.mouse.move(0, 0)
        page.screenshot(path=folder / f"{camera.prefix}-{name}.png")


CAMERAS = {
    Camera(): tuple(SURFACES),
    Camera("phone", PHONE): ("slash", "home", "modal-answer", "shortcut-blocks", "mention"),
    Camera("dark", scheme="dark"): ("slash", "home", "modal-type-ahead"),
    Camera("french", person="Luc"): ("slash", "mention", "home", "modal-answer", "direct-message-file"),
    Camera("japanese", person="Haruka"): ("slash", "mention", "home", "modal-type-ahead"),
    Camera("arabic", person="Layla"): ("slash", "mention", "home", "modal-answer", "workflow-step"),
    Camera("arabic-phone", PHONE, person="Layla"): ("slash", "mention"),
}
