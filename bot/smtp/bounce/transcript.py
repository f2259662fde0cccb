"""Session transcripts: who said what, from telnet to swaks. The refusal is the answer, with what drew it."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.smtp.bounce import attempts
from bot.smtp.bounce.evidence import Evidence, Reading
from bot.smtp.bounce.turns import signs, turns

if TYPE_CHECKING:
    from bot.smtp.bounce.text import Paste

_REPLIES = 1_000


@dataclass(slots=True)
class _Session:
    """What has been said so far."""

    pending: deque[str] = field(default_factory=deque)  # commands that wait for their reply
    begun: bool = False  # a greeting, or any command, has been seen
    in_data: bool = False
    sender: str | None = None
    recipients: list[str] = field(default_factory=list)
    asked: deque[str] = field(default_factory=deque)  # recipients whose reply is still to come
    host: str | None = None
    banner: str | None = None
    ip: str | None = None
    commands: int = 0
    replies: int = 0
    marked: int = 0
    found: list[Evidence] = field(default_factory=list)
    last: Evidence | None = None


def read_transcript(paste: Paste) -> Reading | None:
    """Read an SMTP session, whoever printed it."""
    text = _plain(paste.text)
    if not _may_be(text):
        return None
    session = _Session()
    for who, words in turns(text):
        _listen(session, who, words)
        if len(session.found) >= _REPLIES:
            break
    if not _is_session(session, text):
        return None
    found = session.found or ([session.last] if session.last and session.commands else [])
    host, ip = session.host or session.banner, session.ip
    named = [("", _placed(e, host, ip)) for e in found]
    return attempts.reading("transcript", named, sender=session.sender)


def _may_be(text: str) -> bool:
    """A cheap look: a transcript names a command, a tool or a direction. Sendmail's is part of a notice."""
    head = text[:200_000]
    if "while talking to" in head or "ranscript of session follows" in head:
        return False
    upper = head.upper()
    return any(
        m in upper
        for m in (
            *("MAIL FROM", "RCPT TO", "EHLO", "HELO", "CONNECTED", "334 ", "<- ", "<<", "S: ", "TELNET ", "TRYING "),
            *("CURL: (", "\n* CLOSING", "CONNECTION TO "),
        )
    )


def _plain(text: str) -> str:
    """Nodemailer's oldest logs name the side on a line of its own, and draw a branch to what it said."""
    return _named_side().sub(r"\1: ", text) if "\N{BOX DRAWINGS LIGHT UP AND RIGHT}" in text else text


@cache
def _named_side() -> re.Pattern[str]:
    return re.compile(r"^(CLIENT|SERVER) \d{1,9}:[ \t]*\n[ \t]*\u2514\u2500{1,4}[ \t]*", re.MULTILINE)


def _is_session(session: _Session, text: str) -> bool:
    if not session.replies:
        return False
    if session.commands or session.marked > 1 or "\n334 " in "\n" + text:
        return True
    if session.marked and ("curl: (" in text or "\n* Closing" in text):
        return True
    tools = ("Escape character", "CONNECTED(", "Connected to", "Trying", "Connection to")
    return bool(session.host or session.ip) and any(tool in text for tool in tools)


def _placed(found: Evidence, host: str | None, ip: str | None) -> Evidence:
    return replace(found, remote_host=found.remote_host or host, remote_ip=found.remote_ip or ip)


def _listen(session: _Session, who: str, words: str) -> None:
    if who == "C":
        _command(session, words)
    elif who == "I":
        _connection(session, words)
    else:
        session.marked += who == "M"
        _reply(session, words)


def _command(session: _Session, words: str) -> None:
    """Remember what was asked, so that the reply can be told to belong to it. What follows DATA is the message."""
    known = signs()
    verb = known["verb"].match(words)
    if session.in_data or not verb:
        if verb is None and session.pending and session.pending[-1] == "AUTH":
            return
        if not verb or verb[1].upper() not in {"QUIT", "RSET"}:
            return
        session.in_data = False
    session.commands += 1
    session.begun = True
    name = verb[1].upper()
    session.pending.append(
        {"MAIL FROM": "MAIL", "RCPT TO": "RCPT", "LHLO": "EHLO", "BDAT": "DATA", "VRFY": "RCPT"}.get(
            name, name.split(" ")[0]
        )
    )
    named = known["address"].search(words)
    if named and name.startswith("MAIL"):
        session.sender = named[1]
        session.recipients = []
    elif name.startswith("RCPT") or name == "VRFY":
        session.asked.append((attempts.address(named[1]) if named else None) or "")


def _connection(session: _Session, words: str) -> None:
    known = signs()
    found = known["tried"].search(words)
    if found:
        name = attempts.host_name(found[1])
        session.ip = attempts.ip(found[2] or found[3]) or attempts.ip(found[1].rstrip(".")) or session.ip
        session.host = name or session.host
    elif found := known["command line"].search(words):
        session.host = session.host or attempts.host_name(found[1])


def _reply(session: _Session, words: str) -> None:
    session.replies += 1
    code = words[:3]
    step = session.pending[0] if session.pending else ""
    if code[0] == "3":
        session.in_data = session.in_data or code == "354"
        session.begun = True
        if not session.pending:  # a fragment that begins in the middle
            session.pending.append("DATA" if code == "354" else "AUTH")
        return
    if not session.begun and (code == "220" or session.host or session.ip):
        banner = signs()["banner"].match(words)
        session.banner = banner[1] if banner else None
        step = "connect"
    session.begun = True
    if session.pending and step != "connect":
        session.pending.popleft()
    if session.in_data and step in {"DATA", ""}:
        session.in_data, step = False, "DATA"
    to = session.asked.popleft() if step == "RCPT" and session.asked else ""
    _judge(session, code, step, to, words)


def _judge(session: _Session, code: str, step: str, to: str, words: str) -> None:
    if code[0] == "2":
        if to:
            session.recipients.append(to)
        # Of a session whose beginning is missing, only the end of the message draws "queued".
        elif step == "DATA" or (not step and "queued" in words.lower()):
            session.last = _evidence(words, "DATA", session.recipients[0] if session.recipients else None)
        return
    if step in {"QUIT", "RSET", "HELP", "NOOP"}:
        return
    if _follows(session, code, step, words):
        return
    # A client that was refused its EHLO goes on with HELO.
    session.found = [e for e in session.found if e.stage != "EHLO"]
    people = [to] if to else (session.recipients or [""]) if step == "DATA" else [""]
    session.found += [_evidence(words, step, person or None) for person in people[:_REPLIES]]


def _follows(session: _Session, code: str, step: str, words: str) -> bool:
    """Whether a refusal only follows from the one before: 503, no valid recipients; or is the same, printed again."""
    if not session.found:
        return False
    if code == "503" or (step == "DATA" and not session.recipients) or (code == "421" and not step):
        return True
    said = attempts.said(words)
    return any(e.reply == code and e.diagnostic == said.words for e in session.found[-3:])


def _evidence(words: str, step: str, to: str | None) -> Evidence:
    said = attempts.said(words)
    return Evidence(
        recipient=to,
        reply=said.reply,
        status=said.status,
        diagnostic=said.words,
        stage=step or None,
        action="delivered" if words[0] == "2" else None,
    )
