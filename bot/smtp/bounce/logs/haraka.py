"""Haraka: what its outbound half logs about deliveries, and rejects of its own server.

Source: outbound/hmail.js of Haraka and https://haraka.github.io/core/Outbound
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.smtp.bounce import attempts
from bot.smtp.bounce.evidence import Evidence, Reading

if TYPE_CHECKING:
    from bot.smtp.bounce.text import Paste


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in _SOURCES.items()}


_SOURCES = {
    "begins": attempts.STAMP + r"|^\[[A-Z]{4,9}\] \[",
    "session": r"\[([0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}|[0-9A-F]{8})(?:\.\d{1,6}){0,4}\]",
    "deferred": r"(?:Temp failing|temp failing|[Dd]eferr?ing|deferred) [^\n]{0,200}? for \d{1,9} ?(?:seconds|s)?: "
    r"([^\n]{1,4000})",
    "bounced": r"\b(?:[Bb]ouncing mail|[Bb]ounce[ds]?|[Bb]ouncing|Too many failures)[^\n:]{0,200}?[:(] ?"
    r"([^\n]{3,4000})",
    "recipient": r"\brecipient <?([^\s<>]{1,400}@[^\s<>]{1,400}?)>? (rejected|deferred|failed)[^\n:]{0,20}: "
    r"([^\n]{3,4000})",
    "delivered": r"\bdelivered file=",
    "inbound": r"\blr=\"([^\"\n]{3,1000})\"",
    "hook": r"\bretval=(DENY\w{0,20}) msg=\"?([^\"\n]{0,1000})",
    "error": r"\[outbound\] ((?:Failed to get|Ongoing connection failed|Upstream error|DNS lookup"
    r"|Nowhere to deliver)[^\n]{1,1000})",
    "to": r"(?:rcpt(?:_to)?|to|rcpts)[=:] ?\"?<?([^\s<>\"=,]{1,400}@[^\s<>\",]{1,400})",
    "from": r"(?:mail_from|from|sender)[=:] ?\"?<?([^\s<>\"=,]{1,400}@[^\s<>\",]{1,400})",
    "host": r"\b(?:host|mx|rhost)=\"?([\w.-]{3,255})",
    "ip": r"\b(?:ip|remote|rip)=\"?([0-9A-Fa-f.:]{3,45})|\b(?:to|from|host) (?:[\w.-]{1,255} )?\[?"
    r"([0-9A-Fa-f.]{7,15}):\d{1,5}",
    "response": r"\bresponse=\"([^\"\n]{3,1000})\"|\bresponse=<?(\d{3} [^\n]{0,1000})",
}


def read(paste: Paste) -> Reading | None:
    """Read lines of ``[outbound]`` and ``[core]``; None when none of them tells of a failure or a delivery."""
    text = paste.text
    if not any(m in text for m in ("[outbound]", "[core]", "Upstream error", "Temp failing")):
        return None
    known = _patterns()
    strict: list[attempts.Attempt] = []
    loose: list[attempts.Attempt] = []
    sender = None
    for record in attempts.records(text, known["begins"]):
        if found := _outbound(record):
            strict.append(found)
        elif other := _inbound(record) or _error(record):
            loose.append(other)
        if sender is None and (by := known["from"].search(record)):
            sender = by[1]
    return attempts.reading("haraka-log", strict or loose, sender=sender)


def _outbound(record: str) -> attempts.Attempt | None:
    known = _patterns()
    if "[outbound]" not in record and "Temp failing" not in record:
        return None
    if found := known["recipient"].search(record):
        action = "deferred" if found[2] == "deferred" else None
        return _session(record), _evidence(record, found[3], action, attempts.address(found[1]))
    if found := known["deferred"].search(record):
        return _session(record), _evidence(record, found[1], "deferred")
    if known["delivered"].search(record):
        response = known["response"].search(record)
        return _session(record), _evidence(record, (response[1] or response[2]) if response else "", "delivered")
    if found := known["bounced"].search(record):
        return _session(record), _evidence(record, found[1].removesuffix(")"), "failed")
    return None


def _session(record: str) -> str:
    found = _patterns()["session"].search(record)
    return found[1] if found else ""


def _evidence(record: str, words: str, action: str | None, to: str | None = None) -> Evidence:
    known = _patterns()
    said = attempts.said(words)
    named, host, ip = known["to"].search(record), known["host"].search(record), known["ip"].search(record)
    return Evidence(
        recipient=to or (attempts.address(named[1]) if named else None),
        reply=said.reply,
        status=said.status,
        diagnostic=said.words,
        remote_host=attempts.host_name(host[1]) if host else None,
        remote_ip=attempts.ip(ip[1] or ip[2]) if ip else None,
        stage="connect" if said.words and not said.reply and "connect" in said.words.lower() else None,
        action=action or attempts.outcome(said) or "failed",
        platform="haraka",
        hint="expired" if "Too many failures" in record else None,
    )


def _inbound(record: str) -> attempts.Attempt | None:
    """``disconnect ip=… lr="550 …"`` and ``hook=rcpt … retval=DENY msg="…"``: a client that Haraka refused."""
    known = _patterns()
    if found := known["hook"].search(record):
        evidence = _evidence(record, found[2], "deferred" if "SOFT" in found[1] else "failed")
        hook = record.partition("hook=")[2]
        return _session(record), _refused(evidence, attempts.stage(hook.split(" ", 1)[0]))
    found = known["inbound"].search(record)
    if not found or found[1][0] not in "45":
        return None
    return _session(record), _refused(_evidence(record, found[1], None), None)


def _refused(found: Evidence, step: str | None) -> Evidence:
    return replace(found, client_ip=found.remote_ip, stage=step or found.stage)


def _error(record: str) -> attempts.Attempt | None:
    found = _patterns()["error"].search(record)
    return (_session(record), _evidence(record, found[1], "deferred")) if found else None
