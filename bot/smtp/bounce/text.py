"""Bytes or pasted text → clean text: one kind of line end, straight quotes, no quote marks, no Slack escapes."""

from __future__ import annotations

import re
from functools import cache

from msgspec import Struct

from bot.smtp.surrogates import join_surrogates

LIMIT = 10_000_000  # bytes or characters that are read; what lies beyond is cut off and said so

_STRAIGHT = {
    **dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u2032\u00b4"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"), '"'),
    **dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2007\u2009\u202f\u3000"), " "),
    **dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"), None),
    **dict.fromkeys(map(ord, "\u2028\u2029\u0085"), "\n"),
    **dict.fromkeys(map(ord, "\u2010\u2011"), "-"),
    **{0xFF10 + digit: str(digit) for digit in range(10)},
}
# The marks of Chinese and Japanese that touch a code, without a space; around words and addresses they stay.
_WIDE = {
    **dict.fromkeys(map(ord, "\uff08\uff3b\u3010\u300c\u300e"), "("),
    **dict.fromkeys(map(ord, "\uff09\uff3d\u3011\u300d\u300f"), ")"),
    **dict.fromkeys(map(ord, "\uff0c\u3001"), ", "),
    0xFF1A: ": ",
    0xFF1B: "; ",
}
_OPEN = "\uff08\uff3b\u3010\u300c\u300e\uff1a\uff1b\uff0c\u3001"
_CLOSE = "\uff09\uff3d\u3011\u300d\u300f\uff1a\uff1b\uff0c\u3001"
_CROOKED = "".join(map(chr, _STRAIGHT))


class Paste(Struct, frozen=True):
    """What was pasted, made readable; ``raw`` keeps the bytes, where bytes came in, for mail in other charsets."""

    text: str
    raw: bytes | None = None
    truncated: bool = False


def clean(paste: str | bytes) -> Paste:
    """Make a paste readable. Any input is fine, and nothing is raised."""
    if isinstance(paste, str):
        return Paste(tidy(join_surrogates(paste[:LIMIT])), None, len(paste) > LIMIT)
    raw = paste[:LIMIT]
    text = decode(raw)
    # Mail in another charset: its parts are decoded one by one later, so no byte may be lost here.
    if not text.isascii() and "Content-Type:" in text and _is_latin(text):
        return Paste(one_line_end(text), raw, len(paste) > LIMIT)
    return Paste(tidy(text), raw, len(paste) > LIMIT)


def _is_latin(text: str) -> bool:
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True


def tidy(text: str) -> str:
    """The same text with "\\n" line ends, straight quotes, and without Slack's escapes and quote marks."""
    text = straighten(text)
    return _dedent(unquote(_unescape(text)))


def straighten(text: str) -> str:
    """One kind of line end, quote, space and hyphen; no invisible characters."""
    text = one_line_end(text)
    if text.isascii():
        return text
    if any(sign in text for sign in _CROOKED):
        text = _patterns()["crooked"].sub(lambda found: found[0].translate(_STRAIGHT), text)
    return _around_codes(text)


def _around_codes(text: str) -> str:
    """ASCII in and around codes: word processors make a dash of the hyphen in ``550-5.1.1``."""
    known = _patterns()
    if "\u2013" in text or "\u2014" in text:
        text = known["dash"].sub("-", text)
    if not any(map(text.__contains__, _OPEN)):
        return text
    text = known["wide brackets"].sub(r"(\1)", text)
    return known["wide"].sub(lambda found: found[0].translate(_WIDE), text)


def one_line_end(text: str) -> str:
    """Line ends as "\\n", and no NUL."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\0", "") if "\0" in text else text


def decode(raw: bytes) -> str:
    """Bytes as text: UTF-8, UTF-16 with or without its mark, else Latin-1 in Windows' reading."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    if (wide := _utf16(raw[:400])) is not None:
        return raw.decode(wide, "replace")
    if b"\x1b$" in raw and (japanese := _jis(raw)) is not None:
        return japanese
    try:
        # Python's own "utf-8-sig" is slower.
        return raw.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError:
        return _decode_damaged(raw)


def _jis(raw: bytes) -> str | None:
    """Japanese in seven bits (RFC 1468), as reports carry it even where no charset can be named."""
    try:
        return raw.decode("iso2022_jp_ext")
    except UnicodeDecodeError:
        return None


