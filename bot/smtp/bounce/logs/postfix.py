"""Postfix: log lines of its delivery agents, smtpd, postscreen and cleanup.

Source: log_adhoc.c (deliveries) and smtpd_check.c (rejects) of Postfix, https://www.postfix.org/POSTSCREEN_README.html
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bot.smtp.bounce import attempts
from bot.smtp.bounce.evidence import Evidence, Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.smtp.bounce.text import Paste

_MARKERS = ("status=", "NOQUEUE", "reject: ", "postfix/", ": host ", "proxy-reject", "reject_warning: ", "connect to ")
_ACTIONS = {
    "sent": "delivered",
    "deliverable": "delivered",
    "bounced": "failed",
    "expired": "failed",
    "undeliverable": "failed",
    "deferred": "deferred",
    "softbounce": "deferred",
}
_QUEUE_ID = r"(?:[0-9A-F]{5,18}|[0-9A-Za-z]{10,22})"


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in _SOURCES.items()}


_SOURCES = {
    "begins": attempts.STAMP + rf"|^(?:{_QUEUE_ID}: |NOQUEUE|postfix/)|postfix/[a-z/-]{{2,40}}\[",
    "may begin": r"^\W{0,4}(?:(?:orig_)?to=<|relay=|dsn=|status=|connect to |host \S)",
    "ended": r"\)$|helo=<[^<>]*>$",
    "queue id": rf"(?:^|[\]:] |\s)({_QUEUE_ID}|NOQUEUE): ",
    "to": r"(?<!orig_)\bto=<([^<>]{1,400})>",
    "original": r"\borig_to=<([^<>]{1,400})>",
    "from": r"\bfrom=<([^<>]{1,400})>",
    "relay": r"\brelay=([^\s,]{1,400})",
    "dsn": r"\bdsn=([245]\.\d{1,3}\.\d{1,3})",
    "status": r"\bstatus=([A-Za-z]{4,16})[A-Za-z-]{0,30},? ?\(?",
    "host": r"(?:host|connect to|server|with|to|from|at) ([\w.-]{1,255}\[[^\[\]\s]{1,100}\])",
    "said": r"(?: said| refused to talk to me): ",
    "in reply to": r"\(in reply to ([A-Za-z ]{3,40}) command",
    "reject": r"(?:proxy-|milter-)?(reject|reject_warning|hold|discard): ([A-Z][A-Z-]{2,20})(?: from "
    r"([^\s;]{1,300}?))?: ",
    "content": r"\breject: ((?:header|body|mime-header|nested-header) [^\n]{0,2000}?) from ([^\s;]{1,300}); ",
    "tail": r"[;,] (?:from|to)=<|; proto=",
    "content reply": r"(?:helo=<[^<>]{0,300}>|proto=\w{1,10}): ",
    "loose": rf"(?:^|: )(?:{_QUEUE_ID}: )?((?:host [\w.-]{{1,255}}\[[^\[\]\s]{{1,100}}\] (?:said"
    rf"|refused to talk to me): |connect to "
    r"[\w.-]{1,255}\[|lost connection with [\w.-]{1,255}\[|conversation with [\w.-]{1,255}\[|SSL_connect error to ).*)",
    "sasl": r"warning: ([^\s:]{1,300}\]): SASL \S{2,40} authentication failed",
    "screen": r"postscreen\[\d{1,9}\]: (?:DNSBL rank \d{1,4} for|PREGREET \d{1,6} after \S{1,12} from) \["
    r"([^\[\]]{2,45})\]",
}


def read(paste: Paste) -> Reading | None:
    """Read lines with ``status=``, ``reject:``, ``host … said`` and the like; None when none of them is Postfix's."""
    if not any(marker in paste.text for marker in _MARKERS):
        return None
    known = _patterns()
    strict: list[attempts.Attempt] = []
    loose: list[attempts.Attempt] = []
    sender = None
    for record in attempts.records(paste.text, known["begins"], known["ended"], known["may begin"]):
        if found := _delivery(record) or _reject(record) or _content(record):
            strict.append(found)
        elif other := _loose(record):
            loose.append(other)
        if sender is None and (by := known["from"].search(record)):
            sender = by[1]
        if len(strict) > attempts.MOST * 4:
            break
    return attempts.reading("postfix-log", _with_senders(strict) if strict else loose, sender=sender)


def _with_senders(found: list[attempts.Attempt]) -> Iterator[attempts.Attempt]:
    """Without a second account of what a line with a recipient tells."""
    named = {queue_id for queue_id, e in found if e.recipient}
    for queue_id, e in found:
        if e.recipient or queue_id not in named:
            yield queue_id, e
        elif e.hint == "expired":
            # The queue manager gives up on a whole message: on all of its recipients that are still waiting.
            yield from [(queue_id, _expire(e, old)) for old in _waiting(found, queue_id)]


def _waiting(found: list[attempts.Attempt], queue_id: str) -> list[Evidence]:
    last = {e.recipient: e for q, e in found if q == queue_id and e.recipient}
    return [e for e in last.values() if e.action == "deferred"][: attempts.MOST]


def _expire(new: Evidence, old: Evidence) -> Evidence:
    return Evidence(recipient=old.recipient, action="failed", hint=new.hint, platform="postfix")


def _queue_id(record: str) -> str:
    found = _patterns()["queue id"].search(record[:400])
    return found[1] if found and found[1] != "NOQUEUE" else ""


