"""Who answered and when: the remote host, its address and the stage of the session, from a report's words."""

from __future__ import annotations

import re
from functools import cache

from msgspec import Struct

from bot.smtp.patterns import PatternSet

HOST = r"[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63}){1,10}\.?"
IP = r"(?:\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f.]{0,15})"
# Marks that Chinese and Japanese put before and behind an address, without a space.
WIDE_MARKS = (
    "\uff1a\uff1b\uff0c\u3001\u3002\uff08\uff09\uff1c\uff1e\uff3b\uff3d\uff5c"
    "\u300c\u300d\u300e\u300f\u3010\u3011\u300a\u300b\u3008\u3009"
)
ADDRESS = (
    rf"(?:\"[^\"\n]{{1,64}}\"|[^\s<>@\"',:;()\[\]|{WIDE_MARKS}]{{1,128}})"
    r"@(?:[^\W_](?:[\w.-]{0,252}[^\W_])?|\[[\w.:]{2,45}\])"
)

_MOST = 4_000  # characters that are looked at
# Words by which Postfix, Exim, Sendmail and qmail say where they were; the last in the text counts.
_STAGES = {
    "DATA": (
        "end of data",
        "after data",
        "reply to data",
        "sending message body",
        "after pipelined data",
        "sending data",
        ">>> data",
        "final data",
        "data command",
        "final dot",
        "message body",
        "text command",
    ),
    "RCPT": ("rcpt to", "rcpt_to", "does not like recipient", "after rcpt", "sending rcpt", ">>> rcpt", "rcpt command"),
    "MAIL": (
        "mail from",
        "mail_from",
        "does not like sender",
        "but sender was rejected",
        "after mail",
        "sending mail",
        ">>> mail",
    ),
    "AUTH": ("reply to auth", "after auth"),
    "STARTTLS": ("starttls", "tls handshake", "cannot start tls", "tls is required", "server certificate"),
    "EHLO": (
        "reply to ehlo",
        "reply to helo",
        "after ehlo",
        "after helo",
        "performing the ehlo",
        "performing the helo",
        "my name was rejected",
    ),
    "connect": (
        "refused to talk to me",
        "connect to ",
        "initial connection",
        "initial server greeting",
        "establish an smtp connection",
        "initial greeting",
        "connection refused",
        "connection timed out",
        "greeting failed",
        "requests to connect",
        "no route to host",
    ),
}


class Place(Struct, frozen=True):
    """The remote side as a report names it."""

    host: str | None = None
    ip: str | None = None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    bracket, answered = rf"(?: ?\[(?:IPv6:)?({IP})\])?", r"(?:returned|said|issued|rejected|replied|failed)"
    named = {
        # Each names a host, an address or both; the first that fits counts. The key is a word that must be there.
        # Its first letters stand first, the word boundary behind them: so it is found many times faster.
        "host ": (
            rf"host(?<=\bhost) ({HOST})(?: ?\[(?:IPv6:)?({IP}|[\w/.-]{{1,80}})\])?(?::\d+)?:? (?:said|refused|SMTP)"
        ),
        "host": rf"host(?<=\bhost)(?<!at host):? ({HOST})(?: \[({IP})\]| \(({IP})\))?",
        "conn": rf"\b(?:connect to|lost connection with) ({HOST}){bracket}",
        "conv": rf"\bconversation with ({HOST}){bracket}",
        "offered by": rf"\boffered by host ({HOST}){bracket}",
        "hile talking": rf"hile talking to \[?({HOST}|{IP})\]?()",
        "by ": rf"by(?<=\bby) ({HOST}) \[({IP})\]",
        "did not like": rf"(?:^|\s)({HOST}) \[({IP})\] did not like",
        "erver": (
            rf"\b[Ss]erver (?:at )?\"?({HOST})?(?::\d{{1,5}})?\"?(?::\d{{1,5}})? ?"
            rf"(?:\(({IP})\)|\[({IP})\])?,? {answered}"
        ),
        "of server ": rf"\bof server ({HOST}){bracket}",
        "gave this error": rf"(?:^|\s)({HOST})() gave this error",
        "rejected your": rf"(?:^|\s)({HOST})() rejected your message",
        "onnected to ": rf"\bConnected to ()({IP})",
        "Giving up": rf"\bGiving up on ()({IP})",
        " does not like": rf"({IP})() does not like",
        ": socket error": rf"\[?({HOST}) \[?({IP})\]?(?::\d{{1,5}})?: socket error",
        ": timed out": rf"\[?({HOST}) \[?({IP})\]?(?::\d{{1,5}})?: timed out",
        "via ": rf"via(?<=\bvia) ({HOST}) \(?({IP})\)?",
        "emote": (
            # A report's field without the report around it; Sun's and Oracle's notices; tables that people paste.
            rf"\bRemote(?:-MTA| system|[ _]server|[ _]host)\b:? ?(?:dns; ?|is )?({HOST})"
            rf"(?: ?[(\[]({IP})[)\]]| \(TCP\|[^|()]{{3,45}}\|\d{{1,5}}\|({IP})\|)?"
        ),
        "] said": rf"(?:^|[\s<(])({HOST}) ?\[({IP})\](?::\d{{1,5}})? said:",
        # "RCPT from" is what Postfix says of a client.
        "from ": rf"from(?<=\bfrom)(?<![A-Z] from) ({HOST}) ?[(\[]({IP})[)\]]:? [45]\d\d[ -]",
        ": >>> ": rf"(?:^|\s)({HOST}) ?\[({IP})\]: >>> ",
        # Exchange's "mx.example.org #550 5.1.1 …"; the name in "<mail.example.org #5.1.1 smtp;…>" is the reporter's.
        " #": rf"(?:^|\s)({HOST})() #(?:[45]\d\d[ -]|<)",
        "erver '": rf"\b(?:SMTP|[Mm]ail|[Rr]emote) [Ss]erver '({HOST})'()",
        "erver: '": rf"\bServer: '({HOST})'()",
        "host, port: ": rf"\bhost, port: ({HOST})(), \d",
        "server failed": rf"\bserver failed ?: ({HOST})():\d",
        "onnection to ": rf"\b[Cc]onnection to ({HOST})(?: \(({IP})\))? \d{{1,5}} port\b",
        "onnecting to ": rf"\b[Cc]onnecting to ({HOST})():\d",
        "=== Trying ": rf"=== Trying ({HOST})():\d",
        "_failure, ": rf"\b(?:permanent|temporary|network)_failure, ?\"({HOST})\"()",
        "host=": rf"(?<![\w.-])host=({HOST})() (?:port|tls|auth)",
    }
    return {marker: re.compile(pattern) for marker, pattern in named.items()}


