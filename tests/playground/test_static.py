"""How the page behaves in a browser: where the focus is, what is followed, what a reload keeps, what is where."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import (
    PHONE,
    answer,
    bench,
    conversation,
    label,
    more_actions,
    needs_chromium,
    open_lookup,
    opened,
    playground,
    say,
    thread,
    visit,
)

pytestmark = needs_chromium

LONG = "\n".join(["Received: from out.example", *["X-Filler: one more line"] * 90, "550 5.1.1 User unknown"])


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with playground() as address:
        yield address


@pytest.fixture
def page(address: str) -> Iterator[Page]:
    with opened(address) as page:
        yield page


def alert(page: Page, channel: str) -> None:
    """Another app posts here, while the page shows whatever it shows."""
    posted = page.request.post(f"{page.url}playground/alert", data={"as": "U0MAYA", "channel": channel, "kind": "text"})
    assert posted.ok


def messages(page: Page) -> Locator:
    return conversation(page).get_by_role("log")


def card(page: Page, key: str) -> Locator:
    """An example under the heading of a conversation."""
    return conversation(page).get_by_role("button", name=label(page, key))


def sides(locator: Locator) -> dict[str, float]:
    box: dict[str, float] = locator.evaluate("node => node.getBoundingClientRect().toJSON()")
    return box


def test_a_modal_begins_at_its_first_field_and_its_payload_comes_last(page: Page) -> None:
    modal = open_lookup(page, "Look up SMTP code")
    expect(modal.locator(".select")).to_be_focused()
    page.keyboard.press("Enter")
    expect(modal.get_by_placeholder(label(page, "control.search"))).to_be_focused()
    page.keyboard.press("Escape")
    expect(modal.locator(".select")).to_be_focused()
    modal.get_by_role("button", name=label(page, "control.close")).first.focus()
    page.keyboard.press("Tab")
    expect(modal.get_by_role("button", name=label(page, "payload.show"))).to_be_focused()
    expect(modal.locator(".payload")).to_have_count(0)


def test_a_modal_goes_on_at_what_is_wrong_and_an_answer_can_be_scrolled_with_keys(page: Page) -> None:
    modal = open_lookup(page, "Look up SMTP code")
    modal.locator("button[type=submit]").press("Enter")
    expect(modal.locator(".block-input:has(.input-error)").locator("textarea, .select")).to_be_focused()
    modal.locator("textarea").fill("550 5.7.26")
    modal.locator("button[type=submit]").press("Enter")
    expect(modal.locator(".modal-body[role=group]")).to_be_focused()


def test_results_are_missed_only_once_something_was_typed(page: Page) -> None:
    modal = open_lookup(page, "Look up SMTP code")
    modal.locator(".select").click()
    search = modal.get_by_placeholder(label(page, "control.search"))
    expect(search).to_be_focused()
    missed = modal.get_by_text(label(page, "control.no_results"))
    expect(missed).to_have_count(0)
    search.fill("qqqqqqqq")
    expect(missed).to_be_visible()
    search.fill("")
    expect(missed).to_have_count(0)


def test_a_reload_keeps_the_place_and_the_draft_and_closes_the_modal(page: Page) -> None:
    visit(page, "partners")
    page.locator("#composer").fill("what was I going to say")
    open_lookup(page, "Look up SMTP code")
    page.reload()
    expect(page.locator("body")).to_have_attribute("data-seen-by", "U0MAYA")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".channel-title")).to_contain_text("partners")
    expect(page.locator("#composer")).to_have_value("what was I going to say")


def test_a_reload_keeps_the_home_tab_and_a_thread_with_its_draft(page: Page) -> None:
    say(page, "@smtp-bot 421")
    answer(page, "421", thread)
    thread(page).get_by_role("textbox").fill("and 451?")
    page.reload()
    expect(thread(page).get_by_role("textbox")).to_have_value("and 451?")
    visit(page, "smtp-bot")
    page.get_by_role("tab", name=label(page, "head.home")).click()
    with page.expect_request("**/playground/home"):
        page.reload()
    expect(page.locator(".home .block").first).to_be_visible()


def test_a_draft_stays_with_its_conversation_until_it_is_sent(page: Page) -> None:
    box = page.locator("#composer")
    box.fill("good mor")
    visit(page, "mail-team")
    expect(box).to_have_value("")
    visit(page, "ops")
    expect(box).to_have_value("good mor")
    box.press("Enter")
    expect(messages(page).get_by_role("article").last).to_contain_text("good mor")
    visit(page, "mail-team")
    visit(page, "ops")
    expect(box).to_have_value("")


def test_after_ones_own_long_message_one_sees_what_comes_next(page: Page) -> None:
    visit(page, "partners")
    articles = messages(page).get_by_role("article")
    say(page, LONG)
    expect(articles.last).to_contain_text("User unknown")
    alert(page, "C0PARTNERS")
    expect(articles.last).to_contain_text("Delivery to")
    expect(articles.last.locator(".message-head")).to_be_in_viewport()


def test_the_answer_to_a_long_paste_is_in_sight(page: Page) -> None:
    visit(page, "smtp-bot")
    say(page, LONG)
    expect(answer(page, "550 5.1.1").locator(".message-head")).to_be_in_viewport()


def test_the_answer_to_a_long_paste_is_in_sight_in_a_thread(page: Page) -> None:
    say(page, f"@smtp-bot\n{LONG}")
    expect(answer(page, "550 5.1.1", thread).locator(".message-head")).to_be_in_viewport()


def test_what_comes_while_one_reads_above_is_announced_by_a_button(page: Page) -> None:
    visit(page, "mail-team")
    articles = messages(page).get_by_role("article")
    for _ in range(8):
        alert(page, "C0MAILTEAM")
    expect(articles).to_have_count(8)
    expect(articles.last).to_be_in_viewport()
    newer = conversation(page).get_by_role("button", name=label(page, "sidebar.new").format(count=1))
    expect(newer).to_have_count(0)
    messages(page).evaluate("list => list.scrollTo(0, 0)")
    expect(articles.first).to_be_in_viewport()
    alert(page, "C0MAILTEAM")
    expect(articles).to_have_count(9)
    expect(articles.last).not_to_be_in_viewport()
    newer.press("Enter")
    expect(articles.last).to_be_in_viewport()
    expect(newer).to_have_count(0)
    expect(messages(page)).to_be_focused()


def test_the_menu_of_an_alert_is_found_from_its_example(page: Page) -> None:
    card(page, "example.alert").press("Enter")
    expect(page.get_by_role("option", name="Explain bounce")).to_be_focused()
    expect(messages(page).locator(".tools [aria-expanded=true]")).to_be_visible()
    page.keyboard.press("Enter")
    expect(answer(page, "550 5.7.26")).to_contain_text(label(page, "message.only_you"))


def test_a_code_is_looked_up_from_its_example(page: Page) -> None:
    card(page, "example.look_up").press("Enter")
    expect(page.get_by_role("dialog").locator(".select")).to_be_focused()


def test_where_the_app_is_no_member_it_is_invited_before_it_is_mentioned(page: Page) -> None:
    visit(page, "random")
    beginning = conversation(page).get_by_role("region", name=label(page, "welcome.examples"))
    invite = label(page, "welcome.invite").format(app="smtp-bot")
    expect(beginning.get_by_role("button").first).to_have_text(invite)
    expect(beginning).not_to_contain_text("@smtp-bot")
    beginning.get_by_role("button", name=invite).click()
    expect(beginning.get_by_role("button", name="@smtp-bot 421")).to_be_visible()


def test_ones_own_message_is_changed_and_deleted_from_its_menu(page: Page) -> None:
    visit(page, "partners")
    say(page, "god morning")
    said = messages(page).get_by_role("article").filter(has_text="morning")
    more_actions(page, said)
    page.get_by_role("option", name=label(page, "message.edit")).click()
    page.get_by_role("dialog").get_by_role("textbox").fill("good morning")
    page.get_by_role("dialog").get_by_role("button", name=label(page, "message.save")).click()
    expect(said).to_contain_text("good morning")
    more_actions(page, said)
    page.get_by_role("option", name=label(page, "message.delete")).click()
    page.get_by_role("dialog").get_by_role("button", name=label(page, "message.delete_yes")).click()
    expect(said).to_have_count(0)


def test_the_day_is_not_covered_by_the_message_under_it(page: Page) -> None:
    messages(page).get_by_role("article").first.hover()
    day = messages(page).locator(".day span").first
    at_its_lower_edge = """node => {
        const { left, bottom } = node.getBoundingClientRect();
        return document.elementFromPoint(left + 20, bottom - 3) === node;
    }"""
    assert day.evaluate(at_its_lower_edge)


def test_a_menu_of_the_message_box_leaves_the_box_free(page: Page) -> None:
    conversation(page).get_by_role("button", name=label(page, "composer.shortcuts"), exact=True).click()
    expect(page.get_by_role("listbox")).to_be_visible()
    assert sides(page.locator(".menu"))["bottom"] <= sides(conversation(page).locator(".composer"))["top"]


def test_the_list_of_a_field_is_as_wide_as_the_field_on_a_phone(address: str) -> None:
    with opened(address, PHONE, 844) as page:
        modal = open_lookup(page, "Look up SMTP code")
        modal.locator(".select").click()
        modal.get_by_placeholder(label(page, "control.search")).fill("55")
        expect(modal.get_by_role("option").first).to_be_visible()
        field, menu = sides(modal.locator(".select")), sides(modal.locator(".menu"))
        assert (menu["left"], menu["right"]) == pytest.approx((field["left"], field["right"]), abs=1)


def test_a_table_that_is_too_wide_fades_where_it_goes_on(page: Page) -> None:
    say(page, "@smtp-bot 250 450 521 550 551 554")
    edges = answer(page, "250 vs 450", thread).locator(".table-edges")
    expect(edges).to_have_class("table-edges block block-table more-after")
    edges.get_by_role("region").evaluate("table => table.scrollTo(table.scrollWidth, 0)")
    expect(edges).to_have_class("table-edges block block-table more-before")


def test_a_planted_fault_says_where_and_how_long(page: Page) -> None:
    faults = bench(page)
    planted = faults.get_by_label(label(page, "fault.planted"))
    plant = faults.get_by_role("button", name=label(page, "fault.plant"), exact=True)
    what, how = (faults.get_by_label(label(page, key)).first for key in ("fault.what", "fault.how"))
    how.select_option("ratelimited")
    faults.get_by_role("spinbutton").fill("30")
    plant.click()
    expect(planted).to_contain_text("(30\u00a0sec)")
    what.select_option("*")
    how.select_option("token_revoked")
    expect(faults.get_by_role("spinbutton")).to_have_count(0)
    plant.click()
    expect(planted).to_contain_text(f"{label(page, 'fault.every_call')}: token_revoked")
    faults.get_by_role("button", name=label(page, "fault.mend")).click()
    expect(planted.get_by_role("listitem")).to_have_count(0)


def test_the_way_to_the_bot_and_its_last_ack_stand_on_the_bench(page: Page) -> None:
    say(page, "/smtp 554")
    answer(page, "554")
    expect(conversation(page)).not_to_contain_text(label(page, "head.http"))
    expect(bench(page)).to_contain_text(f"{label(page, 'head.http')} · ")


def test_the_bench_is_opened_used_and_left_with_keys(page: Page) -> None:
    opener = conversation(page).get_by_role("button", name=label(page, "frame.bench"), exact=True)
    opener.press("Enter")
    expect(page.locator("#bench").get_by_label(label(page, "alert.posts"))).to_be_focused()
    page.locator("#bench").get_by_role("button", name=label(page, "bench.close")).press("Enter")
    expect(opener).to_be_focused()


def test_news_takes_nobodys_focus(page: Page) -> None:
    entry = page.locator("#sidebar").get_by_role("button", name="mail-team")
    entry.focus()
    alert(page, "C0PARTNERS")
    expect(page.locator("#sidebar").get_by_role("button", name="partners").locator(".count")).to_be_visible()
    expect(entry).to_be_focused()


def test_replies_are_counted_as_in_slack(page: Page) -> None:
    say(page, "@smtp-bot 551")
    answer(page, "551", thread)
    asked = messages(page).get_by_role("article").filter(has_text="551").last
    expect(asked.locator(".replies-count")).to_have_text(label(page, "message.one_reply"))
    box = thread(page).get_by_role("textbox")
    box.fill("thank you")
    box.press("Enter")
    expect(asked.locator(".replies-count")).to_have_text(label(page, "message.replies").format(count=2))
    thread(page).get_by_role("button", name=label(page, "thread.close")).press("Enter")
    expect(asked.locator(".replies")).to_be_focused()
