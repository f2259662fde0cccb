"""swaks: what it says when it reaches no server; what it says in a session, the transcripts' reader knows.

Source: the output of https://jetmore.org/john/code/swaks/
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bot.smtp.bounce.exceptions import errors

if TYPE_CHECKING:
    from bot.smtp.bounce.evidence import Evidence


@cache
def _error() -> re.Pattern[str]:
    return re.compile(r"^\*\*\* (Error connecting [^\n]{3,300}(?:\n\*{3}[ \t][^\n]{1,300}){0,5})", re.MULTILINE)


def read(text: str) -> list[Evidence] | None:
    """Read ``*** Error connecting to mx.example.org:25:`` and the lines below it; None without one."""
    found = _error().search(text[: errors.MOST]) if "*** Error connecting" in text else None
    return [errors.trouble(found[1].replace("\n***", " "), "swaks")] if found else None
