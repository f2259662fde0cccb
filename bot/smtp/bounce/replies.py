"""Find a mail server's replies in text: the reply code (RFC 5321 §4.2), the enhanced code (RFC 3463) and the words.

The hard part is what is *not* a reply: years, ports, versions, sizes, line numbers, queue ids, HTTP and errno numbers.
A number counts by what stands around it: an enhanced code behind it proves most, a word such as ``said:`` before it
or the start of a line less, and a lone number in a sentence counts only where nothing better is found. What a web
server, a price or the end of a program would number the same is none, unless mail is spoken of.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.smtp.bounce.signs import EXPIRED, WEB_TOO, signs

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 1_000  # replies kept of one text
_TRIED = 20_000  # numbers looked at in one text
_WINDOW = 4_000  # characters that one reply may have
_LEAD = 12  # characters before an enhanced code that stands alone
_LOOK = 48  # characters looked at before and after a number

PROVEN, LIKELY, WEAK, NONE = 3, 2, 1, 0


class Reply(Struct, frozen=True):
    """One reply as the server gave it, its lines joined; ``start`` and ``end`` are its place in the text."""

    code: str | None
    status: str | None
    text: str
    start: int = 0
    end: int = 0
    strength: int = PROVEN


def find_replies(text: str, *, least: int = LIKELY) -> tuple[Reply, ...]:
    """The refusals (4xx and 5xx) in a text, in its order. Where none is at least ``least`` sure, the first weak one."""
    text = _unescape_lines(text)
    found: list[Reply] = []
    weak: Reply | None = None
    done = 0
    for place in _candidates(text)[:_TRIED]:
        if place < done:
            continue
        strength = _judge(text, place, known=least == WEAK)
        if strength >= least:
            found.append(_reply_at(text, place, strength))
            done = found[-1].end
        elif strength and weak is None and not found:
            weak = _reply_at(text, place, strength)
        if len(found) >= MOST:
            break
    return tuple(found) if found or weak is None else (weak,)


def parse_reply(text: str) -> Reply:
    """Read what is known to be a server's words (a ``Diagnostic-Code``, a ``response`` field). No code gives None."""
    found = find_replies(text, least=WEAK)
    if found:
        first = next((reply for reply in found if reply.strength >= LIKELY), found[0])
        words = fold(text) if first.start else first.text
        return replace(first, status=first.status or find_status(text), text=words)
    return Reply(None, find_status(text), fold(_unescape_lines(text)), 0, len(text), NONE)


def last_attempt(text: str) -> Reply | None:
    """Why delivery failed all the time, where the words only say that time ran out: ``… expired.<421 4.4.2 …>``."""
    if not says_expired(text):
        return None
    found = [r for r in find_replies(text[3:]) if r.code and r.code[0] == "4"]
    return found[-1] if found else None


def says_expired(text: str) -> bool:
    """Whether the words are those of giving up after many attempts."""
    low = text[:600].lower()
    return any(map(low.__contains__, EXPIRED))


def first_place(text: str) -> int:
    """Where the first number stands that could be a reply code; the text's length where none does."""
    found = signs()["candidate"].search(text)
    return found.start() if found else len(text)


def find_status(text: str) -> str | None:
    """The enhanced code of a text without a reply code: ``5.1.1 unknown user``, ``(#5.1.1)``."""
    found = next(find_statuses(text), None)
    return found[0] if found else None


def find_statuses(text: str) -> Iterator[re.Match[str]]:
    """Where enhanced codes stand alone, in the text's order."""
    known = signs()
    for found in known["enhanced"].finditer(text):
        if known["alone"].search(text, max(0, found.start() - _LEAD), found.start()):
            yield found


def fold(text: str) -> str:
    """All on one line, single spaces."""
    return " ".join(text.split())


def _unescape_lines(text: str) -> str:
    r"""Exim and JSON in JSON print a literal ``\n`` between the lines of a reply; the length stays as it was."""
    if "\\n" not in text and "\\r" not in text:
        return text
    return signs()["escaped line"].sub(lambda m: " " * (len(m[0]) - 1) + "\n", text)


def _candidates(text: str) -> list[int]:
    places = [m.start() for m in signs()["candidate"].finditer(text)]
    if ":_" in text:
        places += [m.start() for m in signs()["qmail candidate"].finditer(text)]
        places.sort()
    return places


