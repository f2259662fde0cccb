"""Mailjet's events; most tell the reason in two words and quote no server.

Source: https://dev.mailjet.com/email/guides/webhooks/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.smtp.bounce import attempts
from bot.smtp.bounce.evidence import Evidence

if TYPE_CHECKING:
    from bot.smtp.bounce.events.record import Record

_ACTIONS = {"bounce": "failed", "blocked": "dropped", "spam": "complaint", "sent": "delivered"}


def read(event: Record) -> list[Evidence]:
    """Read an event with ``MessageID``, ``error_related_to`` or ``hard_bounce``; ``[]`` for any other."""
    action = _ACTIONS.get(event.text("event") or "")
    if action is None or not (event.has("error_related_to") or event.has("MessageID") or event.has("hard_bounce")):
        return []
    error = event.text("error")
    said = attempts.said(event.first("comment", "smtp_reply") or error or "")
    hard = event.at("hard_bounce")
    soft = action == "failed" and hard in (False, "false")
    details = ("soft" if soft else "", event.text("error_related_to"), error)
    return [
        Evidence(
            recipient=attempts.address(event.text("email")),
            reply=said.reply,
            status=said.status,
            diagnostic=said.words,
            action="deferred" if soft else action,
            platform="mailjet",
            hint="/".join(d for d in details if d) or None,
        )
    ]
