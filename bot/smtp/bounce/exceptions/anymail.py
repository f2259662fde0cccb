"""Anymail: Django's mail over the interfaces of providers, and what these refused.

Source: https://anymail.dev/en/stable/sending/exceptions/
"""

from __future__ import annotations

import re
from functools import cache

from bot.smtp.bounce import attempts
from bot.smtp.bounce.evidence import Evidence
from bot.smtp.bounce.exceptions import errors
from bot.smtp.bounce.replies import fold


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in _SOURCES.items()}


_SOURCES = {
    "error": r"\b(Anymail(?:RecipientsRefused|\w{0,20}APIError|InvalidAddress))\b: ([^\n]{3,1000}"
    r"(?:\n[^\n]{0,60}API response[^\n]{3,600})?)",
    "sent to": r"^Sending a message to ([^\s<>,]{1,400}@[^\s<>,]{1,400})",
    "refused": r"[\"'](?:email|to|recipient)[\"']: ?[\"']([^\"'\s]{1,400}@[^\"'\s]{1,400})[\"'][^{}\n]{0,300}?"
    r"[\"']status[\"']: ?[\"'](?:rejected|invalid|failed)\b",
}


def read(text: str) -> list[Evidence] | None:
    """Read an exception of Anymail's, with the recipients that the provider's answer names; None without one."""
    found = _patterns()["error"].search(text[: errors.MOST]) if "Anymail" in text else None
    if not found:
        return None
    sent = _patterns()["sent to"].match(found[2])
    people = [m[1] for m in _patterns()["refused"].finditer(text[: errors.MOST])][: attempts.MOST]
    return [
        Evidence(
            recipient=attempts.address(person),
            diagnostic=fold(found[2]),
            action="failed",
            platform="anymail",
            hint=found[1],
        )
        for person in people or [sent[1] if sent else ""]
    ]
