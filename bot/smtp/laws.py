"""The laws that hold between the entries of ``data/``; each function yields what breaks one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import get_args

from bot.smtp.codes import Code, parse_code
from bot.smtp.facts import (
    Classes,
    CodeWords,
    EnhancedFacts,
    NoticeFacts,
    NoticePatterns,
    NoticePhrases,
    Notices,
    PairWords,
    ReplyFacts,
)
from bot.smtp.tables import Problem

_PLACEHOLDER = r"\{(\w*)\}"
_ESCAPE = r"\\(?:[pP]\{\w+\}|.)"  # in a pattern, where capitals have a meaning of their own


def replies_are_codes(replies: Mapping[str, ReplyFacts]) -> Iterator[Problem]:
    """Reply codes in order, and well written."""
    file = "codes.toml"
    yield from _in_order(file, replies)
    for key in replies:
        if not re.fullmatch("[1-6][0-9]{2}", key):
            yield Problem(file, key, "is not a reply code: three digits, the first from 1 to 6")


def replies_point_at_codes(
    replies: Mapping[str, ReplyFacts], enhanced: Mapping[str, EnhancedFacts]
) -> Iterator[Problem]:
    """Reply codes name only codes that are there."""
    file = "codes.toml"
    for key, facts in replies.items():
        for code in facts.enhanced:
            if "X" + code[1:] not in enhanced:
                yield Problem(file, key, f"enhanced: {code} is not in enhanced.toml")
        yield from _related_exist(file, key, facts.related, replies, enhanced)


def enhanced_are_sound(replies: Mapping[str, ReplyFacts], enhanced: Mapping[str, EnhancedFacts]) -> Iterator[Problem]:
    """The same for enhanced status codes, which are keyed by ``X.subject.detail``."""
    file = "enhanced.toml"
    yield from _in_order(file, enhanced)
    for key, facts in enhanced.items():
        if not re.fullmatch(r"X(\.(0|[1-9][0-9]{0,2})){2}", key):
            yield Problem(file, key, "is not an enhanced status code without its class, such as X.7.26")
        for code in facts.replies:
            if code not in replies:
                yield Problem(file, key, f"replies: {code} is not in codes.toml")
        yield from _related_exist(file, key, facts.related, replies, enhanced)


def words_fit_facts(
    file: str, words: Mapping[str, CodeWords], facts: Mapping[str, ReplyFacts] | Mapping[str, EnhancedFacts]
) -> Iterator[Problem]:
    """Words only for codes that exist, each gist beginning with its code, each collision explained."""
    for key, entry in words.items():
        general = key if key in facts else "X" + key[1:]
        known = facts.get(general)
        if known is None:
            yield Problem(file, key, "has words but no facts")
            continue
        if not entry.gist.startswith((key, "{code}")):
            yield Problem(file, key, "gist must begin with the code")
        if isinstance(known, ReplyFacts) and entry.retry is None:
            yield Problem(file, key, "retry is missing")
        if isinstance(known, EnhancedFacts) and key == general and set(known.collisions) != set(entry.collisions):
            yield Problem(file, key, f"collisions: enhanced.toml names {sorted(known.collisions)}")


def words_are_whole(file: str, words: Iterable[str], facts: Iterable[str]) -> Iterator[Problem]:
    """In a language that is complete, every code has words."""
    for key in sorted(set(facts) - set(words)):
        yield Problem(file, key, "has facts but no words")


def words_are_wanted(file: str, words: Iterable[str], wanted: Iterable[str]) -> Iterator[Problem]:
    """Words for everything that is named somewhere, and for nothing else."""
    yield from words_are_whole(file, words, wanted)
    for key in sorted(set(words) - set(wanted)):
        yield Problem(file, key, "has words but is named nowhere")


def classes_are_whole(file: str, classes: Classes) -> Iterator[Problem]:
    """An unknown code is answered from its digits, so every digit that can occur has words."""
    wanted = {"reply": "123456", "enhanced": "245", "second_digit": "012345", "subject": "01234567"}
    for table, digits in wanted.items():
        for digit in digits:
            if digit not in getattr(classes, table):
                yield Problem(file, f"{table}.{digit}", "is missing")


def pairs_are_codes(file: str, pairs: Mapping[str, PairWords]) -> Iterator[Problem]:
    """A pair is two codes in order, each once."""
    for key in pairs:
        codes = [parse_code(part) for part in key.split(" ")]
        if len(codes) != 2 or None in codes or key != pair_key(*(code for code in codes if code)):
            yield Problem(file, key, "is not two codes, the lower first, such as '250 521'")


def pair_key(first: Code, second: Code) -> str:
    """The key of two codes in ``pairs.toml``, whichever was typed first."""
    low, high = sorted((first, second), key=_order)
    return f"{low} {high}"


def placeholders_agree(file: str, said: Mapping[str, str], english: Mapping[str, str]) -> Iterator[Problem]:
    """A translated sentence has the places to fill that the English one has, and no key of its own."""
    for key, sentence in said.items():
        if key not in english:
            yield Problem(file, key, "is not a key of the English file")
        elif set(re.findall(_PLACEHOLDER, sentence)) != (wanted := set(re.findall(_PLACEHOLDER, english[key]))):
            yield Problem(file, key, f"must have exactly the placeholders {sorted(wanted)}")


def notices_are_sound(file: str, notices: Notices) -> Iterator[Problem]:
    """Systems and languages well named, nothing said twice or so that it is never found, and in English every kind."""
    for name in notices.systems:
        if not re.fullmatch("[a-z][a-z0-9_]*", name):
            yield Problem(file, f"systems.{name}", "is not an id: small letters, digits and underscores")
    for tag, facts in notices.languages.items():
        if not re.fullmatch("[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?", tag):
            yield Problem(file, tag, "is not the tag of a language, such as de or zh-Hans")
        if facts == NoticeFacts():
            yield Problem(file, tag, "says nothing")
    yield from _english_has_every_kind(file, notices)
    by_system = [(f"systems.{name}", words) for name, said in notices.systems.items() for words in said]
    yield from _sayings_are_sound(file, by_system, _fault_of_phrase)
    yield from _sayings_are_sound(file, _said(notices, "openings", "undelivered"), _fault_of_phrase)
    yield from _sayings_are_sound(file, _said(notices, "warnings"), _fault_of_phrase)
    for kind in get_args(NoticePatterns):
        yield from _sayings_are_sound(file, _said(notices, kind), _fault_of_pattern)


def _english_has_every_kind(file: str, notices: Notices) -> Iterator[Problem]:
    # Of no patterns at all one pattern would be made that is found everywhere.
    english = notices.languages.get("en")
    if english is None:
        yield Problem(file, "en", "is missing, or malformed")
        return
    for kind in NoticeFacts.__struct_fields__:
        if not getattr(english, kind):
            yield Problem(file, "en", f"{kind} is missing")


def _said(notices: Notices, *kinds: NoticePhrases | NoticePatterns) -> list[tuple[str, str]]:
    languages = notices.languages.items()
    return [(tag, words) for kind in kinds for tag, facts in languages for words in getattr(facts, kind)]


def _sayings_are_sound(
    file: str, said: Iterable[tuple[str, str]], fault_of: Callable[[str], str | None]
) -> Iterator[Problem]:
    seen = set()
    for entry, words in said:
        if words in seen:
            yield Problem(file, entry, f"{words!r} stands twice")
        if fault := fault_of(words):
            yield Problem(file, entry, f"{words!r} {fault}")
        seen.add(words)


def _fault_of_phrase(phrase: str) -> str | None:
    # Imported here, as below: a look-up of codes reads no paste.
    from bot.smtp.bounce.text import straighten  # noqa: PLC0415

    compared = " ".join(straighten(phrase).lower().split())
    return None if phrase == compared else f"is never found: text is compared as {compared!r}"


def _fault_of_pattern(pattern: str) -> str | None:
    import re2  # noqa: PLC0415

    options = re2.Options()
    options.log_errors = False
    try:
        ready = re2.compile(pattern, options)
    except re2.error as error:
        return f"is no pattern: {error.args[0].decode() if isinstance(error.args[0], bytes) else error}"
    if ready.search(""):
        return "is found everywhere"
    bare = re.sub(_ESCAPE, "", pattern)
    return None if bare == bare.lower() else "is never found: text is compared in lower case"


def _order(code: Code) -> list[int]:
    return [int(part) for part in code.text.replace("X", "0").split(".")]


def _in_order(file: str, keys: Iterable[str]) -> Iterator[Problem]:
    previous: list[int] = []
    for key in keys:
        if not re.fullmatch(r"X?[0-9.]+", key):
            continue
        place = [int(part) for part in key.removeprefix("X.").split(".") if part]
        if place < previous:
            yield Problem(file, key, "stands out of order")
        previous = place


def _related_exist(
    file: str,
    key: str,
    related: Iterable[str],
    replies: Mapping[str, ReplyFacts],
    enhanced: Mapping[str, EnhancedFacts],
) -> Iterator[Problem]:
    for code in related:
        if code not in replies and "X" + code[1:] not in enhanced:
            yield Problem(file, key, f"related: {code} is in neither codes.toml nor enhanced.toml")
