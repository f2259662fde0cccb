"""Client errors: what mail libraries throw and command-line clients print, also inside other systems' logs."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.smtp.bounce import attempts
from bot.smtp.bounce.exceptions import (
    amazon_ses,
    anymail,
    api,
    curl,
    dotnet,
    elixir,
    errors,
    git,
    go,
    java,
    msmtp,
    node,
    outlook,
    pear,
    php,
    postmark,
    python,
    roundcube,
    ruby,
    rust,
    swaks,
    zabbix,
)
from bot.smtp.bounce.logs.prefix import without_prefix
from bot.smtp.bounce.transcript import read_transcript

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.smtp.bounce.evidence import Evidence, Reading
    from bot.smtp.bounce.text import Paste

# The more telling marks first; Go's are the weakest, they fit any structured log.
CLIENTS: tuple[Callable[[str], list[Evidence] | None], ...] = (
    postmark.read,
    amazon_ses.read,
    anymail.read,
    curl.read,
    msmtp.read,
    swaks.read,
    git.read,
    outlook.read,
    java.read,
    roundcube.read,
    pear.read,
    php.phpmailer,
    php.symfony,
    dotnet.read,
    node.read,
    ruby.read,
    elixir.read,
    rust.read,
    python.read,
    zabbix.read,
    api.read,
    go.read,
)
# What debug output shows of a session.
_SESSION = (
    *("CLIENT -> SERVER", "C: ", "send: ", "SMTP>>", "MAIL FROM:", "EHLO ", " -> ", "\n< ", "\n> "),
    *("CLIENT 1:\n", '\n-> "', '\n<- "'),
)


def read_exception(paste: Paste) -> Reading | None:
    """Read the error of a mail client; None when there is none.

    Nothing has bounced where no server was reached: such a reading says so by ``is_bounce``.
    """
    head = paste.text[: errors.MOST]
    bare = without_prefix(head)
    if bare is head:
        return _read(paste)
    return _read(replace(paste, text=bare)) or _read(paste) or _reply_alone(bare)


def _read(paste: Paste) -> Reading | None:
    text = paste.text
    for client in CLIENTS:
        if found := client(text):
            if session := _session(paste, found):
                return session
            by, to = errors.envelope(text)
            if to and len(found) == 1 and not found[0].recipient and found[0].stage in {"RCPT", None}:
                found = [replace(found[0], recipient=to)]
            sender = php.sender(text) or python.sender(text) or by
            host = None if all(e.remote_host or e.remote_ip for e in found) else errors.server(text)
            placed = [("", e if e.remote_host or e.remote_ip else replace(e, remote_host=host)) for e in found]
            reading = attempts.reading("client-error", placed, sender=sender)
            return replace(reading, is_bounce=False) if reading and errors.never_spoke(found) else reading
    return None


def _session(paste: Paste, found: list[Evidence]) -> Reading | None:
    """The session that led to the error, where debug output shows it: it tells more than the error does."""
    text = "\n" + paste.text
    session = read_transcript(paste) if any(mark in text for mark in _SESSION) else None
    if session and len(session.evidence) == 1 and not session.evidence[0].stage:
        # Of a session that is cut off, the error says how far it came.
        return replace(session, evidence=(replace(session.evidence[0], stage=found[0].stage),))
    return session


def _reply_alone(text: str) -> Reading | None:
    """A reply of several lines, each of them logged for itself."""
    if not _lines_of_a_reply().match(text):
        return None
    return attempts.reading("client-error", [("", e) for e in errors.refusals(text, None)])


@cache
def _lines_of_a_reply() -> re.Pattern[str]:
    return re.compile(r"\s*([45]\d\d)-[^\n]*\n\1[- ]")