def _utf16(head: bytes) -> str | None:
    """The byte order of UTF-16 without a mark: in Western text every second byte is zero."""
    if head.count(0) * 3 < len(head) or len(head) < 4:
        return None
    return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"


def _decode_damaged(raw: bytes) -> str:
    # Cut at the limit, a UTF-8 text may end inside a character: that is no reason to call all of it Latin-1.
    if len(raw) == LIMIT:
        try:
            return raw[:-4].decode("utf-8-sig")
        except UnicodeDecodeError:
            pass
    # Latin-1 keeps every byte, so that a part in another charset can still be encoded back and read as it should.
    return raw.decode("latin-1")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        "crooked": re.compile(f"[{_CROOKED}]+"),
        "dash": re.compile(
            r"(?:(?<=\b[2-5]\d\d)|(?<=\b[2-5]\d\d ))[\u2013\u2014](?= ?#?[245]\.\d)"
            r"|(?<=^[2-5]\d\d)[\u2013\u2014](?=\S)",
            re.MULTILINE,
        ),
        "wide brackets": re.compile(r"\uff08(#?[245](?:\d\d|\.\d{1,3}\.\d)[^\uff08\uff09\n]{0,400})\uff09"),
        "wide": re.compile(
            rf"[{_OPEN}](?=#?[245](?:\d\d\b|\.\d))"
            rf"|(?:(?<=[245]\d\d)|(?<=\d\.\d)|(?<=\.\d\d))[{_CLOSE}]"
        ),
        "link": re.compile(r"<(?:mailto:|https?://|tel:)[^<>|\n]{1,2000}\|([^<>\n]{1,2000})>"),
        "bare link": re.compile(r"<(https?://[^<>|\s]{1,2000})>"),
        "outlook link": re.compile(r"<mailto:(?<=\w<mailto:)[^<>\s]{1,400}>"),
        "mail": re.compile(
            r"(?:From |Return-Path:|Received:|Delivered-To:|X-[\w-]{2,40}:|From:|Date:|MIME-Version:|Content-)"
        ),
        "curl": re.compile(r"^< [2-5]\d\d[ -]", re.MULTILINE),
        "quote": re.compile(r"^[ \t]{0,3}(?:>(?!>>) ?){1,20}", re.MULTILINE),
        "bar": re.compile(r"^[ \t]{0,3}\| ?", re.MULTILINE),
        "indent": re.compile(r"^[ \t]*(?=\S)", re.MULTILINE),
    }


def _unescape(text: str) -> str:
    """Undo what Slack does to a message: ``&lt;``, ``<mailto:a|a>``, ``<https://a|a>``, code fences."""
    if "```" in text:
        text = text.replace("```", "")
    if "<" in text:
        text = _unlink(text)
    if "&" in text and "</" not in text:
        # The ampersand goes last, or "&amp;lt;" would come out as "<".
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return text


def _unlink(text: str) -> str:
    known = _patterns()
    if "|" in text and ("<mailto:" in text or "<http" in text or "<tel:" in text):
        text = known["link"].sub(r"\1", text)
    if "&gt;" in text and "<http" in text:
        text = known["bare link"].sub(r"\1", text)
    return known["outlook link"].sub("", text) if "<mailto:" in text else text


def unquote(text: str) -> str:
    """Without the ``>`` or ``|`` that a mail program puts before each line of what it quotes; a whole mail as it is."""
    known = _patterns()
    if known["mail"].match(text):
        return text
    # curl -v marks what it sends with ">" and what it receives with "<": a transcript, no quotation.
    if (text.startswith(">") or "\n>" in text or "\n >" in text) and not known["curl"].search(text):
        text = known["quote"].sub("", text)
    if (text.startswith("|") or "\n|" in text) and text.count("\n|") * 2 > text.count("\n"):
        text = known["bar"].sub("", text)
    return text


def _dedent(text: str) -> str:
    """Without the indentation that all lines share."""
    if not text[:1].isspace():
        return text
    depth = min((len(found[0]) for found in _patterns()["indent"].finditer(text)), default=0)
    return re.sub(rf"^[ \t]{{{depth}}}", "", text, flags=re.MULTILINE) if depth else text
