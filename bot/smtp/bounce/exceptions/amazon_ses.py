"""Amazon SES: errors of its SDKs; none of their codes is SMTP's.

Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html, in the words of botocore's
exceptions.py and of the SDK for JavaScript
"""

from __future__ import annotations

import re
from functools import cache

from bot.smtp.bounce.evidence import Evidence
from bot.smtp.bounce.exceptions import errors
from bot.smtp.bounce.replies import LIKELY, find_replies, fold

_UNVERIFIED = "identities failed the check"  # nobody else says this
_MARKS = ("when calling the Send", "SES", "ses", _UNVERIFIED)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in _SOURCES.items()}


_ERRORS = (
    r"MessageRejected|MailFromDomainNotVerified\w{0,20}|AccountSendingPaused\w{0,20}|ConfigurationSetSendingPaused\w{0,20}"
    r"|SendingPaused\w{0,20}|AccountSuspended\w{0,20}|LimitExceeded\w{0,20}|Throttling\w{0,20}|TooManyRequests\w{0,20}"
)
_SOURCES = {
    "called": r"An error occurred \((\w{3,60})\) when calling the (?:Send\w{3,30}) operation(?: \([^()\n]{0,60}\))?"
    r": ([^\n]{3,1000})",
    "named": rf"\b({_ERRORS}): ([^\n]{{3,1000}})",
    "unverified": rf"\b()(Email address is not verified\. The following {_UNVERIFIED}[^\"'\n]{{0,600}})",
}


def read(text: str) -> list[Evidence] | None:
    """Read ``An error occurred (MessageRejected) when calling the SendEmail operation: …`` and its kin; or None."""
    if not any(mark in text for mark in _MARKS):
        return None
    text = text[: errors.MOST]
    found = next((m for pattern in _patterns().values() if (m := pattern.search(text))), None)
    if not found or find_replies(found[2], least=LIKELY):
        return None
    # The same words behind a code are a reply of its SMTP server.
    line = text[text.rfind("\n", 0, found.start()) + 1 : found.start() + 40]
    if not found[1] and find_replies(line, least=LIKELY):
        return None
    name = found[1] or ("MessageRejected" if "MessageRejected" in text else None)
    words = fold(found[2])
    return [Evidence(diagnostic=f"{name}: {words}" if name else words, platform="amazon_ses", hint=name)]
