"""Mailtrap's email sending webhooks.

Source: https://docs.mailtrap.io/email-api-smtp/advanced/webhooks
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.smtp.bounce import attempts
from bot.smtp.bounce.evidence import Evidence

if TYPE_CHECKING:
    from bot.smtp.bounce.events.record import Record

_ACTIONS = {
    "bounce": "failed",
    "soft bounce": "deferred",
    "soft_bounce": "deferred",
    "suspension": "dropped",
    "reject": "dropped",
    "spam": "complaint",
    "spam_complaint": "complaint",
    "delivery": "delivered",
}


def read(event: Record) -> list[Evidence]:
    """Read an event with ``email`` and a field such as ``sending_stream`` or ``event_id``; ``[]`` for any other."""
    kind = event.text("event") or ""
    action = _ACTIONS.get(kind)
    if (
        action is None
        or not event.has("email")
        or not (event.has("sending_stream") or event.has("bounce_category") or event.has("event_id"))
    ):
        return []
    said = attempts.said(event.first("response", "reason") or "")
    code = event.text("response_code") or ""
    return [
        Evidence(
            recipient=attempts.address(event.text("email")),
            reply=said.reply or (code if len(code) == 3 and code[0] in "45" else None),
            status=said.status,
            diagnostic=said.words,
            action=action,
            platform="mailtrap",
            hint="/".join(d for d in (kind, event.text("bounce_category")) if d),
        )
    ]
