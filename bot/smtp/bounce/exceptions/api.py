"""Providers' HTTP interfaces: an error of theirs has a status of HTTP and codes of its own, none of them SMTP's."""

from __future__ import annotations

import re
from functools import cache

from bot.smtp.bounce import attempts
from bot.smtp.bounce.evidence import Evidence
from bot.smtp.bounce.replies import LIKELY, find_replies, fold


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in _SOURCES.items()}


_SES_ERRORS = (
    r"MessageRejected|MailFromDomainNotVerified\w{0,20}|AccountSendingPaused\w{0,20}|ConfigurationSetSendingPaused\w{0,20}"
    r"|SendingPaused\w{0,20}|AccountSuspended\w{0,20}|LimitExceeded\w{0,20}|Throttling\w{0,20}|TooManyRequests\w{0,20}"
)
_SOURCES = {
    "aws": r"An error occurred \((\w{3,60})\) when calling the (Send\w{3,30}) operation(?: \([^()\n]{0,60}\))?"
    r": ([^\n]{3,1000})",
    "aws name": rf"\b({_SES_ERRORS}): ([^\n]{{3,1000}})",
    "inactive": r"Found inactive addresses: ([^\"]{3,4000}?)\.(?:\s|$|\\n)",
    "postmark": r"[\"']?ErrorCode[\"']?: ?(\d{1,4})\b",
    "postmark words": r"[\"']?Message[\"']?: ?\"((?:[^\"\\]|\\[^\n]){3,2000})\"",
    "address": r"([^\s,;<>\"']{1,200}@[^\s,;<>\"']{1,200})",
}


def amazon_ses(text: str) -> list[Evidence] | None:
    """Amazon's SDKs: ``An error occurred (MessageRejected) when calling the SendEmail operation: …``."""
    if "when calling the Send" not in text and not ("SES" in text or "ses" in text):
        return None
    found = _patterns()["aws"].search(text)
    name, words = (found[1], found[3]) if found else ("", "")
    if not found and (found := _patterns()["aws name"].search(text)):
        name, words = found[1], found[2]
    if not found or find_replies(words, least=LIKELY):
        return None
    return [Evidence(diagnostic=f"{name}: {fold(words)}", platform="amazon_ses", hint=name)]


def postmark(text: str) -> list[Evidence] | None:
    """Postmark's ``ErrorCode``, of which 406 means that it did not even try."""
    if "ErrorCode" not in text and "Found inactive addresses" not in text:
        return None
    known = _patterns()
    code, words = known["postmark"].search(text), known["postmark words"].search(text)
    inactive = known["inactive"].search(text.replace("\\n", "\n"))
    if not inactive and not (code and words):
        return None
    people = [m[1].rstrip(".") for m in known["address"].finditer(inactive[1])] if inactive else []
    said = fold(words[1].replace("\\n", " ")) if words else fold(inactive[0]) if inactive else None
    return [
        Evidence(
            recipient=attempts.address(to),
            diagnostic=said,
            action="dropped" if inactive else None,
            platform="postmark",
            hint=f"ErrorCode {code[1]}" if code else "inactive",
        )
        for to in people[: attempts.MOST] or [""]
    ]
