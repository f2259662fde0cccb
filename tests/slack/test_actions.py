"""Buttons and selects under an answer."""

import pytest

from bot.playground import StandIn
from bot.playground.limits import check_options
from tests.machine import PATIENCE
from tests.slack.seeing import BOUNCE, answers, command, shown, wait


def test_a_diagnosis_shows_the_verdict_first_and_the_rest_on_request(both: StandIn) -> None:
    said = command(both, "maya", f"/smtp {BOUNCE}")
    assert "The server's own words" in shown(said)
    assert "Why so" not in shown(said)
    assert "Why so" in said.text
    both.click("maya", said, "details")
    rest = both.wait_for("maya", "#ops", lambda message: "Why so" in shown(message))
    assert rest.ephemeral
    assert "The codes" in shown(rest)
    assert both.refusals == []


def test_what_was_shared_takes_the_place_of_what_one_person_saw(both: StandIn) -> None:
    said = command(both, "maya", "/smtp 521")
    both.click("maya", said, "share")
    shared = both.wait_for("luc", "#ops", lambda message: "Shared by maya" in shown(message))
    assert both.workspace.wait_until(lambda: answers(both, "#ops") == [shared], PATIENCE)
    assert both.refusals == []


def test_where_slack_locks_the_bot_out_sharing_says_what_helps(slack: StandIn) -> None:
    said = command(slack, "maya", "/smtp 521")
    slack.faults.always("chat.postMessage", "token_revoked")
    slack.click("maya", said, "share")
    assert wait(slack, "#ops", "An administrator has to install me again").ephemeral


@pytest.mark.parametrize("typed", ["help", "qwertyuiop"])
def test_what_is_no_answer_is_not_offered_to_everybody(slack: StandIn, typed: str) -> None:
    assert "'share'" not in shown(command(slack, "maya", f"/smtp {typed}"))


def test_the_details_of_a_posted_diagnosis_are_for_whoever_asks_in_its_thread(both: StandIn) -> None:
    asked = both.say("maya", "#ops", f"<@{both.bot.id}> {BOUNCE}")
    answer = wait(both, "#ops", "Mailbox full")
    both.click("luc", answer, "details")
    rest = both.wait_for("luc", "#ops", lambda message: "Why so" in shown(message) or "Pourquoi" in shown(message))
    assert rest.ephemeral
    assert rest.thread_ts == asked.ts
    assert "jane@" not in rest.text + shown(rest)


def test_one_more_code_is_chosen_to_compare_with(both: StandIn) -> None:
    said = command(both, "maya", "/smtp 550")
    offered = both.suggest("maya", said, "compare:550", "52")
    assert "521 Host Does Not Accept Mail" in [option["text"]["text"] for option in offered]
    both.click("maya", said, "compare:550", "521")
    assert wait(both, "#ops", "vs 521 Host").ephemeral
    assert both.refusals == []


def test_a_comparison_grows_by_one_code_until_six_stand_side_by_side(slack: StandIn) -> None:
    said = command(slack, "maya", "/smtp 250 421 450 550 521")
    slack.click("maya", said, "compare:250 vs 421 vs 450 vs 550 vs 521", "554")
    assert "554" in wait(slack, "#ops", "vs 554").text
    assert "compare:" not in shown(command(slack, "maya", "/smtp 250 421 450 550 521 554"))


@pytest.mark.parametrize("typed", ["", "5", "5.7", "greylist", "xyzzy", "é<&>" * 30])
def test_whatever_is_typed_into_the_select_its_options_are_within_limits(slack: StandIn, typed: str) -> None:
    said = command(slack, "maya", "/smtp 550")
    offered = slack.suggest("maya", said, "compare:550", typed)
    assert check_options({"options": offered}, "a test") is None


def test_a_button_of_an_older_version_is_answered_kindly(slack: StandIn) -> None:
    for action in ("explain_v0", "share", "details", "ask:1x"):
        button = {"type": "button", "text": {"type": "plain_text", "text": "Old"}, "action_id": action, "value": "{}x"}
        posted = slack.post("smtp-bot", "#ops", text="550", blocks=[{"type": "actions", "elements": [button]}])
        slack.click("maya", posted, action)
        slack.wait_for("maya", "#ops", lambda message: "That button has expired" in message.text)
        slack.workspace.clear()


def test_links_lead_to_the_rfc_and_to_the_providers_page(slack: StandIn) -> None:
    assert "rfc-editor.org/rfc/rfc" in shown(command(slack, "maya", "/smtp 550"))
    gmail = "550-5.7.26 This mail is unauthenticated (host gmail-smtp-in.l.google.com[192.0.2.1] said: 550-5.7.26 unauthenticated)"
    assert "https://" in shown(command(slack, "maya", f"/smtp {gmail}"))


@pytest.mark.parametrize("fault", ["http_404", "http_500"])
def test_a_click_after_the_address_has_expired_is_answered_all_the_same(slack: StandIn, fault: str) -> None:
    said = command(slack, "maya", "/smtp help")
    slack.faults.always("response_url", fault)
    slack.click("maya", said, "421")
    assert wait(slack, "#ops", "421 Service Not Available").ephemeral


def test_a_click_long_after_the_answer_is_answered_too(slack: StandIn) -> None:
    said = command(slack, "maya", "/smtp help")
    slack.clock.pass_time(1801)
    slack.click("maya", said, "421")
    assert wait(slack, "#ops", "421 Service Not Available")


def test_sharing_in_an_archived_channel_is_told_and_not_lost(slack: StandIn) -> None:
    said = command(slack, "maya", "/smtp 550")
    slack.faults.next("chat.postMessage", "is_archived")
    slack.click("maya", said, "share")
    assert wait(slack, "#ops", "I could not post in this channel").ephemeral


def test_a_shared_answer_has_the_channels_language(both: StandIn) -> None:
    command(both, "maya", "/smtp lang en")
    assert "français" in command(both, "maya", "/smtp lang channel fr").text.lower()
    said = command(both, "maya", "/smtp 521")
    assert said.text.startswith("521 Host Does Not Accept Mail")
    both.click("maya", said, "share")
    shared = both.wait_for("luc", "#ops", lambda message: "Partagé par maya" in shown(message))
    assert shared.text.startswith("521 L'hôte n'accepte")
    assert "in the language of whoever asks" in command(both, "maya", "/smtp lang channel auto").text
    assert answers(both, "@smtp-bot") == []
