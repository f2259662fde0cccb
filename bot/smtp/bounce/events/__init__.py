"""Events: what providers and servers post about a delivery, mostly as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.smtp.bounce import attempts
from bot.smtp.bounce.events import (
    amazon_ses,
    applications,
    brevo,
    mailersend,
    mailgun,
    mailjet,
    mailtrap,
    mandrill,
    nodemailer,
    postmark,
    resend,
    sendgrid,
    servers,
    sparkpost,
    unknown,
)
from bot.smtp.bounce.events.forms import forms
from bot.smtp.bounce.events.record import Record, records
from bot.smtp.bounce.evidence import Reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.smtp.bounce.evidence import Evidence
    from bot.smtp.bounce.text import Paste

# Format and reader; an event belongs to the first that finds something in it.
SHAPES: tuple[tuple[str, Callable[[Record], list[Evidence]]], ...] = (
    ("ses-event", amazon_ses.read),
    ("client-error", amazon_ses.error),
    ("ses-suppression", amazon_ses.suppressed),
    ("postmark-event", postmark.read),
    ("mandrill-event", mandrill.read),
    ("mandrill-answer", mandrill.refused),
    ("mailersend-event", mailersend.read),
    ("resend-event", resend.read),
    ("mailgun-event", mailgun.read),
    ("mailgun-bounces", mailgun.listed),
    ("mailtrap-event", mailtrap.read),
    ("mailjet-event", mailjet.read),
    ("sendgrid-event", sendgrid.read),
    ("sendgrid-suppressions", sendgrid.listed),
    ("brevo-event", brevo.read),
    ("kumomta-log", servers.kumomta),
    ("maddy-log", servers.maddy),
    ("queue-listing", servers.postqueue),
    ("sparkpost-event", sparkpost.read),
    ("nodemailer-error", nodemailer.error),
    ("nodemailer-info", nodemailer.sent),
)
_MARKS = ('":', "': ", ": '", ': "', '=>"', "%7B%22")
_UNKNOWN = 200  # events looked at that have no reader of their own
_SENDERS = (
    ("mail", "source"),
    ("sender",),
    ("From",),
    ("data", "from"),
    ("envelope", "sender"),
    ("envelope", "from"),
    ("msg", "sender"),
    ("friendly_from",),
    ("msg_from",),
    ("data", "email", "from"),
)
_SUBJECTS = (("mail", "commonHeaders", "subject"), ("Subject",), ("subject",), ("data", "subject"), ("msg", "subject"))


def read_events(paste: Paste) -> Reading | None:
    """Read JSON that reports deliveries: one event or many; None when there is none."""
    written = any(mark in paste.text for mark in _MARKS)
    events = (records(paste.text) if written else []) or forms(paste.text)
    if not events:
        return None
    for form, shape in SHAPES:
        if found := [("", evidence) for event in events for evidence in shape(event)]:
            return _reading(form, found, events)
    if inside := applications.read_inside(events):
        return inside
    if found := [("", e) for event in events[:_UNKNOWN] for e in unknown.read(event)]:
        return _reading("event", found, events)
    # Then no other reader need look for a reply in its numbers.
    return Reading("unknown", False) if all(unknown.tells_no_failure(event) for event in events) else None


def _reading(form: str, found: list[attempts.Attempt], events: list[Record]) -> Reading | None:
    sender, subject = _text(events, _SENDERS), _text(events, _SUBJECTS)
    return attempts.reading(form, found, sender=attempts.address(sender), subject=subject)


def _text(events: list[Record], paths: tuple[tuple[str, ...], ...]) -> str | None:
    return next((found for event in events[:1] for path in paths if (found := event.text(*path))), None)
