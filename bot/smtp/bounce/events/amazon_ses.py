"""Amazon SES: events, bare or in the envelopes of SNS, SQS, Lambda and EventBridge, errors and the suppression list.

Sources: https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html for notifications
and https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html for published events;
https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html for errors
and https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SuppressedDestination.html for the list
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bot.smtp.bounce import attempts
from bot.smtp.bounce.events import fields
from bot.smtp.bounce.evidence import Evidence
from bot.smtp.bounce.replies import fold

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
# Name and message of an error: in Lambda's answer, in the SDKs' objects, in the interface's own JSON.
_ERRORS = (
    ("errorType", "errorMessage"),
    ("name", "message"),
    ("type", "message"),
    ("code", "message"),
    ("Code", "Message"),
    ("__type", "message"),
)


def read(event: Record) -> list[Evidence]:
    """Read an event with ``mail`` and a ``notificationType`` or ``eventType``; ``[]`` for any other."""
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


def error(event: Record) -> list[Evidence]:
    """Read an error that sending was answered with: ``{"errorType": "MessageRejected", …}``; ``[]`` for any other."""
    for part in (event, *(inner for name in ("Error", "error", "err") for inner in event.each(name))):
        for name, words in _ERRORS:
            kind, said = part.text(name) or "", part.text(words) or ""
            if said and (_known().fullmatch(kind) or (_shared().fullmatch(kind) and _sending().search(said[:400]))):
                return [Evidence(diagnostic=f"{kind}: {fold(said[:2_000])}", platform="amazon_ses", hint=kind)]
    return []


@cache
def _known() -> re.Pattern[str]:
    kinds = r"MessageRejected|MailFromDomainNotVerified|(?:Account|ConfigurationSet)?SendingPaused"
    return re.compile(rf"(?:[\w.]{{1,80}}#)?(?:{kinds})(?:Exception)?")


@cache
def _shared() -> re.Pattern[str]:
    """Names that other services of Amazon's use too."""
    return re.compile(r"(?:Throttling|LimitExceeded|TooManyRequests|AccountSuspended)(?:Exception)?")


@cache
def _sending() -> re.Pattern[str]:
    return re.compile(r"sending|message quota|e-?mail", re.IGNORECASE)


def suppressed(event: Record) -> list[Evidence]:
    """Read what stands on the suppression list, one address or a page of them; ``[]`` for any other."""
    names = ("SuppressedDestination", "SuppressedDestinationSummaries")
    people = [person for name in names if event.has(name) for person in event.each(name)]
    return [fields.short(p.text("EmailAddress"), "amazon_ses", None, "dropped", "suppressed") for p in people]
