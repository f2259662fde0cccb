"""What people do in the playground, by clicking and typing."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from bot.smtp import load_dataset
from tests.browser import (
    PHONE,
    answer,
    attach,
    become,
    bench,
    conversation,
    label,
    needs_chromium,
    open_lookup,
    opened,
    pick_shortcut,
    playground,
    post_alert,
    say,
    send,
    speak,
    thread,
    visit,
)

pytestmark = needs_chromium

MAIL = b"""\
From: Mail Delivery System <MAILER-DAEMON@out.example>
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

Your mail could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; out.example

Final-Recipient: rfc822; jane@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <jane@example.org>: Recipient address rejected: User unknown

--b--
"""


# The page hears what came of a message only when the test lets it.
HOLD_WHAT_WAS_SAID = """() => {
    const fetched = window.fetch;
    window.fetch = async (...given) => {
        const response = await fetched(...given);
        if (given[0].endsWith("/say")) await new Promise((resolve) => {
            window.release = resolve;
            document.body.dataset.held = "yes";
        });
        return response;
    };
}"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with playground() as address:
        yield address


@pytest.fixture
def page(address: str) -> Iterator[Page]:
    with opened(address) as page:
        yield page


def test_a_comparison_is_typed_seen_by_oneself_alone_and_shared(page: Page) -> None:
    say(page, "/smtp 250 521")
    shown = answer(page, "250 OK vs 521 Host Does Not Accept Mail")
    expect(shown).to_contain_text("Only visible to you")
    expect(shown).to_contain_text("After 250 there is nothing to do")
    expect(shown).to_contain_text("The differences that matter")
    shown.get_by_role("button", name="Share to channel").click()
    shared = answer(page, "Shared by")
    expect(shared).to_contain_text("250 OK vs 521 Host Does Not Accept Mail")
    expect(shared).not_to_contain_text("Only visible to you")


def test_an_example_is_clicked(page: Page) -> None:
    conversation(page).get_by_role("button", name="/smtp 550 5.7.26").click()
    expect(answer(page, "550 5.7.26 Authentication Checks Failed")).to_be_visible()


def test_a_mention_is_answered_in_a_thread_with_a_table_and_the_thread_goes_on(page: Page) -> None:
    say(page, "@smtp-bot 220 521")
    shown = answer(page, "220 Service Ready vs 521", thread)
    expect(shown.get_by_role("table")).to_contain_text("Host Does Not Accept Mail")
    box = thread(page).get_by_role("textbox", name="Reply")
    box.fill("@smtp-bot 451")
    # The first Enter takes the name that is offered, the second one sends.
    box.press("Escape")
    box.press("Enter")
    answer(page, "451 ", thread)


def test_the_thread_opens_although_the_answer_is_seen_before_the_page_knows_which_message_was_sent(page: Page) -> None:
    page.evaluate(HOLD_WHAT_WAS_SAID)
    say(page, "@smtp-bot 235 521")
    asked = conversation(page).get_by_role("article").filter(has_text="235 521")
    expect(asked.locator(".replies")).to_be_visible()
    expect(page.locator("body")).to_have_attribute("data-held", "yes")
    page.evaluate("window.release()")
    answer(page, "235 ", thread)


@pytest.mark.parametrize(("kind", "words"), [("blocks", "550 5.1.1"), ("attachments", "421 4.7.0")])
def test_an_alert_is_explained_from_its_menu_to_who_asks(page: Page, kind: str, words: str) -> None:
    alert = post_alert(page, kind)
    pick_shortcut(page, alert, "Explain bounce")
    shown = conversation(page).get_by_role("article").filter(has_text="Only visible to you").filter(has_text=words)
    expect(shown.last).to_be_visible()


def test_a_file_in_a_direct_message_is_read(page: Page) -> None:
    visit(page, "smtp-bot")
    attach(page, {"name": "bounce.eml", "mimeType": "message/rfc822", "buffer": MAIL})
    send(page)
    expect(conversation(page).get_by_role("article").filter(has_text="bounce.eml").last).to_contain_text(
        "Mail Delivery"
    )
    expect(answer(page, "550 5.1.1").last).to_contain_text("jane@example.org")


def test_a_code_is_looked_up_in_a_modal_that_completes_it(page: Page) -> None:
    modal = open_lookup(page, "Look up SMTP code")
    modal.locator("button[type=submit]").click()
    expect(modal.get_by_role("alert")).to_be_visible()
    modal.get_by_role("button", name="Code").click()
    modal.get_by_placeholder("Type to search").fill("521")
    modal.get_by_role("option", name="521").first.click()
    modal.locator("button[type=submit]").click()
    expect(page.get_by_role("dialog")).to_contain_text("521 Host Does Not Accept Mail")
    page.get_by_role("dialog").get_by_role("button", name="Close").last.click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_two_people_with_two_languages_see_their_own(page: Page) -> None:
    for person, nearly_all in (("Maya", "Mailbox Unavailable"), ("Luc", "Boîte aux lettres")):
        become(page, person)
        visit(page, "smtp-bot")
        say(page, "450")
        answer(page, nearly_all)
    visit(page, "ops")
    say(page, "/smtp 450")
    expect(answer(page, "Boîte aux lettres")).to_contain_text(label(page, "message.only_you"))
    become(page, "Maya")
    expect(conversation(page).get_by_text("Boîte aux lettres")).to_have_count(0)


