"""What Slack's client and the page say to a person, in their language. Whoever starts the stand-in brings it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol, TypeAlias

# Around what is filled in, so that a Latin name turns nothing around in a sentence that is read from the right.
_ISOLATE, _END = "\u2068", "\u2069"


class Words(Protocol):
    """One language: its tag, its direction (ltr or rtl), its sentences by key, and all languages' own names by tag."""

    @property
    def tag(self) -> str:
        """Return the language's BCP 47 tag."""

    @property
    def direction(self) -> str:
        """Return ltr or rtl."""

    @property
    def languages(self) -> Mapping[str, str]:
        """Return what each language that the bot speaks calls itself."""

    @property
    def sentences(self) -> Mapping[str, str]:
        """Return what is said, by key."""


WordsFor: TypeAlias = Callable[[str], Words]


class Wordless:
    """For a stand-in without a page: it says the keys."""

    tag = "en"
    direction = "ltr"
    languages: Mapping[str, str] = {}
    sentences: Mapping[str, str] = {}

    def __init__(self, _locale: str) -> None:
        """Take a locale, as `WordsFor` wants it."""


def fill(words: Words, key: str, places: Mapping[str, object]) -> str:
    """Return the sentence under `key` with its places filled."""
    sentence = words.sentences.get(key, key)
    around = (_ISOLATE, _END) if words.direction == "rtl" else ("", "")
    return sentence.format(**{name: f"{around[0]}{value}{around[1]}" for name, value in places.items()})
