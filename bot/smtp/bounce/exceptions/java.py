"""Java: JavaMail, Jakarta Mail and Spring, exceptions inside exceptions, under wrappers whose own text is often wrong.

Source: https://javaee.github.io/javamail/docs/api/com/sun/mail/smtp/package-summary.html
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.smtp.bounce.exceptions import errors

if TYPE_CHECKING:
    from bot.smtp.bounce.evidence import Evidence

_MARKS = ("mail.", "Mail", "SMTP")
_LIBRARIES = ("javax.mail", "jakarta.mail", "sun.mail", "angus", "springframework")
_STAGES = {
    "SMTPAddressFailedException": "RCPT",
    "SMTPSenderFailedException": "MAIL",
    "AuthenticationFailedException": "AUTH",
}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in _SOURCES.items()}


_SOURCES = {
    "exception": r"(?:\b[\w.$]{0,200}\b)?((?:SMTP(?:Address|Send|Sender)|AuthenticationFailed|SendFailed|Messaging"
    r"|MailConnect|MailSend|MailAuthentication|Mail)"
    r"(?:Failed)?Exception)(?::|;) ?([^\n]{0,2000})",
    "wrapper": r"(?:Invalid Addresses|Authentication failed|Failed messages|Mail server connection failed)[;.]? ?",
}


def read(text: str) -> list[Evidence] | None:
    """Read the replies that a mail library's exceptions quote, or the innermost that says anything; None for others."""
    if "Exception" not in text or not any(mark in text for mark in _MARKS):
        return None
    known = _patterns()
    kinds = list(known["exception"].finditer(text[: errors.MOST]))
    if not kinds or not any(library in text for library in _LIBRARIES):
        return None
    if found := _refusals(text, kinds):
        return found
    last = next((k for k in reversed(kinds) if known["wrapper"].sub("", k[2]).strip(" ;")), kinds[-1])
    return [errors.trouble(last[2] or last[1], "javamail", last[1])]


def _refusals(text: str, kinds: list[re.Match[str]]) -> list[Evidence]:
    """The replies, each with what the innermost exception that quotes it tells."""
    found: dict[tuple[str | None, str | None, str | None], Evidence] = {}
    # A blank line ends a reply: without one, a reply would take in the exceptions that it is nested in.
    parted = errors.message(text).replace("nested exception is", "\n\n")
    for evidence in errors.refusals(parted, "javamail"):
        begin = evidence.diagnostic[:20] if evidence.reply and evidence.diagnostic else None
        kind = next((k[1] for k in reversed(kinds) if begin and begin in k[2]), None)
        step = _STAGES.get(kind or "")
        to = None if step in {"AUTH", "MAIL"} else evidence.recipient
        better = replace(evidence, stage=step or evidence.stage, hint=kind, recipient=to)
        found[(better.reply, better.status, better.recipient)] = better
    return list(found.values())
