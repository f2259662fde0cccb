"""Read ``data/``, refuse anything malformed, answer look-ups. The only module that opens ``data/``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct, field

from bot.smtp import laws
from bot.smtp.codes import Code
from bot.smtp.facts import (
    Classes,
    CodeWords,
    Command,
    Definition,
    EnhancedFacts,
    Language,
    PairWords,
    Permanence,
    ReplyFacts,
    Retry,
    Standing,
    Voice,
    Who,
)
from bot.smtp.tables import DatasetError, Problem, flatten, read_entries, read_toml
from bot.smtp.words import Words

ENGLISH = "en"
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


class Dataset(Struct):
    """The facts, and the words of each language, which load on first use."""

    folder: Path
    replies: Mapping[str, ReplyFacts]
    enhanced: Mapping[str, EnhancedFacts]
    languages: Mapping[str, Language]
    _ranges: Mapping[str, list[tuple[int, int, str]]] = field(default_factory=dict)
    _words: dict[str, Words] = field(default_factory=dict)

    def words(self, tag: str) -> Words:
        """The words of a language that is there, English for any other. Raises DatasetError if they are malformed."""
        tag = tag if tag in self.languages else ENGLISH
        if tag not in self._words:
            problems: list[Problem] = []
            english = None if tag == ENGLISH else self.words(ENGLISH)
            words = _read_words(self, tag, english, problems)
            _refuse(problems)
            self._words[tag] = words
        return self._words[tag]

    def key(self, code: Code) -> str:
        """The entry that a code has, or would have: its own, or that of the range which holds it."""
        if code.is_enhanced and code.general not in self.enhanced:
            subject, detail = code.text.split(".")[1:]
            holding = [each for each in self._ranges.get(subject, ()) if each[0] <= int(detail) <= each[1]]
            # Ranges of different classes overlap: 4.7.500 to 4.7.699 holds 5.7.606 to 5.7.649.
            holding.sort(key=lambda each: (code.digit not in self.enhanced[each[2]].classes, each[1] - each[0]))
            return holding[0][2] if holding else code.general
        return code.general

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
    """Read the facts and the languages' own files from ``folder`` (default: the project's ``data/``).

    Raises DatasetError, which names the file and the entry, when anything breaks the contract of ``data/README.md``.
    """
    problems: list[Problem] = []
    dataset = _read_facts(folder or find_data(), problems)
    _refuse(problems)
    return dataset


def check(folder: Path | None = None) -> list[Problem]:
    """Everything that is wrong in ``data/``, and words that are missing from any language."""
    problems: list[Problem] = []
    dataset = _read_facts(folder or find_data(), problems)
    english = _read_words(dataset, ENGLISH, None, problems)
    for tag in dataset.languages:
        words = english if tag == ENGLISH else _read_words(dataset, tag, english, problems)
        enhanced = _read_enhanced_words(dataset, tag, problems)
        problems += laws.words_are_whole(f"lang/{tag}/codes.toml", words.replies, dataset.replies)
        problems += laws.words_are_whole(f"lang/{tag}/enhanced.toml", enhanced, dataset.enhanced)
        problems += laws.words_are_whole(f"lang/{tag}/pairs.toml", words.pairs, english.pairs)
        problems += laws.words_are_whole(f"lang/{tag}/ui.toml", words.sentences, english.sentences)
    return problems


def find_data() -> Path:
    """Where ``data/`` lies: inside the package in a wheel, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "data"
    return inside if inside.is_dir() else package.parent / "data"


def _read_facts(folder: Path, problems: list[Problem]) -> Dataset:
    replies = read_entries(folder, "codes.toml", ReplyFacts, problems)
    enhanced = read_entries(folder, "enhanced.toml", EnhancedFacts, problems)
    problems += laws.replies_are_sound(replies, enhanced)
    problems += laws.enhanced_are_sound(replies, enhanced)
    tags = sorted(path.name for path in (folder / "lang").glob("*") if path.is_dir())
    if ENGLISH not in tags:
        problems.append(Problem("lang/en", "", "the folder is missing"))
    languages = {tag: _read_language(folder, tag, problems) for tag in tags}
    return Dataset(folder, replies, enhanced, languages, _find_ranges(enhanced))


def _find_ranges(enhanced: Mapping[str, EnhancedFacts]) -> dict[str, list[tuple[int, int, str]]]:
    ranges: dict[str, list[tuple[int, int, str]]] = {}
    for key, facts in enhanced.items():
        if facts.through is not None:
            _, subject, detail = key.split(".")
            ranges.setdefault(subject, []).append((int(detail), facts.through, key))
    return ranges


def _read_language(folder: Path, tag: str, problems: list[Problem]) -> Language:
    name = f"lang/{tag}/language.toml"
    try:
        return msgspec.convert(read_toml(folder, name, problems), Language)
    except msgspec.ValidationError as error:
        problems.append(Problem(name, "", str(error)))
        return Language(name=tag)


def _read_words(dataset: Dataset, tag: str, english: Words | None, problems: list[Problem]) -> Words:
    folder, place = dataset.folder, f"lang/{tag}"
    replies = read_entries(folder, f"{place}/codes.toml", CodeWords, problems)
    pairs = read_entries(folder, f"{place}/pairs.toml", PairWords, problems)
    sentences = flatten(f"{place}/ui.toml", read_toml(folder, f"{place}/ui.toml", problems), problems)
    problems += laws.words_fit_facts(f"{place}/codes.toml", replies, dataset.replies)
    problems += laws.pairs_are_codes(f"{place}/pairs.toml", pairs)
    if english:
        problems += laws.placeholders_agree(f"{place}/ui.toml", sentences, english.sentences)
    classes = _read_classes(folder, f"{place}/classes.toml", problems)
    enhanced = cache(partial(_load_enhanced_words, dataset, tag))
    return Words(tag, dataset.languages[tag], replies, enhanced, pairs, sentences, classes, dataset.key, english)


def _load_enhanced_words(dataset: Dataset, tag: str) -> Mapping[str, CodeWords]:
    problems: list[Problem] = []
    words = _read_enhanced_words(dataset, tag, problems)
    _refuse(problems)
    return words


def _read_enhanced_words(dataset: Dataset, tag: str, problems: list[Problem]) -> dict[str, CodeWords]:
    name = f"lang/{tag}/enhanced.toml"
    words = read_entries(dataset.folder, name, CodeWords, problems)
    problems += laws.words_fit_facts(name, words, dataset.enhanced)
    return words


def _read_classes(folder: Path, name: str, problems: list[Problem]) -> Classes | None:
    try:
        classes = msgspec.convert(read_toml(folder, name, problems), Classes)
    except msgspec.ValidationError as error:
        problems.append(Problem(name, "", str(error)))
        return None
    problems += laws.classes_are_whole(name, classes)
    return classes


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise DatasetError("\n".join(str(problem) for problem in problems))


def _unlisted(code: Code) -> CodeFacts:
    permanence = _PERMANENCE.get(code.digit, "unknown")
    if permanence == "unknown":
        return CodeFacts(code, "unknown", permanence, "no", ("sending-admin",), sent_by="client")
    return CodeFacts(code, "unknown", permanence, _RETRY[code.digit], ("nobody",) if permanence == "success" else ())


def _in_class(related: list[str], code: Code) -> tuple[Code, ...]:
    # "X.1.2" is meant in the class of the code that was asked for.
    digit = code.text[0] if code.text[0] in "245" else "5"
    return tuple(Code(text.replace("X", digit, 1)) for text in related)
