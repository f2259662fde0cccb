"""Find codes by words, in the person's language, with typing errors forgiven."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

from bot.smtp.codes import Code
from bot.smtp.dataset import Dataset
from bot.smtp.words import Words

MOST_FOUND = 8
_SIMILAR = 78  # of 100: "ful" for "full", "greylsting" for "greylisting", but not "mail" for "fail"
_ENOUGH = 0.55  # the share of what was typed, weighed by rarity, that an entry must hold
_NAME, _KEYWORD, _PHRASE, _TEXT = 1.0, 1.0, 0.9, 0.6
_WHOLE = 1.15  # an entry with a keyword or phrase that is all of what was typed comes before one that holds its words
_RARE = 0.9  # between equals, the code of a standard comes before one that hardly anybody sends
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]+")
_ACCENTS = re.compile(r"[\u0300-\u036f]")


class SearchIndex:
    """The words of every code in one language, and how rare each is."""

    def __init__(self, dataset: Dataset, words: Words) -> None:
        self._weights: dict[str, dict[Code, float]] = defaultdict(dict)
        self._whole: dict[tuple[str, ...], set[Code]] = defaultdict(set)
        codes = _searchable(dataset)
        self._rare = {code for code in codes if dataset.facts(code).standing != "current"}
        for code in codes:
            for weight, text in _texts(code, dataset, words):
                tokens = _tokens(text)
                if weight > _TEXT:
                    self._whole[tuple(tokens)].add(code)
                for token in tokens:
                    at = self._weights[token]
                    at[code] = max(at.get(code, 0.0), weight)
        self._rarity = {token: math.log(1 + len(codes) / len(at)) for token, at in self._weights.items()}
        self._unseen = math.log(1 + len(codes))

    def find(self, text: str) -> list[Code]:
        """The codes that fit best, best first, at most `MOST_FOUND`; none when too little of the text fits."""
        scores: dict[Code, float] = defaultdict(float)
        wanted = 0.0
        tokens = self._joined(_tokens(text))
        for token in dict.fromkeys(tokens):
            similar = self._similar(token)
            wanted += max((self._rarity[each] for each in similar), default=self._unseen)
            for code, score in self._best(similar).items():
                scores[code] += score
        for code in self._whole.get(tuple(tokens), ()):
            scores[code] *= _WHOLE
        for code in self._rare & scores.keys():
            scores[code] *= _RARE
        ranked = sorted(scores.items(), key=lambda item: -item[1])
        return [code for code, score in ranked[:MOST_FOUND] if wanted and score / wanted >= _ENOUGH * _TEXT]

    def _joined(self, tokens: list[str]) -> list[str]:
        """The same words, with two that are one word in the index put together: "grey listing"."""
        joined: list[str] = []
        for token in tokens:
            whole = joined[-1] + token if joined else ""
            if whole in self._weights:
                joined[-1] = whole
            else:
                joined.append(token)
        return joined

    def _similar(self, token: str) -> dict[str, float]:
        """Words of the index that may be meant, with a likeness of at most 1."""
        if token in self._weights:
            return {token: 1.0}
        # Imported here: only a misspelt word needs it, and it costs as much as everything else together.
        from rapidfuzz import fuzz, process  # noqa: PLC0415

        found = process.extract(token, self._weights.keys(), scorer=fuzz.ratio, score_cutoff=_SIMILAR, limit=5)
        return {word: score / 100 for word, score, _ in found}

    def _best(self, similar: dict[str, float]) -> dict[Code, float]:
        best: dict[Code, float] = defaultdict(float)
        for word, likeness in similar.items():
            for code, weight in self._weights[word].items():
                best[code] = max(best[code], likeness * weight * self._rarity[word])
        return best


def _searchable(dataset: Dataset) -> list[Code]:
    # An enhanced code is found once, in its gravest class.
    return list({code.general: code for code in dataset.codes()}.values())


def _texts(code: Code, dataset: Dataset, words: Words) -> Iterator[tuple[float, str]]:
    said = words.code(code)
    yield _NAME, said.name
    yield from ((_KEYWORD, keyword) for keyword in said.keywords)
    yield from ((_PHRASE, phrase) for phrase in dataset.facts(code).phrases)
    yield from ((_TEXT, text) for text in (said.gist, said.meaning, said.when, said.caution) if text)


def _tokens(text: str) -> list[str]:
    """Words without case and accents; Chinese and Japanese, which have no spaces, in pairs of characters."""
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    plain = unicodedata.normalize("NFC", plain)
    return _WORD.findall(_UNSPACED.sub(_in_pairs, plain))


def _in_pairs(run: re.Match[str]) -> str:
    text = run[0]
    return " " + " ".join(text[i : i + 2] for i in range(max(1, len(text) - 1))) + " "
