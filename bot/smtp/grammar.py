"""What did the person want? One grammar for slash command, mention, direct message and command line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import get_args

from bot.smtp.codes import Code, parse_code
from bot.smtp.facts import Command, Language
from bot.smtp.locales import language_for
from bot.smtp.query import Bounce, Compare, Explain, Forget, Help, Listing, Pair, Query, Search, SetLanguage

MOST_COMPARED = 6

_SPLIT = r"[\s,;:/|&+()\u060c\u061b\u3001\u30fb]+"  # with the commas of Arabic, Chinese and Japanese
_MARKS = ".,:?!\"'\u061f\u3002\u00ab\u00bb\u201c\u201d\u201e\u300c\u300d"
# Where a word of another script touches a code: "250与521", "550の意味", "و521".
_OTHER_SCRIPT = "(?<=[0-9A-Za-z])(?=[\u0370-\u1dff\u3040-\ud7ff])|(?<=[\u0370-\u1dff\u3040-\ud7ff])(?=[0-9])"
# Endings that a code takes as a word: Turkish "250'nin", Korean and others touch it without an apostrophe.
_SUFFIX = r"(?<=[0-9])['\u2019][^\W\d_]{1,5}\b"
_PREFIX = r"(?i)#?([1-6][0-9]?)(?:x{1,2}|\*|yz)|#?([2-5][0-9])"
_ENHANCED_PREFIX = r"(?i)#?([245x])(?:\.([0-9]{1,3}))?(?:\.(?:x|\*))+|#?([245])\.([0-9]{1,3})"
_RANGE = r"(?i)([1-6][0-9]{2})\s*(?:-|\.\.|to)\s*([1-6][0-9]{2})"
_PAIR = r"([2-6][0-9]{2})[ -]#?([245]\.[0-9]{1,3}\.[0-9]{1,3})"
_CODE_IN_TEXT = r"(?<![\w.@:-])#?([2-5]\.[0-9]{1,3}\.[0-9]{1,3}|[2-5][0-5][0-9])(?![\w@]|\.[0-9])"
_COMMANDS = {command.lower(): command for command in get_args(Command) if command != "any"} | {"tls": "STARTTLS"}
_TAG = r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*"
# What software says where no server answered, and nobody who searches.
_OWN_WORDS = (
    r"[^\s@]@[^\s@.]{1,63}\.|status=|[Cc]onnection (?:refused|timed out)|E[A-Z]{5,}|[a-z]Exception\b|[a-z]Error:"
)
_LONGEST_QUESTION = 200
_LONGEST_SEARCH = 60
_LONGEST_STRANGER = 4
_LONGEST_WORD = 12


class Grammar:
    """The words that the speakers of all languages type, gathered once."""

    def __init__(self, languages: Mapping[str, Language]) -> None:
        self._languages = languages

    def _typed(self, *kinds: str) -> frozenset[str]:
        gathered = (getattr(language, kind) for language in self._languages.values() for kind in kinds)
        return _folded(word for words in gathered for word in words)

    @cached_property
    def _polite(self) -> frozenset[str]:
        return _words_of(self._typed("filler") - self._typed("versus"))

    @cached_property
    def _filler(self) -> frozenset[str]:
        return _words_of(self._typed("filler", "compare", "versus"))

    @cached_property
    def _classes(self) -> Mapping[str, frozenset[str]]:
        return {"4": self._typed("temporary"), "5": self._typed("permanent")}

    @cached_property
    def _help(self) -> frozenset[str]:
        # "lang" alone: help says which there are.
        return self._typed("help", "language")

    @cached_property
    def _language(self) -> frozenset[str]:
        return self._typed("language")

    @cached_property
    def _automatic(self) -> frozenset[str]:
        return self._typed("automatic")

    @cached_property
    def _forget(self) -> frozenset[str]:
        return self._typed("forget")

    def parse(self, text: str) -> Query:
        """Read what a person typed. Nothing is an error; what is no code and no command is a search."""
        plain = _fold(text).strip()
        question = plain.strip("?!¿¡.。؟ \t\n\"'`")
        words = _drop_name(question).split()
        line = " ".join(words)
        if not line:
            return Help()
        # Codes alone are most of what is typed: no language's words are read for them.
        if _has_letters(line):
            if {question.lower(), line.lower()} & self._help or (
                len(line) <= _LONGEST_QUESTION and not self.content(line)
            ):
                return Help()
            if question.lower() in self._forget:
                return Forget()
        return self._short(line) or (Bounce(text) if _is_pasted(plain) else Search(plain))

    def content(self, text: str) -> str:
        """A question without the words that carry no meaning: "what codes mean user unknown" → "user unknown"."""
        plain = _fold(text)
        return _without(self._filler, plain) if _has_letters(plain) else plain

    def _politely(self, line: str) -> str:
        return _without(self._polite, line) if _has_letters(line) else line

    def _short(self, line: str) -> Query | None:
        if len(line) > _LONGEST_QUESTION:
            return None
        line = re.sub(_SUFFIX, "", line)
        line = line if line.isascii() else re.sub(_OTHER_SCRIPT, " ", line)
        return self._set_language(line) or self._codes(line) or _listing(line) or self._listings(line)

    def _set_language(self, line: str) -> SetLanguage | None:
        words = line.lower().split() if _has_letters(line) else []
        asked = [place for place in range(1, len(words)) if " ".join(words[:place]) in self._language]
        if not asked:
            return None
        rest = " ".join(words[asked[-1] :])
        if rest in self._automatic:
            return SetLanguage(None)
        for tag, language in self._languages.items():
            if rest in (language.name.lower(), *language.also):
                return SetLanguage(tag)
        known = language_for(rest, self._languages)
        return SetLanguage(known or rest) if known or re.fullmatch(_TAG, rest) else None

    def _codes(self, line: str) -> Query | None:
        pair = re.fullmatch(_PAIR, self._politely(line))
        if pair:
            return Pair(Code(pair[1]), Code(pair[2]))
        codes: list[Code] = []
        strangers: list[str] = []
        for word in re.split(_SPLIT, line):
            bare = word.strip(_MARKS)
            code = parse_code(bare)
            if code and code not in codes:
                codes.append(code)
            elif bare.isdecimal() and len(bare) <= _LONGEST_STRANGER and not code:
                strangers.append(bare)
            elif bare and not code and not (_has_letters(bare) and _consists_of(self._filler, bare.lower())):
                return None
        if len(codes) <= 1:
            return Explain(codes[0], tuple(strangers)) if codes else None
        return Compare(tuple(codes[:MOST_COMPARED]), tuple(codes[MOST_COMPARED:]), tuple(strangers))

    def _listings(self, line: str) -> Listing | None:
        asked = self.content(line)
        for digit, names in self._classes.items() if _has_letters(line) else ():
            if names & {asked.lower(), line.lower()}:
                return Listing(prefix=digit)
        found = [_listing(word) for word in re.split(_SPLIT, asked)]
        prefixes = [listing.prefix for listing in found if listing and listing.prefix]
        if len(prefixes) != len(found):
            return None
        return Listing(prefix=prefixes[0], also=tuple(dict.fromkeys(prefixes[1:])))


def find_codes(text: str) -> list[Code]:
    """The codes that stand in a text, in order, each once; years, ports, IPs and versions are not codes."""
    found = (parse_code(match[1]) for match in re.finditer(_CODE_IN_TEXT, _fold(text)))
    return list(dict.fromkeys(code for code in found if code))


def _is_pasted(text: str) -> bool:
    """Nobody types a line break or that much, and who types a code among words means a reply."""
    return (
        "\n" in text
        or len(text) > _LONGEST_SEARCH
        or bool(re.search(_CODE_IN_TEXT, text) or re.search(_OWN_WORDS, text))
    )


def _listing(line: str) -> Listing | None:
    found = re.fullmatch(_RANGE, line)
    if found:
        low, high = sorted((found[1], found[2]))
        return Listing(between=(Code(low), Code(high)))
    found = re.fullmatch(_ENHANCED_PREFIX, line)
    if found:
        digit, subject = (found[1] or found[3]).upper(), found[2] or found[4]
        return Listing(prefix=f"{digit}.{subject}." if subject else f"{digit}.")
    found = re.fullmatch(_PREFIX, line)
    if found:
        return Listing(prefix=found[1] or found[2])
    command = _COMMANDS.get(line.lower().removesuffix(":").removesuffix(" from").removesuffix(" to"))
    return Listing(command=command) if command else None


def _fold(text: str) -> str:
    """Full-width and Arabic-Indic digits, odd spaces and dashes → ASCII; formatting characters vanish."""
    normal = unicodedata.normalize("NFKC", text)
    return normal if normal.isascii() else normal.translate(_ASCII)


class _Ascii(dict[int, str]):
    """What stands for a character, found out once for each."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        digit = unicodedata.decimal(character, None)
        self[point] = "" if unicodedata.category(character) == "Cf" else character if digit is None else str(digit)
        return self[point]


