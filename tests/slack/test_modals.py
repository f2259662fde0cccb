"""Look up SMTP code: a modal with a type-ahead and a box."""

import pytest

from bot.playground import StandIn
from bot.playground.limits import check_view
from bot.playground.views import View
from bot.slack.desk import Desk
from bot.slack.modals import LOOK_UP, answer_view
from bot.slack.people import Asker, People
from bot.smtp import Explainer
from bot.store import open_store
from tests.machine import PATIENCE
from tests.slack.seeing import BOUNCE, wait


def opened(slack: StandIn, person: str = "maya") -> View:
    slack.shortcut(person, LOOK_UP)
    assert slack.workspace.wait_until(lambda: slack.modal(person), PATIENCE)
    view = slack.modal(person)
    assert view
    return view


def blocks(slack: StandIn, person: str = "maya") -> str:
    view = slack.modal(person)
    assert view
    return str(view.content["blocks"])


@pytest.mark.parametrize(
    ("typed", "chosen", "words"),
    [
        ("550", "550", "550 Mailbox Unavailable"),
        ("5.7.2", "5.7.26", "5.7.26"),
        ("mailbox full", "cause:mailbox-full", "Mailbox full"),
        ("yahoo", "provider:yahoo", "Yahoo"),
    ],
)
def test_codes_causes_and_providers_can_be_chosen(both: StandIn, typed: str, chosen: str, words: str) -> None:
    view = opened(both)
    offered = both.suggest("maya", view, "pick", typed)
    names = {option["value"]: option["text"]["text"] for option in offered}
    both.click("maya", view, "pick", names[chosen])
    both.submit("maya")
    assert words in blocks(both)
    assert both.refusals == []


def test_a_bounce_can_be_pasted(both: StandIn) -> None:
    both.fill(opened(both), "text", BOUNCE)
    both.submit("maya")
    assert "Mailbox full" in blocks(both)
    assert "Why so" in blocks(both)
    assert both.refusals == []


def test_what_is_wrong_is_said_in_the_modal(both: StandIn) -> None:
    view = opened(both)
    both.submit("maya")
    shown = both.modal("maya")
    assert shown
    assert "Choose something above" in str(shown.errors)
    view = both.fill(shown, "text", "550")
    both.click("maya", view, "pick", "550")
    both.submit("maya")
    shown = both.modal("maya")
    assert shown
    assert "not both" in str(shown.errors)
    assert both.refusals == []


def test_a_related_code_in_the_modal_opens_in_the_modal(slack: StandIn) -> None:
    slack.fill(opened(slack), "text", "550 5.7.26")
    slack.submit("maya")
    view = slack.modal("maya")
    assert view
    slack.click("maya", view, "ask:0")
    assert slack.workspace.wait_until(lambda: "550 Mailbox Unavailable" in blocks(slack), PATIENCE)
    assert slack.refusals == []


def test_the_modal_speaks_the_persons_language(slack: StandIn) -> None:
    slack.command("luc", "#ops", "/smtp lang fr")
    assert "Ou collez" in str(opened(slack, "luc").content)


def test_a_choice_that_is_no_longer_offered_becomes_a_search(slack: StandIn) -> None:
    view = opened(slack)
    slack.click("maya", view, "pick", "550")
    view = slack.modal("maya") or view
    view.state["code"]["pick"]["selected_option"]["value"] = "cause:gone-for-good"
    slack.submit("maya")
    assert "Nothing found" in blocks(slack) or "Codes for" in blocks(slack)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_slack_takes_the_modal_with_every_topic(explainer: Explainer, language: str) -> None:
    desk = Desk(explainer, People(explainer, open_store("sqlite://"), language, patience=0))
    asker = Asker("T1", "U1")
    for suggestion in explainer.suggest("", language, 10_000):
        assert check_view(answer_view(desk.about(suggestion.value, asker)), "modal", "a test") is None, suggestion


@pytest.mark.parametrize("error", ["expired_trigger_id", "exchanged_trigger_id"])
def test_a_window_that_comes_too_late_is_said_in_a_direct_message(slack: StandIn, error: str) -> None:
    slack.faults.next("views.open", error)
    slack.shortcut("maya", LOOK_UP)
    assert "too slow to open the window" in wait(slack, "@smtp-bot", "/smtp").text
