"""Events that are no objects: form-encoded, as old webhooks post them, or a field a line, as dashboards show them."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import parse_qsl

from bot.smtp.bounce.events.record import Record

_READ = 100_000  # characters
_LINES = 40
_LONGEST = 20_000  # characters of one line
_FIELDS = 200


def forms(text: str) -> list[Record]:
    """The events in a text without any JSON; each has an ``event`` and two more fields."""
    text = text[:_READ]
    if "vent" not in text:
        return []
    lines = text.strip().split("\n")[:_LINES]
    posted = [_posted(line[:_LONGEST]) for line in lines if "event=" in line and "&" in line]
    found = [fields for fields in (*posted, _listed(lines)) if "event" in fields and len(fields) > 2]
    return [Record(dict(fields)) for fields in found]


def _posted(line: str) -> dict[str, str]:
    """``event=dropped&recipient=jane%40example.org&code=605``, behind whatever a log puts before it; no address."""
    form = next((word for word in line.split() if "event=" in word and "&" in word and "?" not in word), "")
    try:
        return dict(parse_qsl(form.strip("\"'"), max_num_fields=_FIELDS))
    except ValueError:
        return {}


def _listed(lines: list[str]) -> dict[str, str]:
    """``Event: Dropped`` and its like, where no line is anything else."""
    named = [_field().fullmatch(line[:2_000]) for line in lines if line.strip()]
    return {field[1].lower().replace(" ", "_"): field[2] for field in named if field} if all(named) else {}


@cache
def _field() -> re.Pattern[str]:
    return re.compile(r"\s{0,8}([A-Za-z][\w -]{1,30}):(?!//)[ \t]*(.*?)\s*")
