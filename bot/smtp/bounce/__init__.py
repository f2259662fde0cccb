"""Pasted mail → evidence: one reader per family of format, the most specific first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.smtp.bounce import mail, plain
from bot.smtp.bounce.events import read_events
from bot.smtp.bounce.evidence import Evidence, Reading
from bot.smtp.bounce.exceptions import read_exception
from bot.smtp.bounce.listed import read_listed
from bot.smtp.bounce.logs import read_logs
from bot.smtp.bounce.text import Paste, clean
from bot.smtp.bounce.transcript import read_transcript

if TYPE_CHECKING:
    from collections.abc import Callable

    Reader = Callable[[Paste], Reading | None]

__all__ = ["READERS", "Evidence", "Paste", "Reading", "read"]

# They are asked in this order; the first that makes something of a paste answers.
READERS: tuple[tuple[str, Reader], ...] = (
    ("mail with its headers: report, complaint, auto-reply, notice, and what is attached to it", mail.read_mail),
    ("fields of a delivery report without a mail around them", mail.read_report),
    ("provider event", read_events),
    ("log lines", read_logs),
    ("client error", read_exception),
    ("notice that begins as mail systems write to people", mail.read_notice),
    ("session transcript", read_transcript),
    ("list of addresses, each with its reply", read_listed),
    ("text with a bounce's words", mail.read_text),
    ("text with a reply in it, or a question about codes", plain.read_plain),
)


def read(paste: str | bytes) -> Reading:
    """What a paste says. Any input is fine, and nothing is raised."""
    ready = clean(paste)
    for _, reader in READERS:
        if (reading := reader(ready)) is not None:
            return reading
    return Reading("unknown", False, truncated=ready.truncated)
