"""SendGrid's event webhook, and the lists of addresses that bounced, were blocked or are none.

Sources: https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
and https://www.twilio.com/docs/sendgrid/api-reference/blocks-api/retrieve-all-blocks
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.smtp.bounce import attempts
from bot.smtp.bounce.events import fields
from bot.smtp.bounce.evidence import Evidence

if TYPE_CHECKING:
    from bot.smtp.bounce.events.record import Record

_ACTIONS = {
    "bounce": "failed",
    "blocked": "failed",
    "dropped": "dropped",
    "deferred": "deferred",
    "spamreport": "complaint",
    "delivered": "delivered",
}


def read(event: Record) -> list[Evidence]:
    """Read an event with ``email`` and a mark of SendGrid's such as ``sg_message_id``; ``[]`` for any other."""
    action = _ACTIONS.get((event.text("event") or "").lower())
    ours = (
        event.has("sg_message_id")
        or event.has("sg_event_id")
        or event.has("bounce_classification")
        or event.has("smtp-id")
    )
    if action is None or not event.has("email") or not (ours or event.text("type") in {"bounce", "blocked"}):
        return []
    said = attempts.said(event.first("reason", "response") or "")
    details = (event.text("event"), event.text("type"), event.text("bounce_classification"))
    return [
        Evidence(
            recipient=attempts.address(event.text("email")),
            reply=said.reply,
            status=said.status,
            reported_status=fields.status(event.text("status")),
            diagnostic=said.words,
            client_ip=attempts.ip(event.text("ip")),
            action=action,
            platform="sendgrid",
            hint="/".join(d for d in details if d),
        )
    ]


def listed(event: Record) -> list[Evidence]:
    """Read an entry of a list: ``created``, ``email``, ``reason`` and perhaps ``status``; ``[]`` for any other."""
    if event.has("event") or not (event.has("email", "reason") and isinstance(event.at("created"), int)):
        return []
    evidence = fields.short(event.text("email"), "sendgrid", event.text("reason"), "failed", None)
    return [replace(evidence, reported_status=fields.status(event.text("status")))]
