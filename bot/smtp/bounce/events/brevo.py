"""Brevo's webhooks, once Sendinblue's.

Source: https://developers.brevo.com/docs/transactional-webhooks
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.smtp.bounce import attempts
from bot.smtp.bounce.events import fields

if TYPE_CHECKING:
    from bot.smtp.bounce.events.record import Record
    from bot.smtp.bounce.evidence import Evidence

_ACTIONS = {
    "hard_bounce": "failed",
    "hardbounce": "failed",
    "soft_bounce": "deferred",
    "softbounce": "deferred",
    "blocked": "dropped",
    "invalid_email": "failed",
    "error": "failed",
    "deferred": "deferred",
    "spam": "complaint",
    "complaint": "complaint",
    "delivered": "delivered",
}


def read(event: Record) -> list[Evidence]:
    """Read an event with ``email`` and ``message-id`` or ``ts_epoch``; ``[]`` for any other."""
    kind = (event.text("event") or "").lower().removesuffix("s")
    action = _ACTIONS.get(kind)
    if (
        action is None
        or not event.has("email")
        or not (event.has("message-id") or event.has("messageId") or event.has("ts_epoch"))
    ):
        return []
    evidence = fields.short(event.text("email"), "brevo", event.text("reason"), action, kind)
    return [replace(evidence, client_ip=attempts.ip(event.text("sending_ip")))]
