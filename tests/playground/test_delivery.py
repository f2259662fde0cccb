"""Commands, events and clicks arrive at a real Bolt app as Slack sends them, and its acks do what Slack makes of them."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from bot.playground import NotThereError, Registration, StandIn
from bot.playground.server import Serving
from tests.playground.conftest import Bot, actions, build, button, plain, section, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from tests.playground.conftest import Json


def test_a_command_arrives_as_slack_sends_it(slack: StandIn, bot: Bot) -> None:
    said = slack.command("maya", "#ops", "/smtp 250 <521>")
    assert said.status == 200
    command = bot.commands[0]
    assert {name: command[name] for name in ("command", "text", "user_id", "channel_id", "channel_name")} == {
        "command": "/smtp",
        "text": "250 <521>",
        "user_id": "U0MAYA",
        "channel_id": "C0OPS",
        "channel_name": "ops",
    }


def test_with_should_escape_the_text_arrives_escaped() -> None:
    with StandIn(registration=Registration(should_escape=True)) as slack:
        bot = build(slack)
        slack.connect(bot.wsgi)
        slack.command("maya", "#ops", "/smtp 250 <521> @luc")
        assert bot.commands[0]["text"] == "250 &lt;521&gt; <@U0LUC>"


def test_an_ack_is_seen_by_the_person_who_asked(slack: StandIn, bot: Bot) -> None:
    bot.ack = {"text": "250 OK", "blocks": [section("*250*")]}
    said = slack.command("maya", "#ops", "/smtp 250")
    assert said.message is not None
    assert said.message.ephemeral
    assert said.message == slack.visible("maya", "#ops")[-1]
    assert said.message not in slack.visible("luc", "#ops")


def test_an_ack_for_all_shows_the_command_too(slack: StandIn, bot: Bot) -> None:
    bot.ack = {"text": "250 OK", "response_type": "in_channel"}
    slack.command("maya", "#ops", "/smtp 250")
    assert [message.text for message in slack.visible("luc", "#ops")[-2:]] == ["/smtp 250", "250 OK"]


def test_an_empty_ack_shows_nothing(slack: StandIn, bot: Bot) -> None:
    before = slack.visible("maya", "#ops")
    said = slack.command("maya", "#ops", "/smtp")
    assert (said.status, said.body, said.message) == (200, "", None)
    assert slack.visible("maya", "#ops") == before
    assert len(bot.commands) == 1


def test_a_refused_ack_shows_nothing_and_is_remembered(slack: StandIn, bot: Bot) -> None:
    bot.ack = {"text": "250", "blocks": [section("a" * 3001)]}
    before = slack.visible("maya", "#ops")
    said = slack.command("maya", "#ops", "/smtp 250")
    assert (said.status, said.message) == (200, None)
    assert said.refused is slack.refusals[0]
    assert "must be less than 3001 characters" in str(said.refused)
    assert slack.visible("maya", "#ops") == before


@pytest.mark.usefixtures("bot")
def test_an_unknown_command_never_reaches_the_bot(slack: StandIn) -> None:
    said = slack.command("maya", "#ops", "/imap 1")
    assert said.message is not None
    assert "not a valid command" in said.message.text
    assert slack.deliveries == []


@pytest.mark.usefixtures("bot")
def test_a_command_does_not_work_in_a_thread(slack: StandIn) -> None:
    root = slack.say("maya", "#ops", "hello")
    said = slack.command("maya", "#ops", "/smtp 250", thread_ts=root.ts)
    assert said.message is not None
    assert "not supported in threads" in said.message.text
    assert slack.deliveries == []


def test_a_late_bot_means_operation_timeout() -> None:
    with StandIn(ack_seconds=0.05, words=words) as slack:
        bot = build(slack)
        late = threading.Event()
        bot.app.command("/smtp")(lambda ack: ack())
        bot.app.middleware(lambda next_: (late.wait(5), next_()))
        slack.connect(bot.wsgi)
        said = slack.command("maya", "#ops", "/smtp 250")
        late.set()
        assert said.failure == "http_timeout"
        assert said.message is not None
        assert said.message.text == "/smtp failed with the error “operation_timeout”"


def test_without_a_bot_the_person_is_told(slack: StandIn) -> None:
    slack.connect("http://127.0.0.1:9/slack/events")
    said = slack.command("maya", "#ops", "/smtp 250")
    assert said.failure == "connection_failed"
    assert said.message is not None
    assert "dispatch_failed" in said.message.text


def test_over_http_it_works_the_same(slack: StandIn) -> None:
    bot = build(slack)
    bot.ack = {"text": "250 OK"}
    serving = Serving()
    serving.start(bot.wsgi)
    slack.connect(f"http://127.0.0.1:{serving.port}")
    said = slack.command("maya", "#ops", "/smtp 250")
    serving.close()
    assert said.message is not None
    assert said.message.text == "250 OK"


def test_a_wrong_signing_secret_is_refused_by_bolt(slack: StandIn) -> None:
    slack.connect(build(slack, "another").wsgi)
    assert slack.command("maya", "#ops", "/smtp 250").status == 401


def test_an_old_timestamp_is_refused_by_bolt(slack: StandIn, bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    monkeypatch.setattr("bot.playground.transports.time.time", lambda: now - 301)
    # Bolt reads the clock through the same module, so the old moment must be gone when it looks.
    inner = bot.wsgi

    def later(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        monkeypatch.setattr("bot.playground.transports.time.time", lambda: now)
        return inner(environ, start_response)

    slack.connect(later)
    assert slack.command("maya", "#ops", "/smtp 250").status == 401


def test_a_root_with_replies_says_so(slack: StandIn, bot: Bot) -> None:
    root = slack.say("maya", "#ops", "root")
    slack.say("luc", "#ops", "reply", thread_ts=root.ts)
    bot.app.shortcut("explain")(bot.take)
    slack.shortcut("maya", "explain", root)
    message = bot.bodies[0]["message"]
    assert (message["thread_ts"], message["reply_count"]) == (root.ts, 1)


def test_selects_of_a_message_tell_their_state(slack: StandIn, bot: Bot) -> None:
    bot.app.action("share")(bot.take)
    options = [{"text": plain("Busy"), "value": "421"}]
    select = {"type": "static_select", "action_id": "pick", "options": options, "initial_option": options[0]}
    posted(slack, bot, select, button("Share", "share"))
    slack.click("maya", slack.visible("maya", "#ops")[-1], "share")
    (held,) = bot.bodies[0]["state"]["values"].values()
    assert held["pick"]["selected_option"]["value"] == "421"


def posted(slack: StandIn, bot: Bot, *elements: Json) -> None:
    bot.client.chat_postMessage(channel="C0OPS", text="x", blocks=[section("x"), actions(*elements)])
    assert slack.refusals == []


def test_a_button_is_pressed_by_its_id_or_its_words(slack: StandIn, bot: Bot) -> None:
    bot.app.action("share")(bot.take)
    posted(slack, bot, button("Share", "share", value="250"), button("Other", "other"))
    message = slack.visible("maya", "#ops")[-1]
    assert slack.click("maya", message, "share").status == 200
    assert slack.click("luc", message, "Share").status == 200
    first, second = bot.bodies
    assert (first["user"]["id"], second["user"]["id"]) == ("U0MAYA", "U0LUC")
    assert first["actions"][0]["value"] == "250"
    assert first["message"]["ts"] == message.ts
    with pytest.raises(NotThereError, match="Share"):
        slack.click("maya", message, "Delete")


def test_a_choice_is_made_by_value_or_words(slack: StandIn, bot: Bot) -> None:
    bot.app.action("pick")(bot.take)
    options = [{"text": plain("Not found"), "value": "550"}, {"text": plain("Busy"), "value": "421"}]
    posted(slack, bot, {"type": "static_select", "action_id": "pick", "options": options})
    slack.click("maya", slack.visible("maya", "#ops")[-1], "pick", "Busy")
    assert bot.bodies[0]["actions"][0]["selected_option"]["value"] == "421"


def test_a_type_ahead_asks_the_bot(slack: StandIn, bot: Bot) -> None:
    bot.app.options("find")(lambda ack, payload: ack(options=[{"text": plain(payload["value"]), "value": "v"}]))
    bot.app.action("find")(bot.take)
    posted(slack, bot, {"type": "external_select", "action_id": "find"})
    message = slack.visible("maya", "#ops")[-1]
    assert slack.suggest("maya", message, "find", "grey") == [{"text": plain("grey"), "value": "v"}]
    slack.click("maya", message, "find", "grey")
    assert bot.bodies[0]["actions"][0]["selected_option"]["value"] == "v"


def test_an_ephemeral_message_does_not_come_along(slack: StandIn, bot: Bot) -> None:
    bot.ack = {"text": "x", "blocks": [actions(button("Share", "share", value="250 521"))]}
    bot.app.action("share")(bot.take)
    message = slack.command("maya", "#ops", "/smtp 250 521").message
    assert message is not None
    slack.click("maya", message, "Share")
    assert "message" not in bot.bodies[0]
    assert bot.bodies[0]["container"]["is_ephemeral"] is True


def test_waiting_ends_when_the_message_is_there(slack: StandIn, bot: Bot) -> None:
    threading.Thread(target=bot.client.chat_postMessage, kwargs={"channel": "C0OPS", "text": "late"}).start()
    assert slack.wait_for("luc", "#ops", lambda message: message.text == "late").user == slack.bot.id
    with pytest.raises(TimeoutError, match="saw"):
        slack.wait_for("luc", "#ops", lambda message: message.text == "never", timeout=0.01)
