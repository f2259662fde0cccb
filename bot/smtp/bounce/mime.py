"""Open a mail without ever raising: headers, the notice that a reader sees, and the mail that is returned with it."""

from __future__ import annotations

import binascii
import html
import quopri
import re
from functools import cache

from msgspec import Struct, field

from bot.smtp.bounce.text import straighten, unquote
from bot.smtp.surrogates import join_surrogates

_DEPTH = 6  # multiparts inside multiparts that are opened
_PARTS = 100  # parts of one mail that are looked at
_READ = 1_000_000  # characters of HTML whose entities are resolved: fewer than these are read as prose
_HEADERS = 200_000  # characters that the headers of one part may have


class Mail(Struct, frozen=True):
    """A mail taken apart. Header names are lower case; of a repeated header the first counts, and of most none."""

    headers: dict[str, str]
    notice: str  # all readable parts that are not the returned mail
    original: str = ""  # the returned mail, or its headers
    report: str = ""  # report-type of multipart/report, and of what kind the machine-readable part is
    attached: tuple[str, ...] = field(default=())  # mails inside: message/rfc822 parts as they stand


# Two of these make the lines at the top the headers of a mail; one may be a field of a report or of a log.
_KNOWN = frozenset(
    [
        "from",
        "to",
        "subject",
        "date",
        "received",
        "return-path",
        "content-type",
        "message-id",
        "mime-version",
        "delivered-to",
        "auto-submitted",
        "reply-to",
        "sender",
        "x-failed-recipients",
        "precedence",
    ]
)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        # Line end and first letter stand in front: they spare looking at every character, and trying every name.
        "header": re.compile(
            r"\n(?=[acdflmprstxACDFLMPRSTX])((?i:from|to|subject|date|re(?:ceived|turn-path|ply-to)"
            r"|content-t(?:ype|ransfer-encoding)|m(?:essage-id|ime-version)|delivered-to|auto-submitted|sender"
            r"|x-(?:failed-recipients|autoreply)|precedence|list-id))[ \t]?:[ \t]*(.*(?:\n[ \t]+.*)*)"
        ),
        "origin": re.compile(r"\n((?i:return-path|from|subject))[ \t]?:[ \t]*(.*(?:\n[ \t]+.*)*)"),
        "first header": re.compile(r"[A-Za-z][\w-]{0,60}[ \t]?:"),
        "start": re.compile(
            r"(?:From [^\n]{1,200}\n|>From [^\n]{1,200}\n){0,2}"
            r"(?:[A-Za-z][\w-]{1,60}:(?:[ \t\n]|<|\S+@)|[Xx]-[\w-]{1,60}:)"
        ),
        "boundary": re.compile(r"boundary\s{0,3}=\s{0,3}(?:\"([^\"\n]{1,200})\"|([^\s;\"]{1,200}))", re.IGNORECASE),
        "charset": re.compile(r"charset\s{0,3}=\s{0,3}[\"']?([\w.:-]{1,40})", re.IGNORECASE),
        "report": re.compile(r"report-type\s{0,3}=\s{0,3}[\"']?([\w-]{1,40})", re.IGNORECASE),
        "guessed": re.compile(
            r"^--([^\s-][^\n]{3,100}|-{2,40}[^\s-][^\n]{3,100})\n(?=Content-[A-Za-z-]{4,30}:)",
            re.MULTILINE | re.IGNORECASE,
        ),
        "encoded": re.compile(r"=\?([\w-]{1,40})(?:\*[\w-]{1,20})?\?([bBqQ])\?([^?\s]{0,2000})\?="),
        "tag": re.compile(r"<(?!(?:mailto:)?[\w.+=-]{1,64}@)[^<>]*>"),
        "break": re.compile(r"<(?:br|/p|/div|/tr|/li|/h\d|/td|/table|hr|p|li)\b[^<>]*>", re.IGNORECASE),
        "charset name": re.compile(
            r"(?:utf|iso|windows|cp|koi8|gb|big5|euc|shift|sjis|ks_c|us-ascii|latin|mac|tis|hz)[\w:-]{0,30}",
            re.IGNORECASE,
        ),
    }


