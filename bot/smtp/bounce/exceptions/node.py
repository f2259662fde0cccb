"""Node.js: Nodemailer, as thrown or as Node prints the error object.

Source: https://nodemailer.com/errors
"""

from __future__ import annotations

import re
from functools import cache

from msgspec.structs import replace

from bot.smtp.bounce import attempts
from bot.smtp.bounce.evidence import Evidence
from bot.smtp.bounce.exceptions import errors

_MARKS = (
    "nodemailer",
    "SMTPConnection",
    "responseCode",
    "EAUTH",
    "EENVELOPE",
    "EMESSAGE",
    "ESOCKET",
    "ECONNECTION",
    "EPROTOCOL",
    "recipients were rejected",
    "Invalid login:",
    "Mail command failed",
    "Message failed:",
    "Recipient command failed",
    "Greeting never received",
    "[RecipientError: ",
)
_STEPS = {"EAUTH": "AUTH", "EMESSAGE": "DATA"}
# Its words before the reply, where the fields behind it are missing.
_PHRASES = (
    ("recipients were rejected", "RCPT"),
    ("Recipient command failed", "RCPT"),
    ("Mail command failed", "MAIL"),
    ("Data command failed", "DATA"),
    ("Message failed", "DATA"),
    ("Invalid login", "AUTH"),
)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in _SOURCES.items()}


_SOURCES = {
    "code": r"\bcode:? ?['\"]?(E[A-Z]{3,15})\b",
    "response code": r"\bresponseCode['\"]?: ?([45]\d\d)",
    "response": r"\bresponse['\"]?: ?(?:'((?:[^'\\\n]|\\[^\n]){3,3000})'|\"((?:[^\"\\\n]|\\[^\n]){3,3000})\")",
    "command": r"\bcommand['\"]?: ?['\"]([A-Z ]{4,20})",
    "stage": r"\bstage['\"]?: ?['\"](\w{3,8})['\"]",
    "people": r"\b(?:rejected|recipient)['\"]?: ?(?:\[([^\]\[{}]{3,20000})|([^\]\[\n{}]{3,4000}))",
    "error": r"\bError: ([^\n]{3,1000})",
    "address": r"['\"<]([^\s'\"<>]{1,400}@[^\s'\"<>]{1,400})['\">]",
}


def read(text: str) -> list[Evidence] | None:
    """Read an error with a code or words of Nodemailer's, one evidence a recipient; None for others."""
    text = text[: errors.MOST]
    if not any(mark in text for mark in _MARKS):
        return None
    known = _patterns()
    code = known["code"].search(text)
    hint = code[1] if code else None
    step = _step(text, hint)
    found = errors.refusals(errors.message(text), "nodemailer", hint, step) or _response(text, hint, step)
    to = _rejected(text)
    if found and to:
        return [replace(found[0], recipient=recipient) for recipient in dict.fromkeys(to)]
    if found:
        return found[:1] if len({e.reply for e in found}) == 1 else found
    error = known["error"].search(text)
    return [errors.trouble(error[1] if error else hint or "", "nodemailer", hint)] if error or hint else None


def _step(text: str, hint: str | None) -> str | None:
    """The step by the field that names the command, else by the error's code, else by its words."""
    known = _patterns()
    named = known["command"].search(text) or known["stage"].search(text)
    if named and named[1] != "CONN" and (step := attempts.stage(named[1])):
        return step
    return _STEPS.get(hint or "") or next((step for phrase, step in _PHRASES if phrase in text), None)


def _rejected(text: str) -> list[str]:
    """The addresses in ``rejected``, or the one in ``recipient``."""
    known = _patterns()
    people = known["people"].search(text)
    return [m[1] for m in known["address"].finditer(people[1] or people[2])] if people else []


def _response(text: str, hint: str | None, step: str | None) -> list[Evidence]:
    """The reply in the error's own fields."""
    code, response = _patterns()["response code"].search(text), _patterns()["response"].search(text)
    if not code and not response:
        return []
    said = attempts.said((response[1] or response[2]) if response else "")
    reply = said.reply or (code[1] if code else None)
    return [
        Evidence(reply=reply, status=said.status, diagnostic=said.words, stage=step, platform="nodemailer", hint=hint)
    ]
