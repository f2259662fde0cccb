"""conversations.*: what the app may read of channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.playground.methods.registry import ApiError, find_channel, method, missing, need
from bot.playground.methods.shown import show_channel, show_message

if TYPE_CHECKING:
    from bot.playground.slack import Slack
    from bot.playground.workspace import Channel, Json, Message

PREFIX = {"public": "channels", "private": "groups", "im": "im"}


@method("conversations.open")
def open_direct(slack: Slack, arguments: Json) -> Json:
    """Find the direct message with a person."""
    _demand(slack, "im", "write")
    try:
        channel = slack.workspace.direct(slack.bot.id, need(arguments, "users"))
    except KeyError:
        raise ApiError("user_not_found") from None
    return {"channel": {"id": channel.id}, "already_open": True, "no_op": True}


@method("conversations.info")
def info(slack: Slack, arguments: Json) -> Json:
    """Describe a channel."""
    channel = find_channel(slack, need(arguments, "channel"))
    _demand(slack, channel.kind, "read")
    return {"channel": show_channel(slack, channel)}


@method("conversations.history")
def history(slack: Slack, arguments: Json) -> Json:
    """Return the newest messages of a channel, newest first."""
    channel = _readable(slack, arguments)
    return _page(slack, [m for m in slack.workspace.public(channel.id) if not m.is_reply][::-1], arguments)


@method("conversations.replies")
def replies(slack: Slack, arguments: Json) -> Json:
    """Return a thread, oldest first, its root in front."""
    channel, ts = _readable(slack, arguments), need(arguments, "ts")
    thread = [m for m in slack.workspace.public(channel.id) if ts in (m.ts, m.thread_ts)]
    if not thread:
        raise ApiError("thread_not_found")
    return _page(slack, thread, arguments)


def _readable(slack: Slack, arguments: Json) -> Channel:
    channel = find_channel(slack, need(arguments, "channel"))
    _demand(slack, channel.kind, "history")
    if slack.bot.id not in channel.members:
        raise ApiError("not_in_channel")
    return channel


def _demand(slack: Slack, kind: str, what: str) -> None:
    scope = f"{PREFIX[kind]}:{what}"
    if scope not in slack.app.scopes:
        raise missing(slack, scope)


def _page(slack: Slack, messages: list[Message], arguments: Json) -> Json:
    latest, oldest = float(arguments.get("latest") or "inf"), float(arguments.get("oldest") or 0)
    inclusive = str(arguments.get("inclusive", "")).lower() in ("1", "true")
    held = [m for m in messages if oldest < float(m.ts) < latest or (inclusive and float(m.ts) in (oldest, latest))]
    limit = int(arguments.get("limit") or 100)
    return {"messages": [show_message(slack, m) for m in held[:limit]], "has_more": len(held) > limit}
