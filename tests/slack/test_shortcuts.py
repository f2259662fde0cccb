"""Explain bounce, on any message of any author."""

from typing import Any

import pytest

from bot.playground import StandIn
from bot.slack.shortcuts import EXPLAIN
from tests.slack.seeing import BOUNCE, answers, shown, wait

FENCED = f"Alert!\n```\n{BOUNCE}```"
PLACES: dict[str, dict[str, Any]] = {
    "the text": {"text": FENCED},
    "a section": {"text": "New alert", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": FENCED}}]},
    "fields": {
        "text": "",
        "blocks": [{"type": "section", "fields": [{"type": "mrkdwn", "text": "*Log*"}, {"type": "plain_text", "text": BOUNCE}]}],
    },
    "small print": {"blocks": [{"type": "context", "elements": [{"type": "mrkdwn", "text": BOUNCE}]}]},
    "preformatted rich text": {
        "text": "",
        "blocks": [
            {
                "type": "rich_text",
                "elements": [{"type": "rich_text_preformatted", "elements": [{"type": "text", "text": BOUNCE}]}],
            }
        ],
    },
    "an attachment's text": {"text": "mail alert", "attachments": [{"text": FENCED, "fallback": "short"}]},
    "an attachment's fields": {"attachments": [{"title": "Bounce", "fields": [{"title": "log", "value": BOUNCE}]}]},
    "an attachment's fallback": {"attachments": [{"fallback": BOUNCE}]},
    "an attachment's blocks": {
        "attachments": [{"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": BOUNCE}}]}]
    },
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_a_bounce_is_read_wherever_an_alert_app_puts_it(slack: StandIn, place: str) -> None:
    alert = slack.post("mailwatch", "#ops", **PLACES[place])
    slack.shortcut("maya", EXPLAIN, alert)
    answer = wait(slack, "#ops", "Mailbox full")
    assert answer.ephemeral
    assert "jane@example.com" in answer.text
    assert answers(slack, "#ops", "luc") == []
    assert slack.refusals == []


def test_words_without_a_bounce_are_told_to_hold_none(slack: StandIn) -> None:
    slack.shortcut("maya", EXPLAIN, slack.say("luc", "#ops", "lunch at noon?"))
    answer = wait(slack, "#ops", "No reply of a mail server found")
    assert "noon" not in answer.text


def test_the_answer_to_a_shortcut_can_be_shared_and_is_masked_then(both: StandIn) -> None:
    alert = both.post("mailwatch", "#ops", text=BOUNCE)
    both.shortcut("maya", EXPLAIN, alert)
    answer = wait(both, "#ops", "Mailbox full")
    both.click("maya", answer, "Share to channel")
    shared = both.wait_for("luc", "#ops", lambda message: "Shared by maya" in shown(message))
    assert "j***@example.com" in shared.text
    assert "jane@" not in shared.text + shown(shared)
    assert both.refusals == []


def test_in_a_thread_the_answer_stands_in_that_thread(both: StandIn) -> None:
    root = both.post("mailwatch", "#ops", text="Mail is stuck")
    reply = both.post("mailwatch", "#ops", text=BOUNCE, thread_ts=root.ts)
    both.shortcut("maya", EXPLAIN, reply)
    answer = wait(both, "#ops", "Mailbox full")
    assert answer.ephemeral
    assert answer.thread_ts == root.ts
    both.click("maya", answer, "Share to channel")
    assert both.wait_for("luc", "#ops", lambda message: "Shared by" in shown(message)).thread_ts == root.ts


def test_it_works_where_the_bot_is_no_member(slack: StandIn) -> None:
    said = slack.say("luc", "#random", BOUNCE)
    slack.shortcut("maya", EXPLAIN, said)
    assert wait(slack, "#random", "Mailbox full").ephemeral


def test_a_file_on_a_message_is_read_too(slack: StandIn) -> None:
    said = slack.say("luc", "#ops", "look", files=(slack.attach("luc", "bounce.eml", BOUNCE.encode()),))
    slack.shortcut("maya", EXPLAIN, said)
    assert wait(slack, "#ops", "Mailbox full").ephemeral


def test_a_message_without_words_is_answered_kindly(slack: StandIn) -> None:
    empty = slack.post("mailwatch", "#ops", text="", blocks=[{"type": "divider"}])
    slack.shortcut("maya", EXPLAIN, empty)
    assert wait(slack, "#ops", "no text in this message")


@pytest.mark.parametrize("fault", ["http_404", "http_410", "http_500"])
def test_an_address_that_has_expired_loses_no_answer(slack: StandIn, fault: str) -> None:
    slack.faults.always("response_url", fault)
    slack.shortcut("maya", EXPLAIN, slack.post("mailwatch", "#ops", text=BOUNCE))
    assert wait(slack, "#ops", "Mailbox full").ephemeral
    said = slack.say("luc", "#random", BOUNCE)
    slack.shortcut("maya", EXPLAIN, said)
    assert wait(slack, "@smtp-bot", "Mailbox full")
