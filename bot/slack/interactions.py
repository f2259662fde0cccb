"""What a click, a choice or a shortcut says about who did it, and where."""

from __future__ import annotations

from typing import Any

from slack_bolt import BoltContext
from slack_bolt.kwargs_injection.args import Args

from bot.slack.people import Asker


def workspace_of(context: BoltContext) -> str:
    """To whom choices belong: the workspace, or the organization that installed the app in all of its workspaces."""
    return (context.enterprise_id if context.is_enterprise_install else context.team_id) or ""


def asker_of(args: Args, *, public: bool = False) -> Asker:
    """Who clicked, in the thread where the message with the button stands."""
    held: dict[str, Any] = args.body.get("container") or {}
    message: dict[str, Any] = args.body.get("message") or {}
    thread = held.get("thread_ts") or message.get("thread_ts")
    return Asker(
        workspace_of(args.context),
        args.context.user_id or "",
        args.context.channel_id or "",
        thread,
        public=public,
        open_thread=thread,
    )


def value_of(args: Args) -> str:
    """What the button holds, or the value of the option that was chosen."""
    action: dict[str, Any] = args.action or {}
    return str((action.get("selected_option") or action).get("value") or "")


def response_url_of(args: Args) -> str | None:
    """Where an answer to this click may be posted: five times in thirty minutes."""
    url = args.body.get("response_url")
    return str(url) if url else None
