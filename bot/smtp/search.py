"""Find codes by words, in the person's language, with typing errors forgiven."""

from __future__ import annotations

import math
import re
import struct
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from bot.smtp.codes import Code
from bot.smtp.dataset import Dataset
from bot.smtp.words import Words

MOST_FOUND = 8
_SIMILAR = 78  # of 100: "ful" for "full", "greylsting" for "greylisting", but not "mail" for "fail"
_ENOUGH = 0.55  # the share of what was typed, weighed by rarity, that an entry must hold
_NAME, _KEYWORD, _PHRASE, _TEXT = 1.0, 0.97, 0.9, 0.6
_WHOLE = 1.15  # an entry with a keyword or phrase that is all of what was typed comes before one that holds its words
_RARE = 0.9  # between equals, the code of a standard comes before one that hardly anybody sends
_ARTICLE = 4  # an Arabic word this short keeps what looks like its article
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")  # kana, Han, Hangul with its particles
_MARKS = re.compile(r"[\u0300-\u036f\u0640\u064b-\u0655]")  # accents; Arabic vowels, hamzas and stretching
# Letters that people type without their strokes and dots.
_LETTERS = str.maketrans("\u0111\u0131\u00f8\u0142\u0649\u0629", "diol\u064a\u0647")
_PLACE = struct.Struct("<HH")


class SearchIndex:
    """The words of every code in one language. Every language has one, so it is packed: four bytes for a code."""

    def __init__(self, dataset: Dataset, words: Words) -> None:
        self._codes = _searchable(dataset, words)
        self._rare = {place for place, code in enumerate(self._codes) if dataset.facts(code).standing != "current"}
        weights: dict[str, dict[int, float]] = defaultdict(dict)
        whole: dict[str, set[int]] = defaultdict(set)
        for place, code in enumerate(self._codes):
            for weight, texts in _texts(code, dataset, words):
                for text in texts:
                    tokens = _tokens(text)
                    if weight > _TEXT:
                        whole[" ".join(tokens)].add(place)
                    for token in tokens:
                        at = weights[token]
                        at[place] = max(at.get(place, 0.0), weight)
        self._found_at = {token: _pack(at) for token, at in weights.items()}
        self._whole = {text: tuple(places) for text, places in whole.items()}

    def find(self, text: str) -> list[Code]:
        """The codes that fit best, best first, at most `MOST_FOUND`; none when too little of the text fits."""
        scores: dict[int, float] = defaultdict(float)
        wanted = 0.0
        tokens = self._joined(_tokens(text))
        for token in dict.fromkeys(tokens):
            similar = self._similar(token)
            wanted += max(map(self._rarity, similar), default=self._rarity(token))
            for place, score in self._best(similar).items():
                scores[place] += score
        for place in self._whole.get(" ".join(tokens), ()):
            scores[place] *= _WHOLE
        for place in self._rare & scores.keys():
            scores[place] *= _RARE
        ranked = sorted(scores.items(), key=lambda item: -item[1])
        fitting = [place for place, score in ranked[:MOST_FOUND] if wanted and score / wanted >= _ENOUGH * _TEXT]
        return [self._codes[place] for place in fitting]

    def _joined(self, tokens: list[str]) -> list[str]:
        """The same words, with two that are one word in the index put together: "grey listing"."""
        joined: list[str] = []
        for token in tokens:
            whole = joined[-1] + token if joined else ""
            if whole in self._found_at:
                joined[-1] = whole
            else:
                joined.append(token)
        return joined

    def _similar(self, token: str) -> dict[str, float]:
        """Words of the index that may be meant, with a likeness of at most 1."""
        if token in self._found_at:
            return {token: 1.0}
        # Imported here: only a misspelt word needs it, and it costs as much as everything else together.
        from rapidfuzz import fuzz, process  # noqa: PLC0415

        found = process.extract(token, self._found_at.keys(), scorer=fuzz.ratio, score_cutoff=_SIMILAR, limit=5)
        return {word: score / 100 for word, score, _ in found}

    def _best(self, similar: dict[str, float]) -> dict[int, float]:
        best: dict[int, float] = defaultdict(float)
        for word, likeness in similar.items():
            rarity = self._rarity(word)
            for place, weight in _unpack(self._found_at[word]):
                best[place] = max(best[place], likeness * weight * rarity)
        return best

    def _rarity(self, token: str) -> float:
        count = len(self._found_at.get(token, b"")) // _PLACE.size
        return math.log(1 + len(self._codes) / (count or 1))


def _pack(at: Mapping[int, float]) -> bytes:
    return b"".join(_PLACE.pack(place, round(weight * 100)) for place, weight in at.items())


def _unpack(packed: bytes) -> Iterator[tuple[int, float]]:
    return ((place, weight / 100) for place, weight in _PLACE.iter_unpack(packed))


def _searchable(dataset: Dataset, words: Words) -> list[Code]:
    # An enhanced code is found once, in its gravest class, and in one that has words of its own.
    own = words.enhanced().keys() | (words.english.enhanced().keys() if words.english else ())
    return list({code.text if code.text in own else code.general: code for code in dataset.codes()}.values())


def _texts(code: Code, dataset: Dataset, words: Words) -> Iterator[tuple[float, Iterable[str]]]:
    said = words.code(code)
    yield _NAME, (said.name,)
    yield _KEYWORD, said.keywords
    yield _PHRASE, dataset.facts(code).phrases
    yield _PHRASE, words.english.code(code).keywords if words.english else ()
    yield _TEXT, filter(None, (said.gist, said.meaning, said.when, said.caution))


def _tokens(text: str) -> list[str]:
    """Words without case and accents; Chinese, Japanese and Korean in pairs of characters."""
    plain = text.casefold()
    if not plain.isascii():
        plain = _MARKS.sub("", unicodedata.normalize("NFKD", plain)).translate(_LETTERS)
        plain = _UNSPACED.sub(_in_pairs, unicodedata.normalize("NFC", plain))
    return [_bare(word) for word in _WORD.findall(plain)]


def _bare(word: str) -> str:
    """An Arabic word without its article."""
    return word[2:] if word.startswith("\u0627\u0644") and len(word) > _ARTICLE else word


def _in_pairs(run: re.Match[str]) -> str:
    text = run[0]
    return " " + " ".join(text[i : i + 2] for i in range(max(1, len(text) - 1))) + " "
