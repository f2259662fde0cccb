"""Amazon SES, whose events come bare or in the envelopes of SNS, SQS, Lambda and EventBridge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.smtp.bounce import attempts
from bot.smtp.bounce.events import fields
from bot.smtp.bounce.evidence import Evidence

if TYPE_CHECKING:
    from bot.smtp.bounce.events.record import Record

_ACTIONS = {
    "bounce": "failed",
    "reject": "dropped",
    "rendering failure": "dropped",
    "deliverydelay": "deferred",
    "complaint": "complaint",
    "delivery": "delivered",
}


def read(event: Record) -> list[Evidence]:
    """Amazon SES: notifications and published events, of which SNS, SQS and EventBridge make envelopes."""
    kind = (event.text("notificationType") or event.text("eventType") or "").lower()
    action = _ACTIONS.get(kind)
    if action is None or not (event.has("mail") or event.flat):
        return []
    if kind in {"reject", "rendering failure"}:
        words = event.text("reject", "reason") or event.text("failure", "errorMessage")
        hint = "ses-reject" if kind == "reject" else "rendering-failure"
        return [
            fields.short(to, "amazon_ses", words, action, hint) for to in event.texts("mail", "destination") or [""]
        ]
    if kind == "delivery":
        return [_delivered(event, to) for to in event.texts("delivery", "recipients")]
    people = {"bounce": "bouncedRecipients", "deliverydelay": "delayedRecipients", "complaint": "complainedRecipients"}
    part = {"deliverydelay": "deliveryDelay"}.get(kind, kind)
    return [_recipient(event, person, part, action) for person in event.each(part, people[kind])]


def _recipient(event: Record, person: Record, part: str, action: str) -> Evidence:
    said = attempts.said(person.text("diagnosticCode") or "")
    details = [event.text(part, name) for name in ("bounceType", "bounceSubType", "delayType", "complaintFeedbackType")]
    return Evidence(
        recipient=attempts.address(person.text("emailAddress")),
        reply=said.reply,
        status=said.status,
        reported_status=fields.status(person.text("status")),
        diagnostic=said.words,
        remote_ip=attempts.ip(event.text(part, "remoteMtaIp")),
        reporting_host=attempts.host_name((event.text(part, "reportingMTA") or "").rpartition(";")[2]),
        action="deferred" if action == "deferred" else action,
        platform="amazon_ses",
        hint="/".join(d for d in details if d) or None,
    )


def _delivered(event: Record, to: str) -> Evidence:
    said = attempts.said(event.text("delivery", "smtpResponse") or "")
    return Evidence(
        recipient=attempts.address(to),
        reply=said.reply,
        status=said.status,
        diagnostic=said.words,
        remote_ip=attempts.ip(event.text("delivery", "remoteMtaIp")),
        action="delivered",
        platform="amazon_ses",
    )
