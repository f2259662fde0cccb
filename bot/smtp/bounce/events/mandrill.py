"""Mailchimp Transactional, once Mandrill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.smtp.bounce import attempts
from bot.smtp.bounce.evidence import Evidence

if TYPE_CHECKING:
    from bot.smtp.bounce.events.record import Record

_ACTIONS = {
    "hard_bounce": "failed",
    "soft_bounce": "failed",
    "deferral": "deferred",
    "reject": "dropped",
    "spam": "complaint",
    "send": "delivered",
    "delivered": "delivered",
}


def read(event: Record) -> list[Evidence]:
    """Mailchimp Transactional (Mandrill)."""
    action = _ACTIONS.get(event.text("event") or "")
    if action is None or not (event.has("msg") or (event.flat and event.has("diag"))):
        return []
    tried = event.each("msg", "smtp_events")
    words = event.text("msg", "diag") or (tried[-1].text("diag") if tried else None)
    said = attempts.said(words or event.text("msg", "reject", "reason") or "")
    details = (event.text("event"), event.text("msg", "bounce_description"), event.text("msg", "reject", "reason"))
    return [
        Evidence(
            recipient=attempts.address(event.text("msg", "email")),
            reply=said.reply,
            status=said.status,
            diagnostic=said.words,
            remote_ip=attempts.ip(tried[-1].text("destination_ip")) if tried else None,
            client_ip=attempts.ip(tried[-1].text("source_ip")) if tried else None,
            action=action,
            platform="mandrill",
            hint="/".join(d for d in details if d),
        )
    ]
