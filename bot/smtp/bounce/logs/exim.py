"""Exim: ``**``, ``==``, ``=>`` and rejects in its main and reject logs.

Source: https://www.exim.org/exim-html-current/doc/html/spec_html/ch-log_files.html
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

_MARKERS = ("** ", "== ", "=> ", "-> ", "rejected ", "authenticator failed", "refused connection", " H=", "retry time")
_ACTIONS = {"**": "failed", "==": "deferred"}
_ID = r"[0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4}"


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in _SOURCES.items()}


_SOURCES = {
    "begins": rf"^\W{{0,3}}\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d|^{_ID} |^(?:\*\*|==|=>|->) \S|exim(?:\[\d{{1,9}}\])?: "
    rf"|^H=\S",
    "delivery": rf"(?:^|({_ID}) |\] |exim: )(\*\*|==|=>|->|>>) (?=[^\s=*-])",
    "address": r"\s*(?:<([^<>\s]{1,400})>|([^\s:<>]{1,400}))(?: <([^<>\s]{1,400})>| \("
    r"([^()\s]{1,400}@[^()\s]{1,400})\))?",
    "sender": r"\bF=<([^<>]{1,400})>|<= ([^\s<>]{1,400}@[^\s<>]{1,400})",
    "host": r"\bH=([\w.-]{1,255})?(?: ?\([^()]{0,255}\))? ?\[([0-9A-Fa-f:.]{2,45})\]",
    "error": r"SMTP error from remote (?:mail server|mailer) after ([^\n]{1,600}?): (?=\"?[45]\d\d|host )",
    "host before reply": r"^host ([\w.-]{1,255} \[[0-9A-Fa-f:.]{2,45}\]): ",
    "reject": r"(temporarily )?\b(?:rejected|refused) (RCPT|MAIL|VRFY|EXPN|AUTH|EHLO or HELO|HELO|EHLO|after DATA"
    r"|during \w{1,12}"
    r"|by \w{1,20}|connection|DATA|ETRN|message)\b([^\n]{0,8000})",
    "rcpt": r"^ <?([^\s<>:]{1,400}@[^\s<>:]{1,400})>?",
    "auth": r"authenticator failed for ([^\n]{0,300}?\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?: ([^\n]{1,600})",
    "bare": r"(?:H=)?([\w.-]{1,255} \[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?:? ((?:Connection |No route|SMTP (?:error"
    r"|timeout)"
    r"|Network is|Remote (?:host|end)|TLS )[^\n]{1,2000})",
    "quoted": r'\bC="([^"\n]{3,1000})"',
    "defer": r"\bdefer \((-?\d{1,4})\)",
}


def read(paste: Paste) -> Reading | None:
    """Read lines with a mark of Exim's beside its date, message id or ``H=``; None when there are none."""
    text = paste.text
    if not any(marker in text for marker in _MARKERS) or not _looks_right(text):
        return None
    known = _patterns()
    strict: list[attempts.Attempt] = []
    loose: list[attempts.Attempt] = []
    sender = None
    for record in attempts.records(text, known["begins"]):
        if found := _delivery(record) or _reject(record):
            strict.append(found)
        elif other := _bare(record):
            loose.append(other)
        if sender is None and (by := known["sender"].search(record)):
            sender = attempts.address(by[1] or by[2])
        if len(strict) > attempts.MOST * 4:
            break
    return attempts.reading("exim-log", strict or loose, sender=sender)


def _looks_right(text: str) -> bool:
    """Whether any line stands like Exim's: its date, its message id, or ``H=`` with an address in brackets."""
    known = _patterns()
    head = text[:20_000]
    dated = re.search(
        rf"^\W{{0,3}}\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d (?:[+-]\d{{4}} )?(?:\[\d+\] )?(?:{_ID} |H=|\S+ authent)",
        head,
        re.MULTILINE,
    )
    return bool(
        dated
        or re.search(rf"(?:^|\s){_ID} (?:\*\*|==|=>|->|<=|H=)", head)
        or "exim[" in head
        or known["host"].search(head)
    ) or bool(re.search(r"^(?:\*\*|==) \S{1,400}@\S{1,400}(?:: | R=| F=| <)", head, re.MULTILINE))


