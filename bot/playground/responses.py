"""`response_url`: five uses in thirty minutes, for one person in one channel."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.playground.limits import Refusal, check_message
from bot.playground.workspace import Json, Message

if TYPE_CHECKING:
    from bot.playground.slack import Slack

USES = 5
SECONDS = 30 * 60


@dataclass(slots=True)
class Grant:
    """What one `response_url` allows. `source` is the message whose button was pressed."""

    channel: str
    user: str
    expires: float
    source: Message | None = None
    uses: int = 0


class Responses:
    """Every `response_url` that was handed out."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self.grants: dict[str, Grant] = {}

    def grant(self, channel: str, user: str, now: float, source: Message | None = None) -> str:
        """Return a new address."""
        name = secrets.token_urlsafe(16)
        self.grants[name] = Grant(channel, user, now + SECONDS, source)
        return f"{self._origin}/response/{name}"


def respond(slack: Slack, name: str, payload: Json) -> tuple[int, Json]:
    """Take what an app posted to a `response_url`; return the HTTP status and the answer."""
    grant = slack.responses.grants.get(name)
    error = _spent(slack, grant)
    if grant is None or error:
        return 404, {"ok": False, "error": error}
    grant.uses += 1
    refusal = _check(payload)
    if slack.refuse(refusal):
        return 400, {"ok": False, "error": refusal.error if refusal else ""}
    _show(slack, grant, payload)
    return 200, {"ok": True}


def _spent(slack: Slack, grant: Grant | None) -> str:
    if grant is None:
        return "invalid_url"
    if slack.clock.now() > grant.expires:
        return "expired_url"
    return "used_url" if grant.uses >= USES else ""


def _check(payload: Json) -> Refusal | None:
    if payload.get("response_type") not in (None, "ephemeral", "in_channel"):
        return Refusal("response_url", "invalid_response_type", (), payload)
    if payload.get("delete_original"):
        return None
    return check_message(payload, "response_url", "response_url")


def _show(slack: Slack, grant: Grant, payload: Json) -> None:
    workspace = slack.workspace
    source = workspace.find(grant.channel, grant.source.ts) if grant.source else None
    if payload.get("delete_original"):
        if source:
            workspace.remove(source)
    elif payload.get("replace_original") and source:
        # Whatever `response_type` says: what one person sees cannot turn into what all see.
        workspace.put(replace(source, edited=slack.clock.stamp(), **content(payload)))
    else:
        alone = None if payload.get("response_type") == "in_channel" else grant.user
        thread_ts = payload.get("thread_ts")
        fresh = Message("", grant.channel, slack.bot.id, thread_ts=thread_ts, ephemeral_to=alone, **content(payload))
        if alone:
            slack.post_ephemeral(fresh)
        else:
            workspace.post(fresh)


def content(payload: Json) -> Json:
    """Return the part of a payload that people see, as fields of a `Message`."""
    return {
        "text": payload.get("text") or "",
        "blocks": tuple(payload.get("blocks") or ()),
        "attachments": tuple(payload.get("attachments") or ()),
    }
