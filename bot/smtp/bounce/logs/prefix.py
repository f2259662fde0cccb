"""What a log puts before every line of what a program prints: a time, a host and the program's name, a container's.

Sources: RFC 3164 section 4.1 (syslog), journalctl(1), the CRI logging format of Kubernetes, ``docker compose logs``
"""

from __future__ import annotations

import re
from functools import cache

# A container's name, then a time.
_FIRST = (
    r"\[pod/[^\]\n]{1,200}\]|[\w.-]{1,60}[ \t]{1,20}\|",
    r"[\[(]?(?:\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[\d.,]{0,10}|\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d"
    r"|\d\d:\d\d:\d\d[\d.,]{0,10}|[A-Z][a-z]{2} [ \d]\d (?:\d{4} )?\d\d:\d\d:\d\d)"
    r"(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?[\])]?:?",
)
# What may stand behind these: the stream, the program, the level.
_THEN = (
    r"std(?:out|err) [FP]",
    r"(?:[\w.-]{1,80} )?[\w/.@-]{1,60}\[[\w.-]{1,30}\]:|[\w.-]{1,80} [\w/.@-]{1,60}:",
    r"\[?(?:ERROR|WARN(?:ING)?|INFO|DEBUG|NOTICE|error|warn(?:ing)?|info|debug|notice)\]?:?",
)


@cache
def _compiled(pieces: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"(?:{piece})(?:[ \t]|$)") for piece in pieces)


@cache
def _digits() -> re.Pattern[str]:
    return re.compile(r"\d+")


def without_prefix(text: str) -> str:
    """The text without what stands before all of its lines alike, be they two or more; else the text itself."""
    lines = text.split("\n")
    if sum(1 for line in lines[:20] if line.strip()) < 2:
        return text
    bare = _strip(lines, _FIRST)
    return text if bare is lines else "\n".join(_strip(bare, _THEN))


def _strip(lines: list[str], pieces: tuple[str, ...]) -> list[str]:
    for piece in _compiled(pieces):
        lines = _without(piece, lines) or lines
    return lines


def _without(piece: re.Pattern[str], lines: list[str]) -> list[str] | None:
    """The lines without this piece; None where one has none, or another."""
    kept, shape = [], None
    for line in lines:
        found = piece.match(line)
        if found is None and line.strip():
            return None
        if found:
            # A time and a process number differ from line to line.
            here = _digits().sub("0", found[0]).rstrip()
            if shape not in {None, here}:
                return None
            shape = here
        kept.append(line[found.end() :] if found else line)
    return kept
