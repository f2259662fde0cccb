"""The recipients that a notice for people names, and where."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.smtp.bounce.where import ADDRESS, WIDE_MARKS, loosened
from bot.smtp.patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 1_000  # recipients kept
_LABEL = 80  # characters before an address in which a label stands

# How a line can name a recipient, the surest first.
_SHAPES = ("first", "named", "rcpt", "arrow", "x.400", "answered", "last", "sentence", "made from", "to", "any")
_AT_LINE_START = frozenset({"first", "named", "last", "to"})
_OTHERWISE = frozenset({"named", "sentence"})  # the shapes that other languages have too
_COLONS = (":", "\uff1a")

_OPEN = rf"[\"'<\[({WIDE_MARKS}]{{0,2}}(?:smtp:|rfc822; ?|mailto:|<)?(?<![\w.+=-])"
_CLOSE = rf"[>\"'\]){WIDE_MARKS}]{{0,3}}"
_BULLET = r"(?:[-*•·>+]{1,3} |>>> |\d{1,3}[.)] |\(|[\w.+-]{1,64}:\d{1,9}:)"
_CODE = r"[45]\d\d (?:[45]\.\d\.\d{1,3} )?(?=\S{3,250}\.\.\. )"  # Sendmail: "550 5.1.1 <jane@example.org>... words"
_KIND = r"(?:failed|undeliverable|invalid|unknown|final|original|intended|bad|local|e-?mail|rejected|bounced|user)[ -]?"
_NOUN = (
    r"(?:recipients?|address(?:es)?|users?|mailbox|addressee|rcpt to|destinatario|destinataire|empfänger"
    r"|undeliverable to|attempts|宛先|smtp recipient|did not reach the following recipient)"
)
_LEAD = (
    r"\b(?:addressed to|(?:message|mail|e-?mail|delivery|delivered|deliver|undeliverable|sent|returned|recipients?"
    r"|rcpt|mailbox|account|user|address|attempts|reach|contact|rejected by|for|to)\b[ \t]{0,8}"
    r"(?:(?:address|to|for|of|recipient|user|is|following recipient)\b)?)[\"']?[ \t:=]{0,8}"
)
# The stems by which labels name the two sides: "Empfängeradresse:", "Adres van geadresseerde:", "收件人地址".
_RECIPIENT = (
    r"(?:recipient|addressee|empfänger|destinat[aá]r|destinataire|geadresseerde|ontvanger|odbiorc|adres[áa]t|příjemc"
    r"|príjemc|mottagar|mottaker|modtager|vastaanottaja|címzett"
    "|al\u0131c\u0131"
    r"|παραλήπτ|получател|адресат|одержувач|отримувач"
    r"|受信者|受取人|宛先|あて先|送信先|送り先|收件[人者]|收信人|받는 ?사람|수신[자인]|נמען|المستلم|ผู้รับ|người nhận"
    r"|penerima|primatelj|prejemnik)"
)
_SENDER = (
    r"(?:sender|absender|expéditeur|émetteur|remitente?|mittente|remetente|afzender|nadawc|odes[íi]latel|odosielateľ"
    r"|avsändar|avsender|afsender|lähettäjä|feladó|expeditor|gönderen|αποστολέα|отправител|відправник|подател"
    r"|送信者|送信元|差出人|[发發]件人|发信人|寄件[人者]|보[낸내는]{1,2} ?사람|발신[자인]|שולח|المرسل|ผู้ส่ง|người gửi"
    r"|pengirim|pošiljatelj)"
)


class Named(Struct, frozen=True):
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
        # GroupWise: "jane@example.org (user not found)".
        r"|\([a-z][^()@\n]{4,80}\)$"
        r"|(?:invalid|error|unknown|user|no such|mailbox|is not|was not|does not)\b))"
    ),
    # Behind a line that ends in a colon, whatever follows the address counts as words about it.
    "begins": rf"[ \t]*{_OPEN}({ADDRESS}){_CLOSE}(?=[ \t])",
    # Behind a word that says so: "Failed Recipient: jane@example.org".
    "named": rf"[ \t*-]*(?:{_KIND}){{0,2}}{_NOUN}[ \t]*(?:\(s\)|\(es\))?[ \t]*[:=]?[ \t]*{_OPEN}({ADDRESS})",
    "labelled": rf"[^\n:\uff1a=@]{{1,64}}[:\uff1a=][ \t]*{_OPEN}({ADDRESS})",
    "rcpt": rf">>> ?RCPT TO: ?<?(?<![\w.+=-])({ADDRESS})",
    # Mailgun's log: "info@example.com → jane@example.org 'subject'".
    "arrow": rf"@\S{{1,255}}[ \t]{{1,4}}(?:→|->|=>)[ \t]{{1,4}}{_OPEN}({ADDRESS})",
    "x.400": rf"SMTP=({ADDRESS})",
    # The server itself names whom it refused at the head of its reply, and says that this is the recipient.
    "answered": (
        r"(?<![\w.])(?:[45]\.(?:1\.(?:[1236]|10)|2\.\d{1,2}) <"
        r"|(?:[45]\d\d[- ]|[45]\.\d\.\d{1,3} )<(?=[^<>\n]{3,320}>[^\n]{0,60}"
        r"(?:recipient|user|mailbox|inbox|account|quota|unknown|no such|relay|not found|not exist)))"
        rf"({ADDRESS})>(?!.{{0,60}}(?:sender|domain of|return path|envelope from|not owned by))"
    ),
    # It ends its line: "Delivery failed 20 attempts: jane@example.org".
    "last": (
        r"[^\n@]{0,300}(?:[:\uff1a]|\bto|\bfor|\baddress|\brecipient|\buser)[ \t]{0,8}"
        rf"{_OPEN}({ADDRESS}){_CLOSE}[.,;]?[ \t]*$"
    ),
    "sentence": rf"{_LEAD}{_OPEN}({ADDRESS})",
    "beside": rf"{_RECIPIENT}[^\W\d_]{{0,6}}[ \t]{{0,3}}{_OPEN}({ADDRESS})",
    "made from": rf"\((?:generated|expanded) from:? <?(?<![\w.+=-])({ADDRESS})",
    # What a provider's page shows: "To: jane@example.org", the reason below it, and no sender.
    "to": rf"[ \t]*(?:to|an|à|para|aan|do|кому)[ \t]?:[ \t]*{_OPEN}({ADDRESS}){_CLOSE}[ \t]*$",
    "from": r"^[ \t]*(?:from|von|de|da|van|od|от)[ \t]?:",
    "why": r"^[ \t]*(?:reason|event|error|status|response|code|mx server|bounced?|dropped|grund|fehler|motif|motivo)\b",
    "any": rf"({ADDRESS})",
    # Who is not meant: the mail's own headers, and whom to ask for help.
    "header": r"[ \t]*(?:to|cc|from|sender|reply-to|subject|message-id|date|sent|von|de|da|van|od|от)[ \t]*:",
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
    known = _patterns()
    lines = [(found.start(), found[0]) for found in known["line"].finditer(notice)]
    for shape in _SHAPES if guess else _SHAPES[:-1]:
        if shape == "to" and (known["from"].search(notice) or not known["why"].search(notice)):
            continue
        found: dict[str, Named] = {}
        for start, line in lines:
            for hit in _hits(shape, notice, start, line):
                if named := _named(hit, start, shape, own):
                    found.setdefault(named.address.lower(), named)
            if len(found) >= MOST or (found and shape == "any"):
                break
        if found:
            return list(found.values())
    return []


def is_meant(address: str, before: str) -> bool:
    """Whether an address can be the recipient's, by the words before it: not the sender's, nor a helper's."""
    known = _patterns()
    if known["header"].match(before) or _is_senders(before):
        return False
    told = before.strip(" \t<\"'([*-")
    return not (told and (known["helper"].match(address) or known["helpful"].search(before)))


