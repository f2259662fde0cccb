"""Modals, Home tabs, shortcuts and workflow steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground import NotThereError, Registration, StandIn
from tests.playground.conftest import Bot, build, plain, section

if TYPE_CHECKING:
    from bot.playground.views import View
    from tests.playground.conftest import Json


def modal(title: str = "Look up") -> Json:
    element = {"type": "plain_text_input", "action_id": "text"}
    field = {"type": "input", "block_id": "paste", "label": plain("Bounce"), "element": element}
    return {"type": "modal", "callback_id": "look", "title": plain(title), "submit": plain("Go"), "blocks": [field]}


def front(slack: StandIn) -> View:
    view = slack.modal("maya")
    assert view is not None
    return view


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
    slack.fill(front(slack), "text", "550")
    assert slack.submit("maya").refused is not None


def test_an_untouched_input_is_submitted_as_null_or_as_what_it_began_with(slack: StandIn, opened: Bot) -> None:
    blank = {"type": "plain_text_input", "action_id": "blank"}
    began = {"type": "plain_text_input", "action_id": "began", "initial_value": "550"}
    choice = {"type": "external_select", "action_id": "choice"}
    inputs = [
        {"type": "input", "block_id": one["action_id"], "label": plain("x"), "element": one, "optional": True}
        for one in (blank, began, choice)
    ]
    opened.client.views_update(view_id=front(slack).id, view={**modal(), "blocks": inputs})
    opened.app.view("look")(opened.take)
    slack.submit("maya")
    assert opened.bodies[-1]["view"]["state"]["values"] == {
        "blank": {"blank": {"type": "plain_text_input", "value": None}},
        "began": {"began": {"type": "plain_text_input", "value": "550"}},
        "choice": {"choice": {"type": "external_select", "selected_option": None}},
    }


def test_slack_itself_asks_for_what_is_required_before_the_app_hears_of_it(slack: StandIn, opened: Bot) -> None:
    sent = len(slack.deliveries)
    assert slack.submit("maya").failure == "incomplete"
    assert front(slack).errors == {"paste": "Please complete this required field."}
    slack.fill(front(slack), "text", "x" * 3001)
    assert slack.submit("maya").failure == "incomplete"
    assert len(slack.deliveries) == sent
    assert opened.bodies[-1]["type"] == "shortcut"


def test_what_was_entered_stays_where_both_ids_stay(slack: StandIn, opened: Bot) -> None:
    slack.fill(front(slack), "text", "550")
    opened.client.views_update(view_id=front(slack).id, view=modal("Again"))
    assert front(slack).state["paste"]["text"]["value"] == "550"
    field = {**modal()["blocks"][0], "block_id": "paste-2"}
    opened.client.views_update(view_id=front(slack).id, view={**modal(), "blocks": [field]})
    assert front(slack).state == {"paste-2": {"text": {"type": "plain_text_input", "value": None}}}


def test_a_field_may_be_emptied_again(slack: StandIn, opened: Bot) -> None:
    slack.fill(front(slack), "text", "550")
    slack.fill(front(slack), "text", "")
    assert front(slack).state["paste"]["text"]["value"] is None
    assert opened.bodies


def test_a_shortcut_that_was_not_asked_for_is_not_there(slack: StandIn) -> None:
    with pytest.raises(NotThereError, match="Look up"):
        slack.shortcut("maya", "nothing")
    with pytest.raises(NotThereError):
        slack.shortcut("maya", "look-up", slack.visible("maya", "#ops")[0])


def test_a_home_tab_that_was_not_asked_for_cannot_be_published() -> None:
    with StandIn(registration=Registration(home_tab=False)) as slack:
        bot = build(slack)
        with pytest.raises(SlackApiError, match="not_enabled"):
            bot.client.views_publish(user_id="U0MAYA", view={"type": "home", "blocks": [section("hello")]})


def test_an_input_of_the_home_tab_may_tell_the_app_at_once(slack: StandIn, bot: Bot) -> None:
    element = {"type": "plain_text_input", "action_id": "search"}
    field = {"type": "input", "block_id": "find", "dispatch_action": True, "label": plain("Search"), "element": element}
    bot.client.views_publish(user_id="U0MAYA", view={"type": "home", "blocks": [field]})
    bot.app.action("search")(bot.take)
    home = slack.home("maya")
    assert home is not None
    slack.click("maya", home, "search", "550")
    assert bot.bodies[0]["actions"][0]["value"] == "550"
    assert bot.bodies[0]["view"]["state"]["values"]["find"]["search"]["value"] == "550"


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
    assert bot.events[0]["event"]["function"]["input_parameters"][0]["name"] == "text"
    bot.client.functions_completeSuccess(function_execution_id=run, outputs={"cause": "unknown"})
    assert slack.functions[run]["outputs"] == {"cause": "unknown"}
    with pytest.raises(SlackApiError, match="execution_not_in_running_state"):
        bot.client.functions_completeError(function_execution_id=run, error="too late")
    with pytest.raises(SlackApiError, match="function_execution_not_found"):
        bot.client.functions_completeError(function_execution_id="Fx0", error="x")


@pytest.mark.parametrize("outputs", [{}, {"cause": 1}, {"cause": "x", "surprise": "y"}])
def test_outputs_must_be_those_of_the_manifest(slack: StandIn, bot: Bot, outputs: Json) -> None:
    run = slack.run_function("explain_bounce", {"text": "550"})
    with pytest.raises(SlackApiError, match="parameter_validation_failed"):
        bot.client.functions_completeSuccess(function_execution_id=run, outputs=outputs)
    assert "outputs" not in slack.functions[run]


@pytest.mark.parametrize(("name", "inputs"), [("nothing", {}), ("explain_bounce", {}), ("explain_bounce", {"text": 1})])
def test_a_step_that_cannot_begin_does_not(slack: StandIn, name: str, inputs: Json) -> None:
    with pytest.raises(NotThereError):
        slack.run_function(name, inputs)
    assert slack.functions == {}


def test_the_token_of_a_step_works_until_the_step_has_ended(slack: StandIn, bot: Bot) -> None:
    run = slack.run_function("explain_bounce", {"text": "550"})
    client = WebClient(bot.events[0]["event"]["bot_access_token"], base_url=slack.api_url)
    client.functions_completeError(function_execution_id=run, error="No reply in it.")
    assert slack.functions[run]["error"] == "No reply in it."
    with pytest.raises(SlackApiError, match="invalid_auth"):
        client.auth_test()
