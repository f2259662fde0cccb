"""Delivery attempts: what machines write about one (words, host, stage), and many settled to one a recipient."""

from __future__ import annotations

import re
from functools import cache
from ipaddress import ip_address
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.smtp.bounce.evidence import Evidence, Reading
from bot.smtp.bounce.replies import WEAK, find_replies, find_status, fold, last_attempt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST = 1_000  # recipients kept of one paste
LONGEST = 8_000  # characters kept of one log record
_WORDS = 2_000  # characters of a server's words
SUCCESS = frozenset({"delivered", "relayed", "expanded"})
_NO_BOUNCE = SUCCESS | {"complaint", "auto-reply"}

# A log line's time; not a duration ("delay=00:00:03"), nor one deep inside a reply that was wrapped.
STAMP = r"(?<![=\w:])\d\d:\d\d:\d\d|^.{0,60}?\d{4}-\d\d-\d\d[T ]\d\d:\d\d"

Attempt = tuple[str, Evidence]  # the queue id, or "", and what it left behind


class Said(Struct, frozen=True):
    """A server's words, known to be such: its reply code, its enhanced code, and all of it on one line."""

    reply: str | None
    status: str | None
    words: str | None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _SOURCES.items()}


_HOST = r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,253})"
_IP = r"[0-9A-Fa-f:.]{3,45}"
_SOURCES = {
    "success": r"[\s('\"]{0,4}(2[0-5]\d)(?:[ -]+(2\.\d{1,3}\.\d{1,3})(?![\d.]))?(?:[ -]|$)",
    "named": rf"({_HOST})? ?(?:\[(?:IPv6:)?({_IP})\]|\(\[?({_IP})\]?\))",
    "reversed": rf"^\[?({_IP})\]? \(({_HOST})\)",
    "ip": rf"(?<![\w.:@-])({_IP})(?![\w:])",
}
_STAGES = (
    ("initial server greeting", "connect"),
    ("refused to talk to me", "connect"),
    ("initial connection", "connect"),
    ("greeting failed", "connect"),
    ("helo handshake", "EHLO"),
    ("end of data", "DATA"),
    ("end-of-message", "DATA"),
    ("message body", "DATA"),
    ("data end", "DATA"),
    ("bdat", "DATA"),
    ("rcpt", "RCPT"),
    ("recipient", "RCPT"),
    ("mail from", "MAIL"),
    ("mail", "MAIL"),
    ("sender", "MAIL"),
    ("data", "DATA"),
    ("auth", "AUTH"),
    ("starttls", "STARTTLS"),
    ("ehlo", "EHLO"),
    ("helo", "HELO"),
    ("lhlo", "EHLO"),
    ("connect", "connect"),
    ("vrfy", "RCPT"),
)


def said(words: str) -> Said:
    """Read a server's words that a log or an event quotes; a success reply counts too."""
    words = words[:LONGEST].strip()
    if not words:
        return Said(None, None, None)
    if words[:4].lstrip("('\"")[:1] == "2" and (ok := _patterns()["success"].match(words)):
        return Said(ok[1], ok[2], fold(words)[:_WORDS])
    found = find_replies(words, least=WEAK)
    if not found:
        return Said(None, find_status(words), fold(words)[:_WORDS])
    first = max(found[:8], key=lambda r: r.strength)
    if "<4" in words and (last := last_attempt(first.text)):
        return Said(last.code, last.status, first.text[:_WORDS])
    lead = words[: first.start].strip()
    # A short lead ("smtp;", "RecipientError:") says nothing; a longer one is part of what happened.
    kept = first.text if len(lead) < 20 else fold(f"{lead} {first.text}")
    return Said(first.code, first.status or _status_before(lead), kept[:_WORDS])


def _status_before(lead: str) -> str | None:
    return find_status(lead) if lead else None


def endpoint(text: str) -> tuple[str | None, str | None]:
    """Host and IP of ``mx.example.org[192.0.2.25]:25``, ``mx.example.org (192.0.2.25)``, ``192.0.2.25 (mx…)``."""
    text = text[:400].strip().strip('"')
    if turned := _patterns()["reversed"].match(text):
        return host_name(turned[2]), ip(turned[1])
    if named := _patterns()["named"].search(text):
        return host_name(named[1]), ip(named[2] or named[3])
    bare = text.split(" ", 1)[0].split(",", 1)[0].rstrip(".")
    return (None, bare) if ip(bare) else (host_name(bare.split(":", 1)[0].split("[", 1)[0]), None)


