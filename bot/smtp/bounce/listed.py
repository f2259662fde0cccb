"""Lists that people write or paste: an address and its reply on each line, in either order, or in columns."""

from __future__ import annotations

import csv
import re
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.smtp.bounce.evidence import Evidence, Reading
from bot.smtp.bounce.recipients import MOST, is_meant
from bot.smtp.bounce.replies import LIKELY, find_replies, fold, parse_reply
from bot.smtp.bounce.where import ADDRESS, WIDE_MARKS, find_place, loosened, stage_of

if TYPE_CHECKING:
    from bot.smtp.bounce.text import Paste

_READ = 400_000  # characters
_LINE = 1_000  # characters of a line that are looked at
_WORDS = 1_500
_LEAST = 2  # recipients that make a list
_SHORT = 50  # characters of a line that nobody wraps
_COLUMNS = 3  # with fewer, a row reads like a line

_STATUS = r"[45]\.\d{1,3}\.\d{1,3}(?![\w.])"
# Not the head of a longer number, nor a price or a count of something.
_CODE = (
    r"[45]\d\d(?![\w@/%$+=])(?![.:-]\d)"
    r"(?![ \t]{0,2}(?:[$€£¥]|(?:eur|usd|gbp|chf|jpy|points?|messages|e?-?mails|times|items|users|ms|[kmg]?b)\b))"
)
_REPLY = rf"(?:(?P<code>{_CODE})(?:[-,;:|/ \t#(]{{1,4}}(?P<status>{_STATUS}))?|#?(?P<alone>{_STATUS}))(?P<words>.*)"
_OPEN, _CLOSE = rf"[<(\[\"'`*_{WIDE_MARKS}]{{0,3}}(?:mailto:)?", rf"[>)\]\"'`*_{WIDE_MARKS}]{{0,3}}"
_BETWEEN = rf"[-\u2013\u2014:;,.|=>→#/ \t(\[\"'{WIDE_MARKS}]"
_SOURCES = {
    # What stands before a record: bullets, numbers, a tick or a cross, a time, a label.
    "lead": (
        r"(?:[-\u2013\u2014*•·‣▪●○>|#{✗✘❌\s]{1,4}|[(\[]?\d{1,3}[.)\]][ \t]{1,4}|:[a-z_]{1,20}:[ \t]{0,4}"
        r"|\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,6})?)?Z?)?[ \t,;|:-]{1,4}"
        r"|[^\W\d_][^\n:\uff1a=@]{0,40}[:\uff1a=][ \t]{0,4}){1,4}"
    ),
    # "jane@example.org - 550 5.1.1 no such user", "jane@example.org bounced with 550", "jane@example.org (552 5.2.2)".
    # What is matched is not given back: in a hostile line every way to divide it would be tried.
    "address first": (
        rf"{_OPEN}((?>{ADDRESS})){_CLOSE}{_BETWEEN}{{1,6}}"
        rf"(?:(?>[a-z_-]{{2,20}}(?: [a-z_-]{{2,20}}){{0,5}}){_BETWEEN}{{1,4}}){{0,2}}(?<![\w.]){_REPLY}"
    ),
    # "550 5.1.1 no such user: jane@example.org", the address cut off.
    "apart": r"(?:[-\u2013\u2014:,|\t→=]|\b(?:to|for))[ \t]{0,4}$",
    "reply": rf"[\"'(]?{_REPLY}",
    "address": rf"{_OPEN}((?>{ADDRESS})){_CLOSE}",
    "any address": ADDRESS,
    "code": rf"(?<![\w.]){_CODE}",
    "bare reply": rf"\s{{0,16}}{_CODE}[- ]",
    # Where a line's next record begins: "…; john@example.net: 452 …".
    "next": rf"[;,\uff1b\uff0c][ \t]+(?={_OPEN}[^\s@;,]{{1,64}}@)",
    # Numbers beside addresses are a list of bounces only where something speaks of mail.
    "about mail": (
        r"user|mailbox|recipient|account|unknown|quota|full|reject|denied|block|spam|relay|bounce|undeliver|deliver"
        r"|smtp|inbox|domain|connect|greylist|policy|refus|no such|not exist|disabled|unbekannt|voll|abgelehnt"
        r"|inconnu|plein|desconocid|llen[ao]|sconosciut|pien[ao]|desconhecid|неизвест|不存在|不明"
    ),
}


class _Record(Struct, frozen=True):
    """What one line says: of whom, and what the server answered."""

    address: str
    code: str | None
    status: str | None
    words: str
    line: str


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _SOURCES.items()}


def read_listed(paste: Paste) -> Reading | None:
    """A list of recipients, each with the reply to it."""
    evidence = find_listed(paste.text[:_READ])
    cut = paste.truncated or len(paste.text) > _READ or len(evidence) >= MOST
    return Reading("text", True, evidence, truncated=cut) if evidence else None


def find_listed(text: str) -> tuple[Evidence, ...]:
    """What a list says of each recipient; nothing unless at least two of its lines are an address and a reply."""
    if text.count("@") < _LEAST:
        return ()
    lines = [line[:_LINE].rstrip() for line in text.split("\n")]
    records = _assembled(lines, [_records_of(line) if "@" in line else [] for line in lines])
    if len({one.address.lower() for one in records}) < _LEAST:
        return ()
    clear = any(one.status for one in records) or _patterns()["about mail"].search(text)
    return tuple(dict.fromkeys(map(_evidence, records)))[:MOST] if clear else ()


