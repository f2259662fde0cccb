"""Diagnoses in words: the verdict first, then what the server said, what to do now, and why we think so."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import get_args
from urllib.parse import urlsplit

from msgspec import structs

from bot.smtp.answer.code import describe, who_acts
from bot.smtp.answer.parts import Answer, CodeRecord, Fact, Link, Passage
from bot.smtp.bounce import Evidence, Reading
from bot.smtp.codes import parse_code
from bot.smtp.dataset import Dataset
from bot.smtp.diagnose import UNKNOWN, WAITING, Diagnosis
from bot.smtp.facts import Severity
from bot.smtp.findings import Findings
from bot.smtp.privacy import mask_addresses
from bot.smtp.rules import Rules
from bot.smtp.words import Words

_MOST_NAMED = 8  # recipients of one cause that are named; the rest are counted
_MOST_GROUPS = 6
_LONGEST_SAID = 600  # characters of the server's own words
# Formats that come from programs which send by themselves: behind them stands no queue that tries again.
_WITHOUT_QUEUE = frozenset({"client-error", "transcript"})
# What may stand in a command that people copy into a shell: hosts, addresses, queue ids. Anything else stays a blank.
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+@-]{0,252}")
# What one needs in the first minute. The verdict tells of the retry.
_AT_ONCE = frozenset(
    {
        "label.who",
        "label.severity",
        "label.recipients",
        "label.answered",
        "label.said",
        "label.missing",
        "label.false_lead",
        "label.steps",
    }
)
_SEVERITIES = get_args(Severity)
_VERBATIM = frozenset({"label.said", "label.run"})
_BLANK = re.compile(r"\{(\w+)\}")

Group = tuple[Diagnosis, ...]


def explain_diagnosis(findings: Findings, dataset: Dataset, words: Words, *, masked: bool) -> Answer:
    """What happened to every recipient, grouped by cause. ``masked``: more people read it than the one who pasted."""
    if not findings.diagnoses:
        return _nothing_found(findings, words)
    reading, rules = findings.reading, dataset.rules()
    groups = _grouped(findings.diagnoses)
    first = groups[0][0]
    records = _codes(first.evidence, dataset, words)
    answer = Answer(
        kind="diagnosis",
        language=words.tag,
        title=_title(groups, words),
        summary=_verdict(first, findings, rules, words),
        facts=_facts(groups[0], findings, rules, words),
        passages=(
            *_secrets(findings.secrets, words),
            *_about(first, records, _commands(first, reading, rules, words, masked=masked), words),
            *(_other(group, findings, rules, words) for group in groups[1:_MOST_GROUPS]),
            _why(first, words),
        ),
        notes=_notes(reading, groups, rules, words),
        links=_links(first),
        tries=tuple(record.code for record in records),
        codes=records,
    )
    return _masked(answer) if masked else answer


def _nothing_found(findings: Findings, words: Words) -> Answer:
    """Neither a reply nor a bounce: say so, and ask for the one thing that would settle it."""
    return Answer(
        kind="diagnosis",
        language=words.tag,
        title=words.say("title.no_reply"),
        summary=words.say("nothing.paste"),
        passages=_secrets(findings.secrets, words),
        tries=("help",),
    )


def _grouped(diagnoses: Sequence[Diagnosis]) -> list[Group]:
    """Recipients with one cause together; the worst cause comes first, then the one that most recipients have."""
    groups: dict[tuple[str, str, str | None], list[Diagnosis]] = {}
    for diagnosis in diagnoses:
        groups.setdefault((diagnosis.cause, diagnosis.permanence, diagnosis.provider), []).append(diagnosis)
    return sorted(map(tuple, groups.values()), key=_urgency, reverse=True)


def _urgency(group: Group) -> tuple[int, int]:
    return _SEVERITIES.index(group[0].severity), len(group)


def _title(groups: Sequence[Group], words: Words) -> str:
    first = groups[0][0]
    name = words.cause(first.cause).name
    if len(groups) > 1:
        return words.say("title.causes", name=name, count=len(groups))
    said = " ".join(filter(None, (first.evidence.reply, first.evidence.status or first.evidence.reported_status)))
    return words.say("title.cause_said", name=name, said=said) if said else name


def _verdict(diagnosis: Diagnosis, findings: Findings, rules: Rules, words: Words) -> str:
    """What happened, who acts, whether to retry."""
    cause = words.cause(diagnosis.cause)
    advice = words.say(f"advice.{_advice(diagnosis, findings, rules)}")
    return words.together(cause.verdict, cause.act, advice)


def _advice(diagnosis: Diagnosis, findings: Findings, rules: Rules) -> str:
    """Whether to send again, and who does it: a queue that still tries, or nobody unless somebody does it by hand."""
    usual = rules.causes[diagnosis.cause].retry
    match diagnosis.retry:
        case "by-itself" if findings.reading.format in _WITHOUT_QUEUE:
            return "no-queue"
        case "by-itself" if usual == "after-fix":
            return "queued"
        case "after-fix" if diagnosis.evidence.action in WAITING:
            return "queued"
        case "after-fix" if usual == "by-itself" and diagnosis.final:
            return "given-up"
    return diagnosis.retry


def _facts(group: Group, findings: Findings, rules: Rules, words: Words) -> tuple[Fact, ...]:
    first = group[0]
    advice = _advice(first, findings, rules)
    # What usually passes may have been given up all the same, with a 5xx or after a last attempt.
    certainty = advice if advice == "given-up" else first.permanence
    lines = (
        ("label.who", who_acts(first.who, words)),
        ("label.retry", words.say(f"advice.{advice}")),
        ("label.recipients", _recipients(group, words)),
        ("label.permanence", words.say(f"certainty.{certainty}")),
        ("label.reach", words.say(f"reach.{first.reach}")),
        ("label.severity", words.say(f"severity.{first.severity}")),
        ("label.answered", _answered(first, rules, words)),
    )
    return tuple(Fact(words.say(label), text, label in _AT_ONCE) for label, text in lines if text)


def _answered(diagnosis: Diagnosis, rules: Rules, words: Words) -> str:
    provider = rules.providers.get(diagnosis.provider or "")
    return words.list(filter(None, (provider.name if provider else "", diagnosis.evidence.remote_host)))


def _recipients(group: Group, words: Words) -> str:
    named = list(dict.fromkeys(each.recipient for each in group if each.recipient))
    shown = words.list(named[:_MOST_NAMED])
    return words.say("recipients.more", named=shown, count=len(named) - _MOST_NAMED) if named[_MOST_NAMED:] else shown


def _about(first: Diagnosis, records: Sequence[CodeRecord], commands: tuple[str, ...], words: Words) -> list[Passage]:
    cause = words.cause(first.cause)
    parts = (
        ("label.said", (_shorten(first.evidence.diagnostic),) if first.evidence.diagnostic else ()),
        ("label.missing", (cause.ask,) if cause.ask and first.cause == UNKNOWN else ()),
        ("label.false_lead", (words.false_lead(first.false_lead),) if first.false_lead else ()),
        ("label.steps", tuple(cause.steps)),
        ("label.run", commands),
        ("label.codes", tuple(_gist(record, words) for record in records)),
    )
    given = ((label, tuple(lines)) for label, lines in parts if lines)
    return [Passage(words.say(label), lines, label in _VERBATIM, label in _AT_ONCE) for label, lines in given]


def _gist(record: CodeRecord, words: Words) -> str:
    code = parse_code(record.code)
    return words.code(code).gist if code else record.meaning


def _other(group: Group, findings: Findings, rules: Rules, words: Words) -> Passage:
    """A further cause, in short: what happened, to whom, and the server's own words."""
    said = _shorten(group[0].evidence.diagnostic or "")
    lines = (_verdict(group[0], findings, rules, words), _recipients(group, words), said)
    return Passage(words.cause(group[0].cause).name, tuple(line for line in lines if line), at_once=True)


