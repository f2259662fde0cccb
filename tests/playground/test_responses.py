"""What a `response_url` allows, how often, and for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from slack_sdk.webhook import WebhookClient

from tests.playground.conftest import Bot, actions, button, section

if TYPE_CHECKING:
    from bot.playground import Message, StandIn


@pytest.fixture
def hook(slack: StandIn, bot: Bot) -> WebhookClient:
    slack.command("maya", "#ops", "/smtp 250")
    return WebhookClient(bot.commands[0]["response_url"])


def pressed(slack: StandIn, bot: Bot) -> tuple[Message, WebhookClient]:
    """Return an ephemeral message and the address that its button gave."""
    bot.ack = {"text": "private", "blocks": [actions(button("Share", "share"))]}
    bot.app.action("share")(bot.take)
    message = slack.command("maya", "#ops", "/smtp 250").message
    assert message is not None
    slack.click("maya", message, "Share")
    return message, WebhookClient(bot.bodies[0]["response_url"])


def test_five_uses_and_no_sixth(hook: WebhookClient) -> None:
    assert [hook.send(text="x").status_code for _ in range(5)] == [200] * 5
    sixth = hook.send(text="x")
    assert (sixth.status_code, "used_url" in sixth.body) == (404, True)


def test_thirty_minutes_and_not_a_second_more(slack: StandIn, hook: WebhookClient) -> None:
    slack.clock.pass_time(30 * 60)
    assert hook.send(text="x").status_code == 200
    slack.clock.pass_time(1)
    late = hook.send(text="x")
    assert (late.status_code, "expired_url" in late.body) == (404, True)


def test_it_is_private_unless_it_says_otherwise(slack: StandIn, hook: WebhookClient) -> None:
    hook.send(text="for one")
    assert slack.visible("maya", "#ops")[-1].ephemeral
    hook.send(text="for all", response_type="in_channel")
    assert slack.visible("luc", "#ops")[-1].text == "for all"


def test_it_reaches_a_channel_that_the_bot_is_not_in(slack: StandIn, bot: Bot) -> None:
    slack.command("maya", "#random", "/smtp 250")
    WebhookClient(bot.commands[0]["response_url"]).send(text="here", response_type="in_channel")
    assert slack.visible("luc", "#random")[-1].text == "here"


def test_a_private_message_cannot_be_made_public_by_replacing_it(slack: StandIn, bot: Bot) -> None:
    message, hook = pressed(slack, bot)
    hook.send(text="public now?", replace_original=True, response_type="in_channel")
    seen = slack.visible("maya", "#ops")[-1]
    assert (seen.ts, seen.text, seen.ephemeral) == (message.ts, "public now?", True)
    assert "public now?" not in [one.text for one in slack.visible("luc", "#ops")]


def test_the_original_can_be_deleted(slack: StandIn, bot: Bot) -> None:
    message, hook = pressed(slack, bot)
    hook.send(delete_original=True)
    assert message.ts not in [one.ts for one in slack.visible("maya", "#ops")]


@pytest.mark.parametrize("blocks", [[section("")], [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}]])
def test_refused_blocks_are_remembered(slack: StandIn, hook: WebhookClient, blocks: list[dict[str, object]]) -> None:
    answer = hook.send(text="x", blocks=blocks)
    assert answer.status_code == 400
    assert [refusal.where for refusal in slack.refusals] == ["response_url"]


def test_an_address_that_was_never_given_is_refused(slack: StandIn) -> None:
    assert WebhookClient(f"{slack.url}response/guess").send(text="x").status_code == 404


def test_a_fault_can_be_planted(slack: StandIn, hook: WebhookClient) -> None:
    slack.faults.next("response_url", "http_500")
    assert hook.send(text="x").status_code == 500
    assert hook.send(text="x").status_code == 200
