"""The facts and words of ``data/``, read as they are needed: malformed ones are refused, look-ups answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from msgspec import Struct, field

from bot.smtp.codes import Code
from bot.smtp.facts import (
    Command,
    Definition,
    Permanence,
    Retry,
    Standing,
    Voice,
    Who,
)
from bot.smtp.loading import ENGLISH, Known, find_data, read_causes, read_known, read_rules, read_words, refuse
from bot.smtp.tables import Problem
from bot.smtp.words import Words

if TYPE_CHECKING:
    from bot.smtp.rules import Rules

_PERMANENCE: Mapping[int, Permanence] = {2: "success", 3: "success", 4: "temporary", 5: "permanent"}
_RETRY: Mapping[int, Retry] = {2: "not-needed", 3: "go-on", 4: "by-itself", 5: "no"}


class CodeFacts(Struct, frozen=True):
    """What is known of one code, reply or enhanced, listed or not."""

    code: Code
    standing: Standing | Literal["unknown"]
    permanence: Permanence
    retry: Retry
    who: tuple[Who, ...] = ()
    sent_by: Voice = "server"
    commands: tuple[Command, ...] = ()
    beside: tuple[Code, ...] = ()  # codes of the other kind that usually stand beside it
    related: tuple[Code, ...] = ()
    defined_by: tuple[Definition, ...] = ()
    collisions: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    usual_class: bool = True  # False: the registry does not use this enhanced code with this class


class Dataset(Known, dict=True):
    """The facts, and the words of each language and the rules, which load on first use."""

    _words: dict[str, Words] = field(default_factory=dict)
    _rules: Rules | None = None

    def words(self, tag: str) -> Words:
        """The words of a language that is there, English for any other. Raises DatasetError if they are malformed."""
        tag = tag if tag in self.languages else ENGLISH
        if tag not in self._words:
            problems: list[Problem] = []
            english = None if tag == ENGLISH else self.words(ENGLISH)
            words = read_words(self, tag, english, problems)
            refuse(problems)
            self._words[tag] = words
        return self._words[tag]

    def rules(self) -> Rules:
        """The causes, the providers and the rules, read on first use. Raises DatasetError if they are malformed."""
        if self._rules is None:
            # Imported here: a look-up of codes needs no pattern.
            from bot.smtp.rulebook import build_rules, rules_are_sound  # noqa: PLC0415

            problems: list[Problem] = []
            causes, providers = read_causes(self.folder, problems)
            files = read_rules(self.folder, problems)
            problems += rules_are_sound(causes, files)
            refuse(problems)
            self._rules = build_rules(causes, providers, files)
        return self._rules

    def facts(self, code: Code) -> CodeFacts:
        """What is known of a code. One that nobody has listed has the facts of its first digit."""
        if code.is_enhanced:
            return self._enhanced_facts(code)
        known = self.replies.get(code.text)
        if known is None:
            return _unlisted(code)
        return CodeFacts(
            code=code,
            standing=known.standing,
            permanence=known.permanence or _PERMANENCE.get(code.digit, "unknown"),
            retry=known.retry,
            who=tuple(known.who),
            sent_by=known.sent_by,
            commands=tuple(known.commands),
            beside=tuple(Code(text) for text in known.enhanced),
            related=_in_class(known.related, code),
            defined_by=tuple(known.defined_by),
            phrases=tuple(known.phrases),
        )

    def codes(self) -> Iterator[Code]:
        """Every listed code: the replies, then each enhanced code in each of its classes."""
        yield from (Code(text) for text in self.replies)
        for key, facts in self.enhanced.items():
            yield from (Code(f"{digit}{key[1:]}") for digit in facts.classes)

    def _enhanced_facts(self, code: Code) -> CodeFacts:
        known = self.enhanced.get(self.key(code))
        if known is None:
            return _unlisted(code)
        beside = [text for text in known.replies if text[0] == code.text[0]]
        return CodeFacts(
            code=code,
            standing=known.standing,
            permanence=_PERMANENCE[code.digit],
            retry=_RETRY[code.digit],
            who=("nobody",) if code.digit == 2 else tuple(known.who),
            sent_by=known.sent_by,
            commands=tuple(known.commands),
            beside=tuple(Code(text) for text in beside),
            related=_in_class(known.related, code),
            defined_by=tuple(known.defined_by),
            collisions=tuple(known.collisions),
            phrases=tuple(known.phrases),
            usual_class=code.digit in known.classes,
        )


def load_dataset(folder: Path | None = None) -> Dataset:
    """Read the facts of codes and the languages' own files from ``folder`` (default: the project's ``data/``).

    Words and rules follow when they are needed. Raises DatasetError, which names the file and the entry, when anything
    breaks the contract of ``data/README.md``.
    """
    problems: list[Problem] = []
    known = read_known(folder or find_data(), problems)
    refuse(problems)
    return Dataset(**known)


def _unlisted(code: Code) -> CodeFacts:
    permanence = _PERMANENCE.get(code.digit, "unknown")
    if permanence == "unknown":
        return CodeFacts(code, "unknown", permanence, "no", ("sending-admin",), sent_by="client")
    return CodeFacts(code, "unknown", permanence, _RETRY[code.digit], ("nobody",) if permanence == "success" else ())


def _in_class(related: list[str], code: Code) -> tuple[Code, ...]:
    # "X.1.2" is meant in the class of the code that was asked for.
    digit = code.text[0] if code.text[0] in "245" else "5"
    return tuple(Code(text.replace("X", digit, 1)) for text in related)