def _why(first: Diagnosis, words: Words) -> Passage:
    if first.words and first.rule:
        line = words.say("why.words", words=first.words, rule=first.rule)
    elif first.rule:
        line = words.say("why.rule", rule=first.rule)
    else:
        line = words.say("why.nothing")
    return Passage(words.say("label.why"), (line,))


def _secrets(count: int, words: Words) -> tuple[Passage, ...]:
    return (Passage(words.say("label.caution"), (words.say("secret.posted"),), at_once=True),) if count else ()


def _notes(reading: Reading, groups: Sequence[Group], rules: Rules, words: Words) -> tuple[str, ...]:
    notes = [words.say("note.truncated")] if reading.truncated else []
    client = _refused_client(groups[0][0], rules)
    if client:
        notes.append(words.say("note.receiver_log", client=client))
    hidden = len(groups) - _MOST_GROUPS
    return (*notes, words.say("note.more_causes", count=hidden)) if hidden > 0 else tuple(notes)


def _refused_client(diagnosis: Diagnosis, rules: Rules) -> str | None:
    """The client in the log of the server that refused it, where the client's side has to act and not the server's."""
    evidence = diagnosis.evidence
    theirs = "sending-admin" in diagnosis.who and rules.causes[diagnosis.cause].family != "own-side"
    return evidence.client_ip if theirs and evidence.client_ip == evidence.remote_ip else None


