"""JSON of applications: log lines, exceptions and transcripts inside structured logs and error trackers.

Trackers keep the class and the message of an exception in two fields: ``type`` and ``value`` (Sentry), ``class`` and
``message`` (Rollbar), ``error_class`` and ``error_message`` (Sidekiq), ``error.kind`` and ``error.message`` (Datadog).
"""

from __future__ import annotations

import re
from collections import deque
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from bot.smtp.bounce import exceptions, logs, transcript
from bot.smtp.bounce.events.parts import letters
from bot.smtp.bounce.text import Paste

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.smtp.bounce.events.record import Record
    from bot.smtp.bounce.evidence import Reading

_EVENTS = 20
_TEXTS = 400  # of all of them
_ITEMS = 40  # of one object or list
_DEPTH = 7
_CLASSES = (
    *(
        "errorclass",
        "exceptionclass",
        "errortype",
        "exceptiontype",
        "errorkind",
        "errorname",
        "exceptionname",
        "classname",
    ),
    *("class", "type", "kind", "name", "error", "exception"),
)
_MESSAGES = ("errormessage", "exceptionmessage", "errormsg", "value", "message", "msg")


def read_inside(events: list[Record]) -> Reading | None:
    """Read what JSON carries in its texts; the name of an exception alone counts where nothing says more."""
    poor = None
    for text in islice((text for event in events[:_EVENTS] for text in _texts(event.value)), _TEXTS):
        inside = Paste(text.replace("\\n", "\n"))
        found = logs.read_logs(inside) or transcript.read_transcript(inside) or exceptions.read_exception(inside)
        if found and any(e.reply or e.status or e.recipient for e in found.evidence):
            return found
        poor = poor or found
    return poor


def _texts(value: object) -> Iterator[str]:
    """The longer texts of an object, outermost first, and before them what an exception's two fields say together."""
    waiting = deque([(value, 0)])
    while waiting:
        here, depth = waiting.popleft()
        if isinstance(here, dict) and (thrown := _thrown(here)):
            yield thrown
        items = list(here.values()) if isinstance(here, dict) else here if isinstance(here, list) else []
        yield from (item for item in items[:_ITEMS] if isinstance(item, str) and len(item) > 12)
        if depth < _DEPTH:
            waiting += [(item, depth + 1) for item in items[:_ITEMS] if isinstance(item, (dict, list))]


def _thrown(value: dict[str, object]) -> str | None:
    """Class and message as the language prints them: ``Net::SMTPServerBusy: 450 4.7.1 …``."""
    texts = {letters(name): text for name, text in list(value.items())[:_ITEMS] if isinstance(text, str)}
    kind = next((t for name in _CLASSES if _class().fullmatch(t := texts.get(name, ""))), "")
    words = next((said for name in _MESSAGES if (said := texts.get(name)) and said != kind), "")
    return f"{kind}: {words}" if kind and words and not words.startswith(kind) else None


@cache
def _class() -> re.Pattern[str]:
    return re.compile(r"(?=[\w.:\\$]{0,150}(?:Error|Exception|SMTP|Smtp|Net::))[\w.:\\$]{4,150}")
