"""Type-ahead: what somebody may mean who has typed a few letters. Codes, enhanced codes, causes, providers."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from msgspec import Struct

from bot.smtp.dataset import Dataset
from bot.smtp.words import Words

CAUSE, PROVIDER = "cause:", "provider:"


class Suggestion(Struct, frozen=True):
    """One thing to choose: ``value`` is what `Explainer.parse` takes, or a topic for `Explainer.about`."""

    value: str
    text: str


class Suggestions:
    """Everything that can be chosen in one language, ready for the next letter."""

    def __init__(self, dataset: Dataset, words: Words) -> None:
        self._codes = [_entry(*each) for each in _codes(dataset, words)]
        rules = dataset.rules()
        self._causes = [_entry(CAUSE + name, words.cause(name).name, name) for name in rules.causes]
        self._providers = [
            _entry(PROVIDER + name, provider.name, " ".join((name, *provider.hosts)))
            for name, provider in rules.providers.items()
        ]

    def find(self, typed: str, most: int, *, codes_only: bool = False) -> list[Suggestion]:
        """What fits, best first: what begins so, then what holds every word that was typed."""
        wanted = _fold(typed).split()
        entries = self._codes if codes_only else [*self._codes, *self._causes, *self._providers]
        ranked = [(rank, place) for place, entry in enumerate(entries) if (rank := _rank(entry, wanted)) is not None]
        return [entries[place][0] for _, place in sorted(ranked)[:most]]


_Entry = tuple[Suggestion, str, str]


def _codes(dataset: Dataset, words: Words) -> Iterator[tuple[str, str, str]]:
    for code in dataset.codes():
        said = words.code(code)
        yield code.text, words.say("title.code", code=code, name=said.name), " ".join(said.keywords)


def _entry(value: str, text: str, also: str) -> _Entry:
    return Suggestion(value, text), _fold(text), _fold(f"{text} {also}")


def _rank(entry: _Entry, wanted: Iterable[str]) -> int | None:
    _, name, everything = entry
    words = list(wanted)
    if name.startswith(" ".join(words)):
        return 0
    if all(word in name for word in words):
        return 1
    return 2 if all(word in everything for word in words) else None


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())
