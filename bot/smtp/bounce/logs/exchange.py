"""Exchange and Exchange Online: message traces and queue listings (``{LED=…};{FQDN=…};{IP=…}``).

Source: https://learn.microsoft.com/en-us/exchange/monitoring/trace-an-email-message/message-trace-modern-eac
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bot.smtp.bounce import attempts
from bot.smtp.bounce.evidence import Evidence, Reading
from bot.smtp.bounce.replies import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.smtp.bounce.text import Paste


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern, re.MULTILINE | re.IGNORECASE) for name, pattern in _SOURCES.items()}


_SOURCES = {
    "to": r"^[ \t]{0,20}(?:to|recipients?|recipient ?address(?:es)?)[ \t]{0,30}[:=][ \t]{0,8}[{\[<\"']{0,2}"
    r"([^\s{}\[\]<>,;\"']{1,400}@[^\s{}\[\]<>,;\"']{1,400})",
    "from": r"^[ \t]{0,20}(?:from|sender|sender ?address|return-?path"
    r"|fromaddress)[ \t]{0,30}[:=][ \t]{0,8}[{\[<\"']{0,2}([^\s{}\[\]<>,;\"']{1,400}@[^\s{}\[\]<>,;\"']{1,400})",
    "fqdn": r"\{FQDN=([^{}]{1,255})\}|LastAttemptedServerName=([^\]\s]{1,255})|OutboundProxyTargetHostName: ?"
    r"([\w.-]{1,255})",
    "ip": r"\{IP=([^{}]{2,60})\}|LastAttemptedIP=([0-9A-Fa-f.:]{3,45}?)(?::\d{1,5})?\]|OutboundProxyTargetIP: ?"
    r"([0-9A-Fa-f.:]{3,45}?)\.?(?:\s|$)",
    "last error": r"^[ \t]{0,20}(?:LastError|Last Error|RecipientStatus|Drop reason"
    r"|Reason)[ \t]{0,30}:[ \t]{0,8}[\[{]{0,3}"
    r"(?:\[\{LRT=[^{}]{0,60}\};)?(?:\{LED=)?([45]\d\d [45]\.\d{1,3}\.\d{1,3}[^\n]{0,4000})",
    "inner": r"responded with:? ?\"?([245]\d\d[ -][^\n]{3,2000})",
}
_ONLINE = ("outlook.com", "OutboundProxy", "onmicrosoft.com", "protection.")


def read(paste: Paste) -> Reading | None:
    """Read a message trace's detail or a queue's last error; None for anything else."""
    text = paste.text
    if "{LED=" in text:
        found = list(traced(text))
    elif "LastError" in text or "Last Error" in text or "RecipientStatus" in text:
        last = _patterns()["last error"].search(text)
        found = [evidence(last[1].rstrip("}]"), text)] if last else []
    else:
        return None
    by = _patterns()["from"].search(text)
    return attempts.reading("exchange-trace", [("", e) for e in found], sender=by[1] if by else None)


def traced(text: str) -> Iterator[Evidence]:
    """Each ``{LED=…}`` with what stands around it: the entries of a trace come one after the other."""
    place, number = text.find("{LED="), 0
    while place >= 0 and number < attempts.MOST:
        after = text.find("{LED=", place + 5)
        part = text[place + 5 : min(after if after > 0 else len(text), place + attempts.LONGEST)]
        words = min((part.split(stop, 1)[0] for stop in ("};", "}]", "}\n")), key=len)
        # Recipient and sender stand before or after the error, in no fixed order: the paste as a whole is searched.
        around = text[max(0, place - 2_000) : place] + part
        yield evidence(words.rstrip("}]"), around)
        place, number = after, number + 1


def evidence(words: str, around: str) -> Evidence:
    """A last error, with the recipient and the host that stand around it."""
    known = _patterns()
    words = fold(words)
    inner = known["inner"].search(words)
    said = attempts.said(inner[1] if inner else words)
    outer = attempts.said(words[:120]) if inner else None
    to, fqdn, ip = known["to"].search(around), known["fqdn"].search(around), known["ip"].search(around)
    named = next((g for g in fqdn.groups() if g), None) if fqdn else None
    address = next((g for g in ip.groups() if g), None) if ip else None
    trouble = any(
        w in words
        for w in ("Socket error", "Connection refused", "Failed to connect", "Unable to connect", "timed out")
    )
    return Evidence(
        recipient=to[1] if to else None,
        reply=said.reply,
        status=said.status,
        reported_status=outer.status if outer else None,
        diagnostic=words[:2_000],
        remote_host=attempts.host_name(named),
        remote_ip=attempts.ip(address) or attempts.ip(named),
        stage="connect" if trouble else None,
        action=attempts.outcome(said),
        platform="microsoft_365" if any(mark in around for mark in _ONLINE) else "exchange",
    )
