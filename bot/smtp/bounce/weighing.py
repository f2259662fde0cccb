"""Weigh what a text without headers shows: whether its replies, codes and words are those of a mail system.

Numbers and phrases of bounces stand in invoices, changelogs and the logs of web servers too. Each alone counts only
where something beside it speaks of mail.
"""

from __future__ import annotations

import re
from functools import cache

from bot.smtp.bounce import phrases
from bot.smtp.bounce.nouns import is_about_mail
from bot.smtp.bounce.replies import LIKELY, PROVEN, WEAK, Reply, find_replies, find_statuses, fold
from bot.smtp.bounce.signs import WEB_TOO, signs
from bot.smtp.bounce.where import ADDRESS
from bot.smtp.patterns import PatternSet

_HEAD = 1_500  # characters in which a text says what failed
_BEFORE = 200  # characters before a reply in which stands who gave it
_NEAR = 48  # the same, before an enhanced code
_WORDS = 80  # characters behind a number that tell a failure

# How a mail system's words end about an address, or behind a number in a sentence.
_FAILING = (
    r"fail|error|denied|reject|refus|unable|can(?:not|'t)|could not|unknown|exceed|required|malformed|\bbad\b|died"
    r"|timed out|not found|no such|invalid|full|quota|loop|unavailable|does(?: not|n't)|not exist|disabled|suspend"
    r"|expired|block|too (?:big|large|long|many)|unexpected|lost|lookup|look up|no space"
)


def answered(text: str) -> bool:
    """Whether a server's answer is quoted."""
    return any(reply.strength >= LIKELY or reply.status for reply in answers(text)) or status_alone(text) is not None


def answers(text: str) -> tuple[Reply, ...]:
    """The replies in a text that count as a mail server's, by how sure they are and by what else it says."""
    found = find_replies(text)
    if all(reply.status for reply in found):
        return found
    mail = is_about_mail(text)
    return tuple(reply for reply in found if reply.status or (mail and _tells(reply)) or _stands_alone(reply, text))


def _tells(reply: Reply) -> bool:
    """Whether a reply without an enhanced code tells enough in a text about mail."""
    return reply.strength > WEAK or _patterns()["failing"].search(reply.text[:_WORDS]) is not None


def _stands_alone(reply: Reply, text: str) -> bool:
    """The same where nothing else speaks of mail."""
    before = text[max(0, reply.start - _BEFORE) : reply.start]
    if _patterns()["server"].search(before) or _is_in_lines(text[reply.start : reply.end]):
        return True
    if reply.strength == WEAK:
        return before.endswith("(") and "@" in before + reply.text
    if not any(map(str.isalpha, reply.text)):
        return reply.strength == PROVEN and _patterns()["named"].search(before) is not None
    begins = not text[: reply.start].strip(" \t\n(\"'[<>*-")
    return begins or (reply.strength == PROVEN and reply.code not in WEB_TOO)


def _is_in_lines(body: str) -> bool:
    """Whether a reply has more than one line, though all stand on one here: ``554-no PTR record 554 see …``."""
    return body[3:4] == "-" and f" {body[:3]} " in body


def status_alone(text: str) -> re.Match[str] | None:
    """The enhanced code of a text without a reply code, unless it is the version of something."""
    known = signs()
    mail = is_about_mail(text)
    for found in find_statuses(text):
        before = text[max(0, found.start() - _NEAR) : found.start()].lower()
        if known["version next"].match(text, found.end()):
            continue
        quoted = before[-1:] in {"'", '"'} and text[found.end() : found.end() + 1] == before[-1:]
        announced = known["announced"].search(before) or known["marker"].search(before)
        if mail or (announced and not quoted):
            return found
    return None


def tells_failure(text: str) -> bool:
    """Whether these are a mail system's own words about a delivery: no server answered, so there is no code."""
    known = _patterns()
    head = text[:_HEAD]
    if known["typed"].match(head) or known["about an address"].search(head):
        return True
    if known["web"].search(head):
        return False
    if any("@" in line and _failures().find(line) for line in head.split("\n")):
        return True
    return bool(_failures().find(fold(head))) and (is_about_mail(head) or bool(known["named"].search(head)))


@cache
def _failures() -> PatternSet:
    return PatternSet(f"(?i){words}" for words in phrases.notices().said("failures"))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern, re.IGNORECASE | re.MULTILINE) for name, pattern in _SOURCES.items()}


_SOURCES = {
    "failing": _FAILING,
    # A diagnostic with its type before it (RFC 3464 section 2.1.2), as a report's field holds it.
    "typed": r"\s*(?:x-(?:unix|postfix|mpop|notes|sendmail|qmail|ms)[\w-]{0,20}|smtp|dns|lmtp) ?; ?\S",
    # Postfix's way: "<jane@example.org>: bad address syntax".
    "about an address": rf"^[ \t]{{0,8}}<{ADDRESS}>: [^\n]{{0,200}}?(?:{_FAILING})",
    # A recipient, or a mail server's port, as logs and reports write them.
    "named": (
        rf"^\s*(?:x-[\w-]{{2,30}}|unknown|smtp|dns|lmtp) ?;|<{ADDRESS}>|^[ \t]{{0,8}}{ADDRESS}(?::|[ \t]*$)"
        r"|:(?:24|25|465|587)\b"
    ),
    # Who is quoted right before a reply: a host with its address, a recipient, or somebody who "said".
    "server": (
        rf"(?:\bsaid|talk to me|<{ADDRESS}>|^{ADDRESS}|\[(?:[\da-fA-F.:]{{3,45}}|{ADDRESS})\](?::\d{{1,5}})?)[:,]"
        r"\s{0,16}\Z"
    ),
    # What web servers and their clients log: theirs are other connections.
    "web": r"\bhttp/\d|\bupstream\b|\b(?-i:GET|POST|PUT) /",
}
