"""PEAR: the Mail package and Net_SMTP, which put the code and the reply in brackets behind their own words.

Source: Mail/smtp.php of PEAR Mail and Net/SMTP.php of Net_SMTP
"""

from __future__ import annotations

import re
from functools import cache

from bot.smtp.bounce import attempts
from bot.smtp.bounce.evidence import Evidence
from bot.smtp.bounce.exceptions import errors

_STEPS = (
    ("add recipient", "RCPT"),
    ("set sender", "MAIL"),
    ("send data", "DATA"),
    ("authentication failure", "AUTH"),
    ("connect", "connect"),
)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in _SOURCES.items()}


_SOURCES = {
    "error": r"\b((?:Failed to|unable to|authentication failure)[^\n\[\]]{0,500}) \[SMTP: ([^\n]{3,3000})",
    "reply": r"\(code: (-?\d{1,3}), response: ([^\n]{0,3000})",
    "recipient": r"add recipient: ([^\s\[\]]{1,400}@[^\s\[\]]{1,400})",
}


def read(text: str) -> list[Evidence] | None:
    """Read ``Failed to add recipient: … [SMTP: … (code: 550, response: …)]``; None without it."""
    found = _patterns()["error"].search(text[: errors.MOST]) if "[SMTP: " in text else None
    if not found:
        return None
    step = next((step for phrase, step in _STEPS if phrase in found[1]), None)
    reply, to = _patterns()["reply"].search(found[2]), _patterns()["recipient"].search(found[1])
    if not reply or reply[1][0] not in "45":
        return [errors.trouble(f"{found[1]}: {found[2].rstrip(')]')}", "pear")]
    said = attempts.said(f"{reply[1]} {reply[2].rstrip(')]')}")
    return [
        Evidence(
            recipient=attempts.address(to[1]) if to else None,
            reply=reply[1],
            status=said.status,
            diagnostic=said.words,
            stage=step,
            platform="pear",
        )
    ]