def _delivery(record: str) -> attempts.Attempt | None:
    """``ID ** address F=<…> R=router T=transport H=host [ip]: what happened``."""
    known = _patterns()
    found = known["delivery"].search(record[:400])
    named = known["address"].match(record, found.end()) if found else None
    if not found or not named:
        return None
    rest = record[named.end() :]
    fields, _, words = rest.partition(": ")
    if found[2] not in _ACTIONS:
        return _delivered(found[1] or "", named, rest)
    host, ip = _host(rest[:1_000])
    said, step, host, ip = _error(words, host, ip)
    evidence = Evidence(
        recipient=_recipient(named),
        original_recipient=attempts.address(named[3]) if "@" in (named[1] or named[2]) else None,
        reply=said.reply,
        status=said.status,
        diagnostic=said.words,
        remote_host=host,
        remote_ip=ip,
        stage=step,
        action=_ACTIONS[found[2]],
        platform="exim",
        hint=_hint(words, fields),
    )
    return found[1] or "", evidence


def _hint(words: str, fields: str) -> str | None:
    if "retry timeout exceeded" in words:
        return "expired"
    found = _patterns()["defer"].search(fields)
    return f"defer {found[1]}" if found else None


def _recipient(named: re.Match[str]) -> str | None:
    """The address, or for a delivery to a file or command the one in brackets behind it."""
    return attempts.address(named[1] or named[2]) or attempts.address(named[3] or named[4])


def _host(text: str) -> tuple[str | None, str | None]:
    found = _patterns()["host"].search(text)
    return (attempts.host_name(found[1]), attempts.ip(found[2])) if found else (None, None)


def _error(words: str, host: str | None, ip: str | None) -> tuple[attempts.Said, str | None, str | None, str | None]:
    """The remote server's words after ``SMTP error from remote mail server after …:``, else Exim's own."""
    known = _patterns()
    found = known["error"].search(words[: attempts.LONGEST])
    if not found:
        own = attempts.said(words)
        step = attempts.stage(words) if words.startswith(("Connection", "SMTP", "Remote", "TLS")) else None
        # Exim's own words quote no reply; a number in them is an errno or a port.
        quoted = own.reply and ("SMTP" in words or words.startswith(own.reply))
        return (own if quoted else attempts.Said(None, own.status, own.words)), step, host, ip
    rest = words[found.end() :]
    if older := known["host before reply"].match(rest):
        host, ip = attempts.endpoint(older[1])
        rest = rest[older.end() :]
    return attempts.said(rest), attempts.stage(found[1]), host, ip


def _delivered(queue_id: str, named: re.Match[str], rest: str) -> attempts.Attempt | None:
    recipient = _recipient(named)
    if recipient is None or " T=" not in rest:
        return None
    host, ip = _host(rest[:1_000])
    quoted = _patterns()["quoted"].search(rest)
    said = attempts.said(quoted[1] if quoted else "")
    return queue_id, Evidence(
        recipient=recipient,
        reply=said.reply,
        status=said.status,
        diagnostic=said.words,
        remote_host=host,
        remote_ip=ip,
        action="delivered",
        platform="exim",
    )


def _reject(record: str) -> attempts.Attempt | None:
    """``H=host [ip] F=<…> rejected RCPT <…>: why`` of a server that took no mail; ``authenticator failed``."""
    known = _patterns()
    if found := known["auth"].search(record):
        _, ip = _host("H=" + found[1]) if "[" in found[1] else (None, None)
        return "", _refused(found[2], ip, "AUTH")
    found = known["reject"].search(record)
    if not found or not ("H=" in record or "[" in record):
        return None
    host, ip = _host(record)
    target, _, words = found[3].partition(": ")
    named = known["rcpt"].match(target) if found[2] in {"RCPT", "VRFY"} else None
    refused = _refused(words or target, ip, found[2])
    action = "deferred" if found[1] else refused.action
    return "", replace(refused, recipient=named[1] if named else None, remote_host=host, action=action)


def _refused(words: str, ip: str | None, command: str) -> Evidence:
    said = attempts.said(words)
    return Evidence(
        reply=said.reply,
        status=said.status,
        diagnostic=said.words,
        remote_ip=ip,
        client_ip=ip,
        stage=attempts.stage(command),
        action=attempts.outcome(said) or "failed",
        platform="exim",
    )


def _bare(record: str) -> attempts.Attempt | None:
    """A line about a host without a recipient: ``mx.example.org [192.0.2.25] Connection timed out``."""
    found = _patterns()["bare"].search(record)
    if not found:
        return None
    host, ip = attempts.endpoint(found[1])
    said, step, host, ip = _error(found[2], host, ip)
    return "", Evidence(
        reply=said.reply,
        status=said.status,
        diagnostic=said.words,
        remote_host=host,
        remote_ip=ip,
        stage=step,
        action="deferred",
        platform="exim",
    )