def open_mail(text: str) -> Mail:
    """Take a mail apart; text without headers is a notice as it stands, or the parts that its boundaries show."""
    headers, body = split(text) if _patterns()["start"].match(text) else ({}, text)
    if len(headers.keys() & _KNOWN) < 2:
        headers, body = {}, text
    parts = _Parts()
    if not headers and (guess := _patterns()["guessed"].search(text)):
        # What stands above the first boundary is the notice, where only the returned mail has parts.
        parts.plain.append(text[: guess.start()])
        parts.add_multipart(text[guess.start() :], guess[1].rstrip("-") if guess[1].endswith("--") else guess[1], 1)
    else:
        parts.add(headers, body, 0)
    found = _patterns()["report"].search(headers.get("content-type", ""))
    report = found[1].lower() if found else parts.report
    # HTML costs most: it is read only where the plain text does not tell.
    notice = "\n\n".join(parts.plain)
    if parts.html and (not parts.plain or "@" not in notice):
        notice = "\n\n".join([*parts.plain, *map(html_text, parts.html)])
    notice = unquote(notice) if headers else notice
    return Mail(headers, "\n\n".join([notice, *parts.status]), "\n".join(parts.original), report, tuple(parts.original))


def split(text: str) -> tuple[dict[str, str], str]:
    """The headers that tell something, and the body; an envelope line (``From `` of mbox) goes."""
    text = text.lstrip("\n")
    for _ in range(2):
        if text.startswith(("From ", ">From ")):
            text = text.partition("\n")[2]
    end = 0 if text.startswith("\n") else text.find("\n\n")
    end = len(text) if end < 0 else end
    headers: dict[str, str] = {}
    for found in _patterns()["header"].finditer("\n" + text[: min(end, _HEADERS)]):
        headers.setdefault(found[1].lower(), found[2])
    return headers, text[end + 2 :] if end else text[1:]


def origin(text: str) -> dict[str, str]:
    """Who sent a mail and what about: of its headers only these."""
    text = text.lstrip("\n")
    headers: dict[str, str] = {}
    for found in _patterns()["origin"].finditer("\n" + text.partition("\n\n")[0][:_HEADERS]):
        headers.setdefault(found[1].lower(), found[2])
    return headers


def unfold(value: str) -> str:
    """A header's value on one line, its encoded words (RFC 2047) decoded."""
    value = " ".join(value.split())
    if "=?" not in value:
        return value
    return straighten(_patterns()["encoded"].sub(_decode_word, value.replace("?= =?", "?==?")))


def _decode_word(found: re.Match[str]) -> str:
    charset, how, word = found.groups()
    raw = _unbase64(word) if how in "bB" else _unquoted(word.replace("_", " "))
    return _text_of(raw, charset)