def _group(name: str, record: str) -> str | None:
    found = _patterns()[name].search(record)
    return found[1] if found else None


def _delivery(record: str) -> attempts.Attempt | None:
    """``to=<…>, relay=…, dsn=…, status=bounced (…)`` of smtp, lmtp, pipe, local, virtual, error and qmgr."""
    found = _patterns()["status"].search(record)
    action = _ACTIONS.get(found[1].lower()) if found else None
    if not found or not action or not ("dsn=" in record or found[0].endswith("(") or "status=expired" in record):
        return None
    words = record[found.end() :] if found[0].endswith("(") else ""
    words = words.rstrip()[:-1] if words.rstrip().endswith(")") else words
    host, ip = remote(record[: found.start()], words)
    said = sentence(words)
    evidence = Evidence(
        recipient=_group("to", record),
        original_recipient=_group("original", record),
        reply=said.reply,
        status=said.status,
        reported_status=_group("dsn", record),
        diagnostic=said.words,
        remote_host=host,
        remote_ip=ip,
        stage=step(words),
        action=action,
        platform="postfix",
        hint="expired" if found[1].lower() == "expired" else None,
    )
    return _queue_id(record), evidence


def remote(fields: str, words: str) -> tuple[str | None, str | None]:
    """Who answered: ``relay=``, unless that is a transport's name; else the host that the words name."""
    relay = _group("relay", fields)
    if relay and "[" in relay:
        return attempts.endpoint(relay)
    named = _group("host", words)
    return attempts.endpoint(named) if named else (None, None)


def sentence(words: str) -> attempts.Said:
    """The reply in Postfix's own sentence; without one, the sentence."""
    cut = _patterns()["said"].search(words)
    own = attempts.said(words[cut.end() :] if cut else words)
    if cut or own.reply is None or words[:40].lstrip().startswith(own.reply):
        return own
    # No server speaks here: a number in Postfix's own words is a port or an exit status.
    server = "server " in words and "said" in words
    return own if server or "Command output" in words else attempts.Said(None, own.status, own.words)


def step(words: str) -> str | None:
    """The step of the session at which Postfix's sentence stops."""
    if found := _patterns()["in reply to"].search(words):
        return attempts.stage(found[1])
    if "refused to talk to me" in words or "connect to " in words:
        return "connect"
    if "TLS" in words or "certificate" in words or "SSL_" in words:
        return "STARTTLS"
    if "SASL" in words:
        return "AUTH"
    return attempts.stage(words.split(" while ", 1)[1]) if " while " in words else None


def _reject(record: str) -> attempts.Attempt | None:
    """``NOQUEUE: reject: RCPT from host[ip]: 550 …; from=<…> to=<…>`` of smtpd, postscreen and milters."""
    found = _patterns()["reject"].search(record)
    if not found:
        return None
    rest = record[found.end() :]
    cut = _patterns()["tail"].search(rest)
    words, tail = (rest[: cut.start()], rest[cut.start() :]) if cut else (rest, "")
    return _queue_id(record), _inbound(words, found[3] or "", tail, found[2], found[1])


def _content(record: str) -> attempts.Attempt | None:
    """``reject: header Subject: … from host[ip]; from=<…> to=<…> proto=… helo=<…>: 5.7.1 …`` of cleanup."""
    found = _patterns()["content"].search(record)
    if not found:
        return None
    tail = record[found.end() :]
    cut = _patterns()["content reply"].search(tail)
    return _queue_id(record), _inbound(tail[cut.end() :] if cut else found[1], found[2], tail, "DATA", "reject")


def _inbound(words: str, client: str, tail: str, command: str, kind: str) -> Evidence:
    host, ip = attempts.endpoint(client)
    said = attempts.said(words)
    return Evidence(
        recipient=_group("to", tail),
        reply=said.reply,
        status=said.status,
        diagnostic=said.words,
        remote_host=host,
        remote_ip=ip,
        client_ip=ip,
        stage=attempts.stage(command),
        action=attempts.outcome(said) or "failed",
        platform="postfix",
        hint=kind if kind != "reject" else None,
    )


def _loose(record: str) -> attempts.Attempt | None:
    """A line without a recipient: counts only where no better one is."""
    if found := _patterns()["loose"].search(record):
        words = found[1].removesuffix(")")
        host, ip = remote("", words)
        said = sentence(words)
        action = "deferred" if said.reply is None else attempts.outcome(said)
        return _queue_id(record), Evidence(
            reply=said.reply,
            status=said.status,
            diagnostic=said.words,
            remote_host=host,
            remote_ip=ip,
            stage=step(words),
            action=action,
            platform="postfix",
        )
    return _screened(record)


def _screened(record: str) -> attempts.Attempt | None:
    known = _patterns()
    if found := known["sasl"].search(record):
        _, ip = attempts.endpoint(found[1])
        words = record[found.start() :]
        return "", Evidence(
            diagnostic=words, remote_ip=ip, client_ip=ip, stage="AUTH", action="failed", platform="postfix"
        )
    if found := known["screen"].search(record):
        words = record[found.start() :].partition(": ")[2]
        ip = attempts.ip(found[1])
        return "", Evidence(
            diagnostic=words, remote_ip=ip, client_ip=ip, stage="connect", action="deferred", platform="postfix"
        )
    return None
