"""Whether words for people are a notice of a mail system: a bounce, or a delay.

A phrase alone proves little. Parcels are undelivered too, a product's name stands in every newsletter, and colleagues
write about bounces. So something must stand beside it: an answer of a server, the returned mail, a second phrase.
"""

from __future__ import annotations

import re
from functools import cache

from bot.smtp.bounce import phrases, wording
from bot.smtp.bounce.mime import Mail, unfold
from bot.smtp.bounce.nouns import is_about_mail, is_about_messages, is_about_parcels
from bot.smtp.bounce.weighing import answered, tells_failure
from bot.smtp.patterns import PatternSet


def is_notice(mail: Mail, notice: str, words: wording.Wording) -> bool:
    """Whether a text without headers is a notice; ``words`` are those of ``notice``, which is cut out of the mail."""
    opening = words.opening and _is_of_mail(notice) and not _asks(notice)
    if words.own or opening or _says_more(mail, notice, words):
        return True
    return (words.undelivered or words.system is not None) and answered(notice)


def is_sent_notice(mail: Mail, notice: str, words: wording.Wording) -> bool:
    """Whether a mail is a notice, by who sent it, by its subject and by what it says (``words`` are those of it)."""
    titled = bool(_wordings()["subject"].find(unfold(mail.headers.get("subject", ""))))
    if _is_automatic(mail):
        return _is_from_a_system(mail, notice, words, titled=titled)
    # What a colleague writes about bounces quotes their replies as code.
    bare = _code().sub("", notice)
    return _is_forwarded(mail, bare, words if bare == notice else wording.look(bare), titled=titled)


def _is_automatic(mail: Mail) -> bool:
    """Whether a mail system sent it, by its headers."""
    return (
        "x-failed-recipients" in mail.headers
        or mail.report == "delivery-status"
        or bool(_wordings()["daemon"].find(unfold(mail.headers.get("from", ""))))
        or mail.headers.get("return-path", "x").strip() in ("<>", "")
    )


def _is_from_a_system(mail: Mail, notice: str, words: wording.Wording, *, titled: bool) -> bool:
    """Whether what a mail system sent is a notice: these write on other matters too."""
    told = titled or words.opening or words.own or "x-failed-recipients" in mail.headers
    return told or answered(notice) or _says_more(mail, notice, words)


def _is_forwarded(mail: Mail, notice: str, words: wording.Wording, *, titled: bool) -> bool:
    """Whether somebody forwarded a notice, or the system hides behind an ordinary address: two signs are asked for."""
    if titled:
        told = words.own or (words.opening and _is_of_mail(notice))
        return told or answered(notice) or _says_more(mail, notice, words)
    # What goes to a list talks about bounces.
    named = "@" in notice and "list-id" not in mail.headers
    return named and words.undelivered and (words.own or answered(notice))


def _says_more(mail: Mail, notice: str, words: wording.Wording) -> bool:
    """Whether one phrase of many meanings is not all: there is another, or the returned mail, or words of a failure."""
    if is_about_parcels(notice):
        return False
    returned = len(notice) < len(mail.notice) or bool(mail.original)
    if words.undelivered and (returned or words.twice) and _is_of_mail(notice):
        return True
    return (words.undelivered or words.system is not None) and tells_failure(notice)


def _is_of_mail(notice: str) -> bool:
    named = "@" in notice or is_about_mail(notice) or is_about_messages(notice)
    return named and not is_about_parcels(notice)


def _asks(notice: str) -> bool:
    """Whether it is one line that asks: "Which messages could not be delivered last week?"."""
    return notice.rstrip().endswith("?") and "\n" not in notice.strip()


@cache
def _code() -> re.Pattern[str]:
    return re.compile(r"`[^`\n]{1,400}`")


@cache
def _wordings() -> dict[str, PatternSet]:
    notices = phrases.notices()
    lists = {"daemon": notices.said("daemons"), "subject": notices.said("subjects")}
    return {name: PatternSet(f"(?i){words}" for words in known) for name, known in lists.items()}