def _assembled(lines: list[str], rows: list[list[_Record]]) -> list[_Record]:
    """The records with the lines that they were wrapped into; none where a reply of nobody stands among them."""
    if sum(map(len, rows)) < _LEAST:
        return []
    found: list[_Record] = []
    wraps = False
    for line, row in zip(lines, rows, strict=True):
        if not row and wraps and _continues(found[-1], line):
            found[-1] = replace(found[-1], words=f"{found[-1].words} {line}"[:_WORDS])
            continue
        told = row or _told(line)
        if told is None:
            return []
        found += told
        wraps = bool(told)
        if len(found) >= MOST:
            break
    return found


def _records_of(line: str) -> list[_Record]:
    """The records of a line: one, or several with semicolons between."""
    pieces = _patterns()["next"].split(line)
    if len(pieces) > 1:
        found = [_record(piece) for piece in pieces]
        if all(found):
            return [one for one in found if one]
    one = _record(line)
    return [one] if one else []


def _record(line: str) -> _Record | None:
    known = _patterns()
    words = line.strip()
    lead = known["lead"].match(words)
    words = words[lead.end() :] if lead else words
    found = known["address first"].match(words)
    if found and is_meant(found[1].lower(), line[: line.find(found[1])]):
        return _recorded(found[1], found, line)
    return _reply_first(words, line) or _columns(line)


def _reply_first(words: str, line: str) -> _Record | None:
    """A reply, and the address at the end: in brackets, or behind a dash."""
    known = _patterns()
    before, space, last = words.rstrip(").,;|] \t").rpartition(" ")
    address = known["address"].fullmatch(last)
    if not address or not (found := known["reply"].match(before)):
        return None
    apart = last[0] in "<([" or known["apart"].search(before + space) or not found["words"].strip()
    return _recorded(address[1], found, line) if apart and is_meant(address[1].lower(), before) else None


def _columns(line: str) -> _Record | None:
    """A row of a table: the only address in a cell of its own, and the cell that begins with a reply."""
    known = _patterns()
    for delimiter in "|\t,;":
        if line.count(delimiter) < _COLUMNS - 1:
            continue
        row = next(csv.reader([line.replace("\r", " ")], delimiter=delimiter), [])
        cells = [cell.strip() for cell in row]
        addresses = {found[1].lower(): found[1] for cell in cells if (found := known["address"].fullmatch(cell))}
        if len(addresses) != 1:
            continue
        if found := _in_cells(cells):
            return _recorded(next(iter(addresses.values())), found, line)
    return None


def _in_cells(cells: list[str]) -> re.Match[str] | None:
    """The reply in the cells of a row, where there is a choice one with a reply code."""
    known = _patterns()
    found = [(place, hit) for place, cell in enumerate(cells) if (hit := known["reply"].match(cell))]
    if not found:
        return None
    place, hit = next((one for one in found if one[1]["code"]), found[0])
    # Where the cell holds only codes, the words stand in those behind it.
    return hit if any(map(str.isalpha, hit["words"])) else known["reply"].match(" ".join(cells[place:]))


def _recorded(address: str, found: re.Match[str], line: str) -> _Record:
    address = loosened(address.strip("'*").removeprefix("mailto:").rstrip("."))
    code, status, words = found["code"], found["status"] or found["alone"], found["words"][:_WORDS]
    if code and not status:
        # It may stand further on: "550, ERROR_CODE :5.1.1 no such user".
        return _Record(address, code, parse_reply(f"{code}{words}").status, f"{code} {_trimmed(words)}", line)
    return _Record(address, code, status, f"{code or ''} {status} {_trimmed(words)}", line)


def _continues(last: _Record, line: str) -> bool:
    """Whether a line goes on with what the one before says: set further in, or in the middle of a sentence."""
    if not line.strip() or "@" in line:
        return False
    wrapped = line[0].islower() and len(last.line) > _SHORT
    return wrapped or _depth(line) > _depth(last.line) or line.startswith(("(", f"{last.code} ", f"{last.code}-"))


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _told(line: str) -> list[_Record] | None:
    """What a line of another form says: nothing, or a reply to the only address in it. None where that is unclear."""
    known = _patterns()
    if "@" not in line:
        return None if known["bare reply"].match(line) else []
    replies = [reply for reply in find_replies(line) if reply.strength >= LIKELY] if known["code"].search(line) else []
    if not replies:
        return []
    addresses = {loosened(found[0]).lower(): found for found in known["any address"].finditer(line)}
    if len(addresses) != 1 or len(replies) > 1:
        return None
    (low, found), reply = addresses.popitem(), replies[0]
    if not is_meant(low, line[: found.start()]):
        return None
    return [_Record(loosened(found[0]), reply.code, reply.status, reply.text, line)]


def _evidence(one: _Record) -> Evidence:
    place = find_place(one.line)
    return Evidence(
        recipient=one.address,
        reply=one.code,
        status=one.status,
        diagnostic=fold(one.words)[:_WORDS],
        remote_host=place.host,
        remote_ip=place.ip,
        stage=stage_of(one.line),
    )


def _trimmed(words: str) -> str:
    """Without what closes the cell, the brackets or the quotation that the words stand in."""
    words = words.strip(" \t|,;:-\u2013\u2014\"'`\uff08\uff09")
    return words.removesuffix(")") if words.count(")") > words.count("(") else words
