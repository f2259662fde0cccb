"""PowerMTA: accounting records, comma-separated, with or without their header line.

Source: PowerMTA User's Guide, "Accounting records"; the files are those of RFC 4180
"""

from __future__ import annotations

import csv
import re
from functools import cache
from typing import TYPE_CHECKING

from bot.smtp.bounce import attempts
from bot.smtp.bounce.evidence import Evidence, Reading

if TYPE_CHECKING:
    from bot.smtp.bounce.text import Paste

_KINDS = {"b": "failed", "rb": "failed", "t": "deferred", "tq": "deferred", "d": "delivered"}
_DSN_ACTIONS = frozenset({"failed", "delayed", "relayed", "delivered", "expanded", "deferred"})


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in _SOURCES.items()}


_ROW = r"^[ \t]{0,8}\"?(b|rb|t|tq|d|f)\"?,\"?(?:\d{9,13}|\d{4}-\d\d-\d\d)"
_HEADER = r"^[ \t]{0,8}\"?type\"?,\"?(?:time|orig|rcpt|dsn|bounce|vmta)"
_SOURCES = {
    "row": _ROW,
    "header": _HEADER,
    "begins": f"{_ROW}|{_HEADER}",
    "status": r"^[245]\.\d{1,3}\.\d{1,3}(?: \(|$)",
    "reply": r"^(?:smtp;|x-\w|[45]\d\d[ -])",
}


def read(paste: Paste) -> Reading | None:
    """Read records whose names come from the header line, or from what a field looks like; None without records."""
    known = _patterns()
    if "," not in paste.text or "@" not in paste.text:
        return None
    names: list[str] = []
    found: list[attempts.Attempt] = []
    sender = None
    for head in attempts.records(paste.text, known["begins"]):
        if known["header"].match(head):
            names = [name.strip().lower() for name in _fields(head)]
        elif known["row"].match(head):
            row = _row(_fields(head), names)
            found.append(("", _evidence(row)))
            sender = sender or attempts.address(row.get("orig"))
            if len(found) > attempts.MOST:
                break
    return attempts.reading("powermta-log", found, sender=sender)


def _fields(line: str) -> list[str]:
    try:
        return next(csv.reader([line.strip()]), [])
    except csv.Error:
        return line.split(",")


def _row(fields: list[str], names: list[str]) -> dict[str, str]:
    if len(names) > 3:
        return dict(zip(names, fields, strict=False))
    return _guessed(fields)


def _guessed(fields: list[str]) -> dict[str, str]:
    """Name the fields of a row without a header: they always come in the same order."""
    known = _patterns()
    row = {"type": fields[0]}
    people = [f for f in fields if "@" in f and " " not in f and ";" not in f]
    row["orig"], row["rcpt"] = (people[0], people[1]) if len(people) > 1 else ("", people[0] if people else "")
    for place, value in enumerate(fields):
        if value in _DSN_ACTIONS:
            row.setdefault("dsnaction", value)
        elif known["status"].match(value):
            row.setdefault("dsnstatus", value)
        elif known["reply"].match(value) and "dsndiag" not in row:
            row["dsndiag"] = value
            row["dsnmta"] = fields[place + 1] if place + 1 < len(fields) else ""
    return row


def _evidence(row: dict[str, str]) -> Evidence:
    said = attempts.said(row.get("dsndiag") or "")
    host, ip = attempts.endpoint(row.get("dsnmta") or "")
    status = row.get("dsnstatus", "").split(" ", 1)[0]
    kind = row.get("type", "").strip()
    return Evidence(
        recipient=attempts.address(row.get("rcpt")),
        original_recipient=attempts.address(row.get("orcpt")),
        reply=said.reply,
        status=said.status,
        reported_status=status if _patterns()["status"].match(status) else None,
        diagnostic=said.words or row.get("dsnstatus") or None,
        remote_host=host,
        remote_ip=ip or attempts.ip(row.get("dlvdestinationip")),
        client_ip=attempts.ip(row.get("dlvsourceip")),
        action="complaint" if kind == "f" else _KINDS.get(kind),
        platform="powermta",
        hint=row.get("bouncecat") or None,
    )
