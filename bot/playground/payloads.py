"""The payloads that Slack sends, built from what happened. Pure: nothing is sent here."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from bot.playground.forms import blank
from bot.playground.methods.shown import show_message
from bot.playground.workflows import parameters
from bot.playground.workspace import DOMAIN, TEAM, Channel, Json, Message, Person

if TYPE_CHECKING:
    from bot.playground.slack import Slack
    from bot.playground.views import View

VERIFICATION = "playground-verification-token"
_events = itertools.count(1)


def slash_command(slack: Slack, person: Person, channel: Channel, command: str, text: str) -> dict[str, str]:
    """Return the form of a slash command."""
    now = slack.clock.now()
    return {
        "token": VERIFICATION,
        "team_id": person.team,
        "team_domain": DOMAIN,
        "channel_id": channel.id,
        "channel_name": _name(channel),
        "user_id": person.id,
        "user_name": person.name,
        "command": command,
        "text": text,
        "api_app_id": slack.app.app_id,
        "is_enterprise_install": "false",
        "response_url": slack.responses.grant(channel.id, person.id, now),
        "trigger_id": slack.views.trigger(person.id),
    }


def envelope(slack: Slack, event: Json, *, shared: bool = False) -> Json:
    """Wrap an event for the Events API, with an `event_id` that no other event has."""
    who = {"enterprise_id": None, "team_id": TEAM, "user_id": slack.bot.id, "is_bot": True}
    event_id = f"Ev{next(_events):09d}"
    return {
        "token": VERIFICATION,
        "team_id": TEAM,
        "context_team_id": TEAM,
        "context_enterprise_id": None,
        "api_app_id": slack.app.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(slack.clock.now()),
        "authorizations": [{**who, "is_enterprise_install": False}],
        "is_ext_shared_channel": shared,
        "event_context": f"4-{event_id}",
    }


def _interaction(slack: Slack, kind: str, person: Person) -> Json:
    return {
        "type": kind,
        "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": person.team},
        "api_app_id": slack.app.app_id,
        "token": VERIFICATION,
        "trigger_id": slack.views.trigger(person.id),
        "team": {"id": TEAM, "domain": DOMAIN},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def block_actions(slack: Slack, person: Person, message: Message, action: Json) -> Json:
    """Return what a press on a button, or a choice, in a message causes."""
    state = blank(message.blocks)
    if action["action_id"] in state.get(action["block_id"], {}):
        state[action["block_id"]][action["action_id"]] = {
            name: held for name, held in action.items() if name not in ("action_id", "block_id")
        }
    channel = slack.workspace.channels[message.channel]
    container: Json = {"type": "message", "message_ts": message.ts, "channel_id": channel.id}
    container["is_ephemeral"] = message.ephemeral
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload = {
        **_interaction(slack, "block_actions", person),
        "container": container,
        "channel": {"id": channel.id, "name": _name(channel)},
        "state": {"values": state},
        "response_url": slack.responses.grant(channel.id, person.id, slack.clock.now(), message),
        "actions": [{**action, "action_ts": slack.clock.stamp()}],
    }
    # Slack keeps no copy of an ephemeral message: the app must have put what it needs into the value.
    return payload if message.ephemeral else {**payload, "message": show_message(slack, message)}


def view_actions(slack: Slack, person: Person, view: View, action: Json) -> Json:
    """Return what a press on a button in a modal or in the Home tab causes."""
    shown = view.to_json(slack.app)
    return {
        **_interaction(slack, "block_actions", person),
        "container": {"type": "view", "view_id": view.id},
        "view": shown,
        "actions": [{**action, "action_ts": slack.clock.stamp()}],
    }


def view_submission(slack: Slack, person: Person, view: View) -> Json:
    """Return what the submit button of a modal causes."""
    shown = view.to_json(slack.app)
    return {**_interaction(slack, "view_submission", person), "view": shown, "response_urls": []}


def view_closed(slack: Slack, person: Person, view: View) -> Json:
    """Return what closing a modal causes when the app asked for it."""
    payload = {**_interaction(slack, "view_closed", person), "view": view.to_json(slack.app), "is_cleared": False}
    payload.pop("trigger_id")
    return payload


def shortcut(slack: Slack, person: Person, callback_id: str) -> Json:
    """Return what a global shortcut causes."""
    return {**_interaction(slack, "shortcut", person), "callback_id": callback_id, "action_ts": slack.clock.stamp()}


def message_action(slack: Slack, person: Person, message: Message, callback_id: str) -> Json:
    """Return what a message shortcut causes: the whole message comes along."""
    channel = slack.workspace.channels[message.channel]
    return {
        **_interaction(slack, "message_action", person),
        "callback_id": callback_id,
        "action_ts": slack.clock.stamp(),
        "message_ts": message.ts,
        "message": show_message(slack, message),
        "channel": {"id": channel.id, "name": _name(channel)},
        "response_url": slack.responses.grant(channel.id, person.id, slack.clock.now()),
    }


def suggestion(slack: Slack, person: Person, where: Message | View, element: Json, typed: str) -> Json:
    """Return what typing into an external select causes."""
    payload = _interaction(slack, "block_suggestion", person)
    payload.pop("trigger_id")
    asked = {"action_id": element["action_id"], "block_id": element["block_id"], "value": typed}
    if isinstance(where, Message):
        container: Json = {"type": "message", "message_ts": where.ts, "channel_id": where.channel}
        channel = slack.workspace.channels[where.channel]
        return {**payload, **asked, "container": container, "channel": {"id": channel.id, "name": _name(channel)}}
    return {**payload, **asked, "container": {"type": "view", "view_id": where.id}, "view": where.to_json(slack.app)}


def function_executed(slack: Slack, execution_id: str) -> Json:
    """Return the event of a workflow that reached a step of this app."""
    run = slack.workflows.runs[execution_id]
    declared = slack.app.functions[run["function"]]
    function: Json = {"id": "Fn0PLAYGRD", "callback_id": run["function"], "type": "app", "app_id": slack.app.app_id}
    function |= {name: declared.get(name, "") for name in ("title", "description")}
    for name in ("input_parameters", "output_parameters"):
        function[name] = parameters(declared.get(name, {}))
    return {
        "type": "function_executed",
        "function": {**function, "date_created": 0, "date_updated": 0, "date_deleted": 0},
        "inputs": run["inputs"],
        "function_execution_id": execution_id,
        "workflow_execution_id": "Wx0PLAYGRD",
        "event_ts": slack.clock.stamp(),
        "bot_access_token": slack.workflows.token(execution_id),
    }


def _name(channel: Channel) -> str:
    return {"im": "directmessage", "private": "privategroup", "public": channel.name}[channel.kind]
