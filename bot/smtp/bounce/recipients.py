"""The recipients that a notice for people names, and where."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bot.smtp.bounce.where import ADDRESS

MOST = 1_000  # recipients kept

# How a line can name a recipient, the surest first.
_SHAPES = ("first", "named", "rcpt", "x.400", "last", "sentence", "made from", "any")
_AT_LINE_START = frozenset({"first", "named", "last"})

_OPEN, _CLOSE = r"[\"'<\[(]{0,2}(?:smtp:|rfc822; ?|mailto:|<)?(?<![\w.+=-])", r"[>\"'\])]{0,3}"
_BULLET = r"(?:[-*•·>+]{1,3} |>>> |\d{1,3}[.)] |\(|[\w.+-]{1,64}:\d{1,9}:)"
_CODE = r"[45]\d\d (?:[45]\.\d\.\d{1,3} )?(?=\S{3,250}\.\.\. )"  # Sendmail: "550 5.1.1 <jane@example.org>... words"
_KIND = r"(?:failed|undeliverable|invalid|unknown|final|original|intended|bad|local|e-?mail|rejected|bounced|user)[ -]?"
_NOUN = (
    r"(?:recipients?|address(?:es)?|users?|mailbox|addressee|rcpt to|destinatario|destinataire|empfänger"
    r"|undeliverable to|attempts|宛先|smtp recipient|did not reach the following recipient)"
)
_LEAD = (
    r"\b(?:addressed to|(?:message|mail|e-?mail|delivery|delivered|deliver|undeliverable|sent|returned|recipients?"
    r"|mailbox|account|user|address|attempts|reach|contact|rejected by|for|to)\b[ \t]{0,8}"
    r"(?:(?:address|to|for|of|recipient|user|is|following recipient)\b)?)[ \t:]{0,8}"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A recipient and where a notice names it."""

    address: str
    start: int


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern, re.IGNORECASE | re.MULTILINE) for name, pattern in _SOURCES.items()}


_SOURCES = {
    "line": r"^[^\n@]{0,400}@.{1,1000}$",
    # The address begins its line: alone, or with what was said behind a colon, dots, a dash.
    "first": (
        rf"[ \t]*(?:{_BULLET}|{_CODE})?[ \t]*{_OPEN}({ADDRESS}){_CLOSE}"
        r"(?:\.\.\. |[ \t]*(?:<[^<>\n]{3,254}>)?[ \t]*"
        r"(?:[:;,.]{0,3}$|: |:[^/]|- |— |; |on \w{3},|\[[\d.:]{7,45}\]|\[[A-Z]"
        r"|\((?:expanded|reason|generated|ref|原|after|\d)"
        r"|(?:invalid|error|unknown|user|no such|mailbox|is not|was not|does not)\b))"
    ),
    # Behind a line that ends in a colon, whatever follows the address counts as words about it.
    "begins": rf"[ \t]*{_OPEN}({ADDRESS}){_CLOSE}(?=[ \t])",
    # Behind a word that says so: "Failed Recipient: jane@example.org".
    "named": rf"[ \t*-]*(?:{_KIND}){{0,2}}{_NOUN}[ \t]*(?:\(s\)|\(es\))?[ \t]*[:=]?[ \t]*{_OPEN}({ADDRESS})",
    "rcpt": rf">>> ?RCPT TO: ?<?(?<![\w.+=-])({ADDRESS})",
    "x.400": rf"SMTP=({ADDRESS})",
    # It ends its line: "Delivery failed 20 attempts: jane@example.org".
    "last": (
        r"[^\n@]{0,300}(?::|\bto|\bfor|\baddress|\brecipient|\buser)[ \t]{0,8}"
        rf"{_OPEN}({ADDRESS}){_CLOSE}[.,;]?[ \t]*$"
    ),
    "sentence": rf"{_LEAD}{_OPEN}({ADDRESS})",
    "made from": rf"\((?:generated|expanded) from:? <?(?<![\w.+=-])({ADDRESS})",
    "any": rf"({ADDRESS})",
    # Who is not meant: the mail's own headers, and whom to ask for help.
    "header": r"[ \t]*(?:to|cc|from|sender|reply-to|subject|message-id|date|sent)[ \t]*:",
    "helper": r"(?:mailer-daemon|postmaster|abuse|support|help|helpdesk|hostmaster|noreply|no-reply|info-abuse)@",
    "helpful": (
        r"(?:contact|write to|forward|ask|assistance|questions|e-?mail us|administrator|reply to|sent by|from|sender)\b"
        r"[^\n@]{0,80}$"
    ),
}


def find_recipients(notice: str, own: frozenset[str] = frozenset(), *, guess: bool = True) -> list[Named]:
    """The recipients that a notice names, surest wording first; ``own`` are addresses that cannot be meant.

    With ``guess``, an address that nothing marks as the recipient counts where no other is.
    """
    lines = [(found.start(), found[0]) for found in _patterns()["line"].finditer(notice)]
    for shape in _SHAPES if guess else _SHAPES[:-1]:
        found: dict[str, Named] = {}
        for start, line in lines:
            hit = _hit(shape, notice, start, line)
            if hit and (named := _named(hit, start, shape, own)):
                found.setdefault(named.address.lower(), named)
            if len(found) >= MOST or (found and shape == "any"):
                break
        if found:
            return list(found.values())
    return []


def _hit(shape: str, notice: str, start: int, line: str) -> re.Match[str] | None:
    known = _patterns()
    if shape != "first":
        return known[shape].match(line) if shape in _AT_LINE_START else known[shape].search(line)
    lead = notice[max(0, start - 200) : start].rstrip().lower()
    if lead.endswith(("sent by", "from", "sender:")):
        return None
    return known["first"].match(line) or (known["begins"].match(line) if lead.endswith(":") else None)


def _named(hit: re.Match[str], start: int, shape: str, own: frozenset[str]) -> Named | None:
    """The address of a hit, unless it is the sender's, a helper's, or masked with dots."""
    known = _patterns()
    address = hit[1].rstrip(".").removeprefix("mailto:").removeprefix("to=").strip("'*")
    low, before = address.lower(), hit.string[: hit.start(1)]
    if "..." in low or low.startswith(("http", "//")):
        return None
    if shape in ("first", "made from"):
        return Named(address, start)
    if low in own or known["header"].match(before):
        return None
    if before.strip(" \t<\"'([*-") and (known["helper"].match(low) or known["helpful"].search(before)):
        return None
    return Named(address, start)
