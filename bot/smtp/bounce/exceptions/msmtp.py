"""msmtp: its messages and its log.

Source: https://marlam.de/msmtp/msmtp.html
"""

from __future__ import annotations

import re
from functools import cache

from msgspec.structs import replace

from bot.smtp.bounce import attempts
from bot.smtp.bounce.evidence import Evidence
from bot.smtp.bounce.exceptions import errors

_MARKS = ("msmtp", "smtpstatus=", "exitcode=EX_")
_STEPS = (("recipient address", "RCPT"), ("envelope from", "MAIL"), ("authentication failed", "AUTH"))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in _SOURCES.items()}


_SOURCES = {
    "status": r"smtpstatus=(\d{3})(?: smtpmsg='([^'\n]{0,2000})')?",
    "to": r"recipient address ([^\s<>]{1,400}@[^\s<>]{1,400}) not accepted",
    "recipients": r"\brecipients=([^\s<>]{3,20000})",
    "host": r"\bhost=([\w.-]{1,255})",
    "error": r"(?:msmtp: |errormsg=')([^\n']{3,600})",
}


def read(text: str) -> list[Evidence] | None:
    """Read messages of msmtp's or lines of its log, which need not name it; None for others."""
    if not any(mark in text for mark in _MARKS):
        return None
    text = text[: errors.MOST]
    logged = [e for line in text.split("\n") if "exitcode=EX_" in line or "smtpstatus=" in line for e in _logged(line)]
    if logged:
        return logged[: attempts.MOST + 1]
    known = _patterns()
    to, error = known["to"].search(text), known["error"].search(text)
    recipient = attempts.address(to[1]) if to else None
    if quoted := errors.refusals(text, "msmtp", stage=_step(text)):
        return [replace(quoted[0], recipient=recipient or quoted[0].recipient)]
    return [errors.trouble(error[1], "msmtp")] if error else None


def _step(text: str) -> str | None:
    return next((step for words, step in _STEPS if words in text), None)


def _logged(line: str) -> list[Evidence]:
    """A line of the log: one mail, sent to all of its recipients or to none."""
    known = _patterns()
    status, error, host = known["status"].search(line), known["error"].search(line), known["host"].search(line)
    refused, named = known["to"].search(line), known["recipients"].search(line)
    if status:
        base = _answered(line, status)
    elif error:
        base = errors.trouble(error[1], "msmtp")
    else:
        return []
    placed = replace(base, remote_host=attempts.host_name(host[1]) if host else base.remote_host)
    people = [refused[1]] if refused else named[1].split(",") if named else [""]
    if not status and errors.never_spoke([placed]):
        return [placed]
    return [replace(placed, recipient=attempts.address(person)) for person in people[: attempts.MOST]]


def _answered(line: str, status: re.Match[str]) -> Evidence:
    error = _patterns()["error"].search(line)
    said = attempts.said((status[2] or (error[1] if error else "")).replace("\\n", "\n"))
    return Evidence(
        reply=status[1],
        status=said.status,
        diagnostic=said.words,
        stage=_step(line),
        action="delivered" if status[1][0] == "2" else None,
        platform="msmtp",
    )
