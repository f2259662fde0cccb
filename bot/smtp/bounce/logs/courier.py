"""Courier: ``courieresmtp`` deliveries and what ``courieresmtpd`` refuses.

Source: comctlfile.c and courieresmtpd.c of Courier
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bot.smtp.bounce import attempts
from bot.smtp.bounce.evidence import Evidence, Reading

if TYPE_CHECKING:
    from bot.smtp.bounce.text import Paste

_ACTIONS = {"failure": "failed", "deferred": "deferred", "success": "delivered"}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in _SOURCES.items()}


_SOURCES = {
    "begins": attempts.STAMP + r"|^courier\w{1,12}(?:\[\d+\])?: ",
    "delivery": r"\bid=([0-9A-Fa-f.]{6,80}),from=<([^<>]{0,400})>,addr=<([^<>]{1,400})>("
    r"(?:,[a-z]{2,12}=[^,:\s]{0,300}){0,6})"
    r"[:,] ?([^\n]{0,4000})",
    "status": r"^(?:status: )?(failure|deferred|success)\b(?:: )?",
    "inbound": r"\berror,relay=([0-9A-Fa-f.:]{3,45}?)(?:,[^:\n]{0,900}?)?(?:,from=<([^<>]{0,400})>)?(?:,to=<"
    r"([^<>]{0,400})>)?: ([^\n]{3,2000})",
    "host": r"(?:delivered: |host=|to )([\w.-]{1,255}(?: ?\[[0-9A-Fa-f.:]{3,45}\])?)",
}


def read(paste: Paste) -> Reading | None:
    """Read lines that name ``courier`` or hold ``,addr=<``; None when no delivery and no refusal is among them."""
    if "courier" not in paste.text and ",addr=<" not in paste.text:
        return None
    known = _patterns()
    found: list[attempts.Attempt] = []
    sender = None
    for record in attempts.records(paste.text, known["begins"]):
        if done := known["delivery"].search(record):
            found.append((done[1], _delivery(done)))
            sender = sender or done[2] or None
        elif refused := known["inbound"].search(record):
            found.append(("", _refused(refused)))
            sender = sender or refused[2] or None
        if len(found) > attempts.MOST * 4:
            break
    return attempts.reading("courier-log", found, sender=sender)


def _delivery(done: re.Match[str]) -> Evidence:
    known = _patterns()
    status = known["status"].match(done[5])
    words = done[5][status.end() :] if status else done[5]
    said = attempts.said(words)
    named = known["host"].search(f"{done[4]} {words}") if "deliver" in words or "host=" in done[4] else None
    host, ip = attempts.endpoint(named[1]) if named else (None, None)
    return Evidence(
        recipient=attempts.address(done[3]) or done[3],
        reply=said.reply,
        status=said.status,
        diagnostic=said.words,
        remote_host=host,
        remote_ip=ip,
        action=_ACTIONS[status[1]] if status else attempts.outcome(said) or "deferred",
        platform="courier",
    )


def _refused(found: re.Match[str]) -> Evidence:
    said = attempts.said(found[4])
    ip = attempts.ip(found[1].removeprefix("::ffff:"))
    return Evidence(
        recipient=attempts.address(found[3]),
        reply=said.reply,
        status=said.status,
        diagnostic=said.words,
        remote_ip=ip,
        client_ip=ip,
        action=attempts.outcome(said) or "failed",
        platform="courier",
    )
