"""Whole mails, and notices without their headers: a report's fields, what a person reads, or no bounce at all."""

from __future__ import annotations

import re
from functools import cache

from msgspec.structs import replace

from bot.smtp.bounce import dsn, human, other, verdict, wording
from bot.smtp.bounce.events import read_events
from bot.smtp.bounce.evidence import Evidence, Reading
from bot.smtp.bounce.logs.prefix import without_prefix
from bot.smtp.bounce.mime import Mail, open_mail, origin, split, unfold
from bot.smtp.bounce.recipients import find_recipients
from bot.smtp.bounce.replies import says_expired
from bot.smtp.bounce.text import Paste
from bot.smtp.bounce.where import ADDRESS, Place, find_address, find_place, stage_of

_NESTED = 3  # mails inside mails that are looked into
_NOTICE = 400_000  # characters of a notice that are read as prose


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        "address": re.compile(ADDRESS),
    }


def read_mail(paste: Paste) -> Reading | None:
    """A mail with its headers on top."""
    mail = open_mail(paste.text)
    return _read(mail, paste, 0) if mail.headers else None


def read_report(paste: Paste) -> Reading | None:
    """The fields of a delivery report, pasted without a mail around them."""
    if not dsn.has_fields(paste.text):
        return None
    found = _read(open_mail(paste.text), paste, 0)
    # The fields of a read receipt report nothing, but words above them may.
    return found if found and found.format != "mail" else None


def read_notice(paste: Paste) -> Reading | None:
    """A notice for people, pasted without its headers, that begins as such notices do."""
    mail = open_mail(paste.text)
    notice = wording.cut(mail.notice[:_NOTICE])
    words = wording.look(notice)
    opens = wording.opens_as_notice(notice) and verdict.is_notice(mail, notice, words)
    return _notice(mail, notice, words, paste, "") if opens else None


def read_text(paste: Paste) -> Reading | None:
    """Anything else that has the words of a bounce."""
    mail = open_mail(without_prefix(paste.text))
    notice = wording.cut(mail.notice[:_NOTICE])
    words = wording.look(notice)
    return _notice(mail, notice, words, paste, "") if verdict.is_notice(mail, notice, words) else None


def _read(mail: Mail, paste: Paste, depth: int) -> Reading | None:
    return (
        _event(mail)
        or other.read_feedback(mail)
        or _report(mail, paste)
        or other.read_auto_reply(mail)
        or _human(mail, paste, depth)
        or _nested(mail, paste, depth)
        or (other.not_a_bounce(mail) if depth == 0 else None)
    )


def _event(mail: Mail) -> Reading | None:
    """A provider's event that came by mail, as SNS sends it."""
    if not mail.notice[:200].lstrip().startswith(("{", "[")):
        return None
    # Below the event stands how to unsubscribe.
    return read_events(Paste(mail.notice.partition("\n--\n")[0].strip()))


def _report(mail: Mail, paste: Paste) -> Reading | None:
    """RFC 3464, completed by what the notice for people says of the same recipient."""
    # Of a report that was pasted without the mail around it the recipient's line may be missing.
    part = not mail.headers
    report = dsn.find_report(mail.notice, unnamed=part) if part or "ecipient" in mail.notice else None
    if report is None:
        return None
    notice = wording.cut(mail.notice[:_NOTICE])
    words = wording.look(notice)
    evidence = tuple(
        dict.fromkeys(dsn.evidence_of(fields, report.message, words.system) for fields in report.recipients)
    )
    if len(evidence) == 1:
        evidence = (_placed(evidence[0], notice),)
    if report.recipients == [report.message] and len(named := find_recipients(mail.notice[:_NOTICE], guess=False)) == 1:
        evidence = (replace(evidence[0], recipient=named[0].address),)
    told = _told(notice, words, evidence)
    evidence = tuple(
        e for one in evidence for e in _completed(one, told.get((one.recipient or "").lower(), []), evidence)
    )
    bounced = any(one.action not in ("delivered", "relayed", "expanded") for one in evidence)
    sender, subject = _about(mail)
    sender = sender or find_address(report.message.get("x-postfix-sender", ""))
    return Reading("delivery-status", bounced, evidence, sender, subject, paste.truncated or report.truncated)


def _placed(one: Evidence, notice: str) -> Evidence:
    """The remote side and the stage as the prose names them, where the fields do not."""
    if one.stage and one.remote_ip:
        return one
    words = notice[-1_200:]
    place = find_place(words) if one.remote_ip is None else Place()
    same = place.host and one.remote_host in (None, place.host)
    return replace(
        one,
        remote_host=one.remote_host or place.host,
        remote_ip=one.remote_ip or (place.ip if same else None),
        stage=one.stage or stage_of(words),
    )


