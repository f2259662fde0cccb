"""What a reader finds in pasted mail: evidence per recipient, before anybody judges it."""

from __future__ import annotations

from msgspec import Struct


class Evidence(Struct, frozen=True):
    """What one delivery attempt to one recipient left behind. What the paste does not say is None.

    ``reply`` and ``status`` stand in the remote server's own words (``diagnostic``); ``reported_status`` was added by
    the system that reports (``Status:`` of RFC 3464 §2.3.4, ``dsn=`` of a log).
    """

    recipient: str | None = None
    original_recipient: str | None = None
    reply: str | None = None
    status: str | None = None
    reported_status: str | None = None
    diagnostic: str | None = None
    remote_host: str | None = None
    remote_ip: str | None = None
    reporting_host: str | None = None
    client_ip: str | None = None  # the sending side's own address, where the server names it
    # connect HELO EHLO STARTTLS AUTH MAIL RCPT DATA; DATA also after the final dot
    stage: str | None = None
    action: str | None = (
        None  # RFC 3464 §2.3.3: failed delayed delivered relayed expanded; also: deferred, dropped, complaint
    )
    platform: str | None = None  # who sent or reports: postfix, exim, amazon_ses, sendgrid, nodemailer …
    hint: str | None = (
        None  # a reporter's own word for the reason (an event's type, a bounce subtype, an exception's name)
    )


class Reading(Struct, frozen=True):
    """A whole paste: its format, whether it reports a failed delivery, and the evidence, one per recipient."""

    # delivery-status, human-bounce, feedback-report, auto-reply, postfix-log, ses-event, transcript, text …
    format: str
    is_bounce: bool
    evidence: tuple[Evidence, ...] = ()
    sender: str | None = None  # envelope sender or From of the mail that bounced
    subject: str | None = None
    truncated: bool = False  # more was pasted than is read; the answer says so
