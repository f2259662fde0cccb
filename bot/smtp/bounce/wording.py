"""What the words of a notice tell about it as a whole: that it is one, who wrote it, where the returned mail begins."""

from __future__ import annotations

import re
from functools import cache

from bot.smtp.bounce import phrases
from bot.smtp.bounce.replies import first_place

_HEAD = 8_000  # characters in which a notice says what it is
_INTRODUCTION = 2_500  # characters in which a host introduces itself

_INTRODUCING = ("at host", "program at", "generating server:", "mail system at", "delivery agent at", "server at")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    lists = {
        "notice": phrases.NOTICES,
        "opening": phrases.OPENINGS,
        "warning": phrases.WARNINGS,
        "system": tuple(phrases.SYSTEMS),
    }
    return {
        **{name: re.compile("|".join(map(re.escape, words))) for name, words in lists.items()},
        # The line end stands in the pattern: found first, it spares looking at every character.
        "cut": re.compile(rf"\n[ \t*]{{0,8}}(?:{'|'.join(phrases.CUTS)})", re.MULTILINE | re.IGNORECASE),
        "reporting": re.compile(
            rf"(?:{'|'.join(_INTRODUCING)}) ?\n? ?([\w.-]{{3,200}}\w)",
            re.IGNORECASE,
        ),
    }


def cut(notice: str) -> str:
    """The notice without the mail that it returns."""
    found = _patterns()["cut"].search(notice)
    # A cut in the first lines would leave nothing: those are headings, not the returned mail.
    while found and not notice[: found.start()].strip():
        found = _patterns()["cut"].search(notice, found.end())
    return notice[: found.start() + 1] if found else notice


def says_undelivered(text: str) -> bool:
    """Whether the words are those of a bounce or of a delay."""
    return bool(_patterns()["notice"].search(_lowered(text)))


def opens_as_notice(text: str) -> bool:
    """Whether a text without headers begins as mail systems write to people, before any reply is quoted."""
    head = _lowered(text[: first_place(text)])
    return bool(_patterns()["opening"].search(head)) or system_of(text) is not None


def is_warning(text: str) -> bool:
    """Whether the notice says that delivery is still being tried."""
    low = _lowered(text)
    return bool(_patterns()["warning"].search(low)) and "has failed" not in low


def system_of(text: str) -> str | None:
    """The mail system whose wording this is."""
    found = _patterns()["system"].search(_lowered(text))
    return phrases.SYSTEMS[found[0]] if found else None


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
