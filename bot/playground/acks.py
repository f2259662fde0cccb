"""What the body of an ack does: a message after a slash command, a step after a modal, options for a type-ahead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.playground.limits import Refusal, check_message, check_options, check_view
from bot.playground.responses import content
from bot.playground.workspace import SLACKBOT, Json, Message

if TYPE_CHECKING:
    from bot.playground.slack import Slack
    from bot.playground.transports import Answer
    from bot.playground.views import View

_ERRORS = {"http_timeout": "operation_timeout", "connection_failed": "dispatch_failed", "http_error": "dispatch_failed"}


@dataclass(frozen=True, slots=True)
class Said:
    """What came of something a person did.

    `message` is what the person sees now because of it, or None. `refused` says why Slack showed nothing of the
    ack, `failure` why there was no good ack (`http_timeout`, `connection_failed`, `http_error`).
    """

    status: int | None
    body: str
    milliseconds: float
    message: Message | None = None
    refused: Refusal | None = None
    failure: str | None = None


def said(answer: Answer, message: Message | None = None, refused: Refusal | None = None) -> Said:
    """Put an answer and what came of it together."""
    return Said(answer.status, answer.body, answer.milliseconds, message, refused, answer.failure)


def whisper(slack: Slack, user: str, channel: str, text: str, thread_ts: str | None = None) -> Message:
    """Let Slackbot tell one person something."""
    return slack.workspace.post(Message("", channel, SLACKBOT, text, ephemeral_to=user, thread_ts=thread_ts))


def read_command_ack(slack: Slack, answer: Answer, user: str, channel: str, typed: str) -> Said:
    """Show what a slash command was answered."""
    if answer.failure:
        command, error = typed.split(maxsplit=1)[0], _ERRORS[answer.failure]
        text = slack.say(user, "slackbot.failed", command=command, error=error)
        return said(answer, whisper(slack, user, channel, text))
    payload = answer.payload
    if not payload:
        return said(answer)
    public = payload.get("response_type") == "in_channel"
    if public:
        slack.workspace.post(Message("", channel, user, typed))
        if not (payload.get("text") or payload.get("blocks") or payload.get("attachments")):
            return said(answer)
    refusal = slack.refuse(_check(payload))
    if refusal:
        return said(answer, refused=refusal)
    alone = None if public else user
    message = slack.workspace.post(Message("", channel, slack.bot.id, ephemeral_to=alone, **content(payload)))
    return said(answer, message)


def _check(payload: Json) -> Refusal | None:
    if payload.get("response_type") not in (None, "ephemeral", "in_channel"):
        return Refusal("ack", "invalid_response_type", (), payload)
    return check_message(payload, "ack", "ack")


def read_view_ack(slack: Slack, answer: Answer, view: View) -> Said:
    """Close, change or keep a modal as the answer to its submission says."""
    if answer.failure:
        slack.views.change(view, errors={"": slack.say(view.user, "form.trouble")})
        return said(answer)
    payload = answer.payload
    action = payload.get("response_action")
    if action == "errors":
        return _show_errors(slack, answer, view, payload.get("errors") or {})
    if action in ("update", "push"):
        refusal = slack.refuse(check_view(payload.get("view"), "modal", "ack"))
        if refusal:
            return said(answer, refused=refusal)
        if action == "update":
            slack.views.update(view.id, "", payload["view"])
        else:
            slack.views.show(view.user, payload["view"], push=True)
        return said(answer)
    slack.views.close(view.user, everything=action == "clear")
    return said(answer)


def _show_errors(slack: Slack, answer: Answer, view: View, errors: Json) -> Said:
    inputs = {block["block_id"] for block in view.content["blocks"] if block["type"] == "input"}
    if not errors or not set(errors) <= inputs:
        messages = tuple(f"[ERROR] no input block: {name}" for name in sorted(set(errors) - inputs))
        return said(answer, refused=slack.refuse(Refusal("ack", "invalid_errors", messages, errors)))
    slack.views.change(view, errors=errors)
    return said(answer)


def read_options_ack(slack: Slack, answer: Answer) -> list[Json]:
    """Return the options, groups flattened, that a type-ahead was answered; none when Slack would refuse them."""
    if answer.failure or slack.refuse(check_options(answer.payload, "ack")):
        return []
    groups: list[Json] = answer.payload.get("option_groups") or [{"options": answer.payload.get("options", [])}]
    return [option for group in groups for option in group["options"]]