def host_name(text: str | None) -> str | None:
    """The name, if it is a host's: with a dot, and no address. Otherwise None."""
    name = (text or "").strip(" .[]\"'<>")
    good = "." in name and ".." not in name and "@" not in name and not ip(name) and "/" not in name
    return name[:253] if good else None


def ip(text: str | None) -> str | None:
    """The IP address as it was written, or None."""
    text = (text or "").strip("[]() ")
    if not 2 < len(text) < 46 or not (":" in text or text.count(".") == 3):
        return None
    try:
        ip_address(text)
    except ValueError:
        return None
    return text


def address(text: object) -> str | None:
    """A mail address without its brackets, display name or ``rfc822;``; None where there is none."""
    if not isinstance(text, str):
        return None
    text = text[:1_000]
    if "<" in text:
        text = text.rsplit("<", 1)[1].split(">", 1)[0]
    text = text.rsplit(";", 1)[-1].strip(" \t\n\"'<>()[],:")
    return text if 2 < len(text) < 400 and " " not in text and "@" in text[1:] else None


def stage(text: str) -> str | None:
    """The step of the session that a log names: ``RCPT TO``, ``end of DATA``, ``END-OF-MESSAGE``, ``connect``."""
    low = text[:120].lower()
    return next((step for phrase, step in _STAGES if phrase in low), None)


def client_ip(words: str | None, remote: str | None) -> str | None:
    """The sending side's address where the server names it: the first in its words that is not its own."""
    if not words or not any(c.isdigit() for c in words):
        return None
    for found in _patterns()["ip"].finditer(words[:1_000]):
        if (here := ip(found[1].rstrip(".:"))) and here != remote and here.count(":") != 1:
            return here
    return None


def outcome(said_: Said, reported: str | None = None) -> str | None:
    """What an attempt came to, by its first digit: ``failed``, ``deferred``, ``delivered``."""
    code = said_.reply or said_.status or reported or ""
    return {"2": "delivered", "4": "deferred", "5": "failed"}.get(code[:1])


def settle(attempts: Iterable[Attempt]) -> tuple[tuple[Evidence, ...], bool]:
    """One piece of evidence per message and recipient, the last attempt deciding; and whether some were left out."""
    kept: dict[tuple[str, str], Evidence] = {}
    truncated = False
    for queue_id, new in attempts:
        key = (queue_id, (new.recipient or "").lower())
        if not new.recipient and not queue_id:
            key = (f"#{len(kept)}", "")
        if key not in kept and len(kept) >= MOST:
            truncated = True
            break
        kept[key] = _later(kept.get(key), new)
    different = dict.fromkeys(_named(e) for e in kept.values())
    failed = tuple(e for e in different if e.action not in SUCCESS)
    return failed or tuple(different), truncated


def _later(old: Evidence | None, new: Evidence) -> Evidence:
    """The later attempt; but one that only says "expired" ends the earlier one, whose words are the reason."""
    if old and old.diagnostic and new.hint == "expired" and not new.reply:
        return replace(old, action="failed", hint="expired")
    if old and old.reply and new.diagnostic is None:
        return replace(old, action=new.action, hint=new.hint or old.hint)
    return new


def _named(found: Evidence) -> Evidence:
    if found.client_ip or not found.reply:
        return found
    return replace(found, client_ip=client_ip(found.diagnostic, found.remote_ip))


def reading(
    form: str, attempts: Iterable[Attempt], *, sender: str | None = None, subject: str | None = None
) -> Reading | None:
    """The reading of a paste of this format; None when nothing was found in it."""
    evidence, truncated = settle(attempts)
    if not evidence:
        return None
    bounced = any(e.action not in _NO_BOUNCE for e in evidence)
    return Reading(form, bounced, evidence, sender, subject, truncated)


def records(
    text: str, begins: re.Pattern[str], ended: re.Pattern[str] | None = None, may_begin: re.Pattern[str] | None = None
) -> Iterator[str]:
    """Log records: a line that begins one, with the lines that a mail program wrapped it into.

    A blank line ends a record, as does what ``ended`` finds at its end. ``may_begin`` begins one between records.
    """
    parts: list[str] = []
    size = 0
    for line in text.split("\n"):
        head = line[:LONGEST]
        starts = begins.search(head[:300])
        if parts and (starts or not head.strip() or (ended and ended.search(parts[-1][-40:]))):
            yield " ".join(parts)
            parts, size = [], 0
        if starts or (not parts and may_begin and may_begin.search(head[:300])):
            parts, size = [head.strip()], len(head)
        elif parts and head.strip() and size < LONGEST:
            parts.append(head.strip())
            size += len(head)
    if parts:
        yield " ".join(parts)