# Dashes, and the two letters i of Turkish, which lower() takes for others.
_ASCII = _Ascii(dict.fromkeys(range(0x2010, 0x2015), "-") | {0x2212: "-", 0x130: "I", 0x131: "i"})


def _drop_name(line: str) -> str:
    head, _, rest = line.partition(" ")
    return rest if head.lower() in ("smtp", "/smtp", "smtp-bot", "@smtp-bot") else line


def _has_letters(text: str) -> bool:
    return any(map(str.isalpha, text))


def _without(words: frozenset[str], line: str) -> str:
    return " ".join(word for word in line.split() if not _consists_of(words, word.strip(_MARKS).lower()))


def _words_of(phrases: Iterable[str]) -> frozenset[str]:
    """The phrases and each of their words: "so với" is typed as two."""
    return frozenset(part for phrase in phrases for part in (phrase, *phrase.split()))


def _consists_of(words: frozenset[str], text: str) -> bool:
    """Whether a word is one of these, or, where a script has no spaces, made up of them: "的含义是什么"."""
    if text in words:
        return True
    if not text or text[0] < "\u3040":
        return False
    reached = {0}
    for end in range(1, len(text) + 1):
        if any(text[start:end] in words for start in reached if end - start <= _LONGEST_WORD):
            reached.add(end)
    return len(text) in reached


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(_fold(word).lower() for word in words)
