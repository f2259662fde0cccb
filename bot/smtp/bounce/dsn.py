"""The fields of a delivery status notification (RFC 3464), in their own part of a mail or loose in text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice, pairwise
from typing import TYPE_CHECKING

from bot.smtp.bounce.evidence import Evidence
from bot.smtp.bounce.replies import fold, last_attempt, parse_reply
from bot.smtp.bounce.where import find_address, find_place, host_of, stage_of

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 1_000  # recipients kept
_FEW = 40  # fields in which a block shows
_ACTIONS = frozenset({"failed", "delayed", "delivered", "relayed", "expanded"})
_VALUE = 4_000  # characters that one field may have

_NAMES = (
    "reporting-mta|received-from-mta|arrival-date|dsn-gateway|original-envelope-id|final-recipient|original-recipient"
    "|x-actual-recipient|action|status|disposition|remote-mta|diagnostic-code|last-attempt-date|final-log-id"
    "|will-retry-until|x-[a-z0-9-]{2,40}"
)


# Fields whose values are looked at. The others only end the one before.
_TOLD = frozenset(
    [
        "reporting-mta",
        "final-recipient",
        "original-recipient",
        "x-actual-recipient",
        "action",
        "status",
        "remote-mta",
        "diagnostic-code",
        "disposition",
        "x-postfix-sender",
    ]
)


@dataclass(slots=True)
class Report:
    """The fields of a report: those of the message, and one set per recipient."""

    message: dict[str, str]
    recipients: list[dict[str, str]]
    truncated: bool = False


@cache
def _field() -> re.Pattern[str]:
    return re.compile(rf"\n[ \t]{{0,8}}(?=[A-Za-z0-9-]{{4,42}}[ \t]?:)((?i:{_NAMES}))[ \t]?:[ \t]*(.*)")


def has_fields(text: str) -> bool:
    """Whether a text shows enough of a report to be read as one: a recipient's field, or two others of a block."""
    head = text[:200_000]
    if "ecipient:" in head and ("Final-" in head or "Original-" in head or "final-" in head or "X-Actual" in head):
        return True
    return ("Diagnostic-Code" in head or "Remote-MTA" in head or "Status:" in head) and _is_block(
        {name: value for name, value, _ in islice(_fields(head), _FEW)}
    )


def _is_block(fields: dict[str, str]) -> bool:
    """Whether these are the fields of one recipient although none names it: a part of a report was pasted."""
    proven = (
        status_of(fields.get("status", "")) is not None,
        _action(fields.get("action", "")) in _ACTIONS,
        ";" in fields.get("remote-mta", ""),
        ";" in fields.get("diagnostic-code", ""),
    )
    return sum(proven) > 1


def find_report(text: str, *, unnamed: bool = False) -> Report | None:
    """The report in a text; None where no recipient field is, unless a block that names none (``unnamed``) will do."""
    report = Report({}, [])
    block: dict[str, str] = {}
    for name, value, begins in _fields(text):
        if begins or (name in block and name in ("final-recipient", "original-recipient", "action")):
            _keep(report, block)
            block = {}
        block.setdefault(name, value)
        if len(report.recipients) >= MOST - 1:
            report.truncated = True
            break
    _keep(report, block)
    if unnamed and not report.recipients and _is_block(report.message):
        report.recipients.append(report.message)
    return report if report.recipients else None


def _fields(text: str) -> Iterator[tuple[str, str, bool]]:
    """Name, value with its further lines, and whether a blank line stands before it."""
    # The line end stands in the pattern: found first, it spares looking at every character.
    text = "\n" + text
    for here, after in pairwise(chain(_field().finditer(text), [None])):
        if here is None:
            return
        name = here[1].lower()
        before = text[max(0, here.start() - 80) : here.start() + 1].rstrip(" \t")
        if name not in _TOLD:
            yield name, "", before.endswith("\n\n")
            continue
        end = min(after.start() if after else len(text), here.end() + _VALUE)
        # Pasted, further lines may have lost their indentation: all up to the next field or blank line belongs here.
        blank = text.find("\n\n", here.end(), end)
        more = text[here.end() : end if blank < 0 else blank]
        if blank >= 0 and name == "diagnostic-code":
            more += " " + _behind_blank(text[blank + 2 : end])
        yield name, fold(f"{here[2]} {more}" if more else here[2]), before.endswith("\n\n")


def _behind_blank(text: str) -> str:
    """What belongs to a value although a blank line stands before it: it is indented."""
    line = text.partition("\n")[0]
    return text.partition("\n\n")[0] if line[:1] in (" ", "\t") and line.strip() else ""


def _keep(report: Report, block: dict[str, str]) -> None:
    if "disposition" in block and not ("action" in block or "status" in block):
        # A read receipt (RFC 8098): its recipient has the mail.
        return
    if any(name in block for name in ("final-recipient", "original-recipient", "x-actual-recipient")):
        report.recipients.append(block)
    elif report.recipients and ("diagnostic-code" in block or "status" in block) and "reporting-mta" not in block:
        # A blank line went in where none belongs: the rest of the same recipient's fields.
        for name, value in block.items():
            report.recipients[-1].setdefault(name, value)
    else:
        for name, value in block.items():
            report.message.setdefault(name, value)


def evidence_of(fields: dict[str, str], message: dict[str, str], platform: str | None) -> Evidence:
    """What a report says of one recipient."""
    diagnostic = _diagnostic(fields.get("diagnostic-code", ""))
    reply = parse_reply(diagnostic) if diagnostic else None
    if reply and (inner := last_attempt(diagnostic)):
        reply = inner
    place = find_place(diagnostic)
    remote = host_of(fields.get("remote-mta", ""))
    final = find_address(fields.get("final-recipient", ""))
    original = find_address(fields.get("original-recipient", ""))
    return Evidence(
        # The address that the sender wrote: the final one may be an alias that only the receiver knows.
        recipient=original or final or find_address(fields.get("x-actual-recipient", "")),
        original_recipient=original,
        reply=reply.code if reply else None,
        status=reply.status if reply else None,
        reported_status=status_of(fields.get("status") or message.get("status") or ""),
        diagnostic=diagnostic or None,
        remote_host=place.host or remote[0],
        remote_ip=place.ip or remote[1],
        reporting_host=host_of(message.get("reporting-mta", ""))[0],
        stage=stage_of(diagnostic),
        action=_action(fields.get("action") or message.get("action") or ""),
        platform=platform or ("postfix" if "x-postfix-queue-id" in message else None),
    )


def status_of(value: str) -> str | None:
    """The code in a ``Status:`` field, which may have words behind it."""
    found = re.match(r"\D{0,3}([245]\.\d{1,3}\.\d{1,3})(?![.\d])", value)
    return found[1] if found else None


def _action(value: str) -> str | None:
    found = re.match(r"[a-z]{4,12}", value.strip().lower())
    return found[0] if found else None


def _diagnostic(value: str) -> str:
    """A diagnostic without its type: ``smtp; 550 …`` → ``550 …``."""
    return re.sub(r"^(?:smtp|x-[\w-]{1,40}|dns|unix|lmtp|x\.\d{3})\s?;\s?", "", value, flags=re.IGNORECASE).strip()
