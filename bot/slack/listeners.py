"""Every Slack entry point, tied to what answers it. What calls out is lazy: the ack must not wait for it."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, App, BoltContext, BoltResponse
from slack_bolt.kwargs_injection.args import Args
from sqlalchemy.exc import SQLAlchemyError

from bot.slack import home, modals, views
from bot.slack.actions import Actions
from bot.slack.commands import COMMAND, Commands
from bot.slack.home import Home
from bot.slack.interactions import workspace_of
from bot.slack.messages import Messages
from bot.slack.modals import Modals
from bot.slack.people import People
from bot.slack.shortcuts import EXPLAIN, Shortcuts
from bot.slack.workflow import STEP, Workflow
from bot.slack.workspaces import Workspaces

Lazy = Callable[[Args], None]
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Listeners:
    """What answers, by surface."""

    people: People
    commands: Commands
    messages: Messages
    actions: Actions
    shortcuts: Shortcuts
    modals: Modals
    home: Home
    workflow: Workflow
    workspaces: Workspaces | None = None  # none where the one workspace's token is in the settings


def register(app: App, to: Listeners, lazily: Callable[[Lazy], Lazy]) -> None:
    """Tie every entry point to its listener."""
    lazy: dict[str, Any] = {"ack": _acknowledge}
    app.command(COMMAND)(to.commands.command)
    # In the ack, so that messages keep the order in which they came.
    app.event("app_mention")(to.messages.heard)
    app.event("message")(to.messages.heard)
    app.event("app_home_opened")(**lazy, lazy=[lazily(to.home.opened)])
    app.event("app_uninstalled")(_gone(to))
    app.event("tokens_revoked")(_revoked(to))
    app.function(STEP)(**lazy, lazy=[lazily(to.workflow.explain)])
    app.shortcut({"type": "message_action", "callback_id": EXPLAIN})(**lazy, lazy=[lazily(to.shortcuts.explain)])
    app.shortcut({"type": "shortcut", "callback_id": modals.LOOK_UP})(**lazy, lazy=[lazily(to.modals.open)])
    app.view(modals.LOOK_UP)(to.modals.submitted)
    app.options(modals.PICKED)(to.modals.topics)
    app.options(re.compile(f"{views.COMPARE}:.+"))(to.actions.codes)
    for action, listener in _clicks(to).items():
        app.action(re.compile(action))(**lazy, lazy=[lazily(listener)])


def _clicks(to: Listeners) -> dict[str, Lazy]:
    """Buttons and selects by their ``action_id``. The first that fits answers; the last is for old versions' ones."""
    return {
        f"^{views.ASK}:[0-9]+$": to.actions.ask,
        f"^{views.SHARE}$": to.actions.share,
        f"^{views.DETAILS}(:[0-9]+)?$": to.actions.details,
        f"^{views.COMPARE}:.+": to.actions.compare,
        f"^{home.SEARCH}$": to.home.searched,
        f"^{home.CLASS}:[0-9]$": to.home.searched,
        f"^{home.LOOK_UP_BUTTON}$": to.modals.open,
        f"^{home.CHOOSE_LANGUAGE}$": to.home.chose_language,
        f"^{home.PRIVACY}$": to.home.chose_privacy,
        f"^{home.FORGET}$": to.home.forgot,
        f"^{modals.PICKED}$": to.actions.ignore,
        ".*": to.actions.stranger,
    }


def _gone(to: Listeners) -> Callable[[Mapping[str, Any], BoltContext], BoltResponse]:
    """Delete what is kept of a workspace, in the ack: where that fails, Slack tells again."""

    def forget(body: Mapping[str, Any], context: BoltContext) -> BoltResponse:
        everywhere = context.is_enterprise_install
        try:
            is_gone = to.workspaces is None or to.workspaces.forget(
                context.enterprise_id, None if everywhere else context.team_id, float(body.get("event_time") or "inf")
            )
        except SQLAlchemyError:
            _log.exception("the app was removed from a workspace, and nothing could be deleted yet")
            return BoltResponse(status=503)
        if is_gone and not to.people.forget(workspace_of(context)):
            return BoltResponse(status=503)
        _log.warning("the app was removed from a workspace; what was kept of it is deleted")
        return BoltResponse(status=200)

    return forget


def _revoked(to: Listeners) -> Callable[[Mapping[str, Any], Mapping[str, Any], BoltContext], BoltResponse]:
    forget = _gone(to)

    def revoke(body: Mapping[str, Any], event: Mapping[str, Any], context: BoltContext) -> BoltResponse:
        if to.workspaces is None:
            _log.error("token_revoked: Slack has revoked a token of this app: install it again, set SLACK_BOT_TOKEN")
        elif (event.get("tokens") or {}).get("bot"):
            return forget(body, context)
        return BoltResponse(status=200)

    return revoke


def _acknowledge(ack: Ack) -> None:
    ack()
