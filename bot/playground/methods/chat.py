"""chat.*: posting, changing and deleting messages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.playground.limits import check_message
from bot.playground.methods.events import deleted_event, edited_event, events_of, told_itself
from bot.playground.methods.registry import (
    ApiError,
    find_channel,
    find_thread,
    find_writable,
    method,
    need,
    refused,
    truth,
)
from bot.playground.methods.shown import permalink, show_message
from bot.playground.responses import content
from bot.playground.workspace import Message

if TYPE_CHECKING:
    from bot.playground.limits import Surface
    from bot.playground.slack import Slack
    from bot.playground.workspace import Channel, Json


@method("chat.postMessage", "chat:write")
def post_message(slack: Slack, arguments: Json) -> Json:
    """Post where everybody in the channel sees it."""
    channel = find_writable(slack, need(arguments, "channel"))
    _check(slack, arguments, "post", "chat.postMessage")
    message = slack.workspace.post(
        Message(
            "",
            channel.id,
            slack.bot.id,
            thread_ts=find_thread(slack, channel, arguments),
            broadcast=truth(arguments.get("reply_broadcast")),
            metadata=arguments.get("metadata") or None,
            **content(arguments),
        )
    )
    told_itself(slack, message, channel)
    return {"channel": channel.id, "ts": message.ts, "message": show_message(slack, message)}


@method("chat.postEphemeral", "chat:write")
def post_ephemeral(slack: Slack, arguments: Json) -> Json:
    """Post where one person sees it."""
    channel = find_writable(slack, need(arguments, "channel"))
    user = need(arguments, "user")
    if user not in channel.members:
        raise ApiError("user_not_in_channel")
    _check(slack, arguments, "ephemeral", "chat.postEphemeral")
    thread_ts = find_thread(slack, channel, arguments)
    message = slack.post_ephemeral(
        Message("", channel.id, slack.bot.id, thread_ts=thread_ts, ephemeral_to=user, **content(arguments))
    )
    return {"message_ts": message.ts}


@method("chat.update", "chat:write")
def update(slack: Slack, arguments: Json) -> Json:
    """Give one of the bot's messages new words; blocks that are not mentioned stay."""
    channel, message = _own(slack, arguments, "cant_update_message")
    _check(slack, arguments, "post", "chat.update")
    given = {name: value for name, value in content(arguments).items() if arguments.get(name) is not None}
    changed = slack.workspace.put(replace(message, edited=slack.clock.stamp(), **given))
    shown = show_message(slack, changed)
    if f"message.{events_of(channel)}" in slack.app.events:
        slack.announce(edited_event(slack, message, changed, channel), channel)
    return {"channel": channel.id, "ts": changed.ts, "text": changed.text, "message": shown}


@method("chat.delete", "chat:write")
def delete(slack: Slack, arguments: Json) -> Json:
    """Delete one of the bot's messages."""
    channel, message = _own(slack, arguments, "cant_delete_message")
    slack.workspace.remove(message)
    if f"message.{events_of(channel)}" in slack.app.events:
        slack.announce(deleted_event(slack, message, channel), channel)
    return {"channel": channel.id, "ts": message.ts}


@method("chat.getPermalink")
def get_permalink(slack: Slack, arguments: Json) -> Json:
    """Return the address of a message that everybody sees."""
    channel = find_channel(slack, need(arguments, "channel"))
    message = slack.workspace.find(channel.id, need(arguments, "message_ts"))
    if message is None or message.ephemeral:
        raise ApiError("message_not_found")
    return {"channel": channel.id, "permalink": permalink(message)}


def _check(slack: Slack, arguments: Json, surface: Surface, where: str) -> None:
    if not isinstance(arguments.get("blocks") or [], list):
        raise ApiError("invalid_blocks_format")
    refused(slack, check_message(arguments, surface, where))


def _own(slack: Slack, arguments: Json, error: str) -> tuple[Channel, Message]:
    channel = find_writable(slack, need(arguments, "channel"))
    message = slack.workspace.find(channel.id, need(arguments, "ts"))
    if message is None or message.ephemeral:
        raise ApiError("message_not_found")
    if message.user != slack.bot.id:
        raise ApiError(error)
    return channel, message