def _told(notice: str, words: wording.Wording, evidence: tuple[Evidence, ...]) -> dict[str, list[Evidence]]:
    """What the prose says of each recipient, where some recipient's fields say too little."""
    poor = [
        e
        for e in evidence
        if e.reply is None or (e.status is None and e.remote_host is None) or says_expired(e.diagnostic or "")
    ]
    if not poor or not notice.strip():
        return {}
    failed = tuple(e.recipient for e in evidence if e.recipient)
    told: dict[str, list[Evidence]] = {}
    for one in human.read_notice(notice, words, failed=failed):
        told.setdefault((one.recipient or "").lower() if failed else "", []).append(one)
    return told


def _completed(one: Evidence, told: list[Evidence], evidence: tuple[Evidence, ...]) -> list[Evidence]:
    """One recipient's fields and what the prose adds: what is missing, and the last attempt before time ran out."""
    if not told or one.action in ("delivered", "relayed", "expanded"):
        return [one]
    last = [e for e in told[1:] if e.status and one.status and e.status[1:] != one.status[1:]]
    return [_complete(one, told[0], len(evidence) == 1), *(replace(e, action=one.action) for e in last[:1])]


def _complete(one: Evidence, told: Evidence, alone: bool) -> Evidence:
    if told.recipient is None and not alone:
        return one
    if one.reply is None and told.reply:
        one = replace(one, reply=told.reply, status=one.status or told.status, diagnostic=told.diagnostic)
    return replace(
        one,
        recipient=one.recipient or told.recipient,
        diagnostic=one.diagnostic or told.diagnostic,
        remote_host=one.remote_host or told.remote_host,
        remote_ip=one.remote_ip or told.remote_ip,
        stage=one.stage or told.stage,
    )


def _human(mail: Mail, paste: Paste, depth: int) -> Reading | None:
    """A notice for people in a mail that a mail system sent."""
    subject = unfold(mail.headers.get("subject", ""))
    notice = wording.cut(mail.notice[:_NOTICE])
    words = wording.look(notice)
    if not verdict.is_sent_notice(mail, notice, words):
        return None
    reading = _notice(mail, notice, words, paste, subject)
    # A gateway that wraps somebody else's bounce says nothing itself.
    if all(e.recipient is None and e.reply is None for e in reading.evidence):
        return _nested(mail, paste, depth) or _guess(reading, mail)
    return reading


def _guess(reading: Reading, mail: Mail) -> Reading:
    return replace(reading, evidence=tuple(replace(e, recipient=_intended(mail)) for e in reading.evidence))


def _notice(mail: Mail, notice: str, words: wording.Wording, paste: Paste, subject: str) -> Reading:
    failed = tuple(_patterns()["address"].findall(mail.headers.get("x-failed-recipients", "")))[: dsn.MOST]
    evidence = human.read_notice(notice, words, failed=failed, own=_own(mail))
    if subject and evidence and wording.look(subject).warning:
        evidence = tuple(replace(e, action="delayed") for e in evidence)
    cut = paste.truncated or len(evidence) >= dsn.MOST or len(mail.notice) > _NOTICE
    return Reading("human-bounce", True, evidence, *_about(mail), cut)


def _own(mail: Mail) -> frozenset[str]:
    """Addresses of the bounce itself: who sent it and who gets it."""
    names = ("from", "to", "return-path", "reply-to", "delivered-to", "sender")
    return frozenset(a.lower() for n in names for a in _patterns()["address"].findall(mail.headers.get(n, "")[:2_000]))


def _intended(mail: Mail) -> str | None:
    """Whom the returned mail was for, where the notice does not say."""
    headers, _ = split(mail.original[:20_000])
    # A list's mail names the list: whom it could not reach stands nowhere.
    if "list-id" in headers or headers.get("precedence", "").strip().lower() in ("bulk", "list"):
        return None
    to = unfold(headers.get("to", ""))
    return find_address(to) if to.count("@") == 1 else None


def _about(mail: Mail) -> tuple[str | None, str | None]:
    """The bounced mail's sender and subject."""
    headers = origin(mail.original[:20_000])
    sender = find_address(headers.get("return-path", "")) or find_address(unfold(headers.get("from", "")))
    subject = unfold(headers.get("subject", "")) or unfold(mail.headers.get("subject", ""))
    return sender or find_address(unfold(mail.headers.get("to", ""))), subject[:300] or None


def _nested(mail: Mail, paste: Paste, depth: int) -> Reading | None:
    """A bounce that somebody forwarded as an attachment."""
    if depth >= _NESTED:
        return None
    for inner in mail.attached[:5]:
        mail_inside = open_mail(inner)
        if mail_inside.headers and (found := _read(mail_inside, paste, depth + 1)) and found.is_bounce:
            return found
    return None
