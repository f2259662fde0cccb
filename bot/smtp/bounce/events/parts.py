"""The objects inside an event of nobody we know, their fields found by the letters of their names."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.smtp.bounce import attempts

if TYPE_CHECKING:
    from collections.abc import Iterator

_OBJECTS = 200  # of one event
_FIELDS = 60  # of one object
_DEPTH = 7

# "rcpt_to", "rcpt-to" and "rcptTo" are one name. The surest first; those of the sending side never.
_RECIPIENTS = (
    r".*(?:rcpt|recipient)|destination",
    r"(?:e?mail|sent|smtp|envelope)?to(?:e?mail|addr(?:ess)?)?(?:es|s)?$",
    r".*e?mail(?:addr(?:ess)?)?(?:es|s)?$",
    r".*addr(?:ess)?(?:es|s)?$",
)
_SENDING = r".*(?:from|sender|replyto|return|bcc|author)|(?:user|account|actor|source|headers)$"
_REASONS = (
    r".*(?:diagnostic(?:code|message)?|response|reply|smtpmsg)$",
    r".*(?:reason|error|output|info|details?)$",
    r".*(?:message|msg|description)$",
)


class Part(Struct, frozen=True):
    """One object: its texts by the letters of their names, and the names over it."""

    texts: dict[str, list[str]]
    above: tuple[str, ...] = ()
    named: str | None = None  # the address that it is named by

    def called(self, pattern: str) -> list[str]:
        """The texts whose names are like this, in their order."""
        return [text for name, texts in self.texts.items() if _like(pattern, name) for text in texts]

    def people(self) -> tuple[int, list[str]]:
        """The recipients, and how sure their name is (0 is best)."""
        if self.named:
            return 0, [self.named]
        if any(_like(_SENDING, name) for name in self.above):
            return len(_RECIPIENTS), []
        over = self.above[-1] if self.above else ""
        for rank, pattern in enumerate(_RECIPIENTS):
            for name, texts in self.texts.items():
                mine = _like(pattern, name) or (_like(pattern, over) and _like(_RECIPIENTS[-2], name))
                if mine and not _like(_SENDING, name) and (found := [a for t in texts if (a := attempts.address(t))]):
                    return rank, found
        return len(_RECIPIENTS), []

    def reasons(self) -> list[str]:
        """What it says about the delivery, the likeliest words of a server first."""
        return list(dict.fromkeys(text for pattern in _REASONS for text in self.called(pattern)))


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of this module or of those that ask it, compiled once."""
    return re.compile(pattern)


def _like(pattern: str, name: str) -> bool:
    return bool(compiled(pattern).match(name))


def letters(name: object) -> str:
    """A name by its letters alone."""
    return "".join(c for c in str(name)[:100].lower() if c.isalpha())


def parts(value: object) -> list[Part]:
    """The objects of an event, the outer before the inner."""
    return list(islice(_parts(value, (), None), _OBJECTS))


def _parts(value: object, above: tuple[str, ...], named: str | None) -> Iterator[Part]:
    if isinstance(value, list):
        for item in value[:_OBJECTS]:
            if isinstance(item, dict):
                yield from _parts(item, above, named)
    if not isinstance(value, dict) or len(above) > _DEPTH:
        return
    inner = list(value.items())[:_FIELDS]
    texts: dict[str, list[str]] = {}
    for name, item in inner:
        texts.setdefault(letters(name), _texts(item))
    yield Part(texts, above, named)
    for name, item in inner:
        to = attempts.address(name)
        if to and isinstance(item, str):
            yield Part({"response": [item]}, above, to)
        elif isinstance(item, (dict, list)):
            yield from _parts(item, (*above, letters(name)), to or named)


def _texts(item: object) -> list[str]:
    items = item[:_OBJECTS] if isinstance(item, list) else [item]
    return [str(i).strip() for i in items if isinstance(i, (str, int, float)) and not isinstance(i, bool) and i != ""]
