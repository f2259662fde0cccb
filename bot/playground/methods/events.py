"""The events that messages cause: what the app is told of them, its own ones included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.playground.methods.shown import show_message

if TYPE_CHECKING:
    from bot.playground.slack import Slack
    from bot.playground.workspace import Channel, Json, Message

_EVENTS = {"public": "channels", "private": "groups", "im": "im"}
_TYPES = {"public": "channel", "private": "group", "im": "im"}


def events_of(channel: Channel) -> str:
    """Return how the events of this kind of channel are called: `channels`, `groups` or `im`."""
    return _EVENTS[channel.kind]


def message_events(slack: Slack, message: Message, channel: Channel) -> list[Json]:
    """Return the events that a new message causes for the app: `app_mention`, `message`, both or none."""
    shown = {**show_message(slack, message), "channel": channel.id, "event_ts": message.ts}
    if message.files:
        shown["upload"] = False
    events = []
    own = message.user == slack.bot.id
    mentioned = f"<@{slack.bot.id}>" in message.text and not own
    if channel.kind != "im" and "app_mention" in slack.app.events and mentioned:
        events.append({**shown, "type": "app_mention"})
    if f"message.{events_of(channel)}" in slack.app.events:
        subtype = {"subtype": "file_share"} if message.files else {}
        events.append({**shown, "channel_type": _TYPES[channel.kind], **subtype})
    return events


def told_itself(slack: Slack, message: Message, channel: Channel) -> None:
    """Tell the app what it posted itself, as Slack does."""
    for event in message_events(slack, message, channel):
        slack.announce(event, channel)


def edited_event(slack: Slack, before: Message, after: Message, channel: Channel) -> Json:
    """Return the event of an edited message."""
    stamp = after.edited or after.ts
    shown = {"message": show_message(slack, after), "previous_message": show_message(slack, before)}
    return {**_changed("message_changed", channel, stamp), "ts": stamp, **shown}


def deleted_event(slack: Slack, message: Message, channel: Channel) -> Json:
    """Return the event of a deleted message."""
    stamp = slack.clock.stamp()
    shown = {"deleted_ts": message.ts, "previous_message": show_message(slack, message)}
    return {**_changed("message_deleted", channel, stamp), "ts": stamp, **shown}


def _changed(subtype: str, channel: Channel, stamp: str) -> Json:
    return {
        "type": "message",
        "subtype": subtype,
        "channel": channel.id,
        "channel_type": _TYPES[channel.kind],
        "event_ts": stamp,
        "hidden": True,
    }
