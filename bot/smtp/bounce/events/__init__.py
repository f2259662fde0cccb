"""Events: what providers and servers post as JSON about a delivery."""

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
    postmark,
    resend,
    sendgrid,
    servers,
    sparkpost,
)
from bot.smtp.bounce.events.record import Record, records

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.smtp.bounce.evidence import Evidence, Reading
    from bot.smtp.bounce.text import Paste

# Format and reader; an event belongs to the first that finds something in it.
SHAPES: tuple[tuple[str, Callable[[Record], list[Evidence]]], ...] = (
    ("ses-event", amazon_ses.read),
    ("postmark-event", postmark.read),
    ("mandrill-event", mandrill.read),
    ("mailersend-event", mailersend.read),
    ("resend-event", resend.read),
    ("mailgun-event", mailgun.read),
    ("mailtrap-event", mailtrap.read),
    ("mailjet-event", mailjet.read),
    ("sendgrid-event", sendgrid.read),
    ("brevo-event", brevo.read),
    ("kumomta-log", servers.kumomta),
    ("queue-listing", servers.postqueue),
    ("sparkpost-event", sparkpost.read),
    ("nodemailer-error", applications.nodemailer),
)
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
    if not any(mark in paste.text for mark in ('":', "': ", ": '", "%7B%22")):
        return None
    events = records(paste.text)
    for form, shape in SHAPES:
        if found := [("", evidence) for event in events for evidence in shape(event)]:
            return _reading(form, found, events)
    if inside := applications.read_inside(events):
        return inside
    return _reading("event", [("", e) for event in events[:20] for e in applications.unknown(event)], events)


def _reading(form: str, found: list[attempts.Attempt], events: list[Record]) -> Reading | None:
    sender, subject = _text(events, _SENDERS), _text(events, _SUBJECTS)
    return attempts.reading(form, found, sender=attempts.address(sender), subject=subject)


def _text(events: list[Record], paths: tuple[tuple[str, ...], ...]) -> str | None:
    return next((found for event in events[:1] for path in paths if (found := event.text(*path))), None)
