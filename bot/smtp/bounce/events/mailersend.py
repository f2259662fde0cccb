"""MailerSend's activity webhooks.

Source: https://developers.mailersend.com/api/v1/webhooks.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.smtp.bounce.events import fields

if TYPE_CHECKING:
    from bot.smtp.bounce.events.record import Record
    from bot.smtp.bounce.evidence import Evidence

_ACTIONS = {
    "hard_bounced": "failed",
    "soft_bounced": "deferred",
    "deferred": "deferred",
    "spam_complaint": "complaint",
    "delivered": "delivered",
}


def read(event: Record) -> list[Evidence]:
    """Read an event whose ``type`` begins with ``activity.``; ``[]`` for any other."""
    kind = (event.text("type") or "").removeprefix("activity.")
    action = _ACTIONS.get(kind)
    if action is None or not (event.text("type") or "").startswith("activity."):
        return []
    to = event.text("data", "email", "recipient", "email") or event.text("data", "recipient", "email")
    words = (
        event.text("data", "morph", "reason")
        or event.text("data", "morph", "readable_reason")
        or event.text("data", "reason")
    )
    return [fields.short(to, "mailersend", words, action, kind)]
