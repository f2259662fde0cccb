"""Exchange's message tracking logs: rows of comma-separated fields, with or without the line that names them.

Source: https://learn.microsoft.com/en-us/exchange/mail-flow/transport-logs/message-tracking
"""

from __future__ import annotations

import csv
import re
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.smtp.bounce import attempts
from bot.smtp.bounce.logs import exchange

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.smtp.bounce.evidence import Evidence, Reading
    from bot.smtp.bounce.text import Paste

_EVENTS = frozenset({"FAIL", "DEFER", "DSN", "BADMAIL"})
# Behind the recipient in every version: status, size, count, related recipient, reference, subject, sender.
_SENDER = 7


@cache
def _row() -> re.Pattern[str]:
    # The source, the event, a number, the message's id.
    return re.compile(
        r",(?:AGENT|DSN|GATEWAY|MAILBOXRULE|QUEUE|ROUTING|SMTP|STOREDRIVER),(?:FAIL|DEFER|DSN|BADMAIL),"
        r"\d{0,20},<?[^,\n]{0,400}>?,"
    )


def read(paste: Paste) -> Reading | None:
    """Read the rows that tell of a failure or a delay; None when there are none."""
    text = paste.text
    if "#Fields:" in text and "recipient-status" in text:
        rows = list(islice(_named(text), attempts.MOST * 4))
    elif _row().search(text):
        rows = list(islice(_unnamed(text), attempts.MOST * 4))
    else:
        return None
    found = [("", evidence) for row in rows for evidence in _evidence(row)]
    sender = next((a for row in rows if (a := attempts.address(row.get("sender-address")))), None)
    return attempts.reading("exchange-trace", found, sender=sender)


def _named(text: str) -> Iterator[dict[str, str]]:
    names: list[str] = []
    for line in text.split("\n"):
        if line.startswith("#Fields:"):
            names = [n.strip().lower() for n in line[8 : attempts.LONGEST].split(",")]
        elif names and "," in line and not line.startswith("#"):
            row = dict(zip(names, _fields(line[: attempts.LONGEST]), strict=False))
            if (row.get("event-id") or "").upper() in _EVENTS:
                yield row


def _unnamed(text: str) -> Iterator[dict[str, str]]:
    for line in text.split("\n"):
        if not _row().search(line[: attempts.LONGEST]):
            continue
        fields = _fields(line[: attempts.LONGEST])
        event = next((number for number, field in enumerate(fields) if field in _EVENTS and number), len(fields))
        # The message's id looks like an address too: it stands two fields behind the event, the recipient later.
        to = next((number for number in range(event + 3, len(fields)) if _is_recipient(fields[number])), None)
        if to is not None:
            behind = dict(enumerate(fields[to + 1 :], 1))
            yield {
                "recipient-address": fields[to],
                "recipient-status": behind.get(1, ""),
                "sender-address": behind.get(_SENDER, ""),
                "source-context": next((field for field in fields if "{LED=" in field), ""),
            }


def _is_recipient(field: str) -> bool:
    return all(attempts.address(part) == part for part in field.split(";"))


def _evidence(row: dict[str, str]) -> Iterator[Evidence]:
    """One evidence a recipient; their statuses stand in the same order, or one ``{LED=…}`` in the context for all."""
    status = row.get("recipient-status", "")
    status = status or (context if "{LED=" in (context := row.get("source-context", "")) else "")
    if not status:
        return
    statuses = [] if "{LED=" in status else status.split(";")
    for place, recipient in enumerate(row.get("recipient-address", "").split(";")):
        words = statuses[place] if place < len(statuses) else status
        found = next(exchange.traced(words), None) if "{LED=" in words else exchange.evidence(words, "")
        if found and (found.reply or found.status):
            yield replace(found, recipient=attempts.address(recipient))


def _fields(line: str) -> list[str]:
    try:
        return next(csv.reader([line]), [])
    except csv.Error:
        return line.split(",")
