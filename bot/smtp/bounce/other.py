"""Automatic mail that is no bounce: complaints (RFC 5965), auto-replies (RFC 3834), read receipts, anything else."""

from __future__ import annotations

import re
from functools import cache

from bot.smtp.bounce.evidence import Evidence, Reading
from bot.smtp.bounce.mime import Mail, split, unfold
from bot.smtp.bounce.where import find_address
from bot.smtp.patterns import PatternSet

_AWAY = (
    r"auto(?:matic|matische|matica)?[ -]?(?:reply|response|antwort)",
    r"autoreply",
    r"out of (?:the )?office",
    r"vacation",
    r"on (?:holiday|leave)",
    r"away from (?:my|the)",
    r"currently away",
    r"ticket (?:received|created)",
    r"abwesenheit",
    r"réponse automatique",
    r"respuesta autom",
    r"resposta autom",
    r"risposta autom",
    r"automatisch antwoord",
    r"不在",
    r"自動(?:応答|返信)",
)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        "feedback": re.compile(r"^Feedback-Type:[ \t]*([\w-]{1,30})", re.MULTILINE | re.IGNORECASE),
        "recipient": re.compile(
            r"^(?:Original-Rcpt-To|Removal-Recipient)[ \t]?:[ \t]*(.{3,300})", re.MULTILINE | re.IGNORECASE
        ),
        "sender": re.compile(r"^Original-Mail-From[ \t]?:[ \t]*(.{3,300})", re.MULTILINE | re.IGNORECASE),
        "source": re.compile(r"^Source-IP[ \t]?:[ \t]*([\d.a-fA-F:]{3,45})", re.MULTILINE | re.IGNORECASE),
    }


@cache
def _away() -> PatternSet:
    return PatternSet(f"(?i){words}" for words in _AWAY)


def read_feedback(mail: Mail) -> Reading | None:
    """A complaint from a feedback loop."""
    known = _patterns()
    found = known["feedback"].search(mail.notice) if "eedback" in mail.notice else None
    if not found:
        return None
    headers, _ = split(mail.original[:20_000]) if mail.original else ({}, "")
    recipients = [find_address(m[1]) for m in known["recipient"].finditer(mail.notice)][:1_000]
    source = known["source"].search(mail.notice)
    evidence = tuple(
        Evidence(recipient=one, action="complaint", client_ip=source[1] if source else None, hint=found[1].lower())
        for one in recipients or [find_address(headers.get("to", ""))]
    )
    sender = known["sender"].search(mail.notice)
    author = find_address(sender[1]) if sender else find_address(headers.get("from", ""))
    return Reading("feedback-report", False, evidence, author, unfold(headers.get("subject", "")) or None)


def read_auto_reply(mail: Mail) -> Reading | None:
    """A vacation notice or another answer by machine. A mail system marks its own notices the same: those are none."""
    subject = unfold(mail.headers.get("subject", ""))
    marked = mail.headers.get("auto-submitted", "").lower().startswith("auto-replied") or "x-autoreply" in mail.headers
    marked = marked or mail.headers.get("precedence", "").strip().lower() == "auto_reply"
    if "x-failed-recipients" in mail.headers or not (marked or _away().find(subject)):
        return None
    if not _away().find(f"{subject}\n{mail.notice[:2_000]}"):
        return None
    return Reading(
        "auto-reply",
        False,
        (Evidence(action="auto-reply"),),
        find_address(unfold(mail.headers.get("to", ""))),
        subject or None,
    )


def not_a_bounce(mail: Mail) -> Reading:
    """A mail that reports nothing."""
    sender, subject = (unfold(mail.headers.get(name, "")) for name in ("from", "subject"))
    return Reading("mail", False, (), find_address(sender), subject or None)
