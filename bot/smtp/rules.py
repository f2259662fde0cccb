"""How a message is recognised: the rules of ``data/rules/``, compiled so that one pass over the words tries them all.

The first rule that holds wins. Rules of the provider that answered come first, then those of the platform that reports,
then those of mail software (what every Postfix or Exim may say), then the shared files, surest first: ``any.toml``
(phrases), ``hint.toml`` (the reporter's own word for the reason), ``status.toml`` (enhanced codes that are clear by
themselves), ``likely.toml`` (single words), ``fallback.toml`` (what is left: reply, stage, action). Inside a file its
order is the order.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache, cached_property
from typing import TYPE_CHECKING

import re2
from msgspec import Struct

from bot.smtp.patterns import PatternSet, compiled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.smtp.bounce.evidence import Evidence
    from bot.smtp.facts import Permanence, Reach, Retry, Severity, Who

SHARED = ("any", "hint", "status", "likely", "fallback")  # files for everybody, surest first
SURE = "any"
_LONGEST = 4_000  # characters of a diagnostic that are matched; nobody explains a refusal at greater length


class Cause(Struct, frozen=True):
    """One entry of ``causes.toml``: the facts that hang on a cause unless a rule knows better."""

    id: str
    family: str
    permanence: Permanence
    who: tuple[Who, ...]
    retry: Retry
    severity: Severity
    reach: Reach
    commands: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


class Provider(Struct, frozen=True):
    """One entry of ``providers.toml``: how it is known by host name or by its own words, and whose rules apply."""

    id: str
    name: str
    hosts: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    postmaster: str | None = None
    generates: bool = False  # a bounce that names no remote server was refused by the reporting host itself


class Rule(Struct, frozen=True):
    """One way to recognise a cause. All conditions that are given must hold."""

    id: str
    source: str
    cause: str
    any: tuple[int, ...] = ()
    all: tuple[int, ...] = ()
    unless: tuple[int, ...] = ()
    pattern: int | None = None
    hint: frozenset[str] = frozenset()
    reply: frozenset[str] = frozenset()
    status: frozenset[str] = frozenset()
    stage: frozenset[str] = frozenset()
    action: frozenset[str] = frozenset()
    permanence: Permanence | None = None
    retry: Retry | None = None
    who: tuple[Who, ...] = ()
    reach: Reach | None = None
    false_lead: str | None = None
    links: tuple[str, ...] = ()

    @property
    def reads_words(self) -> bool:
        """Whether words are needed, so that a code alone never decides."""
        return bool(self.any or self.all or self.pattern is not None)

    def holds(self, found: frozenset[int], evidence: Evidence) -> bool:
        """Whether every condition holds, given the phrases found in the words."""
        return (
            (not self.any or not found.isdisjoint(self.any))
            and found.issuperset(self.all)
            and found.isdisjoint(self.unless)
            and (self.pattern is None or self.pattern in found)
            and self.fits(evidence)
        )

    def fits(self, evidence: Evidence) -> bool:
        """Whether the codes, the stage and the action are those that the rule asks for."""
        return (
            (not self.reply or evidence.reply in self.reply)
            and (not self.status or not self.status.isdisjoint(_statuses(evidence)))
            and (not self.stage or evidence.stage in self.stage)
            and (not self.action or evidence.action in self.action)
        )


class Found(Struct, frozen=True):
    """The rule that decided and the words that made it hold."""

    rule: Rule
    words: str | None = None


def fold(words: str, reply: str | None = None, status: str | None = None) -> str:
    """Bring a server's words into the form in which phrases are written: lower case, single spaces, no addresses.

    A multi-line reply repeats its codes before each line (RFC 5321 §4.2.1); in the middle of a sentence they would
    cut the phrase in two, so they go. Codes are conditions of a rule, never part of a phrase.
    """
    text = words[:_LONGEST].lower().replace("\u2019", "'")
    if reply:
        if status:
            text = text.replace(f"{reply}-{status}", " ").replace(f"{reply} {status}", " ")
        text = text.replace(f"{reply}-", " ").replace(f" {reply} ", " ")
    if status:
        text = text.replace(f" {status} ", " ").replace(f"\n{status} ", " ")
    if "@" not in text:
        return " ".join(text.split())
    return " ".join(_token().sub(_without_address, word) if "@" in word else word for word in text.split())


@cache
def _token() -> re.Pattern[str]:
    # Without nested or adjacent repeats this is linear; re2 takes ten times as long to replace in short words.
    return re.compile(r"[^<>()\"',;:\[\]]+")


def _without_address(found: re.Match[str]) -> str:
    """``to=jane@example.org`` becomes ``to=@``."""
    token, start = found[0], 0
    for part in token.split("="):
        end = len(token) - 1 - start  # something must stand behind the @
        if part.rfind("@", 1, max(1, end)) > 0:
            return token[:start] + "@"
        start += len(part) + 1
    return token


@dataclass(frozen=True)
class Rules:
    """All rules, causes and providers, ready to be asked."""

    causes: Mapping[str, Cause]
    providers: Mapping[str, Provider]
    rules: tuple[Rule, ...]
    phrases: tuple[str, ...]
    _patterns: frozenset[int] = field(default=frozenset(), repr=False)
    _ranks: dict[tuple[str | None, str | None], dict[str, int]] = field(default_factory=dict, repr=False, compare=False)

    def provider_of(self, evidence: Evidence, words: str) -> Provider | None:
        """Who answered: known by the remote host, else by its words or its status, else by the host that reports."""
        by_host = self._by_host(evidence.remote_host)
        if by_host:
            return by_host
        marks, owners = self._marks
        found = marks.find(words)
        if found:
            return owners[min(found)]
        by_status = self._by_status(evidence.status)
        if by_status:
            return by_status
        reporter = None if evidence.remote_host else self._by_host(evidence.reporting_host)
        return reporter if reporter and reporter.generates else None

    def _by_status(self, status: str | None) -> Provider | None:
        return next((owner for form, owner in self._forms if status and fnmatchcase(status, form)), None)

    @cached_property
    def _forms(self) -> tuple[tuple[str, Provider], ...]:
        return tuple((form, each) for each in self.providers.values() for form in each.status)

    def hold(self, evidence: Evidence, words: str, provider: str | None) -> Iterator[Found]:
        """Every rule that holds for these words and codes, first to last. Rules that want a hint are not asked."""
        found = self._set.find(words)
        candidates = {index for phrase in found for index in self._by_phrase.get(phrase, ())}
        for code in (evidence.reply, evidence.action, *_statuses(evidence)):
            candidates.update(self._by_code.get(code, ()))
        for index in self._in_order(candidates, evidence, provider):
            rule = self.rules[index]
            if rule.holds(found, evidence):
                yield Found(rule, self._decided(rule, found, words))

    def find_by_hint(self, evidence: Evidence, provider: str | None) -> Found | None:
        """The first rule for the reporter's own word for the reason (an event's type, a bounce subtype)."""
        hint = (evidence.hint or "").strip().lower()
        named = {index for word in (hint, *hint.split("/")) for index in self._by_hint.get(word, ())}
        for index in self._in_order(named, evidence, provider):
            if self.rules[index].fits(evidence):
                return Found(self.rules[index], evidence.hint)
        return None

    def is_sure(self, rule: Rule) -> bool:
        """Whether a rule goes by a phrase, not by a single word or a bare code."""
        return rule.source not in SHARED or rule.source == SURE

    def _in_order(self, indexes: Iterable[int], evidence: Evidence, provider: str | None) -> list[int]:
        """The rules that apply here, most specific file first."""
        rank = self._ranks.get((provider, evidence.platform)) or self._rank(provider, evidence.platform)
        fitting = [(rank[self.rules[i].source], i) for i in indexes if self.rules[i].source in rank]
        return [index for _, index in sorted(fitting)]

    def _rank(self, provider: str | None, platform: str | None) -> dict[str, int]:
        """The files that count for this provider and platform, and in which order."""
        known = self.providers.get(provider or "")
        files = [*(known.rules if known else ()), platform or "", *self._software, *SHARED]
        rank = {name: place for place, name in reversed(list(enumerate(files)))}
        self._ranks[provider, platform] = rank
        return rank

    def _decided(self, rule: Rule, found: frozenset[int], words: str) -> str | None:
        decisive = [i for i in (*rule.any, *rule.all) if i in found]
        if decisive:
            return max((self.phrases[i] for i in decisive), key=len)
        hit = compiled(self.phrases[rule.pattern]).search(words) if rule.pattern is not None else None
        return hit.group(0) if hit else None

    def _by_host(self, host: str | None) -> Provider | None:
        """The provider with the longest suffix of this host name."""
        labels = (host or "").lower().rstrip(".").split(".")[-6:]
        for start in range(len(labels)):
            found = self._hosts.get(".".join(labels[start:]))
            if found:
                return found
        return None

    @cached_property
    def _hosts(self) -> dict[str, Provider]:
        return {host: provider for provider in self.providers.values() for host in provider.hosts}

    @cached_property
    def _software(self) -> tuple[str, ...]:
        """Files of mail software: whoever answers may run it."""
        named = {name for provider in self.providers.values() for name in provider.rules}
        return tuple(sorted({r.source for r in self.rules} - named - set(SHARED)))

    @cached_property
    def _set(self) -> PatternSet:
        return PatternSet(p if i in self._patterns else _as_pattern(p) for i, p in enumerate(self.phrases))

    @cached_property
    def _marks(self) -> tuple[PatternSet, tuple[Provider, ...]]:
        pairs = [(mark, provider) for provider in self.providers.values() for mark in provider.marks]
        return PatternSet(mark for mark, _ in pairs), tuple(provider for _, provider in pairs)

    @cached_property
    def _by_phrase(self) -> dict[int, list[int]]:
        index: dict[int, list[int]] = defaultdict(list)
        for place, rule in enumerate(self.rules):
            needed = rule.all[:1] or rule.any or ((rule.pattern,) if rule.pattern is not None else ())
            for phrase in needed:
                index[phrase].append(place)
        return index

    @cached_property
    def _by_hint(self) -> dict[str, list[int]]:
        index: dict[str, list[int]] = defaultdict(list)
        for place, rule in enumerate(self.rules):
            for hint in rule.hint:
                index[hint].append(place)
        return index

    @cached_property
    def _by_code(self) -> dict[str | None, list[int]]:
        """Rules without words, by one of the codes that they ask for: status before reply before action."""
        index: dict[str | None, list[int]] = defaultdict(list)
        for place, rule in enumerate(self.rules):
            if not rule.reads_words and not rule.hint:
                for code in rule.status or rule.reply or rule.action:
                    index[code].append(place)
        return index


def _as_pattern(phrase: str) -> str:
    """A phrase begins at the beginning of a word ("uce" is not in "source"); its end may go on ("throttl")."""
    return (r"\b" if phrase[0].isascii() and phrase[0].isalnum() else "") + str(re2.escape(phrase))


def _statuses(evidence: Evidence) -> tuple[str, ...]:
    """The status in the server's own words, else the reported one; exactly (``5.1.1``) and in any class (``X.1.1``)."""
    status = evidence.status or evidence.reported_status
    return (status, "X" + status[1:]) if status else ()
