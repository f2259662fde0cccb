"""qmail-send: ``delivery 12: failure: …`` with underscores for spaces.

Source: qmail-log(5), and qmail-remote.c of qmail for the words
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bot.smtp.bounce import attempts
from bot.smtp.bounce.evidence import Evidence, Reading

if TYPE_CHECKING:
    from bot.smtp.bounce.text import Paste

_ACTIONS = {"failure": "failed", "deferral": "deferred", "success": "delivered"}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in _SOURCES.items()}


_SOURCES = {
    "begins": r"^@[0-9a-f]{16,24}|"
    + attempts.STAMP
    + r"|\bdelivery \d+: |^\d{10}\.\d|\bstarting delivery |\binfo msg ",
    "start": r"\bstarting delivery (\d{1,12}): msg \d{1,20} to (?:remote|local) (\S{1,400})",
    "delivery": r"(?<!starting )\bdelivery (\d{1,12}): (failure|deferral|success): (\S[^\n]*)",
    "sender": r"\binfo msg \d{1,20}: bytes \d{1,20} from <([^<>]{1,400})>",
    "said": r"Remote host said: ",
    "ip": r"(?:^|[/ ,])(?:Connected to |User and password not set, continuing without authentication\./)?"
    r"(?:<[^<>]{1,400}> )?([0-9A-Fa-f.:]{7,45})"
    r"(?: does not like| failed after| but | said|/|\.)|Giving up on ([0-9A-Fa-f.:]{7,45}?)\.",
    "to": r"<([^<>\s]{1,400}@[^<>\s]{1,400})>",
    "own status": r"\(#([245]\.\d{1,3}\.\d{1,3})\)",
}
_STAGES = (
    ("does not like recipient", "RCPT"),
    ("greeting failed", "connect"),
    ("does not like sender", "MAIL"),
    ("my name was rejected", "HELO"),
    ("failed on DATA", "DATA"),
    ("failed after I sent the message", "DATA"),
    ("SMTP connection", "connect"),
    ("STARTTLS", "STARTTLS"),
)


def read(paste: Paste) -> Reading | None:
    """Read deliveries, each with the recipient that its number started with; None when there are none."""
    if "delivery " not in paste.text:
        return None
    known = _patterns()
    to: dict[str, str] = {}
    found: list[attempts.Attempt] = []
    sender = None
    for record in attempts.records(paste.text, known["begins"]):
        if started := known["start"].search(record):
            to[started[1]] = started[2]
        elif done := known["delivery"].search(record):
            found.append((done[1], _evidence(done, to.get(done[1]))))
        elif by := known["sender"].search(record):
            sender = by[1]
        if len(found) > attempts.MOST * 4:
            break
    return attempts.reading("qmail-log", found, sender=sender)


def _evidence(done: re.Match[str], to: str | None) -> Evidence:
    known = _patterns()
    # Each "/" ends a line of the report; the underscores that addresses had of their own cannot be told apart.
    text = done[3].replace("_", " ").replace("/ ", "/").strip("/ ")
    cut = known["said"].search(text)
    words = text[cut.end() :].split("/Giving up on", 1)[0] if cut else text
    said = attempts.said(words.replace("/", "\n") if cut and "/5" in words else words)
    own = known["own status"].search(text)
    ip = known["ip"].search(text)
    named = known["to"].search(done[3])
    return Evidence(
        recipient=attempts.address(to) or (named[1] if named else None),
        reply=said.reply,
        status=None if own and own[1] == said.status else said.status,
        reported_status=own[1] if own else None,
        diagnostic=said.words,
        remote_ip=attempts.ip((ip[1] or ip[2]).rstrip(".")) if ip else None,
        stage=next((step for phrase, step in _STAGES if phrase in text), None),
        action=_ACTIONS[done[2]],
        platform="qmail",
        hint="expired" if "been in the queue too long" in text else None,
    )
