"""Postmark's webhooks and bounce list.

Source: https://postmarkapp.com/developer/webhooks/bounce-webhook
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.smtp.bounce import attempts
from bot.smtp.bounce.events import fields
from bot.smtp.bounce.evidence import Evidence

if TYPE_CHECKING:
    from bot.smtp.bounce.events.record import Record

_ACTIONS = {
    "transient": "deferred",
    "softbounce": "failed",
    "dnserror": "failed",
    "autoresponder": "auto-reply",
    "challengeverification": "auto-reply",
    "spamcomplaint": "complaint",
    "spamnotification": "failed",
    "manuallydeactivated": "dropped",
    "unsubscribe": "auto-reply",
    "subscribe": "auto-reply",
    "addresschange": "auto-reply",
}


def read(event: Record) -> list[Evidence]:
    """Read a bounce, a spam complaint or a delivery, by ``RecordType`` or ``TypeCode``; ``[]`` for any other."""
    kind = event.text("RecordType") or ("Bounce" if event.has("TypeCode") else "")
    words = event.text("Details") or event.text("Description")
    if kind == "Delivery":
        return [fields.short(event.text("Recipient"), "postmark", words, "delivered", None)]
    if kind not in {"Bounce", "SpamComplaint"} and not event.has("Type", "Email", "BouncedAt"):
        return []
    said = attempts.said(words or "")
    name = event.text("Type") or kind
    return [
        Evidence(
            recipient=attempts.address(event.text("Email")),
            reply=said.reply,
            status=said.status,
            diagnostic=said.words,
            action=_ACTIONS.get(name.lower(), "failed"),
            platform="postmark",
            hint=name,
        )
    ]
