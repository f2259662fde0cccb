"""Python: smtplib and aiosmtplib, bare or in the logs of Django, Celery and Sentry.

Sources: https://docs.python.org/3/library/smtplib.html and https://aiosmtplib.readthedocs.io/en/latest/reference.html
"""

from __future__ import annotations

import re
from functools import cache

from bot.smtp.bounce import attempts
from bot.smtp.bounce.evidence import Evidence
from bot.smtp.bounce.exceptions import errors

MARKERS = ("SMTPRec", "SMTPSen", "SMTPDat", "SMTPAut", "SMTPHel", "SMTPCon", "SMTPSer", "SMTPRes", "SMTPNot", "SMTPExc",
           "SMTPTim", "SMTPRea", "smtplib", "(4", "(5", "[Errno ")  # fmt: skip
_STAGES = {
    "SMTPRecipientsRefused": "RCPT",
    "SMTPRecipientRefused": "RCPT",
    "SMTPSenderRefused": "MAIL",
    "SMTPDataError": "DATA",
    "SMTPAuthenticationError": "AUTH",
    "SMTPHeloError": "EHLO",
    "SMTPConnectError": "connect",
    "SMTPConnectTimeoutError": "connect",
    "SMTPConnectResponseError": "connect",
}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in _SOURCES.items()}


_TEXT = r"""b?(?:"([^"\\]*(?:\\.[^"\\]*)*)"|'([^'\\]*(?:\\.[^'\\]*)*)')"""
_SOURCES = {
    "pair": rf"""(?:['"]([^'"\s@]+@[^'"\s@]+)['"]:\s{{0,4}})?\(([245][0-9][0-9]),\s{{0,4}}{_TEXT}"""
    r"""(?:,\s{0,4}['"]<?([^'"\s<>@]+@[^'"\s<>@]+)>?['"])?""",
    "class": r"\b(SMTP[A-Z]\w{3,40})\b",
    "line": r"\b(SMTP[A-Z]\w{3,40}|(?:ConnectionRefused|ConnectionReset|Timeout|BrokenPipe|SSL\w{0,20}|OS)Error"
    r"|socket\.\w{3,20}"
    r"|ssl\.\w{3,30})(?:: |\()([^\n]{2,2000})",
}


def read(text: str) -> list[Evidence] | None:
    """``SMTPRecipientsRefused: {'jane@example.org': (550, b'5.1.1 …')}`` and its kin; None for other languages."""
    if not any(marker in text for marker in MARKERS):
        return None
    known = _patterns()
    kind = known["class"].search(text)
    if not kind and "smtplib" not in text and not ("@" in text and ("b'" in text or 'b"' in text)):
        return _system(text[: errors.MOST])
    name = kind[1] if kind else None
    pairs = known["pair"].finditer(text[: errors.MOST])
    if found := {(e.recipient, e.reply, e.status): e for e in (_refused(pair, name) for pair in pairs)}:
        return list(found.values())[: attempts.MOST + 1]
    if not kind and "smtplib" not in text:
        return _system(text[: errors.MOST])
    return errors.refusals(errors.message(text), "smtplib", name, _STAGES.get(name or "")) or _trouble(text)


def _refused(pair: re.Match[str], name: str | None) -> Evidence:
    words = (pair[3] or pair[4] or "").replace("\\r", "").replace("\\n", "\n").replace("\\'", "'").replace('\\"', '"')
    said = attempts.said(f"{pair[2]} {words}")
    stage = "RCPT" if pair[1] else _STAGES.get(name or "")
    recipient = (
        pair[1] or (pair[5] if stage == "RCPT" else None) or (errors.named(words) if stage in {"RCPT", None} else None)
    )
    return Evidence(
        recipient=attempts.address(recipient),
        reply=pair[2],
        status=said.status,
        diagnostic=said.words,
        stage=stage,
        platform="smtplib",
        hint=name,
    )


def sender(text: str) -> str | None:
    """The envelope sender that ``SMTPSenderRefused`` carries as its third argument."""
    pair = _patterns()["pair"].search(text[: errors.MOST]) if "SMTPSenderRefused" in text else None
    return attempts.address(pair[5]) if pair else None


def _system(text: str) -> list[Evidence] | None:
    """``ConnectionRefusedError: [Errno 111] …``, which any program may raise, where the text speaks of mail."""
    low = text.lower() if "[Errno " in text else ""
    return (_trouble(text) or None) if "mail" in low or "smtp" in low else None


def _trouble(text: str) -> list[Evidence]:
    found = _patterns()["line"].search(text[: errors.MOST])
    if found:
        return [errors.trouble(found[2].strip("()'\" "), "smtplib", found[1])]
    kind = _patterns()["class"].search(text)
    return [errors.trouble(kind[1], "smtplib", kind[1])] if kind else []
