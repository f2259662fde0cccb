"""What the words of a notice tell about it as a whole: that it is one, who wrote it, where the returned mail begins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bot.smtp.bounce import phrases
from bot.smtp.bounce.replies import first_place
from bot.smtp.patterns import PatternSet

_HEAD = 8_000  # characters in which a notice says what it is
_INTRODUCTION = 2_500  # characters in which a host introduces itself

_INTRODUCING = ("at host", "program at", "generating server:", "mail system at", "delivery agent at", "server at")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        "cut": re.compile(rf"\n[ \t*]{{0,8}}(?:-+ ?(?:{'|'.join(phrases.RULED_CUTS)})|{'|'.join(phrases.CUTS)})"),
        "reporting": re.compile(
            rf"(?:{'|'.join(_INTRODUCING)}) ?\n? ?([\w.-]{{3,200}}\w)",
            re.IGNORECASE,
        ),
    }


@dataclass(frozen=True, slots=True)
class Wording:
    """What the words of a notice show."""

    system: str | None  # the mail system whose wording this is
    undelivered: bool  # they are those of a bounce or of a delay
    warning: bool  # delivery is still being tried
    opening: bool  # mail systems begin so when they write to people


@cache
def _wordings() -> tuple[PatternSet, tuple[tuple[str, str], ...]]:
    """All phrases, to be looked for in one pass; and the list that each is from."""
    lists = {
        "undelivered": phrases.NOTICES,
        "opening": phrases.OPENINGS,
        "warning": phrases.WARNINGS,
        "system": tuple(phrases.SYSTEMS),
    }
    places = tuple((name, words) for name, known in lists.items() for words in known)
    return PatternSet(re.escape(words) for _, words in places), places


def look(text: str) -> Wording:
    """Look for all that mail systems write."""
    low = _lowered(text)
    known, places = _wordings()
    found = [places[place] for place in sorted(known.find(low))]
    lists = {name for name, _ in found}
    systems = [words for name, words in found if name == "system"]
    return Wording(
        phrases.SYSTEMS[min(systems, key=low.find)] if systems else None,
        "undelivered" in lists,
        "warning" in lists and "has failed" not in low,
        "opening" in lists,
    )


def cut(notice: str) -> str:
    """The notice without the mail that it returns."""
    # Lower case, and the line end in the pattern, make this quick. Only this capital grows when it is made small.
    low = notice.replace("\u0130", "I").lower()
    found = _patterns()["cut"].search(low)
    # A cut in the first lines would leave nothing: those are headings, not the returned mail.
    while found and not notice[: found.start()].strip():
        found = _patterns()["cut"].search(low, found.end())
    return notice[: found.start() + 1] if found else notice


def opens_as_notice(text: str) -> bool:
    """Whether a text without headers begins as mail systems write to people, before any reply is quoted."""
    return look(text[: first_place(text)]).opening or look(text).system is not None


def reporting_host(text: str) -> str | None:
    """The host that wrote the notice, where it introduces itself."""
    low = text[:_INTRODUCTION].lower()
    if not any(words in low for words in _INTRODUCING):
        return None
    found = _patterns()["reporting"].search(text[:_INTRODUCTION])
    host = found[1].rstrip(".") if found else ""
    return host if "." in host else None


def _lowered(text: str) -> str:
    """Lower case and single spaces: wrapped phrases are found too."""
    return " ".join(text[:_HEAD].lower().split())
