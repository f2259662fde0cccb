"""Rust: lettre, which prints the code in words (severity, category, detail) or in brackets.

Source: https://docs.rs/lettre/latest/lettre/transport/smtp/response/struct.Code.html
"""

from __future__ import annotations

import re
from functools import cache

from bot.smtp.bounce import attempts
from bot.smtp.bounce.evidence import Evidence
from bot.smtp.bounce.exceptions import errors

_SEVERITIES = {"TransientNegativeCompletion": "4", "PermanentNegativeCompletion": "5"}
_CATEGORIES = {
    "Syntax": "0",
    "Information": "1",
    "Connections": "2",
    "Unspecified3": "3",
    "Unspecified4": "4",
    "MailSystem": "5",
}
_DETAILS = ("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in _SOURCES.items()}


_SOURCES = {
    "code": r"\bCode ?\{ ?severity: ?(\w{8,40}), ?category: ?(\w{4,20}), ?detail: ?(\w{3,5}) ?\}",
    "source": r"\bsource: ?(?:Some\()?\"((?:[^\"\\\n]|\\[^\n]){0,3000})\"",
    "shown": r"\b(?:permanent|transient) error \(([45]\d\d)\)(?:: ([^\n]{1,3000}))?",
    "trouble": r"\blettre::[\w:]{3,100} \{ kind: (\w{3,30})[^\n]{0,100}?, source: ([^\n]{3,600})",
}


def read(text: str) -> list[Evidence] | None:
    """Read ``Permanent(Code { … })`` with its ``source``, or ``permanent error (550): …``; None for others."""
    if "severity:" not in text and " error (" not in text and "lettre::" not in text:
        return None
    known = _patterns()
    text = text[: errors.MOST]
    if printed := known["code"].search(text):
        source = known["source"].search(text, printed.end())
        code = _code(printed)
        return [_refused(code, source[1].replace('\\"', '"') if source else "")] if code else None
    if shown := known["shown"].search(text):
        return [_refused(shown[1], shown[2] or "")]
    trouble = known["trouble"].search(text)
    return [errors.trouble(trouble[2].rstrip("} "), "lettre", trouble[1])] if trouble else None


def _code(printed: re.Match[str]) -> str | None:
    severity, category = _SEVERITIES.get(printed[1]), _CATEGORIES.get(printed[2])
    detail = str(_DETAILS.index(printed[3])) if printed[3] in _DETAILS else None
    return severity + category + detail if severity and category and detail else None


def _refused(code: str, words: str) -> Evidence:
    said = attempts.said(f"{code} {words}".strip())
    return Evidence(
        recipient=errors.named(said.words), reply=code, status=said.status, diagnostic=said.words, platform="lettre"
    )
