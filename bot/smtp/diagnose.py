"""Evidence and rules in, a diagnosis per recipient out. No language, no layout."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.smtp.rules import Found, fold

if TYPE_CHECKING:
    from bot.smtp.bounce.evidence import Evidence, Reading
    from bot.smtp.facts import Permanence, Reach, Retry, Severity, Who
    from bot.smtp.rules import Cause, Provider, Rule, Rules

UNKNOWN, EXPIRED = "unknown", "queue-expired"
WAITING = frozenset({"delayed", "deferred"})  # the sending system still tries
_DONE = frozenset({"delivered", "relayed", "expanded"})
_GIVEN_UP = frozenset({"failed", "dropped", "expired"})
# What "expired" may hide without being any clearer: that the host was not reached is what expiry means.
_NO_CLEARER = frozenset({"network", "domain", "unknown"})
_STILL_NEEDS_A_FIX = frozenset({"auth", "account", "own-side", "relay", "size", "content"})
# Another whole reply behind a comma or semicolon: "a@…: 550 5.1.1 no such user; b@…: 452 4.2.2 mailbox full".
# What Exchange wraps ("554 5.0.0 <mx.example.org #5.0.0 smtp; 550 5.1.1 …>") is the same one.
_NEXT_REPLY = re.compile(r"(?<!smtp)(?<!SMTP)[;,]\s[^;]{0,60}?\b([245][0-5][0-9])[ -]([245]\.[0-9]{1,3}\.[0-9]{1,3})\b")
# A status in a sentence, where no code was read: neither a version of software nor a part of an address.
_LONE_STATUS = re.compile(r"(?<![\w.])([45])\.[0-7]\.[0-9]{1,3}(?![\w.]*[0-9])")
_FOR_NOW = "temporar"
_BY_DIGIT: dict[str, Permanence] = {"4": "temporary", "5": "permanent", "2": "success"}
# What is no failure is judged by what it is, not by the words in it.
_NO_FAILURE = {
    "feedback-report": "complaint",
    "complaint": "complaint",
    "auto-reply": "auto-reply",
    "delivered": "delivered",
    "relayed": "delivered",
    "expanded": "delivered",
}


class Diagnosis(Struct, frozen=True):
    """What happened to one recipient, how sure that is, and who can end it. Ids throughout: words come later.

    ``rule`` and ``words`` say why: the rule that held and the phrase that made it hold. ``final`` is None where the
    paste does not tell whether anybody still tries.
    """

    recipient: str | None
    cause: str
    permanence: Permanence
    final: bool | None
    who: tuple[Who, ...]
    retry: Retry
    reach: Reach
    severity: Severity
    provider: str | None
    platform: str | None
    rule: str | None
    words: str | None
    false_lead: str | None
    links: tuple[str, ...]  # forms to be taken off a list, the provider's own page
    evidence: Evidence


def diagnose(reading: Reading, rules: Rules) -> tuple[Diagnosis, ...]:
    """Judge every piece of evidence of a reading, in its order."""
    of_the_format = _NO_FAILURE.get(reading.format)
    judged = tuple(_judge(e, rules, of_the_format or _NO_FAILURE.get(e.action or "")) for e in reading.evidence)
    return _tell_expiry_once(judged, rules) if len(judged) > 1 else judged


def _judge(evidence: Evidence, rules: Rules, special: str | None) -> Diagnosis:
    words = fold(_own_words(evidence), evidence.reply, evidence.status)
    provider = rules.provider_of(evidence, words)
    provider_id = provider.id if provider else None
    found = None if special else _find(evidence, words, provider_id, rules)
    cause = rules.causes[special or (found.rule.cause if found else UNKNOWN)]
    rule = found.rule if found else None
    if rule and provider_id is None and rule.source == evidence.platform:
        provider_id = rule.source  # the platform refused by itself: nobody else was asked
    permanence = _permanence(evidence, rule, cause, words)
    final = _final(evidence, permanence, cause)
    retry = (rule.retry if rule else None) or _retry(cause, permanence, final=final)
    return Diagnosis(
        recipient=evidence.recipient,
        cause=cause.id,
        permanence=permanence,
        final=final,
        who=(rule.who if rule else ()) or _who(cause, retry),
        retry=retry,
        reach=(rule.reach if rule else None) or cause.reach,
        severity=cause.severity,
        provider=provider_id,
        platform=evidence.platform,
        rule=rule.id if rule else None,
        words=found.words if found else None,
        false_lead=rule.false_lead if rule else None,
        links=_links(rule, cause, provider),
        evidence=evidence,
    )


def _own_words(evidence: Evidence) -> str:
    """The words behind the codes of this evidence: a second reply in the same line says something else."""
    said, codes = evidence.diagnostic or "", (evidence.reply, evidence.status)
    if not evidence.reply or not evidence.status or evidence.reply not in said:
        return said
    others = (m.start() for m in _NEXT_REPLY.finditer(said, said.index(evidence.reply)) if m.groups() != codes)
    return said[: next(others, len(said))]


def _links(rule: Rule | None, cause: Cause, provider: Provider | None) -> tuple[str, ...]:
    """The nearest help first: the rule's, the provider's, the cause's."""
    page = (provider.postmaster,) if provider and provider.postmaster else ()
    return tuple(dict.fromkeys((*(rule.links if rule else ()), *page, *cause.links)))


