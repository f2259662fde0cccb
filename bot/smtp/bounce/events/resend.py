"""Resend's webhooks.

Source: https://resend.com/docs/dashboard/webhooks/event-types
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.smtp.bounce.events import fields

if TYPE_CHECKING:
    from bot.smtp.bounce.events.record import Record
    from bot.smtp.bounce.evidence import Evidence

_ACTIONS = {
    "email.bounced": "failed",
    "email.failed": "dropped",
    "email.suppressed": "dropped",
    "email.delivery_delayed": "deferred",
    "email.complained": "complaint",
    "email.delivered": "delivered",
}


def read(event: Record) -> list[Evidence]:
    """Read an event whose ``type`` is one of Resend's, such as ``email.bounced``; ``[]`` for any other."""
    action = _ACTIONS.get(event.text("type") or "")
    if action is None:
        return []
    bounce = [event.text("data", "bounce", name) for name in ("type", "subType")]
    words = event.text("data", "bounce", "diagnosticCode") or event.text("data", "bounce", "message")
    words = words or event.text("data", "failed", "reason") or event.text("data", "suppressed", "message")
    hint = "/".join(d for d in bounce if d) or (event.text("type") or "").removeprefix("email.")
    return [
        fields.short(to, "resend", words, action, hint) for to in event.texts("data", "to") or event.texts("to") or [""]
    ]
