"""Rspamd: the line that it writes per message. It judges and the mail server refuses, so no reply stands in it.

Source: https://docs.rspamd.com/configuration/logging
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bot.smtp.bounce import attempts
from bot.smtp.bounce.evidence import Evidence, Reading

if TYPE_CHECKING:
    from bot.smtp.bounce.text import Paste

_ACTIONS = {
    "reject": "failed",
    "discard": "failed",
    "quarantine": "failed",
    "soft reject": "deferred",
    "greylist": "deferred",
    "no action": "delivered",
    "add header": "delivered",
    "rewrite subject": "delivered",
}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in _SOURCES.items()}


_SOURCES = {
    "begins": attempts.STAMP + r"|rspamd_task_write_log",
    "verdict": r"\([\w.-]{1,60}: ?[TF] ?\(([a-z ]{4,20})\): \[[^\n\[\]]{1,60}\](?: \[([^\n]{0,6000}?)\](?=,|\)))?",
    "queue id": r"\bqid: <([^<>\s]{1,40})>",
    "ip": r"\bip: ([0-9A-Fa-f.:]{3,45}?)[,\s]",
    "from": r"\bfrom: <([^<>\s]{1,400})>",
    "rcpts": r"(?<!mime_)\brcpts?: <([^<>\n]{1,8000})>",
    "mime": r"\bmime_rcpts?: <([^<>\n]{1,8000})>",
    "forced": r"\bforced: ([a-z ]{4,20}) \"([^\"\n]{1,600})\"",
}


def read(paste: Paste) -> Reading | None:
    """Read lines with a verdict in brackets, ``(default: T (reject): [15.20/15.00] …)``; None when there are none."""
    if "rspamd_task_write_log" not in paste.text and "): [" not in paste.text:
        return None
    known = _patterns()
    found: list[attempts.Attempt] = []
    sender = None
    for record in attempts.records(paste.text, known["begins"]):
        verdict = known["verdict"].search(record)
        if verdict and verdict[1] in _ACTIONS:
            found += _task(record, verdict)
            by = known["from"].search(record)
            sender = sender or (by[1] if by else None)
    return attempts.reading("rspamd-log", found, sender=sender)


def _task(record: str, verdict: re.Match[str]) -> list[attempts.Attempt]:
    known = _patterns()
    forced, client = known["forced"].search(record), known["ip"].search(record)
    to = known["rcpts"].search(record) or known["mime"].search(record)
    queue_id = known["queue id"].search(record)
    # The scores ("(5.10)") must not be taken for codes, so no reply is looked for.
    words = forced[2] if forced else f"{verdict[1]}: {verdict[2] or ''}"
    ip = attempts.ip(client[1]) if client else None
    named: list[str | None] = [a for part in to[1].split(",") if (a := attempts.address(part))] if to else []
    return [
        (
            queue_id[1] if queue_id else "",
            Evidence(
                recipient=recipient,
                diagnostic=words[:2_000],
                remote_ip=ip,
                client_ip=ip,
                stage="DATA",
                action=_ACTIONS[verdict[1]],
                platform="rspamd",
                hint=verdict[1],
            ),
        )
        for recipient in (named or [None])[: attempts.MOST]
    ]
