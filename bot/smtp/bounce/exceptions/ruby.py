"""Ruby: Net::SMTP, bare and in Rails; it keeps the first line of a multi-line reply.

Source: https://docs.ruby-lang.org/en/master/Net/SMTP.html
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bot.smtp.bounce.exceptions import errors

if TYPE_CHECKING:
    from bot.smtp.bounce.evidence import Evidence

_SYSTEM = ("Errno::", "EOFError", "OpenSSL::")  # any Ruby program raises these


@cache
def _raised() -> re.Pattern[str]:
    return re.compile(
        r"\b(Net::(?:SMTP\w{3,30}|OpenTimeout|ReadTimeout)|Errno::E[A-Z]{4,20}|EOFError|OpenSSL::SSL::SSLError"
        r"|SocketError)\b(?:[:(]|, message=)? ?([^\n]{0,2000})"
    )


def read(text: str) -> list[Evidence] | None:
    """Read an error of ``Net::``, or one of the system's where the text speaks of mail; None for others."""
    found = _raised().search(text[: errors.MOST]) if "Net::" in text or any(mark in text for mark in _SYSTEM) else None
    low = text[: errors.MOST].lower()
    if not found or not (found[1].startswith("Net::") or "mail" in low or "smtp" in low):
        return None
    words = text[found.start(2) : found.start(2) + 3_000]
    quoted = errors.refusals(errors.message(words), "ruby", found[1])
    # The class is no evidence of a failed log-in: Ruby raises SMTPAuthenticationError for every 53x.
    return quoted[:1] or [errors.trouble(found[2], "ruby", found[1])]
