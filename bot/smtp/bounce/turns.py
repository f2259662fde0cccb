"""The turns of an SMTP session: what the server said, what the client, and what a tool says about the connection."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE = 1_000  # characters of a line that are looked at
_LINES = 20_000


@cache
def signs() -> dict[str, re.Pattern[str]]:
    """The signs by which turns and what they say are known, compiled at their first use."""
    return {name: re.compile(pattern, flags) for name, (pattern, flags) in _SOURCES.items()}


_VERBS = (
    r"(?:EHLO|HELO|LHLO|MAIL FROM|RCPT TO|STARTTLS|AUTH (?:PLAIN|LOGIN|CRAM|XOAUTH|NTLM|DIGEST|SCRAM|OAUTH|GSSAPI)"
    r"|DATA|BDAT|QUIT|RSET"
    r"|VRFY|EXPN|NOOP|HELP|XCLIENT|MAIL|RCPT|AUTH)"
)
_SOURCES = {
    # What tools put before a line: a time, a thread, their own name.
    "lead": (
        r"^(?:[\[(]?\d{4}[-/]\d\d[-/]\d\d[T ][\d:.,]{5,15}(?:Z|[+-]\d\d:?\d\d)?[\])]?"
        r"|[\[(]?\d\d:\d\d:\d\d[\d.,]{0,8}[\])]?"
        r"|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d [\w.-]{1,80} [\w/.-]{1,60}(?:\[\d{1,9}\])?:|\[[A-Z]{3,8}\]|DEBUG"
        r"|INFO|\[[\w#. -]{1,40}\]"
        r"|<\d{1,9}>|\(\d{1,9}\)|DEBUG SMTP:)[ \t]{0,8}",
        0,
    ),
    "server": (
        r"^(?:S(?:erver|ERVER)?:|SERVER -> CLIENT:|SMTP<<|<<<?|<--?|<-|<~\*?|<\*\*|<~\*|<[=-]|<(?= ?[2-5]\d\d)"
        r"|reply:|Got:|Received:|recv:|read:"
        r"|< [\w.-]{1,255}\[[^\[\]]{2,60}\](?::\d{1,5})?:|RX:|response:|R:|\*\*\* <|-->? S:"
        # Ruby's arrows point the other way than those of all others, and it quotes what was said.
        r"|->(?= \"))[ \t]{0,4}"
        r"(?=b?['\"]?[2-5]\d\d(?:[- ]|$|\\))",
        re.IGNORECASE,
    ),
    "client": (
        r"^(?:C(?:lient|LIENT)?:|CLIENT -> SERVER:|SMTP>>(?:>|\(\w{1,10}\))?|>>>?|-->?|->|~>|>|send:|Sent:|Sending:"
        r"|sent:|write:|TX:|request:|W:"
        r"|> [\w.-]{1,255}\[[^\[\]]{2,60}\](?::\d{1,5})?:|<-(?= \"[A-Z]))[ \t]{0,4}",
        0,
    ),
    "reply": (r"^b?['\"]?([2-5]\d\d)([- ]|$|\\)", 0),
    "verb": (rf"^(?:\d{{1,2}} )?['\"]?({_VERBS})(?:[: <'\"\\]|$)", re.IGNORECASE),
    # A line that nothing marks is a command only if it is one whole.
    "bare verb": (
        r"^(?:(?:EHLO|HELO|LHLO) \S{1,255}$|MAIL FROM: ?\S|RCPT TO: ?\S|(?:STARTTLS|DATA|QUIT|RSET|NOOP)$"
        r"|AUTH [A-Z0-9-]{4,20}(?: \S{1,900})?$"
        r"|(?:VRFY|EXPN) \S{1,255}$|BDAT \d)",
        re.IGNORECASE,
    ),
    "base64": (r"^[A-Za-z0-9+/]{4,4000}={0,2}$", 0),
    "continued": (r"^[ \t]{2,60}([2-5]\d\d[- ].{0,900})$", 0),
    "address": (r"(?:MAIL FROM|RCPT TO):? {0,4}<?([^\s<>]{1,400}@[^\s<>'\"\\]{1,400})", re.IGNORECASE),
    "tried": (
        r"(?:(?:\* +|=== )?(?:Trying|Connecting to|Connection to|Looking up|connecting to|Opening connection to"
        r"|connect:|Connected to|connected to"
        r"|DEBUG SMTP: (?:trying to connect|connected) to host) ['\"(]{0,2}"
        # Courier names the host on a line of its own: "mx.example.org [192.0.2.25]:".
        r"|^(?=[\w-]{1,63}\.[\w.-]{1,200} ?\[[^\[\]]{3,45}\]:$))"
        r"([\w.:-]{3,255}?)['\"]?(?: \("
        r"([0-9A-Fa-f.:]{3,45})\)| ?\[([0-9A-Fa-f.:]{3,45})\])?"
        r"(?:[ ,]{1,2}(?:port|on port):? ?\d{1,5}|:\d{1,5}|, \d{1,5})?['\"),.;:]{0,3}(?: |\.{3}|$)",
        0,
    ),
    "command line": (
        r"\b(?:telnet|nc|ncat|openssl s_client|swaks|curl)\b[^\n]{0,300}?(?:\s|=|://)([\w-]{1,63}"
        r"(?:\.[\w-]{1,63}){1,8})(?:[: ]\d{2,5})?(?:\s|$)",
        0,
    ),
    "banner": (r"^[2-5]\d\d[ -]([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})(?: |$)", 0),
}


def turns(text: str) -> Iterator[tuple[str, str]]:
    """Each turn: ``S`` with all lines of a reply, ``C`` with a command, ``I`` about the connection."""
    reply: list[str] = []
    marked = False
    for number, line in enumerate(text.split("\n")):
        if number > _LINES:
            break
        who, words = _turn(line[:_LINE], bool(reply))
        if reply and not (who in {"S", "M"} and words[:3] == reply[0][:3] and reply[-1][3:4] == "-"):
            yield ("M" if marked else "S"), "\n".join(reply)
            reply = []
        if who in {"S", "M"}:
            reply.append(words)
            marked = who == "M"
        elif who:
            yield who, words
    if reply:
        yield ("M" if marked else "S"), "\n".join(reply)


def _turn(line: str, in_reply: bool) -> tuple[str, str]:
    """Whose line it is: the server's (``S`` bare, ``M`` marked), ``C`` the client's, ``I`` about the connection."""
    known = signs()
    if in_reply and (more := known["continued"].match(line)):
        return "M", more[1]
    words = line.strip()
    for _ in range(3):
        if lead := known["lead"].match(words):
            words = words[lead.end() :]
        else:
            break
    if marked := known["server"].match(words):
        return "M", _bare(words[marked.end() :])
    if known["reply"].match(words):
        return "S", _bare(words)
    if (marked := known["client"].match(words)) or known["bare verb"].match(words):
        return "C", words[marked.end() :] if marked else words
    # What comes after a 334 in base64 is a log-in, not to be kept.
    secret = len(words) % 4 == 0 and known["base64"].match(words)
    about = not secret and (known["tried"].search(words) or known["command line"].search(words))
    return "I" if about else "C" if secret else "", words


def _bare(words: str) -> str:
    r"""Without what Python puts around it: ``b'550 5.1.1 …\r\n'``."""
    if words[:2] in {"b'", 'b"'} or words[:1] in {"'", '"'}:
        words = words.lstrip("b").strip("'\"")
    return words.removesuffix("\\r\\n")
