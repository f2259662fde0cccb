"""Outlook, Outlook Express and Windows Mail: an error number, and what the server said in a field of its own.

Source: imnxport.h of the Windows SDK for the numbers; the fields are those of the error that a window shows
"""

from __future__ import annotations

import re
from functools import cache

from msgspec.structs import replace

from bot.smtp.bounce import attempts
from bot.smtp.bounce.evidence import Evidence
from bot.smtp.bounce.exceptions import errors

# The server could not be found, could not be reached, refused a recipient.
_STEPS = {"0x800CCC0D": "connect", "0x800CCC0E": "connect", "0x80042109": "connect", "0x800CCC79": "RCPT"}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in _SOURCES.items()}


_SOURCES = {
    "number": r"\b(0x800(?:CCC|420)[0-9A-Fa-f]{2})\b",
    "server": r"\bServer: ?'([\w.-]{3,255})'",
    # In the words of the system's language: what follows a server's name, before a port.
    "response": r"\b(?:Server Response|Serverantwort|Réponse du serveur|Respuesta del servidor"
    r"|Risposta del server|Serverantwoord): ?'([^\n]{3,600}?)'(?:, | ?$)",
    "rejected": r"[Mm]ail[- ]?[Aa]d{1,2}resse? (?:was|war|était) '([^\s'\"]{1,400}@[^\s'\"]{1,400})'",
    "words": r"\b0x[0-9A-Fa-f]{8}\)? ?: ?[\"']?([^\n]{3,600}?)(?:[\"'] |[\"']?$| Account: )",
}


def read(text: str) -> list[Evidence] | None:
    """Read an error number of sending, with the server's reply or with Outlook's own words; None without one."""
    known = _patterns()
    text = text[: errors.MOST]
    number = known["number"].search(text) if "0x800" in text and "SMTP" in text else None
    if not number:
        return None
    server, response = known["server"].search(text), known["response"].search(text)
    rejected, words = known["rejected"].search(text), known["words"].search(text)
    said = attempts.said(response[1]) if response else None
    if said is None or not (said.reply or said.status):
        trouble = errors.trouble(words[1] if words else text[:600], "outlook", number[1])
        return [_placed(trouble, server)]
    recipient = attempts.address(rejected[1]) if rejected else errors.named(said.words)
    refusal = Evidence(
        recipient=recipient,
        reply=said.reply,
        status=said.status,
        diagnostic=said.words,
        stage="RCPT" if rejected else None,
        platform="outlook",
        hint=number[1],
    )
    return [_placed(refusal, server)]


def _placed(found: Evidence, server: re.Match[str] | None) -> Evidence:
    """With the server of the account, and the step where the number alone tells it."""
    host = attempts.host_name(server[1]) if server else None
    return replace(found, remote_host=host or found.remote_host, stage=found.stage or _STEPS.get(found.hint or ""))
