"""Notices that mail systems write for people: what was said about each recipient."""

from __future__ import annotations

import re
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from bot.smtp.bounce.evidence import Evidence
from bot.smtp.bounce.listed import find_listed
from bot.smtp.bounce.recipients import Named, find_recipients
from bot.smtp.bounce.replies import Reply, find_replies, find_status, fold, last_attempt, says_expired
from bot.smtp.bounce.where import ADDRESS, find_place, stage_of
from bot.smtp.bounce.wording import Wording, reporting_host

_BEFORE, _BEHIND = 500, 80  # characters around a reply that say who gave it and when
_LEAST = 12  # letters that make a reason
_ABOUT = 20_000  # characters about one recipient that are looked at: behind a long list they are the same for all
_WORDS = 1_500  # characters of a notice that stand in for a diagnostic where there is no reply


class _Told(Struct, frozen=True):
    """What a notice says of one recipient: the stretch of text that is about it, and the replies."""

    recipient: str | None
    start: int
    end: int
    replies: tuple[Reply, ...]


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        "address": re.compile(ADDRESS),
        "advice": re.compile(
            r"^[ \t]*(?:please|if you|for further|for more|for assistance|do not reply|contact|this is an automat"
            r"|hi\b|hello|dear|sorry to|i'm sorry to|i'm afraid|a message that you|this message was created"
            r"|recipients\. this is a permanent error|be delivered to one or more)[^\n]*$",
            re.MULTILINE | re.IGNORECASE,
        ),
        "header line": re.compile(
            r"^(?:(?:Content|X|Message|Received|DKIM|MIME|Return|Reply|In-Reply|List|Final|Original|Reporting|Arrival)"
            r"-?[\w-]{0,40}|From|To|Cc|Date|Subject|Sent|Received|References|Precedence|Sender)[ \t]?:.*(?:\n[ \t].*)*"
            # The plus behind a run keeps all of it: given back piece by piece, a long ruler would take long.
            r"|^[-=*_+#]{2,}+[^\n]{0,80}[-=*_+#]{2,}+$|^[-=*_+# ]{3,}$|^\S{60,}$",
            re.MULTILINE,
        ),
    }


def read_notice(
    notice: str, wording: Wording, *, failed: tuple[str, ...] = (), own: frozenset[str] = frozenset()
) -> tuple[Evidence, ...]:
    """The evidence in a notice; ``failed`` are recipients that are known already, ``own`` such as cannot be meant."""
    common = Evidence(
        reporting_host=reporting_host(notice),
        platform=wording.system,
        # A group that takes no mail from this sender, or that does not exist: the notice never says which.
        hint="group-refused" if wording.system == "google_groups" else None,
        action="delayed" if wording.warning else "failed",
    )
    if not failed and (listed := find_listed(notice)):
        return tuple(_reported(one, common) for one in listed)
    named = [Named(a, max(notice.find(a), 0)) for a in failed] or find_recipients(notice, own)
    return tuple(
        _evidence(notice, told, reply, common)
        for told in _share_out(notice, named, find_replies(notice))
        for reply in _telling(told.replies)
    )


def _reported(one: Evidence, common: Evidence) -> Evidence:
    """One of a list, by the system that wrote the list."""
    return replace(one, reporting_host=common.reporting_host, platform=common.platform, action=common.action)


def _share_out(notice: str, named: list[Named], replies: tuple[Reply, ...]) -> list[_Told]:
    """To each recipient the words and replies about it: those that name it, else those between it and the next."""
    if len(named) < 2:
        return [_Told(named[0].address if named else None, 0, len(notice), replies)]
    ordered = sorted(named, key=lambda one: one.start)
    ends = [one.start for one in ordered[1:]] + [len(notice)]
    mine, loose = _by_name(ordered, replies)
    place = 0
    for one, end in zip(ordered, ends, strict=True):
        while place < len(loose) and loose[place].start < end:
            if loose[place].start >= one.start:
                mine[one.address.lower()].append(loose[place])
            place += 1
    told = [
        _Told(one.address, one.start, end, tuple(mine[one.address.lower()]))
        for one, end in zip(ordered, _reasons_end(notice, ordered, ends), strict=True)
    ]
    # One reply below a list of recipients was meant for all of them.
    if told[-1].replies and not any(one.replies for one in told[:-1]):
        return [replace(one, replies=told[-1].replies) for one in told]
    return told