@cache
def _addresses() -> dict[str, re.Pattern[str]]:
    touching = r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]"  # scripts that put no space between words
    named = {
        "address": ADDRESS,
        "before": rf".*{touching}(?=[A-Za-z0-9])",
        "behind": rf"[A-Za-z0-9.-]{{1,252}}\.[A-Za-z]{{2,63}}(?={touching})",
    }
    return {name: re.compile(pattern) for name, pattern in named.items()}


def find_place(text: str) -> Place:
    """The remote host and its address, as far as the words name them."""
    text = " ".join(text[:_MOST].split())
    for marker, pattern in _patterns().items():
        if marker in text and (found := pattern.search(text)) and any(found.groups()):
            host, *ips = found.groups()
            ip = next((i for i in ips if i and re.fullmatch(IP, i)), None)
            if host and re.fullmatch(IP, host):
                host, ip = None, host
            return Place(host.rstrip(".") if host else None, ip)
    return Place()


def stage_of(text: str) -> str | None:
    """Where in the session it failed, by the words of Postfix, Exim, Sendmail and qmail."""
    low = _lowered(text)
    steps, signs = _steps()
    found = sorted(signs.find(low))
    return steps[max(found, key=lambda place: low.rfind(steps[place][0]))][1] if found else None


@cache
def _steps() -> tuple[tuple[tuple[str, str], ...], PatternSet]:
    """The words for each stage, and all of them to be looked for in one pass."""
    steps = tuple((words, stage) for stage, known in _STAGES.items() for words in known)
    return steps, PatternSet(re.escape(words) for words, _ in steps)


def _lowered(text: str) -> str:
    """Lower case and single spaces: how wrapped words are found."""
    return " ".join(text[:_MOST].lower().split())


def host_of(value: str) -> tuple[str | None, str | None]:
    """Host and address of an MTA field: ``dns; mx.example.org (192.0.2.1, the server for the domain example.org.)``."""
    if not value:
        return None, None
    known = _field()
    value = known["type"].sub("", value[:600])
    host, ip = known["host"].match(value), known["ip"].search(value)
    name = host[1].rstrip(".") if host and not known["ip"].fullmatch(host[1]) else None
    return name, ip[0] if ip else None


@cache
def _field() -> dict[str, re.Pattern[str]]:
    named = {"type": r"^\s*[\w-]{1,20}\s?;\s*", "host": rf"\[?({HOST})", "ip": IP}
    return {name: re.compile(pattern) for name, pattern in named.items()}


def find_address(value: str) -> str | None:
    """The first address in a field; encoded ones (RFC 6533, ``dda:``, ``+40``) as they stand."""
    if "@" not in value:
        return None
    found = _addresses()["address"].search(value[:2_000])
    # Three dots are a mask that an archive left, not an address.
    if not found or "..." in found[0]:
        return None
    return found[0] if found[0].startswith('"') else loosened(found[0].strip("'").removeprefix("mailto:").rstrip("."))


def loosened(address: str) -> str:
    """An address without the words of a script without spaces that touch it: ``无法发送到jane@example.org的邮件``."""
    if address.isascii():
        return address
    known = _addresses()
    local, _, domain = address.rpartition("@")
    if behind := known["behind"].match(domain):
        domain = behind[0]
    # In an address of another script the whole of it is: only an ASCII domain proves that words stand before.
    if domain.isascii() and (before := known["before"].match(local)):
        local = local[before.end() :]
    return f"{local}@{domain}"
