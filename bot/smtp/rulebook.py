"""The facts of ``causes.toml``, ``providers.toml`` and ``rules/`` → `Rules` that can be asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import re2

from bot.smtp.facts import CauseFacts, ProviderFacts, RuleFacts
from bot.smtp.rules import Cause, Provider, Rule, Rules
from bot.smtp.tables import Problem

RuleFiles = Mapping[str, Mapping[str, RuleFacts]]  # by file name without its ending


def build_rules(causes: Mapping[str, CauseFacts], providers: Mapping[str, ProviderFacts], files: RuleFiles) -> Rules:
    """Compile facts that keep the laws: every phrase gets one number, however many rules name it."""
    book = _Book()
    rules = tuple(book.rule(file, name, facts) for file, entries in files.items() for name, facts in entries.items())
    return Rules(
        {name: _cause(name, facts) for name, facts in causes.items()},
        {name: _provider(name, facts) for name, facts in providers.items()},
        rules,
        tuple(book.places),
        frozenset(book.patterns),
    )


def rules_are_sound(causes: Mapping[str, CauseFacts], files: RuleFiles) -> Iterator[Problem]:
    """Every rule stands in the file that it is named after, can fail to hold, names a cause, and carries its proof."""
    for file, entries in files.items():
        for name, facts in entries.items():
            yield from (Problem(f"rules/{file}.toml", name, text) for text in _faults(file, name, facts, causes))


def _faults(file: str, name: str, facts: RuleFacts, causes: Mapping[str, CauseFacts]) -> Iterator[str]:
    if not name.startswith((f"{file}.", "fallback.")):
        yield f"must be named after its file: {file}.…"
    if facts.cause not in causes:
        yield f"cause '{facts.cause}' is not in causes.toml"
    if not facts.has_condition:
        yield "has no condition, so it would always hold"
    if facts.reads_words and not (facts.match and facts.no_match):
        yield "needs a real message (match) and a near miss (no_match)"
    if facts.pattern and (fault := _fault_of_pattern(facts.pattern)):
        yield f"pattern: {fault}"


def _fault_of_pattern(pattern: str) -> str | None:
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error as error:
        return str(error.args[0].decode() if isinstance(error.args[0], bytes) else error)
    return None


class _Book:
    """Phrases and patterns while reading: each gets one number."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}
        self.patterns: set[int] = set()

    def rule(self, file: str, name: str, facts: RuleFacts) -> Rule:
        return Rule(
            id=name,
            source=file,
            cause=facts.cause,
            any=self._places(facts.any),
            all=self._places(facts.all),
            unless=self._places(facts.unless),
            pattern=self._pattern(facts.pattern),
            hint=frozenset(facts.hint),
            reply=frozenset(facts.reply),
            status=frozenset(facts.status),
            stage=frozenset(facts.stage),
            action=frozenset(facts.action),
            permanence=facts.permanence,
            retry=facts.retry,
            who=tuple(facts.who),
            reach=facts.reach,
            false_lead=facts.false_lead,
            links=tuple(facts.links),
        )

    def _places(self, phrases: list[str]) -> tuple[int, ...]:
        return tuple(self._place(phrase) for phrase in phrases)

    def _place(self, text: str) -> int:
        return self.places.setdefault(text, len(self.places))

    def _pattern(self, text: str | None) -> int | None:
        if text is None:
            return None
        place = self._place(text)
        self.patterns.add(place)
        return place


def _cause(name: str, facts: CauseFacts) -> Cause:
    return Cause(
        id=name,
        family=facts.family,
        permanence=facts.permanence,
        who=tuple(facts.who),
        retry=facts.retry,
        severity=facts.severity,
        reach=facts.reach,
        commands=tuple(facts.commands),
        links=tuple(facts.links),
    )


def _provider(name: str, facts: ProviderFacts) -> Provider:
    return Provider(
        id=name,
        name=facts.name,
        hosts=tuple(facts.hosts),
        marks=tuple(facts.marks),
        status=tuple(facts.status),
        rules=tuple(facts.rules if facts.rules is not None else (name,)),
        postmaster=facts.postmaster,
        generates=facts.generates,
    )
