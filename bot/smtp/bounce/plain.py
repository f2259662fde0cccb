"""Plain text with a reply somewhere in it: what a person types, or the tail of anything."""

from __future__ import annotations

import re
from functools import cache

from bot.smtp.bounce.evidence import Evidence, Reading
from bot.smtp.bounce.logs.prefix import without_prefix
from bot.smtp.bounce.recipients import find_recipients
from bot.smtp.bounce.replies import PROVEN, Reply, find_replies, fold
from bot.smtp.bounce.text import Paste
from bot.smtp.bounce.weighing import answers, status_alone, tells_failure
from bot.smtp.bounce.where import ADDRESS, find_place, stage_of

_READ = 400_000  # characters
_WORDS = 1_500
_ASKED = 200  # characters that a question about codes may have


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
    text = without_prefix(paste.text[:_READ])
    if asked := _codes().match(text[:200]):
        # A question about codes, not a bounce: which they are is all that can be read.
        codes = [c for c in re.findall(r"\d{3}", asked[1]) if c[0] in "2345" and c[1] in "0123456789"]
        return Reading("codes", False, tuple(Evidence(reply=code) for code in codes))
    replies = answers(text)
    # A greeting is no success: what refuses the client may stand behind it on its line.
    if (found := _success().match(text)) and not (replies and found[1] == "220"):
        return _accepted(found, text)
    if not replies:
        status = status_alone(text)
        return Reading("text", True, (_bare(text, status),)) if status or tells_failure(text) else _asked(text)
    return Reading("text", True, _evidence(text, replies), truncated=paste.truncated or len(paste.text) > _READ)


def _asked(text: str) -> Reading | None:
    """A code that something announces and nothing explains: ``error: 550``. It is looked up, and nothing bounced."""
    found = find_replies(text) if len(text) <= _ASKED else ()
    codes = [one.code for one in found if one.strength == PROVEN and not any(map(str.isalpha, one.text))]
    return Reading("codes", False, tuple(Evidence(reply=code) for code in dict.fromkeys(codes))) if codes else None


def _accepted(found: re.Match[str], text: str) -> Reading:
    evidence = Evidence(reply=found[1], status=found[2], diagnostic=fold(text)[:_WORDS], action="delivered")
    return Reading("text", False, (evidence,))


def _bare(text: str, status: re.Match[str] | None) -> Evidence:
    named = find_recipients(text, guess=False)
    place = find_place(text)
    recipient = named[0].address if named else _named_in(text[status.start() :]) if status else None
    return Evidence(
        recipient=recipient,
        status=status[0] if status else None,
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
    code = r"(?:\d{3}[- ](?:\d\.\d{1,3}\.\d{1,3} )?|\d\.\d{1,3}\.\d{1,3} )"
    return re.compile(rf"{code}<({ADDRESS})>(?:: |\.\.\. | )", re.IGNORECASE)


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
        # A label may have the code without words: 'code="421" … reason="421 4.7.0 …"'.
        same = kept.get((recipient, reply.code))
        if same is None or (one.status and not _has_words(same)):
            kept[recipient, reply.code] = one
    return tuple(kept.values())


def _has_words(one: Evidence) -> bool:
    return any(map(str.isalpha, one.diagnostic or ""))
