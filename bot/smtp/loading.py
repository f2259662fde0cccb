"""The files of ``data/``, each read into its type and held against the laws. Problems are gathered, never raised."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from bot.smtp import laws
from bot.smtp.codes import Code
from bot.smtp.facts import (
    CauseFacts,
    CauseWords,
    Classes,
    CodeWords,
    EnhancedFacts,
    Language,
    NoticeFacts,
    Notices,
    PairWords,
    ProviderFacts,
    ReplyFacts,
    RuleFacts,
    Sayings,
)
from bot.smtp.tables import DatasetError, Problem, convert_entries, flatten, read_entries, read_toml
from bot.smtp.words import CauseTexts, Words

ENGLISH = "en"
T = TypeVar("T")


class Known(Struct, dict=True):
    """The facts of codes, and the languages that there are."""

    folder: Path
    replies: Mapping[str, ReplyFacts]
    languages: Mapping[str, Language]

    @cached_property
    def enhanced(self) -> Mapping[str, EnhancedFacts]:
        """The facts of enhanced codes, read when somebody needs them: a long file. Raises DatasetError."""
        return _or_refuse(partial(read_enhanced, self.folder, self.replies))

    @cached_property
    def _ranges(self) -> Mapping[str, list[tuple[int, int, str]]]:
        ranges: dict[str, list[tuple[int, int, str]]] = {}
        for key, facts in self.enhanced.items():
            if facts.through is not None:
                _, subject, detail = key.split(".")
                ranges.setdefault(subject, []).append((int(detail), facts.through, key))
        return ranges

    def key(self, code: Code) -> str:
        """The entry that a code has, or would have: its own, or that of the range which holds it."""
        if not code.is_enhanced or code.general in self.enhanced:
            return code.general
        subject, detail = code.text.split(".")[1:]
        holding = [each for each in self._ranges.get(subject, ()) if each[0] <= int(detail) <= each[1]]
        # Ranges of different classes overlap: 4.7.500 to 4.7.699 holds 5.7.606 to 5.7.649.
        holding.sort(key=lambda each: (code.digit not in self.enhanced[each[2]].classes, each[1] - each[0]))
        return holding[0][2] if holding else code.general


class Languages(Mapping[str, Language]):
    """The languages by tag. Each ``language.toml`` is read when somebody needs it; a malformed one raises then."""

    def __init__(self, folder: Path, tags: list[str]) -> None:
        self._folder = folder
        self._read: dict[str, Language | None] = dict.fromkeys(tags)

    def __getitem__(self, tag: str) -> Language:
        found = self._read[tag]
        if found is None:
            found = _or_refuse(partial(read_language, self._folder, tag))
            self._read[tag] = found
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._read)

    def __len__(self) -> int:
        return len(self._read)

    def __contains__(self, tag: object) -> bool:
        return tag in self._read


def find_data() -> Path:
    """Where ``data/`` lies: inside the package in a wheel, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "data"
    return inside if inside.is_dir() else package.parent / "data"


def refuse(problems: list[Problem]) -> None:
    """Raise DatasetError when anything is wrong."""
    if problems:
        raise DatasetError("\n".join(str(problem) for problem in problems))


def read_known(folder: Path, problems: list[Problem]) -> dict[str, Any]:
    """The fields of `Known`: ``codes.toml``, and which languages there are."""
    replies = read_entries(folder, "codes.toml", ReplyFacts, problems)
    problems += laws.replies_are_codes(replies)
    tags = sorted(path.name for path in (folder / "lang").glob("*") if path.is_dir())
    if ENGLISH not in tags:
        problems.append(Problem("lang/en", "", "the folder is missing"))
    return {"folder": folder, "replies": replies, "languages": Languages(folder, tags)}


def read_enhanced(folder: Path, replies: Mapping[str, ReplyFacts], problems: list[Problem]) -> dict[str, EnhancedFacts]:
    """``enhanced.toml``, and what it and ``codes.toml`` say of each other."""
    enhanced = read_entries(folder, "enhanced.toml", EnhancedFacts, problems)
    problems += laws.replies_point_at_codes(replies, enhanced)
    problems += laws.enhanced_are_sound(replies, enhanced)
    return enhanced


