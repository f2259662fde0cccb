"""How the Web API and events show what exists: messages, people, channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.playground.workspace import DOMAIN, TEAM, Channel, Json, Message, Person

if TYPE_CHECKING:
    from bot.playground.slack import Slack


def show_message(slack: Slack, message: Message) -> Json:
    """Return a message as Slack shows it to the app."""
    author = slack.workspace.people[message.user]
    shown: Json = {"type": "message", "user": author.id, "text": message.text, "ts": message.ts, "team": author.team}
    if author.bot_id:
        shown |= {"bot_id": author.bot_id, "app_id": author.app_id, "bot_profile": show_bot(author)}
    if message.thread_ts:
        shown["thread_ts"] = message.thread_ts
        root = slack.workspace.find(message.channel, message.thread_ts)
        if message.is_reply and root:
            shown["parent_user_id"] = root.user
    elif replies := slack.workspace.replies(message.channel, message.ts):
        shown |= {"thread_ts": message.ts, "reply_count": len(replies), "latest_reply": replies[-1].ts}
        shown["reply_users"] = sorted({reply.user for reply in replies})
    for name in ("blocks", "attachments", "files"):
        if getattr(message, name):
            shown[name] = list(getattr(message, name))
    if message.edited:
        shown["edited"] = {"user": author.id, "ts": message.edited}
    if message.metadata:
        shown["metadata"] = message.metadata
    return shown


def show_bot(person: Person) -> Json:
    """Return the short profile of a bot."""
    return {"id": person.bot_id, "app_id": person.app_id, "name": person.name, "deleted": False, "team_id": person.team}


def show_person(person: Person, *, locale: bool) -> Json:
    """Return a person as `users.info` does."""
    profile = {"real_name": person.real_name, "display_name": person.name, "team": person.team}
    shown: Json = {
        "id": person.id,
        "team_id": person.team,
        "name": person.name,
        "real_name": person.real_name,
        "color": person.color,
        "tz": person.tz,
        "deleted": False,
        "is_bot": bool(person.bot_id),
        "is_stranger": person.team != TEAM,
        "profile": profile,
    }
    return {**shown, "locale": person.locale} if locale else shown


def show_channel(slack: Slack, channel: Channel) -> Json:
    """Return a channel as `conversations.info` does."""
    shown: Json = {
        "id": channel.id,
        "is_im": channel.kind == "im",
        "is_channel": channel.kind == "public",
        "is_group": channel.kind == "private",
        "is_private": channel.kind != "public",
        "is_archived": channel.archived,
        "is_ext_shared": channel.shared,
        "is_shared": channel.shared,
        "is_member": slack.bot.id in channel.members,
    }
    if channel.kind == "im":
        return {**shown, "user": next(iter(channel.members - {slack.bot.id}))}
    topic = slack.words("en-US").sentences.get(channel.topic, channel.topic)
    return {**shown, "name": channel.name, "topic": {"value": topic}, "num_members": len(channel.members)}


def permalink(message: Message) -> str:
    """Return the address of a message."""
    address = f"https://{DOMAIN}.slack.com/archives/{message.channel}/p{message.ts.replace('.', '')}"
    return f"{address}?thread_ts={message.thread_ts}&cid={message.channel}" if message.is_reply else address
