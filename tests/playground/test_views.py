"""Modals, Home tabs, shortcuts and workflow steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from slack_sdk.errors import SlackApiError

from tests.playground.conftest import Bot, plain, section

if TYPE_CHECKING:
    from bot.playground import StandIn
    from tests.playground.conftest import Json


def modal(title: str = "Look up") -> Json:
    element = {"type": "plain_text_input", "action_id": "text"}
    field = {"type": "input", "block_id": "paste", "label": plain("Bounce"), "element": element}
    return {"type": "modal", "callback_id": "look", "title": plain(title), "submit": plain("Go"), "blocks": [field]}


@pytest.fixture
def opened(slack: StandIn, bot: Bot) -> Bot:
    bot.app.shortcut("look-up")(bot.take)
    slack.shortcut("maya", "look-up")
    bot.client.views_open(trigger_id=bot.bodies[0]["trigger_id"], view=modal())
    return bot


def test_a_modal_opens_for_whoever_pulled_the_trigger(slack: StandIn, opened: Bot) -> None:
    view = slack.modal("maya")
    assert view is not None
    assert view.content["title"]["text"] == "Look up"
    assert slack.modal("luc") is None
    assert opened.bodies[0]["type"] == "shortcut"


def test_a_trigger_works_once_and_for_three_seconds(slack: StandIn, opened: Bot) -> None:
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        opened.client.views_open(trigger_id=opened.bodies[0]["trigger_id"], view=modal())
    slack.shortcut("maya", "look-up")
    slack.clock.pass_time(3.1)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        opened.client.views_open(trigger_id=opened.bodies[1]["trigger_id"], view=modal())


def test_three_modals_stack_and_no_fourth(slack: StandIn, opened: Bot) -> None:
    for number in (2, 3, 4):
        slack.shortcut("maya", "look-up")
        push = {"trigger_id": opened.bodies[-1]["trigger_id"], "view": modal(f"Number {number}")}
        if number < 4:
            opened.client.views_push(**push)
        else:
            with pytest.raises(SlackApiError, match="push_limit_reached"):
                opened.client.views_push(**push)
    slack.dismiss("maya")
    view = slack.modal("maya")
    assert view is not None
    assert view.content["title"]["text"] == "Number 2"


def test_what_was_entered_is_submitted_and_errors_stay_in_the_modal(slack: StandIn, opened: Bot) -> None:
    opened.app.view("look")(lambda ack, view: _judge(opened, ack, view))
    view = slack.modal("maya")
    assert view is not None
    slack.fill(view, "text", "hello")
    slack.submit("maya")
    view = slack.modal("maya")
    assert view is not None
    assert view.errors == {"paste": "No code in it."}
    slack.fill(view, "text", "550")
    slack.submit("maya")
    assert slack.modal("maya") is None


def _judge(bot: Bot, ack: object, view: Json) -> None:
    assert callable(ack)
    bot.bodies.append(view)
    if view["state"]["values"]["paste"]["text"]["value"] == "550":
        ack()
    else:
        ack(response_action="errors", errors={"paste": "No code in it."})


def test_errors_for_a_block_that_is_not_there_are_refused(slack: StandIn, opened: Bot) -> None:
    opened.app.view("look")(lambda ack: ack(response_action="errors", errors={"nowhere": "x"}))
    assert slack.submit("maya").refused is not None


def test_home_is_published_when_it_is_opened(slack: StandIn, bot: Bot) -> None:
    assert slack.open_home("maya") is None
    bot.client.views_publish(user_id="U0MAYA", view={"type": "home", "blocks": [section("hello")]})
    home = slack.open_home("maya")
    assert home is not None
    assert home.content["blocks"][0]["text"]["text"] == "hello"
    assert bot.events[-1]["event"]["view"]["id"] == home.id


def test_a_message_shortcut_brings_the_whole_message(slack: StandIn, bot: Bot) -> None:
    bot.app.shortcut("explain")(bot.take)
    alert = slack.post("mailwatch", "#ops", attachments=[{"text": "550 5.7.26"}])
    slack.shortcut("maya", "explain", alert)
    assert bot.bodies[0]["message"]["attachments"] == [{"text": "550 5.7.26"}]
    assert bot.bodies[0]["message"]["bot_id"] == "B0ALERTS"


def test_a_workflow_step_ends_with_outputs_or_a_reason(slack: StandIn, bot: Bot) -> None:
    run = slack.run_function("explain_bounce", {"text": "550"})
    assert bot.events[0]["event"]["inputs"] == {"text": "550"}
    bot.client.functions_completeSuccess(function_execution_id=run, outputs={"cause": "unknown"})
    assert slack.functions[run]["outputs"] == {"cause": "unknown"}
    with pytest.raises(SlackApiError, match="function_execution_not_found"):
        bot.client.functions_completeError(function_execution_id="Fx0", error="x")
