"""Mailgun's webhooks and its list of bounces, and the codes of its own among them.

Sources: https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhook-payloads
and https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/bounces
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
    "failed": "failed",
    "bounced": "failed",
    "dropped": "dropped",
    "rejected": "dropped",
    "complained": "complaint",
    "delivered": "delivered",
}
# Mailgun's own, for what no server answered: no MX, too old, suppressed (documented under "delivery status codes").
_PSEUDO = frozenset({"498", "499", "602", "604", "605", "606", "607", "608"})


def read(event: Record) -> list[Evidence]:
    """Read an event with ``recipient``, of today (``delivery-status``) or of old; ``[]`` for any other."""
    action = _ACTIONS.get((event.text("event") or "").lower())
    if action is None or not event.has("recipient"):
        return []
    status = "delivery-status"
    words = (
        event.text(status, "message")
        or event.text(status, "description")
        or event.first("error", "description", "reason")
    )
    said = attempts.said(words or "")
    code = event.text(status, "code") or event.text("code") or ""
    reply = _reply(said, code)
    suppressed = (event.text("reason") or "").startswith("suppress")
    if suppressed:
        action = "dropped"
    elif action == "failed" and event.text("severity") == "temporary":
        action = "deferred"
    return [
        Evidence(
            recipient=attempts.address(event.text("recipient")),
            reply=None if suppressed else reply,
            status=said.status,
            reported_status=fields.status(event.text(status, "enhanced-code") or event.text(status, "bounce-code")),
            diagnostic=said.words,
            remote_host=attempts.host_name(event.text(status, "mx-host")),
            client_ip=attempts.ip(event.text("envelope", "sending-ip")),
            action=action,
            platform="mailgun",
            hint="/".join(h for h in (event.text("severity"), event.text("reason")) if h) or None,
        )
    ]


def listed(event: Record) -> list[Evidence]:
    """Read an entry of the list of bounces: ``address``, ``code`` and ``error``; ``[]`` for any other."""
    if not event.has("address", "code", "error", "created_at"):
        return []
    evidence = fields.short(event.text("address"), "mailgun", event.text("error"), "failed", None)
    said = attempts.said(event.text("error") or "")
    return [replace(evidence, reply=_reply(said, event.text("code") or ""))]


def _reply(said: attempts.Said, code: str) -> str | None:
    if code in _PSEUDO or not said.words:
        return None
    return said.reply or (code if code[:1] in "245" and len(code) == 3 else None)