def _codes(evidence: Evidence, dataset: Dataset, words: Words) -> tuple[CodeRecord, ...]:
    texts = dict.fromkeys(filter(None, (evidence.reply, evidence.status or evidence.reported_status)))
    codes = [code for code in map(parse_code, texts) if code]
    return tuple(describe(dataset.facts(code), words) for code in codes)


def _commands(first: Diagnosis, reading: Reading, rules: Rules, words: Words, *, masked: bool) -> tuple[str, ...]:
    """Commands to copy, filled in from this bounce. What a shell might read as more than a word stays a blank."""
    values = _values(first.evidence, reading)
    if masked:
        del values["rcpt"]  # shortened, it is nobody's address, and a shell would look for files that fit the asterisks
    commands = rules.causes[first.cause].commands
    return tuple(_BLANK.sub(lambda blank: _value(blank[1], values, words), command) for command in commands)


def _value(name: str, values: Mapping[str, str | None], words: Words) -> str:
    value = values.get(name)
    return value if value and _SAFE.fullmatch(value) else words.say(f"blank.{name}")


def _values(evidence: Evidence, reading: Reading) -> dict[str, str | None]:
    sender = reading.sender or ""
    return {
        "rcpt": evidence.recipient,
        "rcpt_domain": _domain(evidence.recipient),
        "mx": evidence.remote_host,
        "our_ip": evidence.client_ip,
        "our_domain": _domain(sender),
        "mfrom_domain": _domain(sender),
    }


def _domain(address: str | None) -> str | None:
    return (address or "").rpartition("@")[2].rstrip(".") or None


def _links(first: Diagnosis) -> tuple[Link, ...]:
    return tuple(Link(urlsplit(url).hostname or url, url) for url in first.links)


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_SAID else line[:_LONGEST_SAID].rsplit(" ", 1)[0] + " …"


def _masked(answer: Answer) -> Answer:
    """The same answer with every address shortened, for more eyes than those of the one who pasted."""
    return structs.replace(
        answer,
        title=mask_addresses(answer.title),
        summary=mask_addresses(answer.summary),
        facts=tuple(structs.replace(fact, text=mask_addresses(fact.text)) for fact in answer.facts),
        passages=tuple(
            structs.replace(passage, lines=tuple(mask_addresses(line) for line in passage.lines))
            for passage in answer.passages
        ),
    )
