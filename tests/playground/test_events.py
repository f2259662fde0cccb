"""Events: what a bot hears of, how often, and what happens when it does not answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.playground import Registration, StandIn
from tests.machine import PATIENCE
from tests.playground.conftest import Bot, build

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Refusing:
    """A bot that answers with one status and counts."""

    def __init__(self, status: str, *, no_retry: bool = False) -> None:
        self.status, self.no_retry = status, no_retry
        self.seen: list[tuple[str | None, str | None]] = []

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.seen.append((environ.get("HTTP_X_SLACK_RETRY_NUM"), environ.get("HTTP_X_SLACK_RETRY_REASON")))
        start_response(self.status, [("X-Slack-No-Retry", "1")] if self.no_retry else [])
        return [b""]


def test_a_mention_arrives_with_text_and_rich_text(slack: StandIn, bot: Bot) -> None:
    slack.say("maya", "#ops", "<@U0SMTPBOT> 550\n```\na < b\n```")
    (body,) = bot.events
    event = body["event"]
    assert (event["type"], event["text"]) == ("app_mention", "<@U0SMTPBOT> 550\n```\na &lt; b\n```")
    assert [part["type"] for part in event["blocks"][0]["elements"]] == ["rich_text_section", "rich_text_preformatted"]
    assert body["event_id"].startswith("Ev")
    assert body["authorizations"][0]["user_id"] == "U0SMTPBOT"


def test_a_channel_that_the_bot_reads_sends_the_mention_twice() -> None:
    with StandIn(registration=Registration(events=frozenset({"app_mention", "message.channels"}))) as slack:
        bot = build(slack)
        slack.connect(bot.wsgi)
        slack.say("maya", "#ops", "<@U0SMTPBOT> 550")
        first, second = bot.events
        assert [first["event"]["type"], second["event"]["type"]] == ["app_mention", "message"]
        assert first["event"]["ts"] == second["event"]["ts"]
        assert first["event_id"] != second["event_id"]


def test_only_what_concerns_the_bot_arrives(slack: StandIn, bot: Bot) -> None:
    slack.say("maya", "#ops", "no mention")
    slack.say("maya", "#random", "<@U0SMTPBOT> but not a member")
    assert bot.events == []
    assert "Invite it first" in slack.visible("maya", "#random")[-1].text
    slack.say("maya", "@smtp-bot", "<@U0SMTPBOT> 550")
    (body,) = bot.events
    assert (body["event"]["type"], body["event"]["channel_type"]) == ("message", "im")


def test_an_edited_direct_message_says_so(slack: StandIn, bot: Bot) -> None:
    message = slack.say("maya", "@smtp-bot", "55")
    slack.edit("maya", message, "550")
    event = bot.events[-1]["event"]
    assert (event["subtype"], event["message"]["text"]) == ("message_changed", "550")
    with pytest.raises(PermissionError):
        slack.edit("luc", message, "mine")


def test_a_shared_channel_is_marked(slack: StandIn, bot: Bot) -> None:
    slack.say("priya", "#partners", "<@U0SMTPBOT> 550")
    assert bot.events[0]["is_ext_shared_channel"] is True
    assert bot.events[0]["event"]["team"] == "T0PARTNER"


def test_a_failed_event_comes_three_times_more(slack: StandIn) -> None:
    bot = Refusing("500 Broken")
    slack.connect(bot)
    slack.say("maya", "#ops", "<@U0SMTPBOT> 550")
    assert bot.seen == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]
    assert len({delivery.payload["event_id"] for delivery in slack.deliveries}) == 1


def test_a_bot_may_ask_for_no_retry(slack: StandIn) -> None:
    bot = Refusing("500 Broken", no_retry=True)
    slack.connect(bot)
    slack.say("maya", "#ops", "<@U0SMTPBOT> 550")
    assert len(bot.seen) == 1


def test_a_later_retry_is_given_up_when_the_stand_in_closes() -> None:
    bot = Refusing("500 Broken")
    with StandIn(retry_after=(0.0, 60.0, 300.0)) as slack:
        slack.connect(bot)
        slack.say("maya", "#ops", "<@U0SMTPBOT> 550")
    assert len(bot.seen) == 2


def test_an_answered_event_can_be_delivered_again(slack: StandIn, bot: Bot) -> None:
    slack.say("maya", "#ops", "<@U0SMTPBOT> 550")
    slack.redeliver(3)
    assert len({body["event_id"] for body in bot.events}) == 1
    assert len(bot.events) == 4


def test_every_event_may_come_four_times(slack: StandIn, bot: Bot) -> None:
    slack.copies = 4
    slack.say("maya", "#ops", "<@U0SMTPBOT> 550")
    assert len(bot.events) == 4
    assert [one.retry.number if one.retry else 0 for one in slack.deliveries] == [0, 1, 2, 3]


def test_a_lost_ack_means_another_delivery(slack: StandIn, bot: Bot) -> None:
    slack.faults.next("events_api", "http_timeout")
    slack.say("maya", "#ops", "<@U0SMTPBOT> 550")
    assert len(bot.events) == 2
    slack.faults.next("slash_commands", "http_timeout")
    said = slack.command("maya", "#ops", "/smtp 250")
    assert said.message is not None
    assert "operation_timeout" in said.message.text


def test_the_app_hears_its_own_messages(slack: StandIn, bot: Bot) -> None:
    posted = bot.client.chat_postMessage(channel="D0MAYA", text="hello")
    bot.client.chat_update(channel="D0MAYA", ts=posted["ts"], text="hello again")
    bot.client.chat_delete(channel="D0MAYA", ts=posted["ts"])
    bot.client.chat_postMessage(channel="C0OPS", text="nobody asked for message.channels")
    assert slack.workspace.wait_until(lambda: len(slack.deliveries) == 3, PATIENCE)
    events = [one.payload["event"] for one in slack.deliveries]
    assert [event.get("subtype") for event in events] == [None, "message_changed", "message_deleted"]
    assert events[0]["bot_id"] == "B0SMTPBOT"


def test_the_last_event_is_one_that_a_person_caused(slack: StandIn, bot: Bot) -> None:
    slack.say("maya", "@smtp-bot", "550")
    bot.client.chat_postMessage(channel="D0MAYA", text="hello")
    assert slack.workspace.wait_until(lambda: len(slack.deliveries) == 2, PATIENCE)
    slack.redeliver()
    assert slack.deliveries[-1].payload["event"]["text"] == "550"


def test_a_deleted_message_says_so(slack: StandIn, bot: Bot) -> None:
    message = slack.say("maya", "@smtp-bot", "550")
    slack.delete("maya", message)
    assert bot.events[-1]["event"]["deleted_ts"] == message.ts
    assert message.ts not in [one.ts for one in slack.visible("maya", "@smtp-bot")]


def test_an_uninstalled_app_is_told_and_then_left_alone(slack: StandIn, bot: Bot) -> None:
    for name in ("tokens_revoked", "app_uninstalled"):
        bot.app.event(name)(bot.take_event)
    slack.admin.uninstall()
    assert [body["event"]["type"] for body in bot.events] == ["tokens_revoked", "app_uninstalled"]
    slack.say("maya", "#ops", "<@U0SMTPBOT> 550")
    said = slack.command("maya", "#ops", "/smtp 250")
    assert len(bot.events) == 2
    assert said.message is not None
    assert "not a valid command" in said.message.text