def _reasons_end(notice: str, named: list[Named], ends: list[int]) -> list[int]:
    """Where the words about each end: in a bare list of recipients, those below the list are about all of them."""
    reached = list(ends)
    for place in range(len(named) - 2, -1, -1):
        words = notice[named[place].start : min(ends[place], named[place].start + _WORDS)].replace(
            named[place].address, ""
        )
        if _letters(words) < _LEAST:
            reached[place] = reached[place + 1]
    return reached


def _letters(words: str) -> int:
    return sum(map(str.isalpha, words))


def _by_name(named: list[Named], replies: tuple[Reply, ...]) -> tuple[dict[str, list[Reply]], list[Reply]]:
    """The replies that name one of the recipients, by recipient; and the others."""
    mine: dict[str, list[Reply]] = {one.address.lower(): [] for one in named}
    loose: list[Reply] = []
    for reply in replies:
        about = {address.lower() for address in _patterns()["address"].findall(reply.text)} & mine.keys()
        for address in about:
            mine[address].append(reply)
        if not about:
            loose.append(reply)
    return mine, loose


def _telling(replies: tuple[Reply, ...]) -> tuple[Reply | None, ...]:
    """The reply that tells why; and where that is only that time ran out, the last temporary one as well."""
    if not replies:
        return (None,)
    # A complaint about the sequence of commands follows from what went wrong before.
    best = next((reply for reply in replies if reply.code != "503"), replies[0])
    if not says_expired(best.text):
        return (best,)
    # "550 5.4.312 expired" and "450 4.4.312" say the same; "550 4.4.7" and "441 4.4.1" do not.
    known = (best.status or "")[1:]
    return (best, *[r for r in replies if r.code and r.code[0] == "4" and (r.status or "")[1:] != known][:1])


def _evidence(notice: str, told: _Told, reply: Reply | None, common: Evidence) -> Evidence:
    words = notice[told.start : min(told.end, told.start + _ABOUT)]
    if reply is None:
        place, stage = find_place(words[:_WORDS]), stage_of(words[:_WORDS])
        why = _why(words, told.recipient) or None
        status = find_status(words)
        return replace(
            common,
            recipient=told.recipient,
            status=status,
            diagnostic=why,
            remote_host=place.host,
            remote_ip=place.ip,
            stage=stage,
        )
    around = _around(notice, told.start, reply)
    place = find_place(around)
    inner = last_attempt(reply.text) or reply
    return replace(
        common,
        recipient=told.recipient,
        reply=inner.code,
        # Amazon SES puts its own code in front: "5.3.0 - Other mail system problem 550-'…'".
        status=inner.status or reply.status or find_status(notice[max(0, reply.start - 60) : reply.start]),
        reported_status=reply.status if inner is not reply else _added(reply, told.replies),
        diagnostic=reply.text,
        remote_host=place.host,
        remote_ip=place.ip,
        stage=stage_of(around),
    )


def _added(best: Reply, replies: tuple[Reply, ...]) -> str | None:
    """The enhanced code that the reporting system put to a reply that had none, as Sendmail's last line does."""
    if best.status:
        return None
    return next((reply.status for reply in replies if reply.code == best.code and reply.status), None)


def _around(notice: str, start: int, reply: Reply) -> str:
    """The words before and behind a reply, which say who gave it and when."""
    end = notice.find("\n", reply.end + _BEHIND)
    end = end if 0 <= end <= reply.end + _WORDS else reply.end + _BEHIND
    return notice[max(min(start, reply.start), reply.start - _BEFORE) : end]


def _why(words: str, recipient: str | None) -> str:
    """What a notice without a reply gives as the reason: what stands behind the recipient, else what stands before."""
    place = words.find(recipient) if recipient else -1
    behind = _reason(words[place + len(recipient or "") :][:_WORDS]) if place >= 0 else ""
    told = behind if _letters(behind) >= _LEAST else _reason(words[: _WORDS * 2])
    return told[:_WORDS].lstrip(">:;,.)]}'\" ")


def _reason(words: str) -> str:
    """Without headers, rulers, and advice whom to ask."""
    known = _patterns()
    return fold(known["advice"].sub("", known["header line"].sub("", words)))
