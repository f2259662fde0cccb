"""OpenSMTPD: deliveries (``result="PermFail" stat="…"``) and failed commands of its own server.

Source: mta.c and smtp_session.c of OpenSMTPD
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bot.smtp.bounce import attempts
from bot.smtp.bounce.evidence import Evidence, Reading

if TYPE_CHECKING:
    from bot.smtp.bounce.text import Paste

_MARKERS = (
    "delivery evpid=",
    "result=",
    "PermFail for ",
    "TempFail for ",
    "failed-command",
    "mta error",
    "mta event=error",
)
_ACTIONS = {
    "permfail": "failed",
    "tempfail": "deferred",
    "ok": "delivered",
    "expire": "failed",
    "loop": "failed",
    "reject": "failed",
}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in _SOURCES.items()}


_SOURCES = {
    "begins": attempts.STAMP + r"|\bsmtpd\[\d+\]|^[0-9a-f]{16} ",
    "may begin": r"\bmta delivery |\bfailed-command ",
    "delivery": r"\b(?:mta|mda|bounce)\s(?:event=)?delivery .{0,2000}?\bresult=\"?(\w{2,10})\"? ?(?:stat=\"?"
    r"([^\n]{0,4000}))?",
    "older": r"\b(?:relay|delivery|local|bounce|error): (PermFail|TempFail|Ok|Expire"
    r"|Loop) for [0-9a-f]{4,20}: .{0,2000}?, stat=([^\n]{0,4000})",
    "failed": r"\bfailed-command .{0,300}?command=\"([^\"]{0,600})\" result=\"([^\"]{3,2000})\"",
    "error": r"\bmta(?: event=| )error reason=\"?([^\"\n]{3,600})",
    "to": r"(?<![a-z])to=<?([^<>\s,]{1,400}@[^<>\s,]{1,400})",
    "rcpt": r"\brcpt=<([^<>\s,]{1,400}@[^<>\s,]{1,400})>",
    "from": r"\bfrom=<?([^<>\s,]{1,400}@[^<>\s,]{1,400})",
    "relay": r"\brelay=(?:\"([^\"]{1,400})\"|([^\s,]{1,300}(?: \([^()]{1,300}\))?))",
    "session": r"\b([0-9a-f]{16}) (?:mta|smtp)\b",
    "address": r"\b(?:address=|host=|src=|smtp://)\"?(?:smtps?://|smtp\+tls://)?([0-9A-Fa-f.:]{7,45}?)"
    r"(?::\d{1,5})?[\"\s]",
    "evp": r"\bevpid=([0-9a-f]{16})",
    "who": r"\bhost=\"?([\w.-]{4,255})",
}


def read(paste: Paste) -> Reading | None:
    """Read lines with ``result=``, ``failed-command`` or an ``mta`` error; None when none of them is OpenSMTPD's."""
    text = paste.text
    if not any(mark in text for mark in _MARKERS):
        return None
    known = _patterns()
    strict: list[attempts.Attempt] = []
    loose: list[attempts.Attempt] = []
    sender = None
    for record in attempts.records(text, known["begins"], None, known["may begin"]):
        if found := _delivery(record):
            strict.append(found)
        elif other := _failed(record) or _error(record):
            loose.append(other)
        if sender is None and (by := known["from"].search(record)):
            sender = by[1]
    return attempts.reading("opensmtpd-log", strict or loose, sender=sender)


def _delivery(record: str) -> attempts.Attempt | None:
    known = _patterns()
    found = known["delivery"].search(record) or known["older"].search(record)
    action = _ACTIONS.get(found[1].lower()) if found else None
    if not found or not action:
        return None
    said = attempts.said((found[2] or "").strip().strip('"'))
    relay = known["relay"].search(record)
    host, ip = attempts.endpoint(relay[1] or relay[2]) if relay else (None, None)
    to, rcpt, evp = known["to"].search(record), known["rcpt"].search(record), known["evp"].search(record)
    evidence = Evidence(
        recipient=to[1] if to else None,
        original_recipient=rcpt[1] if rcpt else None,
        reply=said.reply,
        status=said.status,
        diagnostic=said.words,
        remote_host=host,
        remote_ip=ip,
        stage="connect"
        if said.words and ("Network error" in said.words or "onnect" in said.words) and not said.reply
        else None,
        action=action,
        platform="opensmtpd",
        hint="expired" if found[1].lower() == "expire" else None,
    )
    return evp[1] if evp else "", evidence


def _failed(record: str) -> attempts.Attempt | None:
    """What its own server refused: ``failed-command command="RCPT TO:<…>" result="550 …"``."""
    known = _patterns()
    found = known["failed"].search(record)
    if not found:
        return None
    said = attempts.said(found[2])
    client = known["address"].search(record)
    to = attempts.address(found[1].partition(":")[2].split(" ")[0]) if found[1][:4].upper() == "RCPT" else None
    ip = attempts.ip(client[1]) if client else None
    return "", Evidence(
        recipient=to,
        reply=said.reply,
        status=said.status,
        diagnostic=said.words,
        remote_ip=ip,
        client_ip=ip,
        stage=attempts.stage(found[1]),
        action=attempts.outcome(said) or "failed",
        platform="opensmtpd",
    )


def _error(record: str) -> attempts.Attempt | None:
    known = _patterns()
    found = known["error"].search(record)
    if not found:
        return None
    said = attempts.said(found[1])
    host, ip = known["who"].search(record), known["address"].search(record)
    return "", Evidence(
        reply=said.reply,
        status=said.status,
        diagnostic=said.words,
        remote_host=attempts.host_name(host[1]) if host else None,
        remote_ip=attempts.ip(ip[1]) if ip else None,
        stage="connect" if not said.reply else None,
        action=attempts.outcome(said) or "deferred",
        platform="opensmtpd",
    )
