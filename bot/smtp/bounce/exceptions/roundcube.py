"""Roundcube: what it shows to people and what it logs, with the code in brackets.

Source: rcube_smtp.php and localization/en_US/messages.inc of Roundcube
"""

from __future__ import annotations

import re
from functools import cache

from bot.smtp.bounce import attempts
from bot.smtp.bounce.evidence import Evidence
from bot.smtp.bounce.exceptions import errors

_STEPS = (("Failed to add recipient", "RCPT"), ("Failed to set sender", "MAIL"), ("Authentication failed", "AUTH"))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in _SOURCES.items()}


_SOURCES = {
    "shown": r"\bSMTP Error \((-?\d{1,3})\): ([^\n]{3,2000})",
    "logged": r"\bSMTP Error: (Failed to (?:add recipient|set sender) [^\n]{3,2000}?) \(Code: (-?\d{1,3})\)",
    "about": r"Failed to (?:add recipient|set sender) [\"']([^\s\"']{1,400})[\"']\.? ?\(?",
}


def read(text: str) -> list[Evidence] | None:
    """Read ``SMTP Error (550): Failed to add recipient "…" (…).`` or its line in the log; None without them."""
    if "SMTP Error" not in text:
        return None
    known = _patterns()
    text = text[: errors.MOST]
    if shown := known["shown"].search(text):
        return [_failed(shown[1], shown[2])]
    logged = known["logged"].search(text)
    return [_failed(logged[2], logged[1])] if logged else None


def _failed(code: str, words: str) -> Evidence:
    step = next((step for phrase, step in _STEPS if phrase in words), None)
    if code[0] not in "45":
        return errors.trouble(words, "roundcube")
    about = _patterns()["about"].search(words)
    said = attempts.said(f"{code} {words[about.end() :].rstrip('). ') if about else words}")
    return Evidence(
        recipient=attempts.address(about[1]) if about and step == "RCPT" else None,
        reply=code,
        status=said.status,
        diagnostic=said.words,
        stage=step,
        platform="roundcube",
    )
