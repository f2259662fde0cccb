"""Postmark: errors of its interface, whose numbers are its own, as JSON and as its libraries print them.

Source: https://postmarkapp.com/developer/api/overview and src/client/errors of postmark.js
"""

from __future__ import annotations

import re
from functools import cache

from bot.smtp.bounce import attempts
from bot.smtp.bounce.evidence import Evidence
from bot.smtp.bounce.exceptions import errors
from bot.smtp.bounce.replies import fold

_MARKS = ("ErrorCode", "Found inactive addresses", "ApiInputError", "InvalidEmailRequestError")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in _SOURCES.items()}


_SOURCES = {
    "inactive": r"Found inactive addresses: ([^\"]{3,4000}?)\.(?:\s|$|\\n)",
    "code": r"[\"']?ErrorCode[\"']?: ?(\d{1,4})\b",
    "words": r"[\"']?Message[\"']?: ?\"((?:[^\"\\]|\\[^\n]){3,2000})\"",
    "thrown": r"\b(?:ApiInputError|InvalidEmailRequestError): ([^\n]{3,1000})",
    "number": r"\.? code: (\d{1,4})\b",
    "address": r"([^\s,;<>\"']{1,200}@[^\s,;<>\"']{1,200})",
}


def read(text: str) -> list[Evidence] | None:
    """Read an ``ErrorCode`` with its message, of which 406 means that it did not even try; None without one."""
    if not any(mark in text for mark in _MARKS):
        return None
    known = _patterns()
    text = text[: errors.MOST]
    code, words = known["code"].search(text), known["words"].search(text)
    inactive = known["inactive"].search(text.replace("\\n", "\n"))
    if not inactive and not (code and words):
        return _thrown(text)
    people = [m[1].rstrip(".") for m in known["address"].finditer(inactive[1])] if inactive else []
    said = words[1].replace("\\n", " ") if words else inactive[0] if inactive else ""
    number = code[1] if code else None
    return [_evidence(to, said, number, inactive=bool(inactive)) for to in people[: attempts.MOST] or [""]]


def _thrown(text: str) -> list[Evidence] | None:
    thrown = _patterns()["thrown"].search(text)
    if not thrown:
        return None
    number = _patterns()["number"].search(thrown[1])
    return [_evidence(None, thrown[1][: number.start()] if number else thrown[1], number[1] if number else None)]


def _evidence(to: str | None, words: str, number: str | None, *, inactive: bool = False) -> Evidence:
    return Evidence(
        recipient=attempts.address(to),
        diagnostic=fold(words),
        action="dropped" if inactive else None,
        platform="postmark",
        hint=f"ErrorCode {number}" if number else "inactive" if inactive else None,
    )
