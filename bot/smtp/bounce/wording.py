"""What the words of a notice tell about it as a whole: that it is one, who wrote it, where the returned mail begins."""

from __future__ import annotations

import re
from functools import cache

from msgspec import Struct

from bot.smtp.bounce import phrases
from bot.smtp.bounce.replies import first_place
from bot.smtp.patterns import PatternSet

_HEAD = 8_000  # characters in which a notice says what it is
_INTRODUCTION = 2_500  # characters in which a host introduces itself

_INTRODUCING = ("at host", "program at", "generating server:", "mail system at", "delivery agent at", "server at")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        "reporting": re.compile(
            rf"(?:{'|'.join(_INTRODUCING)}) ?\n? ?([\w.-]{{3,200}}\w)",
            re.IGNORECASE,
        ),
    }


@cache
def _cuts() -> re.Pattern[str]:
    known = phrases.notices()
    ruled, bare = "|".join(known.said("ruled_cuts")), "|".join(known.said("cuts"))
    # Not RE2, whose call costs more than this search of a few lines: the line end in front makes it quick.
    return re.compile(rf"\n[ \t*]{{0,8}}(?:-+ ?(?:{ruled})|{bare})")


class Wording(Struct, frozen=True):
    """What the words of a notice show."""

    system: str | None  # the mail system whose wording this is
    undelivered: bool  # they are those of a bounce or of a delay
    warning: bool  # delivery is still being tried
    opening: bool  # mail systems begin so when they write to people
    own: bool  # only this system writes so; its bare name is written by everybody
    low: str  # the words in lower case
    said: frozenset[str]  # phrases that say that it is undelivered, or that delivery is still being tried

    @property
    def twice(self) -> bool:
        """Whether two phrases say so, one beside the other."""
        return _apart(self.low, self.said) > 1


@cache
def _wordings() -> tuple[PatternSet, tuple[tuple[str, list[str]], ...]]:
    """All phrases, to be looked for in one pass; and the lists that each is from."""
    notices = phrases.notices()
    lists = {
        "undelivered": notices.said("openings", "undelivered"),
        "opening": notices.said("openings"),
        "warning": notices.said("warnings"),
        "system": tuple(phrases.systems()),
    }
    named: dict[str, list[str]] = {}
    for name, known in lists.items():
        for words in known:
            named.setdefault(words, []).append(name)
    return PatternSet(map(re.escape, named)), tuple(named.items())


def look(text: str) -> Wording:
    """Look for all that mail systems write."""
    low = _lowered(text)
    known, places = _wordings()
    found = [places[place] for place in sorted(known.find(low))]
    lists = {name for _, names in found for name in names}
    systems = [words for words, names in found if "system" in names]
    return Wording(
        phrases.systems()[min(systems, key=low.find)] if systems else None,
        "undelivered" in lists,
        "warning" in lists and "has failed" not in low,
        "opening" in lists,
        not all(map(_name().fullmatch, systems)),
        low,
        frozenset(words for words, names in found if names != ["system"]),
    )


def _apart(low: str, said: frozenset[str]) -> int:
    """How many of the phrases stand beside each other: "could not be delivered for" is one, though it holds another."""
    count, reached = 0, -1
    for start, end in sorted((place := low.find(words), place + len(words)) for words in said):
        count += start > reached
        reached = max(reached, end)
    return count


@cache
def _name() -> re.Pattern[str]:
    return re.compile(r"[a-z]+(?: [a-z]+)?")


def cut(notice: str) -> str:
    """The notice without the mail that it returns."""
    # Only this capital grows when it is made small.
    low = notice.replace("\u0130", "I").lower()
    found = _cuts().search(low)
    # A cut in the first lines would leave nothing: those are headings, not the returned mail.
    while found and not notice[: found.start()].strip():
        found = _cuts().search(low, found.end())
    return notice[: found.start() + 1] if found else notice


def opens_as_notice(text: str) -> bool:
    """Whether a text without headers begins as mail systems write to people, before any reply is quoted."""
    return look(text[: first_place(text)]).opening or look(text).own


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
