"""The payloads that Slack sends, built from what happened. Pure: nothing is sent here."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from bot.playground.methods.shown import show_message
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


def message_events(slack: Slack, message: Message, channel: Channel) -> list[Json]:
    """Return the events that a new message causes for the app: `app_mention`, `message`, both or none."""
    shown = {**show_message(slack, message), "channel": channel.id, "event_ts": message.ts}
    if message.files:
        shown["upload"] = False
    events = []
    if channel.kind != "im" and "app_mention" in slack.app.events and f"<@{slack.bot.id}>" in message.text:
        events.append({**shown, "type": "app_mention"})
    kind = {"public": "channel", "private": "group", "im": "im"}[channel.kind]
    if f"message.{'channels' if kind == 'channel' else 'groups' if kind == 'group' else 'im'}" in slack.app.events:
        subtype = {"subtype": "file_share"} if message.files else {}
        events.append({**shown, "channel_type": kind, **subtype})
    return events


def edited_event(slack: Slack, before: Message, after: Message, channel: Channel) -> Json:
    """Return the event of an edited message."""
    stamp = after.edited or after.ts
    return {
        "type": "message",
        "subtype": "message_changed",
        "channel": channel.id,
        "channel_type": {"public": "channel", "private": "group", "im": "im"}[channel.kind],
        "ts": stamp,
        "event_ts": stamp,
        "hidden": True,
        "message": show_message(slack, after),
        "previous_message": show_message(slack, before),
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


def block_actions(slack: Slack, person: Person, message: Message, action: Json, state: Json) -> Json:
    """Return what a press on a button, or a choice, in a message causes."""
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


def function_executed(slack: Slack, callback_id: str, inputs: Json, execution_id: str) -> Json:
    """Return the event of a workflow that reached a step of this app."""
    return {
        "type": "function_executed",
        "function": {"id": "Fn0PLAYGRD", "callback_id": callback_id, "type": "app", "app_id": slack.app.app_id},
        "inputs": inputs,
        "function_execution_id": execution_id,
        "workflow_execution_id": "Wx0PLAYGRD",
        "event_ts": slack.clock.stamp(),
        "bot_access_token": slack.credentials.bot_token,
    }


def _name(channel: Channel) -> str:
    return {"im": "directmessage", "private": "privategroup", "public": channel.name}[channel.kind]