def read_causes(folder: Path, problems: list[Problem]) -> tuple[dict[str, CauseFacts], dict[str, ProviderFacts]]:
    """``causes.toml`` and ``providers.toml``."""
    causes = read_entries(folder, "causes.toml", CauseFacts, problems)
    return causes, read_entries(folder, "providers.toml", ProviderFacts, problems)


def read_rules(folder: Path, problems: list[Problem]) -> dict[str, dict[str, RuleFacts]]:
    """``rules/*.toml`` by the name of the file."""
    files = sorted((folder / "rules").glob("*.toml"))
    return {path.stem: read_entries(folder, f"rules/{path.name}", RuleFacts, problems) for path in files}


def load_notices(folder: Path) -> Notices:
    """``notices.toml``. Raises DatasetError where it is malformed."""
    return _or_refuse(partial(read_notices, folder))


def read_notices(folder: Path, problems: list[Problem]) -> Notices:
    """``notices.toml``: the table of mail systems, and beside it an entry for each language."""
    file = "notices.toml"
    table = read_toml(folder, file, problems)
    systems = table.pop("systems", None)
    if not isinstance(systems, dict):
        problems.append(Problem(file, "systems", "is missing, or no table"))
        systems = {}
    placed = {f"systems.{name}": said for name, said in systems.items()}
    known: dict[str, list[str]] = convert_entries(file, placed, Sayings, problems)
    notices = Notices(
        {place.partition(".")[2]: said for place, said in known.items()},
        convert_entries(file, table, NoticeFacts, problems),
    )
    problems += laws.notices_are_sound(file, notices)
    return notices


def read_words(known: Known, tag: str, english: Words | None, problems: list[Problem]) -> Words:
    """One language. Its long files, those of enhanced codes and of causes, are read when somebody needs them."""
    folder = known.folder
    place = f"lang/{tag}"
    codes = read_entries(folder, f"{place}/codes.toml", CodeWords, problems)
    pairs = read_entries(folder, f"{place}/pairs.toml", PairWords, problems)
    sentences = flatten(f"{place}/ui.toml", read_toml(folder, f"{place}/ui.toml", problems), problems)
    problems += laws.words_fit_facts(f"{place}/codes.toml", codes, known.replies)
    problems += laws.pairs_are_codes(f"{place}/pairs.toml", pairs)
    if english:
        problems += laws.placeholders_agree(f"{place}/ui.toml", sentences, english.sentences)
    return Words(
        tag=tag,
        language=known.languages[tag],
        replies=codes,
        enhanced=cache(partial(_or_refuse, partial(read_enhanced_words, known, tag))),
        causes=cache(partial(_or_refuse, partial(read_cause_words, folder, tag))),
        pairs=pairs,
        sentences=sentences,
        classes=_read_classes(folder, f"{place}/classes.toml", problems),
        key_of=known.key,
        english=english,
    )


def read_enhanced_words(known: Known, tag: str, problems: list[Problem]) -> dict[str, CodeWords]:
    """``lang/<tag>/enhanced.toml``."""
    name = f"lang/{tag}/enhanced.toml"
    words = read_entries(known.folder, name, CodeWords, problems)
    problems += laws.words_fit_facts(name, words, known.enhanced)
    return words


def read_cause_words(folder: Path, tag: str, problems: list[Problem]) -> CauseTexts:
    """``lang/<tag>/causes.toml`` and ``false_leads.toml``."""
    name = f"lang/{tag}/false_leads.toml"
    causes = read_entries(folder, f"lang/{tag}/causes.toml", CauseWords, problems)
    return CauseTexts(causes, flatten(name, read_toml(folder, name, problems), problems))


def _or_refuse(read: Callable[[list[Problem]], T]) -> T:
    problems: list[Problem] = []
    found = read(problems)
    refuse(problems)
    return found


def read_language(folder: Path, tag: str, problems: list[Problem]) -> Language:
    """``lang/<tag>/language.toml``."""
    name = f"lang/{tag}/language.toml"
    try:
        return msgspec.convert(read_toml(folder, name, problems), Language)
    except msgspec.ValidationError as error:
        problems.append(Problem(name, "", str(error)))
        return Language(name=tag)


def _read_classes(folder: Path, name: str, problems: list[Problem]) -> Classes | None:
    try:
        classes = msgspec.convert(read_toml(folder, name, problems), Classes)
    except msgspec.ValidationError as error:
        problems.append(Problem(name, "", str(error)))
        return None
    problems += laws.classes_are_whole(name, classes)
    return classes
