"""Client errors: what mail libraries throw and command-line clients print, also inside other systems' logs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.smtp.bounce import attempts
from bot.smtp.bounce.exceptions import api, clients, errors, php, python
from bot.smtp.bounce.transcript import read_transcript

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.smtp.bounce.evidence import Evidence, Reading
    from bot.smtp.bounce.text import Paste

# The more telling marks first; Go's are the weakest, they fit any structured log.
CLIENTS: tuple[Callable[[str], list[Evidence] | None], ...] = (
    api.postmark,
    api.amazon_ses,
    clients.curl,
    clients.msmtp,
    clients.javamail,
    php.phpmailer,
    php.symfony,
    clients.dotnet,
    clients.nodemailer,
    clients.ruby,
    python.read,
    clients.go,
)


def read_exception(paste: Paste) -> Reading | None:
    """Read the error of a mail client; None when there is none.

    Nothing has bounced where no server was reached: such a reading says so by ``is_bounce``.
    """
    text = paste.text
    for client in CLIENTS:
        if found := client(text):
            by, to = errors.envelope(text)
            if to and len(found) == 1 and not found[0].recipient and found[0].stage in {"RCPT", None}:
                found = [replace(found[0], recipient=to)]
            sender = php.sender(text) or python.sender(text) or by
            if session := _session(paste):
                return session
            reading = attempts.reading("client-error", [("", e) for e in found], sender=sender)
            return replace(reading, is_bounce=False) if reading and errors.never_spoke(found) else reading
    return None


def _session(paste: Paste) -> Reading | None:
    """The session that led to the error, where debug output shows it: it tells more than the error does."""
    marks = ("CLIENT -> SERVER", "C: ", "send: ", "SMTP>>", "MAIL FROM:", "EHLO ", " -> ")
    return read_transcript(paste) if any(mark in paste.text for mark in marks) else None
