"""One term for one thing: where the English has a central term, a translation has the glossary's word for it."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache

import pytest

from bot.smtp.loading import ENGLISH, find_data
from bot.smtp.translation import FILES, entries_of

TAGS = sorted(path.parent.name for path in find_data().glob("lang/*/glossary.toml"))
CENTRAL = (
    "reply code", "enhanced status code", "bounce", "delivery report", "greylisting", "relay", "envelope sender", "sender",
    "recipient", "mailbox", "mailbox full", "queue", "retry", "receiving server", "sending server", "mail server",
    "provider", "blocklist", "null MX", "MX record", "reverse DNS", "authentication", "encryption", "policy", "spam",
    "attachment", "header", "mail admin", "sending IP", "rate limit",
)  # fmt: skip
# Servers' own words and names of fields stay English and hold such words too; people also say some things shorter.
MOST = 0.7
ENOUGH = 5  # entries that must hold a term before it says anything
NOT_OURS = re.compile(r"“[^”]*”|'[^']*'|\b[A-Z][\w-]*-[A-Z][\w-]*")


@cache
def glossary(tag: str) -> dict[str, str]:
    return tomllib.loads((find_data() / "lang" / tag / "glossary.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("tag", TAGS)
def test_every_language_fixes_the_same_terms(tag: str) -> None:
    assert set(CENTRAL) <= set(glossary(tag)), set(CENTRAL) - set(glossary(tag))


@pytest.mark.parametrize("tag", TAGS)
def test_texts_use_the_words_of_the_glossary(tag: str) -> None:
    strays = {}
    for term in CENTRAL:
        word = glossary(tag)[term]
        english = re.compile(rf"\b{re.escape(term)}(?:s|es)?\b", re.IGNORECASE)
        held = [
            any(stem in _plain(theirs) for stem in _stems(word)) for ours, theirs in texts(tag) if english.search(ours)
        ]
        if len(held) >= ENOUGH and sum(held) / len(held) < MOST:
            strays[term] = f"{word}: {sum(held)} of {len(held)}"
    assert not strays, strays


@cache
def texts(tag: str) -> list[tuple[str, str]]:
    """The English of each entry without what servers say, and the translation, both in one piece."""
    found = []
    for file in FILES:
        english, said = (entries_of(find_data(), each, file, []) for each in (ENGLISH, tag))
        found += [(" ".join(_all(english[key])), " ".join(_all(said[key]))) for key in english if key in said]
    return [(NOT_OURS.sub("", ours), theirs) for ours, theirs in found]


def _all(entry: object) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, dict):
        for name, value in entry.items():
            if name != "keywords":
                yield from _all(value)
    elif isinstance(entry, list):
        for value in entry:
            yield from _all(value)


def _stems(word: str) -> list[str]:
    """The words of a term without their endings: languages bend them, and people leave the second one out."""
    plain = _plain(word)
    if not re.search(r"[a-z\u0430-\u0451]", plain):
        return [plain.split()[0]]
    return [part[: max(3, round(len(part) * 0.6))] for part in plain.split() if len(part) > 3] or [plain]


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.casefold().replace("\u0131", "i"))
    return "".join(character for character in bare if not unicodedata.combining(character))
