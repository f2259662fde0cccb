"""Stalwart: its text log, an event's name in brackets and ``key = value`` behind it.

Source: https://stalw.art/docs/telemetry/events and crates/trc of Stalwart
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bot.smtp.bounce import attempts
from bot.smtp.bounce.evidence import Evidence

if TYPE_CHECKING:
    from bot.smtp.bounce.evidence import Reading
    from bot.smtp.bounce.text import Paste


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in _SOURCES.items()}


_SOURCES = {
    "begins": attempts.STAMP + r"|\((?:delivery|smtp|queue)\.[a-z-]{3,40}\)",
    "event": r"\(delivery\.([a-z-]{3,40})\)",
    "field": r"\b([A-Za-z]{2,30}) = (?:\"((?:[^\"\\]|\\.){0,4000})\"|\[([^\[\]]{0,20000})\]|([^\s,\"\[]{1,200}))",
    "address": r"([^\s\",\[\]]{1,400}@[^\s\",\[\]]{1,400})",
}
_TOLD = ("failed", "rejected", "error", "fail", "delivered", "success", "disconnected", "timeout")


def read(paste: Paste) -> Reading | None:
    """Read ``(delivery.…)`` lines and others with ``code =`` beside ``details =``; None when there are none."""
    text = paste.text
    if "(delivery." not in text and not ("code = " in text and "details = " in text):
        return None
    found: list[attempts.Attempt] = []
    sender = None
    for record in attempts.records(text, _patterns()["begins"]):
        fields = _fields(record)
        sender = sender or attempts.address(fields.get("from"))
        found += _attempts(record, fields)
        if len(found) > attempts.MOST * 4:
            break
    return attempts.reading("stalwart-log", found, sender=sender)


def _fields(record: str) -> dict[str, str]:
    """The fields by name; of one that comes twice, the later: first all recipients of a mail, then the one meant."""
    return {m[1]: m[2] or m[3] or m[4] or "" for m in _patterns()["field"].finditer(record)}


def _attempts(record: str, fields: dict[str, str]) -> list[attempts.Attempt]:
    event = _patterns()["event"].search(record)
    words = fields.get("details") or fields.get("reason") or ""
    code = fields.get("code", "")
    answered = len(code) == 3 and code[0] in "245" and "details" in fields
    if not answered and not (event and words and event[1].endswith(_TOLD)):
        return []
    said = attempts.said(f"{code} {words}" if answered else words)
    step = attempts.stage(event[1].replace("-", " ")) if event else None
    people = [m[1] for m in _patterns()["address"].finditer(fields.get("to", ""))][: attempts.MOST] or [""]
    return [
        (
            fields.get("queueId", ""),
            Evidence(
                recipient=attempts.address(person),
                reply=said.reply if answered else None,
                status=said.status if answered else None,
                diagnostic=said.words,
                remote_host=attempts.host_name(fields.get("hostname")),
                remote_ip=attempts.ip(fields.get("remoteIp")),
                stage=step,
                action=attempts.outcome(said) or "deferred",
                platform="stalwart",
            ),
        )
        for person in people
    ]
