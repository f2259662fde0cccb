"""auth, users, bots, apps, files, functions: who and what the app may ask about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.playground.methods.registry import ApiError, find_writable, method, need, truth
from bot.playground.methods.shown import show_bot, show_person
from bot.playground.workspace import DOMAIN, TEAM, Message

if TYPE_CHECKING:
    from bot.playground.slack import Slack
    from bot.playground.workspace import Json


@method("api.test")
def api_test(_slack: Slack, arguments: Json) -> Json:
    """Say hello."""
    return {"args": arguments}


@method("auth.test")
def auth_test(slack: Slack, _arguments: Json) -> Json:
    """Say whose token this is."""
    return {
        "url": f"https://{DOMAIN}.slack.com/",
        "team": "Playground",
        "team_id": TEAM,
        "user": slack.bot.name,
        "user_id": slack.bot.id,
        "bot_id": slack.bot.bot_id,
        "is_enterprise_install": False,
    }


@method("users.info", "users:read")
def users_info(slack: Slack, arguments: Json) -> Json:
    """Describe a person."""
    person = slack.workspace.people.get(need(arguments, "user"))
    if person is None:
        raise ApiError("user_not_found")
    return {"user": show_person(person, locale=truth(arguments.get("include_locale")))}


@method("bots.info", "users:read")
def bots_info(slack: Slack, arguments: Json) -> Json:
    """Describe a bot."""
    wanted = need(arguments, "bot")
    bot = next((person for person in slack.workspace.people.values() if person.bot_id == wanted), None)
    if bot is None:
        raise ApiError("bot_not_found")
    return {"bot": {**show_bot(bot), "user_id": bot.id}}


@method("apps.connections.open", app_level=True)
def connections_open(slack: Slack, _arguments: Json) -> Json:
    """Return an address to dial for Socket Mode."""
    return {"url": f"{slack.origin.replace('http', 'ws', 1)}/socket/{slack.sockets.ticket()}"}


@method("files.info", "files:read")
def files_info(slack: Slack, arguments: Json) -> Json:
    """Describe a file."""
    file = slack.files.kept.get(need(arguments, "file"))
    if file is None:
        raise ApiError("file_not_found")
    return {"file": file.to_json()}


@method("files.getUploadURLExternal", "files:write")
def get_upload_url(slack: Slack, arguments: Json) -> Json:
    """Return an address that takes the bytes of a new file."""
    need(arguments, "length")
    file = slack.files.add(need(arguments, "filename"), b"", slack.bot.id, slack.origin)
    return {"file_id": file.id, "upload_url": f"{slack.origin}/upload/{file.id}"}


@method("files.completeUploadExternal", "files:write")
def complete_upload(slack: Slack, arguments: Json) -> Json:
    """Share uploaded files, in a channel or thread when one is named."""
    wanted = [slack.files.kept.get(str(given.get("id"))) for given in arguments.get("files") or []]
    if not wanted or None in wanted:
        raise ApiError("file_not_found")
    shown = tuple(file.to_json() for file in wanted if file)
    if arguments.get("channel_id"):
        channel = find_writable(slack, str(arguments["channel_id"]))
        text, thread_ts = str(arguments.get("initial_comment") or ""), arguments.get("thread_ts") or None
        slack.workspace.post(Message("", channel.id, slack.bot.id, text, files=shown, thread_ts=thread_ts))
    return {"files": list(shown)}


@method("functions.completeSuccess")
def complete_success(slack: Slack, arguments: Json) -> Json:
    """End a workflow step well."""
    return _end_function(slack, arguments, {"outputs": arguments.get("outputs") or {}})


@method("functions.completeError")
def complete_error(slack: Slack, arguments: Json) -> Json:
    """End a workflow step with a reason."""
    return _end_function(slack, arguments, {"error": need(arguments, "error")})


def _end_function(slack: Slack, arguments: Json, result: Json) -> Json:
    name = need(arguments, "function_execution_id")
    if name not in slack.functions:
        raise ApiError("function_execution_not_found")
    slack.functions[name] |= result
    slack.workspace.touch()
    return {}
