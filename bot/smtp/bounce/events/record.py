"""JSON as people paste it: whole, in prose, one object a line, wrapped in other JSON, as a Python dict, or cut off."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from msgspec import Struct, field

from bot.smtp.bounce.events import loose
from bot.smtp.surrogates import join_escaped

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST = 2_000  # objects looked at in one paste
_FAILURES = 20  # places tried where JSON could begin and does not
_PROSE = 2_000  # characters before the first object that is no JSON
_LOOSE = 400_000  # characters in which such objects begin
_DEPTH = 8
_FEW = 3  # names that an object must have which is no JSON
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
_PAGES = ("items", "results", "Bounces")  # the lists that an interface answers with, a page each
_EVENT = frozenset({"event", "type", "email", "recipient"})  # what has one of these is no page


class Record(Struct, frozen=True):
    """One JSON object, read without surprises: a path that is not there, or leads to something else, is None."""

    value: dict[str, object]
    flat: dict[str, object] = field(default_factory=dict)  # where brackets may be missing: names, wherever they stand

    def at(self, *path: str) -> object:
        """What stands at a path, if anything does."""
        here: object = self.value
        for name in path:
            here = here.get(name) if isinstance(here, dict) else None
        return self.flat.get(path[-1]) if here is None or (self.flat and here == "") else here

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
        """The objects of the list at a path; itself, where the list may have lost its brackets."""
        found = self.at(*path)
        items = found if isinstance(found, list) else [found]
        return [Record(item) for item in items[:_MOST] if isinstance(item, dict)] or ([self] if self.flat else [])

    def texts(self, *path: str) -> list[str]:
        """The texts of the list at a path, or the one text that stands there."""
        found = self.at(*path)
        items = found if isinstance(found, list) else [found]
        return [item for item in items[:_MOST] if isinstance(item, str) and item]

    def has(self, *names: str) -> bool:
        """Whether all of these names are there."""
        return all(name in self.value or name in self.flat for name in names)


def records(text: str) -> list[Record]:
    """The JSON objects in a text, those inside wrappers instead of the wrappers; none when there is no JSON."""
    if "%7B%22" in text[:4_000] or "%7b%22" in text[:4_000]:
        text = unquote_plus(text)
    text = join_escaped(text)
    found: list[Record] = []
    done = tried = 0
    for place, document in _documents(text):
        if place < done:
            continue  # of an object that was cut off, the small ones inside are whole: they must not speak for it
        if document is not None:
            found += _unwrapped(document, 0)
        elif text[place] == "{" and tried <= place < _LOOSE:
            value, tried = loose.read(text, place)
            inside = _loosely(value)
            found, done = found + inside, tried if inside else done
    if not found and (inner := text.find('{\\"', 0, _PROSE)) >= 0:
        return records(loose.unescape(text[inner : inner + _LOOSE]))  # a text inside JSON that was cut off itself
    return (found if found or tried else _printed(text))[:_MOST]


def _printed(text: str) -> list[Record]:
    """Objects as Python, Node and Ruby print them."""
    found: list[Record] = []
    place = text.find("{", 0, _PROSE)
    while 0 <= place < _LOOSE and len(found) < _MOST:
        value, end = loose.read(text, place)
        found += _loosely(value)
        place = text.find("{", end)
    return found


def _loosely(value: dict[str, object]) -> list[Record]:
    """The event objects in what was read without brackets to rely on; a few pairs are no event."""
    everything = loose.names(value)
    if sum("@" not in name for name in everything) < _FEW:
        return []
    inside = list(_unwrapped(value, 0))
    if len(inside) == 1:
        return [Record(inside[0].value, {**everything, **loose.names(inside[0].value)})]
    return [Record(one.value, loose.names(one.value)) for one in inside]


def _documents(text: str) -> Iterator[tuple[int, object]]:
    """Each JSON document in a text and its place, whatever stands between them; None where one begins that is none."""
    # Mail programs wrap long lines, so that line ends stand inside texts: not strict.
    decoder = json.JSONDecoder(strict=False)
    place, failures, number = _opening(text, 0), 0, 0
    while place >= 0 and failures < _FAILURES and number < _MOST:
        try:
            document, end = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            failures, end = failures + 1, place + 1
            yield place, None
        else:
            number += 1
            yield place, document
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
    names = _WRAPPERS if _EVENT & value.keys() else (*_WRAPPERS, *_PAGES)
    wrapped = [value[name] for name in names if isinstance(value.get(name), (dict, list, str))]
    inside = [r for item in wrapped for r in _unwrapped(item, depth + 1)] if depth < _DEPTH else []
    yield from inside or [Record(value)]


def _inner(text: str) -> object:
    head = text.lstrip()
    if head[:1] not in {"{", "["}:
        return None
    found = next((document for _, document in _documents(text)), None)
    if found is not None or head[0] == "[":
        return found
    value = loose.read(head, 0)[0]
    return value if len(loose.names(value)) >= _FEW else None
