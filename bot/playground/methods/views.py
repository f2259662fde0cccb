"""views.*: modals and Home tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.playground.limits import check_view
from bot.playground.methods.registry import ApiError, method, need, refused

if TYPE_CHECKING:
    from bot.playground.slack import Slack
    from bot.playground.views import View
    from bot.playground.workspace import Json


@method("views.open")
def open_view(slack: Slack, arguments: Json) -> Json:
    """Show a modal to whom the trigger belongs."""
    content = _checked(slack, arguments, "modal", "views.open")
    return _shown(slack, slack.views.open(need(arguments, "trigger_id"), content))


@method("views.push")
def push(slack: Slack, arguments: Json) -> Json:
    """Show a modal on top of the open one."""
    content = _checked(slack, arguments, "modal", "views.push")
    return _shown(slack, slack.views.open(need(arguments, "trigger_id"), content, push=True))


@method("views.update")
def update(slack: Slack, arguments: Json) -> Json:
    """Change an open modal."""
    content = _checked(slack, arguments, "modal", "views.update")
    view_id, external = str(arguments.get("view_id") or ""), str(arguments.get("external_id") or "")
    return _shown(slack, slack.views.update(view_id, external, content, str(arguments.get("hash") or "")))


@method("views.publish")
def publish(slack: Slack, arguments: Json) -> Json:
    """Give a person a Home tab."""
    if not slack.app.home_tab:
        raise ApiError("not_enabled")
    content, user = _checked(slack, arguments, "home", "views.publish"), need(arguments, "user_id")
    if user not in slack.workspace.people:
        raise ApiError("user_not_found")
    return _shown(slack, slack.views.publish(user, content))


def _checked(slack: Slack, arguments: Json, kind: str, where: str) -> Json:
    content = arguments.get("view")
    refused(slack, check_view(content, kind, where))
    return content if isinstance(content, dict) else {}


def _shown(slack: Slack, view: View) -> Json:
    return {"view": view.to_json(slack.app)}
