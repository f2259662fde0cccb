"""Mailchimp Transactional, once Mandrill: its webhooks, and what it answers to the one who sends.

Sources: https://mailchimp.com/developer/transactional/docs/webhooks/
and https://mailchimp.com/developer/transactional/api/messages/send-new-message/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.smtp.bounce import attempts
from bot.smtp.bounce.events import fields
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
# The reasons of a refusal that lie in the message or in its sender: nobody is on a list.
_NO_LIST = frozenset({"unsigned", "invalid-sender", "test-mode-limit", "rule"})


def read(event: Record) -> list[Evidence]:
    """Read an event with ``msg``, or with ``diag`` when it was cut off; ``[]`` for any other."""
    action = _ACTIONS.get(event.text("event") or "")
    if action is None or not (isinstance(event.at("msg"), dict) or (event.flat and event.has("diag"))):
        return []
    tried, reason = event.each("msg", "smtp_events"), event.text("msg", "reject", "reason")
    words = event.text("msg", "diag") or (tried[-1].text("diag") if tried else None)
    said = attempts.said(words or reason or "")
    details = (event.text("event"), event.text("msg", "bounce_description"), reason)
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
            hint=reason if reason in _NO_LIST else "/".join(d for d in details if d),
        )
    ]


def refused(event: Record) -> list[Evidence]:
    """Read the answer for a recipient to whom it does not send, with ``reject_reason``; ``[]`` for any other."""
    status, reason = event.text("status"), event.text("reject_reason")
    if status not in {"rejected", "invalid"} or not event.has("email", "_id"):
        return []
    hint = reason if reason in _NO_LIST else "/".join(word for word in (status, reason) if word)
    return [fields.short(event.text("email"), "mandrill", None, "dropped", hint)]
