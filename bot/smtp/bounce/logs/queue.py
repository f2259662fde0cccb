"""Queue listings: ``postqueue -p`` and ``-j``, Sendmail's ``mailq``, ``exim -bp``. Nothing in them is final.

Sources: https://www.postfix.org/postqueue.1.html, "Printing the queue" in the Sendmail Installation and Operation Guide
and https://www.exim.org/exim-html-current/doc/html/spec_html/ch-the_exim_command_line.html
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bot.smtp.bounce import attempts
from bot.smtp.bounce.evidence import Evidence, Reading
from bot.smtp.bounce.logs import postfix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.smtp.bounce.text import Paste


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern, re.MULTILINE) for name, pattern in _SOURCES.items()}


_SOURCES = {
    "entry": r"^[ \t]{0,4}([0-9A-Za-z]{6,22})[*!#+-]{0,2}[ \t]{1,12}\d{1,12}[ \t]{1,6}(?:Mon|Tue|Wed|Thu|Fri|Sat"
    r"|Sun) [A-Z][a-z]{2} [ \d]\d "
    r"\d\d:\d\d(?::\d\d)?(?: \d{4})?[ \t]{1,12}<?([^\s<>]{1,400})>?",
    "exim entry": r"^[ \t]{0,4}\d{1,4}[mhd][ \t]{1,6}[\d.]{1,8}[KMG]?[ \t]{1,4}"
    r"([0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4}) <([^<>]{0,400})>",
    "with": r"\b(?:with|by|from) ([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})\.?(?:$|[\s:])",
}


def read(paste: Paste) -> Reading | None:
    """Read a listing, with the reason that stands before each group of recipients; None when the paste is none."""
    known = _patterns()
    if not known["entry"].search(paste.text) and not known["exim entry"].search(paste.text):
        return None
    sender: list[str] = []
    found = list(_entries(paste.text, sender))
    return attempts.reading("queue-listing", found, sender=sender[0] if sender else None)


def _entries(text: str, sender: list[str]) -> Iterator[attempts.Attempt]:
    known = _patterns()
    queue_id, reason, number = "", "", 0
    for line in text.split("\n"):
        head = line[: attempts.LONGEST]
        stripped = head.strip()
        if entry := known["entry"].match(head) or known["exim entry"].match(head):
            queue_id, reason = entry[1], "(frozen)" if "*** frozen ***" in head else ""
            sender += [entry[2]] if "@" in entry[2] else []
        elif stripped.startswith("("):
            reason = stripped
        elif reason and not reason.endswith(")") and stripped:
            reason = f"{reason} {stripped}"[: attempts.LONGEST]
        elif queue_id and (recipient := attempts.address(stripped)) and not stripped.startswith("D "):
            yield queue_id, waiting(recipient, reason.removeprefix("(").removesuffix(")"))
            number += 1
        if number > attempts.MOST:
            return


def waiting(recipient: str, reason: str) -> Evidence:
    """A recipient that waits, and why."""
    host, ip = postfix.remote("", reason)
    if host is None and (named := _patterns()["with"].search(reason)):
        host = attempts.host_name(named[1])
    said = postfix.sentence(reason.removeprefix("Deferred: "))
    return Evidence(
        recipient=recipient,
        reply=said.reply,
        status=said.status,
        diagnostic=said.words,
        remote_host=host,
        remote_ip=ip,
        stage=postfix.step(reason),
        action="deferred",
        platform="exim" if reason == "frozen" else "sendmail" if reason.startswith("Deferred: ") else "postfix",
        hint="frozen" if reason == "frozen" else None,
    )