def _is_senders(before: str) -> bool:
    """Whether the label before an address says that it is the sender's: "Absenderadresse:"."""
    # All of the wide marks open something, but for the first: that is the colon.
    label = before[-_LABEL:].rstrip(" \t<\"'([" + WIDE_MARKS[1:])
    if not label.endswith((*_COLONS, "=")):
        return False
    words = label[max(label.rfind(sign, 0, -1) for sign in (*_COLONS, "@", "\n")) + 1 : -1]
    return _sides()[1].search(words) is not None and not _names_recipient(words)


def _names_recipient(words: str) -> bool:
    return _sides()[0].search(words) is not None


@cache
def _sides() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return compiled(f"(?i){_RECIPIENT}"), compiled(f"(?i){_SENDER}")


def _hits(shape: str, notice: str, start: int, line: str) -> Iterator[re.Match[str]]:
    known = _patterns()
    if shape == "answered":
        yield from known[shape].finditer(line)
        return
    if shape == "first":
        hit = _first(notice, start, line)
    else:
        hit = known[shape].match(line) if shape in _AT_LINE_START else known[shape].search(line)
    if hit is None and shape in _OTHERWISE:
        hit = _otherwise(shape, line)
    if hit:
        yield hit


def _otherwise(shape: str, line: str) -> re.Match[str] | None:
    """The same with the words of more languages, which are many: they are looked for where the rest fits."""
    known = _patterns()
    if shape == "named":
        label = known["labelled"].match(line)
        return label if label and _names_recipient(line[: label.start(1)]) else None
    return known["beside"].search(line) if _names_recipient(line) else None


def _first(notice: str, start: int, line: str) -> re.Match[str] | None:
    """A line that begins with the address, unless what stands before it says that this is the sender."""
    known = _patterns()
    lead = notice[max(0, start - 200) : start].rstrip().lower()
    label = lead[lead.rfind("\n") + 1 :]
    if lead.endswith(("sent by", "from", "sender:")) or known["from"].fullmatch(label) or _is_senders(label):
        return None
    return known["first"].match(line) or (known["begins"].match(line) if lead.endswith(_COLONS) else None)


def _named(hit: re.Match[str], start: int, shape: str, own: frozenset[str]) -> Named | None:
    """The address of a hit, unless it is the sender's, a helper's, or masked with dots."""
    address = loosened(hit[1].rstrip(".").removeprefix("mailto:").removeprefix("to=").strip("'*"))
    low = address.lower()
    if "..." in low or low.startswith(("http", "//")):
        return None
    if shape in ("first", "made from"):
        return Named(address, start)
    if low in own or not (shape == "to" or is_meant(low, hit.string[: hit.start(1)])):
        return None
    return Named(address, start)