def _find(evidence: Evidence, words: str, provider: str | None, rules: Rules) -> Found | None:
    """The reporter's own word first (a suppressed address shows a 5.1.1 that nobody said), then the server's words."""
    hinted = rules.find_by_hint(evidence, provider) if evidence.hint else None
    if hinted and _is_too_soon(hinted, evidence):
        hinted = None
    if hinted and rules.is_sure(hinted.rule):
        return hinted
    found = _said(evidence, words, provider, rules)
    if not evidence.hint or (found and rules.is_sure(found.rule)):
        return found
    return hinted or _said(evidence, fold(evidence.hint), provider, rules) or found


def _said(evidence: Evidence, words: str, provider: str | None, rules: Rules) -> Found | None:
    """The rule for the server's words; behind "expired" the cause that kept the message waiting, if it is told."""
    holding = (found for found in rules.hold(evidence, words, provider) if not _is_too_soon(found, evidence))
    first = next(holding, None)
    if first is None or first.rule.cause != EXPIRED:
        return first
    for found in holding:
        if rules.is_sure(found.rule) and rules.causes[found.rule.cause].family not in _NO_CLEARER:
            return Found(replace(found.rule, permanence=first.rule.permanence), found.words)
    return first


def _is_too_soon(found: Found, evidence: Evidence) -> bool:
    """What is still tried has not expired, though a warning names the hours; but a rule may say that no retry comes."""
    return evidence.action in WAITING and found.rule.cause == EXPIRED and not found.rule.retry


def _permanence(evidence: Evidence, rule: Rule | None, cause: Cause, words: str) -> Permanence:
    """Permanent, temporary, success or unknown: what the sending system does comes before what the codes say.

    A reply that Postfix defers is temporary although it begins with 5, and a name that does not exist is permanent
    although the status says 4.0.0 (the rule says so).
    """
    if evidence.action in _DONE:
        return "success"
    if evidence.action in WAITING and cause.id != EXPIRED:
        return "temporary"
    if rule and rule.permanence:
        return rule.permanence
    if cause.family == "not a bounce":
        return cause.permanence
    digits = _first_digits(evidence, cause, words)
    # Where the two disagree (550 4.4.7), the milder one is true: somebody meant to come back.
    for digit, permanence in _BY_DIGIT.items():
        if digit in digits:
            return permanence
    return "permanent" if evidence.action in _GIVEN_UP else cause.permanence


def _first_digits(evidence: Evidence, cause: Cause, words: str) -> list[str]:
    """Of the codes that were said, else of the one that was reported, else of those in the sentence."""
    said = [code[0] for code in (evidence.reply, evidence.status) if code]
    found = said or [*(evidence.reported_status or "")[:1]] or _LONE_STATUS.findall(words)
    slowed = cause.family == "temporary" or cause.id == "low-reputation"
    return found or (["4"] if slowed and _FOR_NOW in words else [])


def _final(evidence: Evidence, permanence: Permanence, cause: Cause) -> bool | None:
    if evidence.action in WAITING and cause.id != EXPIRED:
        return False
    # 550 4.4.7 is temporary by its status, but a queue that gave up does not come back.
    if evidence.action in _GIVEN_UP or evidence.action in _DONE or cause.id == EXPIRED:
        return True
    return {"permanent": True, "success": True, "temporary": False}.get(permanence)


def _retry(cause: Cause, permanence: Permanence, *, final: bool | None) -> Retry:
    """The cause's usual advice, bent by what really happens: a queue that still tries needs no hand."""
    if permanence == "success":
        return "not-needed"
    if permanence == "temporary" and not final:
        waits_for_somebody = cause.family in _STILL_NEEDS_A_FIX and cause.retry != "by-itself"
        return "after-fix" if waits_for_somebody else "by-itself"
    return "after-fix" if cause.retry == "by-itself" else cause.retry


def _who(cause: Cause, retry: Retry) -> tuple[Who, ...]:
    """Who can end it. What passes by itself needs nobody, until nothing tries again: then somebody has to send."""
    waits_in_vain = cause.retry == "by-itself" and retry == "after-fix"
    return ("sender",) if waits_in_vain and cause.who == ("nobody",) else cause.who


def _tell_expiry_once(judged: tuple[Diagnosis, ...], rules: Rules) -> tuple[Diagnosis, ...]:
    """Exchange lists the expiry and the attempts before it as one: for that recipient the message expired."""
    expired = {d.recipient: d for d in judged if d.cause == EXPIRED}
    return tuple(
        replace(d, cause=EXPIRED, rule=expired[d.recipient].rule, final=True)
        if d.recipient in expired and rules.causes[d.cause].family in _NO_CLEARER
        else d
        for d in judged
    )