def _judge(text: str, start: int, *, known: bool) -> int:
    """How surely the number at ``start`` is a reply code; ``known``: somebody else says that a mail server answered."""
    look = signs()
    before, after = text[max(0, start - _LOOK) : start], text[start + 3 : start + 3 + _LOOK]
    if look["enhanced next"].match(after):
        return PROVEN
    low = before.lower()
    if _is_elsewhere(before) or look["measure next"].match(after) or look["other number"].search(low):
        return NONE
    if not look["words next"].match(after) or _is_of_the_web(low, text[start : start + _LOOK], known=known):
        return NONE
    if before.endswith("="):
        # "stat=550 no such user", but not "status=422".
        return LIKELY if look["marker"].search(low) and after[1:2].isalpha() else NONE
    return PROVEN if look["marker"].search(low) else _judge_unannounced(before, after, at_start=start < _LOOK)


def _is_elsewhere(before: str) -> bool:
    """Whether the number stands inside a link, or is a port, a price or the label of a measurement."""
    port = before.endswith(":") and (before[-2:-1].isdigit() or before[-2:-1] == "]")
    link = before.endswith("#") or "://" in before.rpartition(" ")[2]
    return port or link or bool(signs()["money"].search(before.lower()) or signs()["label"].search(before))


def _is_of_the_web(low: str, words: str, *, known: bool) -> bool:
    """Whether a web server gave the number that begins these words, by what stands around it."""
    look = signs()
    if look["web request"].search(low):
        return True
    if look["smtp near"].search(low):
        return False
    if look["web before"].search(low):
        return True
    if known:
        return False
    return bool(look["web"].match(words)) or (words[:3] in WEB_TOO and look["status code"].search(low) is not None)


def _judge_unannounced(before: str, after: str, *, at_start: bool) -> int:
    """The same, where no word says that a server answered: by the start of a line, a colon, or the words behind."""
    known = signs()
    if known["count next"].match(after):
        return NONE
    if known["line start"].search(before) or (at_start and not before.strip()):
        return LIKELY if after.partition("\n")[0].strip() else WEAK
    if known["colon"].search(before) and after[:1] in " -\n":
        return LIKELY if known["letter"].search(after.partition("\n")[0]) else WEAK
    return WEAK if after[:1] in " -:;" and (before[-1:] in " \t\n('\"[:" or before[-1:] > "\u3040") else NONE


def _reply_at(text: str, start: int, strength: int) -> Reply:
    end = _end(text, start)
    body = text[start:end]
    # A number in a sentence and an enhanced code far behind it do not add up.
    status = _status_of(body if strength > WEAK else body[:_LOOK])
    relayed = signs()["relayed"].match(body)
    return Reply(relayed[1] if relayed else body[:3], status, _joined(body, status), start, end, strength)


def _end(text: str, start: int) -> int:
    """Where a reply ends: a blank line, the next recipient, header or log line, or its own closing quote."""
    # The next reply first: where a thousand stand one below the other, the costly search sees only one of them.
    limit = _before_next(text, start, min(len(text), start + _WINDOW))
    # The first word belongs to it, wherever it is wrapped to.
    first = start + 3
    while first < limit and not text[first].isalnum():
        first += 1
    found = signs()["end"].search(text, first if first - start < _LOOK else start + 3, limit)
    end = found.start() if found else limit
    quote = text[start - 1 : start]
    if quote and quote in "'\"":
        close = _closing(text, quote, start + 3, end)
        end = close if close > 0 else end
    return end


def _closing(text: str, quote: str, start: int, end: int) -> int:
    """The quote that closes: one that no letter follows."""
    place = text.find(quote, start, end)
    while place > 0 and text[place + 1 : place + 2].isalnum():
        place = text.find(quote, place + 1, end)
    return place


def _before_next(text: str, start: int, end: int) -> int:
    """Cut where a line begins with another code, or after the last line of a multi-line reply."""
    code = text[start : start + 3]
    last = text[start + 3 : start + 4] != "-"
    place = text.find("\n", start, end)
    while place >= 0:
        head = text[place + 1 : place + 24].lstrip()[:5]
        if len(head) > 3 and head[:3].isdigit() and head[0] in "2345" and head[3] in " -":
            if head[:3] != code or last:
                return place
            last = head[3] == " "
        place = text.find("\n", place + 1, end)
    return end


def _status_of(body: str) -> str | None:
    known = signs()
    found = known["enhanced next"].match(body, 3) or known["enhanced inside"].search(body, 3)
    return found[1] if found else None


def _joined(body: str, status: str | None) -> str:
    """The lines of a reply as one, without the code that starts each further line."""
    text = fold(body)
    if body[3:4] != "-" and "\n" not in body:
        return text
    code, words = body[:3], text[4:].removeprefix(status or "").lstrip(" -")
    again = rf" {code}[- ]{{1,2}}(?:{re.escape(status)}[- ]?)?" if status else rf" {code}[- ]"
    words = re.sub(again if body[3:4] == "-" else rf" {code}-", " ", words)
    if status:
        words = f"{status} " + words.replace(f" {status} ", " ")
    return fold(f"{code} {words}")
