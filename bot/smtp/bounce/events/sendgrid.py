"""SendGrid's event webhook."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    """SendGrid's event webhook."""
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
