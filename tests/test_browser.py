"""What a new user does in the playground, by clicking and typing."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import CHROMIUM, answer, opened, playground, say

if not CHROMIUM and os.environ.get("CI"):
    raise RuntimeError("CI must drive a browser, and there is no chromium on this machine")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="there is no chromium on this machine")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with playground() as address:
        yield address


@pytest.fixture
def page(address: str) -> Iterator[Page]:
    with opened(address) as page:
        yield page


def test_a_comparison_is_typed_and_seen_by_oneself_alone(page: Page) -> None:
    say(page, "/smtp 250 521")
    shown = answer(page, "250 OK vs 521 Host Does Not Accept Mail")
    expect(shown).to_contain_text("Only visible to you")
    expect(shown).to_contain_text("After 250 there is nothing to do")
    expect(shown).to_contain_text("The differences that matter")


def test_an_example_is_clicked(page: Page) -> None:
    page.get_by_label("Conversation").get_by_role("button", name="/smtp 550 5.7.26").click()
    expect(answer(page, "550 5.7.26 Authentication Checks Failed")).to_be_visible()


def test_a_mention_is_answered_in_a_thread_with_a_table(page: Page) -> None:
    say(page, "@smtp-bot 220 521")
    shown = answer(page, "220 Service Ready vs 521", "Thread")
    expect(shown.get_by_role("table")).to_contain_text("Host Does Not Accept Mail")


def test_an_answer_is_shared_with_the_channel(page: Page) -> None:
    say(page, "/smtp 235 521")
    answer(page, "235 Authentication Successful vs 521").get_by_role("button", name="Share to channel").click()
    shared = answer(page, "Shared by")
    expect(shared).to_contain_text("235 Authentication Successful vs 521")
    expect(shared).not_to_contain_text("Only visible to you")


def test_the_language_is_switched_and_remembered(page: Page) -> None:
    page.get_by_role("combobox", name="language").select_option("fr")
    expect(answer(page, "Désormais, je vous réponds en Français.")).to_be_visible()
    say(page, "/smtp 250 556")
    expect(answer(page, "556 Le domaine")).to_contain_text("Les différences qui comptent")
    page.get_by_role("combobox", name="language").select_option("en")
    expect(answer(page, "From now on I answer you in English.")).to_be_visible()


def test_a_direct_message_is_answered_and_nonsense_is_answered_kindly(page: Page) -> None:
    page.get_by_label("Workspace").get_by_role("button", name="smtp-bot").click()
    say(page, "qqqq wwww")
    shown = answer(page, "Nothing found")
    expect(shown).to_contain_text("What you can ask")
    shown.get_by_role("button", name="Ask: 421").click()
    expect(answer(page, "421 Service Not Available")).to_be_visible()