def test_the_home_tab_keeps_the_language_chosen_on_it_and_answers(page: Page) -> None:
    visit(page, "smtp-bot")
    page.get_by_role("tab", name="Home").click()
    home = page.locator(".home")
    for language, heading in (("Français", "Vos choix"), ("English", "Your choices")):
        home.locator(".select").first.click()
        page.get_by_role("listbox").get_by_role("option", name=language).click()
        expect(home).to_contain_text(heading)
    search = home.locator("input[type=text]")
    search.fill("250 521")
    search.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("250 OK vs 521")
    page.get_by_role("dialog").get_by_role("button", name="Close").last.click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_language_is_switched_and_remembered(page: Page) -> None:
    page.get_by_label("s language").last.select_option("fr")
    expect(answer(page, "Désormais, la langue de mes réponses est\u00a0: Français.")).to_be_visible()
    say(page, "/smtp 250 556")
    expect(answer(page, "556 Le domaine")).to_contain_text("Les différences qui comptent")
    page.get_by_label("s language").last.select_option("en")
    expect(answer(page, "From now on I answer you in English.")).to_be_visible()


def test_a_direct_message_is_answered_and_nonsense_is_answered_kindly(page: Page) -> None:
    visit(page, "smtp-bot")
    say(page, "qqqq wwww")
    shown = answer(page, "Nothing found")
    expect(shown).to_contain_text("What you can ask")
    shown.get_by_role("button", name="421").click()
    expect(answer(page, "421 Service Not Available")).to_be_visible()


def test_a_workflow_step_runs_and_fails_readably(page: Page) -> None:
    steps = bench(page)
    for text, words in (("550 5.1.1 <jane@example.org>: User unknown", "5.1.1"), ("hello", "failed")):
        steps.get_by_role("textbox").first.fill(text)
        steps.get_by_role("button", name="Run").click()
        expect(steps.locator(".bench-run").first).to_contain_text(words)


def test_an_answer_survives_a_fault_planted_by_hand(page: Page) -> None:
    faults = bench(page)
    faults.get_by_label("How").select_option("invalid_blocks")
    faults.get_by_role("button", name="Plant").click()
    expect(faults.get_by_label("Planted faults")).to_contain_text("chat.postMessage")
    faults.get_by_role("button", name="Close the bench").click()
    say(page, "@smtp-bot 354 521")
    answer(page, "354 ", thread)


def test_it_works_on_a_phone(address: str) -> None:
    with opened(address, PHONE, 844) as page:
        visit(page, "random")
        say(page, "/smtp 554")
        expect(answer(page, "554 Transaction Failed")).to_contain_text("Only visible to you")
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE


def test_the_page_speaks_japanese(page: Page) -> None:
    become(page, "Haruka")
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    expect(page.locator("#composer")).to_have_attribute("placeholder", re.compile("#ops.*[ぁ-ヿ]|[ぁ-ヿ].*#ops"))
    visit(page, "smtp-bot")
    say(page, "450")
    expect(answer(page, "450").locator(".badge")).not_to_have_text("APP")
    become(page, "Maya")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#composer")).to_have_attribute("placeholder", "Message smtp-bot")


def test_the_page_speaks_arabic_from_right_to_left(page: Page) -> None:
    speak(page, "ar")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    say(page, "@smtp-bot\n```\n550 5.1.1 <jane@example.org>: User unknown\n```")
    expect(thread(page)).to_be_visible()
    places = [page.locator(f"#{name}").bounding_box() for name in ("thread", "main", "sidebar")]
    assert [place["x"] for place in places if place] == sorted(place["x"] for place in places if place)
    code = thread(page).locator("pre").first
    assert code.evaluate("node => [getComputedStyle(node).direction, getComputedStyle(node).textAlign]") == [
        "ltr",
        "start",
    ]
    expect(page.locator("#composer")).to_have_css("direction", "rtl")
    speak(page, "en-US")
    expect(page.locator("html")).to_have_attribute("dir", "ltr")


def test_every_locale_can_be_chosen_and_the_page_follows(page: Page) -> None:
    for locale in page.locator("#locale option").evaluate_all("nodes => nodes.map((node) => node.value)"):
        speak(page, locale)
        expect(page.locator("#composer")).to_have_attribute("placeholder", re.compile("#ops"))
    speak(page, "en-US")


def test_two_colleagues_ask_in_their_languages_and_share_in_the_channels(page: Page) -> None:
    become(page, "Luc")
    say(page, "/smtp lang channel fr")
    answer(page, "la langue de mes messages dans ce canal")
    for person, tag in (("Haruka", "ja"), ("Layla", "ar")):
        words = load_dataset().words(tag)
        become(page, person)
        say(page, "/smtp 250 521")
        shown = answer(page, words.replies["521"].name)
        expect(shown).to_contain_text(label(page, "message.only_you"))
        expect(shown).to_contain_text(words.say("label.differences"))
        shown.get_by_role("button", name=words.say("slack.share")).click()
        shared = answer(page, f"Partagé par {person.lower()}")
        expect(shared).to_contain_text("Les différences qui comptent")
        expect(shared).not_to_contain_text(label(page, "message.only_you"))
    become(page, "Luc")
    expect(conversation(page).get_by_role("article").filter(has_text="Partagé par")).to_have_count(2)
    say(page, "/smtp lang channel auto")
    answer(page, load_dataset().words("fr").say("channel.auto"))
