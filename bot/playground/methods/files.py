"""files.*: what people attached, and uploads in three steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.playground.methods.events import told_itself
from bot.playground.methods.registry import ApiError, find_thread, find_writable, method, need
from bot.playground.workspace import Message

if TYPE_CHECKING:
    from bot.playground.files import File
    from bot.playground.slack import Slack
    from bot.playground.workspace import Json


@method("files.info", "files:read")
def files_info(slack: Slack, arguments: Json) -> Json:
    """Describe a file."""
    file = slack.files.kept.get(need(arguments, "file"))
    if file is None or file.announced is not None:
        raise ApiError("file_not_found")
    return {"file": file.to_json()}


@method("files.getUploadURLExternal", "files:write")
def get_upload_url(slack: Slack, arguments: Json) -> Json:
    """Return an address that takes the bytes of a new file, exactly as many as announced."""
    name, length = need(arguments, "filename"), need(arguments, "length")
    if not length.isdecimal() or int(length) == 0:
        raise ApiError("invalid_arguments", response_metadata={"messages": ["[ERROR] length must be a whole number"]})
    file = slack.files.announce(name, int(length), slack.bot.id, slack.origin)
    return {"file_id": file.id, "upload_url": f"{slack.origin}/upload/{file.id}"}


@method("files.completeUploadExternal", "files:write")
def complete_upload(slack: Slack, arguments: Json) -> Json:
    """Share uploaded files, in a channel or thread when one is named."""
    channel = find_writable(slack, str(arguments["channel_id"])) if arguments.get("channel_id") else None
    thread_ts = find_thread(slack, channel, arguments) if channel else None
    shown = tuple(file.to_json() for file in _completed(slack, arguments))
    if channel:
        text = str(arguments.get("initial_comment") or "")
        message = Message("", channel.id, slack.bot.id, text, files=shown, thread_ts=thread_ts)
        told_itself(slack, slack.workspace.post(message), channel)
    return {"files": list(shown)}


def _completed(slack: Slack, arguments: Json) -> list[File]:
    given = arguments.get("files")
    if not isinstance(given, list) or not given or not all(isinstance(one, dict) and one.get("id") for one in given):
        raise ApiError("invalid_arguments", response_metadata={"messages": ["[ERROR] files must name files by id"]})
    completed = []
    for one in given:
        file = slack.files.complete(str(one["id"]), str(one.get("title") or ""))
        if file is None:
            raise ApiError("file_not_found")
        completed.append(file)
    return completed
