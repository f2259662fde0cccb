"""Plain text with a reply somewhere in it: what a person types, or the tail of anything."""

from __future__ import annotations

import re
from functools import cache

from bot.smtp.bounce import phrases
from bot.smtp.bounce.evidence import Evidence, Reading
from bot.smtp.bounce.recipients import find_recipients
from bot.smtp.bounce.replies import Reply, find_replies, find_status, fold
from bot.smtp.bounce.text import Paste
from bot.smtp.bounce.where import ADDRESS, find_place, stage_of

_READ = 400_000  # characters
_WORDS = 1_500


@cache
def _success() -> re.Pattern[str]:
    return re.compile(r"\s*(?:smtp\s?;\s?)?(2[0-5]\d)[ -](2\.\d{1,3}\.\d{1,3}\b)?[^\n]*\s*\Z", re.IGNORECASE)


@cache
def _codes() -> re.Pattern[str]:
    return re.compile(
        r"\s*(?:/?[a-z-]{1,20}\s)?\s*((?:\d{3}[\s,;/]{0,3}){1,20}(?:vs\.?|or|and)?)\s*\??\s*\Z", re.IGNORECASE
    )


def read_plain(paste: Paste) -> Reading | None:
    """Replies in a text, one piece of evidence for each different one."""
    text = paste.text[:_READ]
    if asked := _codes().match(text[:200]):
        # A question about codes, not a bounce: which they are is all that can be read.
        codes = [c for c in re.findall(r"\d{3}", asked[1]) if c[0] in "2345" and c[1] in "0123456789"]
        return Reading("codes", False, tuple(Evidence(reply=code) for code in codes))
    replies = find_replies(text)
    # A greeting is no success: what refuses the client may stand behind it on its line.
    if (found := _success().match(text)) and not (replies and found[1] == "220"):
        return _accepted(found, text)
    if not replies:
        status = find_status(text)
        return Reading("text", True, (_bare(text, status),)) if status or _tells_failure(text) else None
    return Reading("text", True, _evidence(text, replies), truncated=paste.truncated or len(paste.text) > _READ)


def _accepted(found: re.Match[str], text: str) -> Reading:
    evidence = Evidence(reply=found[1], status=found[2], diagnostic=fold(text)[:_WORDS], action="delivered")
    return Reading("text", False, (evidence,))


def _tells_failure(text: str) -> bool:
    """Whether these are a mail system's own words about a delivery: no server answered, so there is no code."""
    head = text[:_WORDS]
    return bool(_typed().match(head)) or (bool(_failure().search(head)) and bool(_mailish().search(head)))


@cache
def _typed() -> re.Pattern[str]:
    """A diagnostic with its type before it (RFC 3464 section 2.1.2), as a report's field holds it."""
    kind = r"x-(?:unix|postfix|mpop|notes|sendmail|qmail|ms)[\w-]{0,20}|smtp|dns|lmtp"
    return re.compile(rf"\s*(?:{kind}) ?; ?\S", re.IGNORECASE)


@cache
def _failure() -> re.Pattern[str]:
    return re.compile("|".join(phrases.FAILURES), re.IGNORECASE)


@cache
def _mailish() -> re.Pattern[str]:
    kind, port = r"^\s*(?:x-[\w-]{2,30}|unknown|smtp|dns|lmtp) ?;", r":(?:24|25|465|587)\b"
    words = r"\bmx\b|smtp|\bmail|recipient|host or domain name|hop count|blocked using|unrouteable|bounced address"
    return re.compile(rf"{kind}|<{ADDRESS}>|^{ADDRESS}:|{port}|{words}", re.IGNORECASE)


def _bare(text: str, status: str | None) -> Evidence:
    named = find_recipients(text, guess=False)
    place = find_place(text)
    return Evidence(
        recipient=named[0].address if named else None,
        status=status,
        diagnostic=fold(text)[:_WORDS],
        remote_host=place.host,
        remote_ip=place.ip,
        stage=stage_of(text),
    )


def _named_in(words: str) -> str | None:
    """The recipient that a server repeats at the head of its reply; a sender that is refused is none."""
    found = _repeated().match(words)
    return None if found is None or "sender address" in words[:400].lower() else found[1]


@cache
def _repeated() -> re.Pattern[str]:
    return re.compile(rf"\d{{3}}[- ](?:\d\.\d{{1,3}}\.\d{{1,3}} )?<({ADDRESS})>(?:: |\.\.\. | )", re.IGNORECASE)


def _evidence(text: str, replies: tuple[Reply, ...]) -> tuple[Evidence, ...]:
    named = find_recipients(text, guess=False)
    kept: dict[tuple[str | None, str | None], Evidence] = {}
    for number, reply in enumerate(replies):
        before = text[max(0, replies[number - 1].end if number else 0, reply.start - 1_000) : reply.start]
        about = before + reply.text
        recipient = next((n.address for n in named if n.address in about), None)
        recipient = recipient or _named_in(reply.text)
        if recipient is None and len(named) == 1:
            recipient = named[0].address
        place = find_place(about)
        one = Evidence(
            recipient=recipient,
            reply=reply.code,
            status=reply.status,
            diagnostic=reply.text,
            remote_host=place.host,
            remote_ip=place.ip,
            stage=stage_of(about),
        )
        kept.setdefault((recipient, reply.code), one)
    return tuple(kept.values())
