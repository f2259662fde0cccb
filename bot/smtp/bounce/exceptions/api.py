"""Providers' HTTP interfaces: their errors have a status of HTTP and a name or number of their own, and no reply.

Sources: https://resend.com/docs/api-reference/errors, https://developers.mailersend.com/api/v1/email.html,
https://www.twilio.com/docs/sendgrid/for-developers/sending-email/sender-identity and
https://learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/responsecode
"""

from __future__ import annotations

import re
from functools import cache

from bot.smtp.bounce.evidence import Evidence
from bot.smtp.bounce.exceptions import errors
from bot.smtp.bounce.replies import fold

# What only an error of this service's has: its words, or the name or number that it gives the error.
_SERVICES = (
    (
        "resend",
        r"Request to Resend API failed|[\"']((?:daily|monthly)_quota_exceeded)[\"']"
        r"|domain is not verified\. Please,? add and verify your domain on https?://resend\.com"
        r"|You can only send testing emails to your own email address",
    ),
    ("mailersend", r"#(MS\d{5})\b"),
    (
        "microsoft_graph",
        r"\b(Error(?:ExceededMessageLimit|SendAsDenied|SubmissionQuotaExceeded|QuotaExceeded|MessageSizeExceeded"
        r"|InvalidRecipients|MessageSubmissionBlocked|AccountSuspend\w{0,20}))\b",
    ),
    ("sendgrid", r"[\"']errors[\"']: ?\[\{[^\n]{0,300}?does not match a verified Sender Identity"),
)
_MARKS = ("Resend API", "quota_exceeded", "resend.com", "send testing emails", "#MS", "Error", "Sender Identity")


@cache
def _services() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((platform, re.compile(mark)) for platform, mark in _SERVICES)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in _SOURCES.items()}


_SOURCES = {
    "words": r"[\"']?(?:error)?[Mm]essage[\"']?: ?(?:\"((?:[^\"\\\n]|\\[^\n]){3,2000})\""
    r"|'((?:[^'\\\n]|\\[^\n]){3,2000})')"
    r"|\b(?:Reason|Message): (?![\"'])([^\n]{3,1000})",
    "name": r"[\"']?(?:name|code)[\"']?: ?[\"']([A-Za-z]\w{2,60})[\"']",
}


def read(text: str) -> list[Evidence] | None:
    """Read what a provider's interface answered instead of taking a mail; None where none of them speaks."""
    # A name alone is a field of something larger, which is read as a whole.
    if not any(mark in text for mark in _MARKS) or " " not in text.strip():
        return None
    text = text[: errors.MOST]
    platform, found = next(((name, m) for name, mark in _services() if (m := mark.search(text))), ("", None))
    if found is None:
        return None
    words, name = _patterns()["words"].search(text), _patterns()["name"].search(text)
    said = next((group for group in words.groups() if group), None) if words else None
    line = text[text.rfind("\n", 0, found.start()) + 1 : found.end() + 600].split("\n", 1)[0]
    own = next((group for group in found.groups() if group), None)
    return [Evidence(diagnostic=fold(said or line)[:2_000], platform=platform, hint=own or (name[1] if name else None))]
