"""JSON as people paste it: whole, in prose, one object a line, wrapped in other JSON, as a Python dict, or cut off."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from bot.smtp.surrogates import join_escaped

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST = 2_000  # objects looked at in one paste
_FAILURES = 20  # places tried where JSON could begin and does not
_LOOSE = 200_000  # characters of broken JSON that are still searched for pairs
_DEPTH = 8
# Where providers and queues put the events of a delivery, or the event of an envelope.
_WRAPPERS = (
    "events",
    "Records",
    "event-data",
    "detail",
    "Message",
    "body",
    "msys",
    "message_event",
    "gen_event",
    "Sns",
)


@dataclass(frozen=True, slots=True)
class Record:
    """One JSON object, read without surprises: a path that is not there, or leads to something else, is None."""

    value: dict[str, object]
    flat: bool = False  # pairs found in broken JSON: only the last name of a path counts

    def at(self, *path: str) -> object:
        """What stands at a path, if anything does."""
        if self.flat:
            return self.value.get(path[-1])
        here: object = self.value
        for name in path:
            here = here.get(name) if isinstance(here, dict) else None
        return here

    def text(self, *path: str) -> str | None:
        """A text or a number as text; None for nothing, for "" and for anything else."""
        found = self.at(*path)
        if isinstance(found, list) and found:
            found = found[0]
        if isinstance(found, bool) or not isinstance(found, (str, int, float)):
            return None
        return str(found).strip() or None

    def first(self, *names: str) -> str | None:
        """The first of several names that has a text."""
        return next((found for name in names if (found := self.text(name))), None)

    def each(self, *path: str) -> list[Record]:
        """The objects of the list at a path."""
        if self.flat:
            return [self]
        found = self.at(*path)
        items = found if isinstance(found, list) else [found]
        return [Record(item) for item in items[:_MOST] if isinstance(item, dict)]

    def texts(self, *path: str) -> list[str]:
        """The texts of the list at a path, or the one text that stands there."""
        found = self.at(*path)
        items = found if isinstance(found, list) else [found]
        return [item for item in items[:_MOST] if isinstance(item, str) and item]

    def has(self, *names: str) -> bool:
        """Whether all of these names are there."""
        return all(name in self.value for name in names)


def records(text: str) -> list[Record]:
    """The JSON objects in a text, those inside wrappers instead of the wrappers; none when there is no JSON."""
    if "%7B%22" in text[:4_000] or "%7b%22" in text[:4_000]:
        text = unquote_plus(text)
    text = join_escaped(text)
    broken: list[int] = []
    found = [r for document in _documents(text, broken) for r in _unwrapped(document, 0)]
    pairs = _pairs(text) if broken or not found else {}
    # Of an object that was cut off, the small ones inside are whole: they must not speak for it.
    return ([Record(pairs, flat=True)] if len(pairs) > 2 else []) + found[:_MOST]


def _documents(text: str, broken: list[int] | None = None) -> Iterator[object]:
    """Each JSON document in a text, whatever stands between them; where one begins that is none goes to ``broken``."""
    # Mail programs wrap long lines, so that line ends stand inside texts: not strict.
    decoder = json.JSONDecoder(strict=False)
    place, failures, number = _opening(text, 0), 0, 0
    while place >= 0 and failures < _FAILURES and number < _MOST:
        try:
            document, end = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            failures, end = failures + 1, place + 1
            if broken is not None:
                broken.append(place)
        else:
            number += 1
            yield document
        place = _opening(text, end)


def _opening(text: str, start: int) -> int:
    """Where an object or a list of objects begins; a log's ``[INFO]`` is none."""
    found = _openings().search(text, start)
    return found.start() if found else -1


@cache
def _openings() -> re.Pattern[str]:
    return re.compile(r'\{\s{0,40}"|\[\s{0,40}\{')


def _unwrapped(value: object, depth: int) -> Iterator[Record]:
    """The event objects inside lists, envelopes and JSON texts inside JSON."""
    if isinstance(value, str):
        value = _inner(value)
    if isinstance(value, list) and depth < _DEPTH:
        for item in value[:_MOST]:
            yield from _unwrapped(item, depth + 1)
    if not isinstance(value, dict):
        return
    wrapped = [value[name] for name in _WRAPPERS if isinstance(value.get(name), (dict, list, str))]
    inside = [r for item in wrapped for r in _unwrapped(item, depth + 1)] if depth < _DEPTH else []
    yield from inside or [Record(value)]


def _inner(text: str) -> object:
    if text.lstrip()[:1] not in {"{", "["}:
        return None
    return next(_documents(text), None)


@cache
def _pair() -> re.Pattern[str]:
    # A text ends at the first quote that no backslash stands before: no part can match in two ways.
    return re.compile(
        r"""(?:["']([A-Za-z_][\w.-]{0,60})["']|\b([A-Za-z_][\w-]{0,60}))\s{0,8}:\s{0,8}"""
        r"""(?:b?"([^"\\]*(?:\\.[^"\\]*)*)"|b?'([^'\\]*(?:\\.[^'\\]*)*)'"""
        r"""|(-?\d{1,20}(?:\.\d{1,20})?)|\[\s{0,8}["']([^"'\]]{1,400})["'])""",
        re.DOTALL,
    )


def _pairs(text: str) -> dict[str, object]:
    """Names and their texts in what looks like an object and is no JSON: cut off, or as Python or Node print it."""
    start = text.find("{")
    if start < 0 or start > 2_000 or text.count('":', start) + text.count("': ", start) + text.count(": '", start) < 3:
        return {}
    found: dict[str, object] = {}
    for pair in _pair().finditer(text[start : start + _LOOSE]):
        name, value = pair[1] or pair[2], pair[3] or pair[4] or pair[5] or pair[6] or ""
        found.setdefault(name, value.replace("\\n", "\n").replace('\\"', '"').replace("\\'", "'"))
        if len(found) >= _MOST:
            break
    return found