class _Parts:
    """Collects the leaves of a mail's tree, never more and never deeper than is sensible."""

    def __init__(self) -> None:
        self.plain: list[str] = []
        self.html: list[str] = []
        self.status: list[str] = []
        self.original: list[str] = []
        self.report = ""
        self.count = 0

    def add(self, headers: dict[str, str], body: str, depth: int) -> None:
        self.count += 1
        if self.count > _PARTS:
            return None
        kind = headers.get("content-type", "text/plain").lstrip().lower()
        if kind.startswith("multipart/") and depth < _DEPTH:
            found = _patterns()["boundary"].search(headers["content-type"])
            guess = _patterns()["guessed"].search(body)
            mark = (found[1] or found[2]) if found else guess[1] if guess else None
            if mark and "--" + mark in body:
                return self.add_multipart(body, mark, depth + 1)
        return self._add_leaf(kind, headers, body)

    def add_multipart(self, body: str, mark: str, depth: int) -> None:
        preamble, *pieces = ("\n" + body).split("\n--" + mark.strip())
        if not pieces and preamble.strip():
            self.plain.append(preamble)
        for piece in pieces[:_PARTS]:
            if piece.startswith("--") and not piece[2:40].strip("-"):
                break
            inner = piece[piece.find("\n") + 1 :] if "\n" in piece else ""
            # A part without headers begins with an empty line, or, against the rules, with its text.
            if inner.startswith("\n") or not _patterns()["first header"].match(inner):
                self.add({}, inner, depth)
            else:
                self.add(*split(inner), depth)

    def _add_leaf(self, kind: str, headers: dict[str, str], body: str) -> None:
        if (
            kind.startswith(("message/rfc822", "text/rfc822", "message/global", "message/partial"))
            and "status" not in kind
        ):
            self.original.append(_content(headers, body) if "content-transfer-encoding" in headers else body)
        elif kind.startswith(("message/", "multipart/")):
            if "delivery-status" in kind or "feedback-report" in kind or "disposition" in kind:
                self.report = kind.split("/")[1].split(";", maxsplit=1)[0].strip()
            self.status.append(_content(headers, body))
        elif kind.startswith("text/html"):
            self.html.append(_content(headers, body))
        elif kind.startswith("text") or "/" not in kind:
            self.plain.append(_content(headers, body))


def html_text(text: str) -> str:
    """HTML as text: a line per block, no tags, entities resolved."""
    known = _patterns()
    for name in ("style", "script", "title"):
        text = _without(text, name)
    text = known["tag"].sub("", known["break"].sub("\n", text))
    return straighten(html.unescape(text[:_READ])) + text[_READ:] if "&" in text else text


def _without(text: str, name: str) -> str:
    """HTML without the elements of this name and what is in them."""
    low, kept, place = text.lower(), [], 0
    while (start := low.find(f"<{name}", place)) >= 0 and (end := low.find(f"</{name}", start)) >= 0:
        kept.append(text[place:start])
        place = end + len(name) + 2
    # Lower case can be longer than what it was made of: then the places do not fit, and all is kept.
    return "".join([*kept, text[place:]]) if kept and len(low) == len(text) else text


def _content(headers: dict[str, str], body: str) -> str:
    """A part's text, its transfer encoding and charset undone."""
    encoding = headers.get("content-transfer-encoding", "").strip().lower()
    found = _patterns()["charset"].search(headers.get("content-type", ""))
    charset = found[1] if found else "utf-8"
    if encoding == "base64":
        return straighten(_text_of(_unbase64(body), charset))
    if encoding == "quoted-printable" and "=" in body:
        return straighten(_text_of(_unquoted(body), charset))
    if charset.lower() in ("utf-8", "us-ascii") or (body.isascii() and "\x1b" not in body):
        return body
    try:
        return straighten(_text_of(body.encode("latin-1"), charset))
    except ValueError:
        return body


def _unbase64(text: str) -> bytes:
    # A part that was cut, or that has a footer behind it, still shows its beginning.
    packed = "".join(text.strip().partition("\n\n")[0].split()).rstrip("=")
    packed = packed[: len(packed) - (len(packed) % 4 == 1)]
    try:
        return binascii.a2b_base64(packed + "=" * (-len(packed) % 4))
    except (binascii.Error, ValueError):
        return text.encode("utf-8", "replace")


def _unquoted(text: str) -> bytes:
    return quopri.decodestring(text.encode("utf-8", "replace"))


def _text_of(raw: bytes, charset: str) -> str:
    # Python knows codecs that are no charsets, and slow ones among them.
    for name in (charset, "utf-8") if _patterns()["charset name"].fullmatch(charset) else ("utf-8",):
        try:
            return join_surrogates(raw.decode(name))
        except (LookupError, ValueError):
            continue
    return raw.decode("latin-1")
