"""Sendmail: ``stat=`` lines, and the rejects of its rule sets and milters.

Source: Sendmail Installation and Operation Guide, section 2.1.1 (doc/op/op.me of Sendmail)
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
    "begins": attempts.STAMP + r"|^[0-9A-Za-z]{8,20}: (?:to=|from=|ruleset=|[Mm]ilter)",
    "may begin": r"^(?:to=|ruleset=)",
    "queue id": r"\b([0-9A-Za-z]{8,20}): (?:to=|from=|ruleset=|Milter|milter|<)",
    "to": r"\bto=([^\s=]{1,4000}?)(?:, |,?$)",
    "from": r"\bfrom=<?([^\s<>,]{1,400}@[^\s<>,]{1,400})>?",
    "relay": r"\brelay=([^,]{1,300}?)(?:, |$)",
    "dsn": r"\bdsn=([245]\.\d{1,3}\.\d{1,3})",
    "stat": r"\bstat=([^\n]{1,4000})",
    "reply": r"\breply=([^\n]{3,2000}?), stat=",
    "reject": r"\breject=([^\n]{1,2000})",
    "argument": r"\bruleset=(\w{1,40}), arg1=<?([^\s<>,]{1,400})",
    "with": r"\b(?:with|by|from) ([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})\.?(?:$|[\s:])",
}
_STAGE_OF_RULES = {
    "check_rcpt": "RCPT",
    "check_mail": "MAIL",
    "check_relay": "connect",
    "check_data": "DATA",
    "check_eom": "DATA",
}


def read(paste: Paste) -> Reading | None:
    """Read lines with ``stat=`` beside ``dsn=`` or ``mailer=``, or with ``reject=``; None when there are none."""
    text = paste.text
    if not ("stat=" in text and ("dsn=" in text or "mailer=" in text)) and "reject=" not in text:
        return None
    known = _patterns()
    found: list[attempts.Attempt] = []
    sender = None
    for record in attempts.records(text, known["begins"], None, known["may begin"]):
        if sender is None and (by := known["from"].search(record)):
            sender = by[1]
        found += _delivery(record) or _reject(record)
        if len(found) > attempts.MOST * 4:
            break
    return attempts.reading("sendmail-log", found, sender=sender)


def _queue_id(record: str) -> str:
    found = _patterns()["queue id"].search(record[:300])
    return found[1] if found else ""


def _delivery(record: str) -> list[attempts.Attempt]:
    """``to=<…>,<…>, … relay=host. [ip], dsn=5.1.1, stat=User unknown``: the same outcome for each recipient."""
    known = _patterns()
    stat = known["stat"].search(record)
    if not stat or not ("dsn=" in record or "mailer=" in record) or stat[1].startswith("queued"):
        return []
    base = _outcome(record, stat[1])
    to = known["to"].search(record)
    queue_id = _queue_id(record)
    named: list[str | None] = [a for part in to[1].split(",") if (a := attempts.address(part))] if to else []
    return [(queue_id, replace(base, recipient=recipient)) for recipient in (named or [None])[: attempts.MOST + 1]]


def _outcome(record: str, stat: str) -> Evidence:
    known = _patterns()
    dsn = known["dsn"].search(record)
    relay = known["relay"].search(record)
    host, ip = attempts.endpoint(relay[1]) if relay else (None, None)
    if host is None and ip is None and (named := known["with"].search(stat)):
        host = attempts.host_name(named[1])
    reply = known["reply"].search(record)
    said = _said(reply[1] if reply else stat)
    reported = dsn[1] if dsn else None
    return Evidence(
        reply=said.reply,
        status=said.status,
        reported_status=reported,
        diagnostic=said.words,
        remote_host=host,
        remote_ip=ip,
        stage="connect" if "onnection " in stat or "No route" in stat else None,
        action=_action(stat, reported),
        platform="sendmail",
    )


def _said(stat: str) -> attempts.Said:
    words = stat.removeprefix("Deferred: ").strip()
    if words.startswith("Sent ("):
        words = words[6:].rstrip(")")
    said = attempts.said(words)
    return attempts.Said(said.reply, said.status, stat.strip()[:2_000] if said.reply is None else said.words)


def _action(stat: str, dsn: str | None) -> str:
    if stat.startswith("Sent"):
        return "delivered"
    if stat.startswith("Deferred") or (dsn or "").startswith("4"):
        return "deferred"
    return "failed"


def _reject(record: str) -> list[attempts.Attempt]:
    """``ruleset=check_rcpt, arg1=<…>, relay=…, reject=550 5.7.1 …`` and ``Milter: to=<…>, reject=…``."""
    known = _patterns()
    found = known["reject"].search(record)
    if not found:
        return []
    said = attempts.said(found[1])
    rules = known["argument"].search(record)
    to = known["to"].search(record)
    recipient = attempts.address(
        rules[2] if rules and rules[1] == "check_rcpt" else to[1].split(",")[0] if to else None
    )
    relay = known["relay"].search(record)
    host, ip = attempts.endpoint(relay[1]) if relay else (None, None)
    evidence = Evidence(
        recipient=recipient,
        reply=said.reply,
        status=said.status,
        diagnostic=said.words,
        remote_host=host,
        remote_ip=ip,
        client_ip=ip,
        stage=_STAGE_OF_RULES.get(rules[1]) if rules else "DATA" if "Milter: data" in record else None,
        action=attempts.outcome(said) or "failed",
        platform="sendmail",
    )
    return [(_queue_id(record), evidence)]
