"""curl: its last line; the words of the server are gone from it.

Sources: https://curl.se/libcurl/c/libcurl-errors.html for the numbers, lib/smtp.c of curl for the words
"""

from __future__ import annotations

import re
from functools import cache

from bot.smtp.bounce.evidence import Evidence
from bot.smtp.bounce.exceptions import errors

_STEPS = (("MAIL", "MAIL"), ("RCPT", "RCPT"), ("DATA", "DATA"), ("LOGIN", "AUTH"), ("AUTH", "AUTH"))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in _SOURCES.items()}


_SOURCES = {
    "line": r"\bcurl: \((\d{1,3})\) ([^\n]{3,600})",
    "code": r"(?:failed|denied|reply|got|error)[^\n\d]{0,20}: ?([45]\d\d)\b",
}


def read(text: str) -> list[Evidence] | None:
    """Read a line like ``curl: (55) RCPT failed: 550``; None when there is none."""
    found = _patterns()["line"].search(text)
    if not found:
        return None
    hint = f"curl {found[1]}"
    code = _patterns()["code"].search(found[2])
    if code is None:
        return [errors.trouble(found[2], "curl", hint)]
    upper = found[2].upper()
    step = next((step for word, step in _STEPS if word in upper), None)
    return [Evidence(reply=code[1], diagnostic=found[2], stage=step, platform="curl", hint=hint)]
