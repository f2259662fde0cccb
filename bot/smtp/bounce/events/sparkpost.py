"""SparkPost's message and generation events.

Source: https://developers.sparkpost.com/api/webhooks/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.smtp.bounce import attempts
from bot.smtp.bounce.evidence import Evidence

if TYPE_CHECKING:
    from bot.smtp.bounce.events.record import Record

_ACTIONS = {
    "bounce": "failed",
    "out_of_band": "failed",
    "policy_rejection": "dropped",
    "generation_rejection": "dropped",
    "generation_failure": "dropped",
    "delay": "deferred",
    "spam_complaint": "complaint",
    "delivery": "delivered",
}


def read(event: Record) -> list[Evidence]:
    """Read an event with ``raw_reason``, ``bounce_class``, ``error_code`` or ``rcpt_to``; ``[]`` for any other."""
    action = _ACTIONS.get(event.text("type") or "")
    if action is None or not (
        event.has("raw_reason") or event.has("bounce_class") or event.has("error_code") or event.has("rcpt_to")
    ):
        return []
    said = attempts.said(event.first("raw_reason", "reason") or "")
    code = event.text("error_code") or ""
    details = (event.text("type"), event.text("bounce_class"))
    return [
        Evidence(
            recipient=attempts.address(event.first("rcpt_to", "raw_rcpt_to")),
            reply=said.reply or (code if len(code) == 3 and code[0] in "45" and code.isdigit() else None),
            status=said.status,
            diagnostic=said.words,
            remote_ip=attempts.ip(event.text("ip_address")),
            client_ip=attempts.ip(event.text("sending_ip")),
            action=action,
            platform="sparkpost",
            hint="/".join(d for d in details if d),
        )
    ]
