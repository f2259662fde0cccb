"""What client errors have in common: a message without stack frames, a reply or none, a stage, perhaps a recipient."""

from __future__ import annotations

import re
from functools import cache

from bot.smtp.bounce import attempts
from bot.smtp.bounce.evidence import Evidence
from bot.smtp.bounce.replies import LIKELY, Reply, find_replies, fold

MOST = 100_000  # characters of a log that are searched for an error


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern, flags) for name, (pattern, flags) in _SOURCES.items()}


_SOURCES = {
    "frame": (
        r"^[ \t]{0,40}(?:at [\w.$<(\[]|File \"|from /|\.{3} \d{1,4} more|#\d{1,4} |[\w/.-]{1,300}\.rb:\d{1,6}:in"
        r"|[\w/.-]{1,300}\.(?:js|ts|go|py|php):\d{1,6}\b)",
        0,
    ),
    "named in reply": (
        r"<([^<>\s]{1,400}@[^<>\s]{1,400})>(?::|\.{3}| |$)"
        r"|\b(?:relay for|deliver mail to) ([^<>()\s]{1,400}@[^<>()\s]{1,400}?)[.)]{0,2}(?: |$)",
        0,
    ),
    "log field": (
        r"(?:(?:^|[\s,{;])(?:to|rcpt|recipients?|email|rcpt_to|mail_to)[=:] ?|\bto email address(?:es)?: "
        r"|\bsend emails? )[\"'<\[]{0,2}"
        r"([^\s<>\"',;=\[\]]{1,400}@[^\s<>\"',;\]]{1,400})",
        re.IGNORECASE,
    ),
    "mail from": (r"MAIL FROM:? ?<([^<>\s]{1,400}@[^<>\s]{1,400})>", re.IGNORECASE),
    "rcpt to": (r"RCPT TO:? ?<([^<>\s]{1,400}@[^<>\s]{1,400})>", re.IGNORECASE),
    "server": (
        r"(?:\bvia SMTP server '|\bto the following server failed ?: ?)([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})",
        0,
    ),
    "lost": (
        r"unexpectedly (?:closed|disconnected)|closed unexpectedly|has unexpectedly|connection (?:was )?(?:closed"
        r"|lost|reset)|\bEOF\b|end of file|ECONNRESET"
        r"|Errno 104|forcibly closed|broken pipe|server disconnected|socket close|Exception reading response"
        r"|empty response|lost connection|Read ?timeout",
        re.IGNORECASE,
    ),
    "connect": (
        r"refused|timed out|time-?out|ETIMEDOUT|ECONN|ENOTFOUND|EDNS|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|getaddrinfo"
        r"|gaierror|no such host|name or service"
        r"|could not connect|couldn't connect|unable to connect|failed to connect|connect\(\) failed"
        r"|could not be established|no route|unreachable|connection to (?:the )?server (?:has )?failed|error connecting"
        r"|execution expired|greeting never|unknown host|unknownhost|cannot connect|failure sending mail|resolve",
        re.IGNORECASE,
    ),
    "tls": (r"certificate|\bSSL\b|\bTLS\b|x509|handshake|wrong version number|STARTTLS", re.IGNORECASE),
    "auth": (r"authenticat|\blog-?in\b|credential|535|password", re.IGNORECASE),
    "host": (
        r"(?:host(?: name|, port)?[\"']?:?|connect(?:ing)? to|connection to|with host|dial tcp(?:: lookup)?"
        r"|getaddrinfo [A-Z_]{4,12}|lookup|//)[ \"':]{1,4}"
        r"(?:ssl://|tls://|tcp://|smtp://)?([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})",
        re.IGNORECASE,
    ),
    "ip": (r"(?:ECONN\w{3,8}|ETIMEDOUT|dial tcp|connect to|host|\]:|to) \[?((?:\d{1,3}\.){3}\d{1,3})", 0),
}


def message(text: str) -> str:
    """The text without stack frames: their line numbers are no codes."""
    text = text[:MOST]
    frame = _patterns()["frame"]
    return "\n".join(line for line in text.split("\n") if not frame.match(line[:400]))


def refusals(text: str, platform: str | None, hint: str | None = None, stage: str | None = None) -> list[Evidence]:
    """The replies that an error quotes, each once, however often wrapping exceptions repeat it."""
    found: dict[tuple[str | None, str | None, str | None], Evidence] = {}
    replies = find_replies(text, least=LIKELY)
    # Beside a sure one, a number at the start of a line is somebody's count ("550 events").
    least = max((reply.strength for reply in replies), default=LIKELY)
    for reply in replies:
        if reply.strength >= max(least, LIKELY):
            evidence = refusal(text, reply, platform, hint, stage)
            found.setdefault((evidence.reply, evidence.status, evidence.recipient), evidence)
    return list(found.values())


def refusal(text: str, reply: Reply, platform: str | None, hint: str | None, stage: str | None) -> Evidence:
    """One reply with what its words and the command behind it tell."""
    around = text[reply.end : reply.end + 300] + reply.text
    step = stage or command(around) or ("AUTH" if reply.code in {"534", "535", "538"} else None)
    return Evidence(
        recipient=None if step in {"AUTH", "MAIL", "connect"} else named(reply.text),
        reply=reply.code,
        status=reply.status,
        diagnostic=reply.text,
        stage=step,
        platform=platform,
        hint=hint,
    )


def command(text: str) -> str | None:
    """The command that an error names in so many words."""
    upper = text.upper()
    names = (
        ("MAIL FROM", "MAIL"),
        ("RCPT TO", "RCPT"),
        ("DATA END", "DATA"),
        ("END OF DATA", "DATA"),
        ("STARTTLS", "STARTTLS"),
    )
    found = next((step for words, step in names if words in upper), None)
    return found if found != "STARTTLS" or "COMMAND FAILED" in upper else None


def named(words: str | None) -> str | None:
    """The recipient that a reply names: ``550 5.1.1 <jane@example.org>: User unknown``; not the sender it refuses."""
    if not words or "ender" in words[:300]:
        return None
    found = _patterns()["named in reply"].search(words[:600])
    return (found[1] or found[2]) if found else None


def logged(text: str) -> str | None:
    """The recipient in a field of the application's own log: ``to=jane@example.org``."""
    found = _patterns()["log field"].search(text[:MOST])
    return attempts.address(found[1]) if found else None


def envelope(text: str) -> tuple[str | None, str | None]:
    """Sender and recipient of the commands that a text quotes."""
    by, to = _patterns()["mail from"].search(text[:MOST]), _patterns()["rcpt to"].search(text[:MOST])
    return by[1] if by else None, to[1] if to else None


def server(text: str) -> str | None:
    """The server that the application says it sent to."""
    found = _patterns()["server"].search(text[:MOST])
    return attempts.host_name(found[1]) if found else None


def trouble(words: str, platform: str, hint: str | None = None) -> Evidence:
    """An error without a reply: what broke, and at which step."""
    known = _patterns()
    words = fold(words)[:1_000]
    everything = f"{hint or ''} {words}"
    lost, connect = known["lost"].search(everything), known["connect"].search(everything)
    step = "connect" if connect and not lost else None
    if step is None and not lost:
        step = "STARTTLS" if known["tls"].search(everything) else "AUTH" if known["auth"].search(everything) else None
    host, ip = known["host"].search(words), known["ip"].search(words)
    said = attempts.said(words) if not (connect or lost) else None
    return Evidence(
        recipient=named(words),
        status=said.status if said else None,
        diagnostic=f"{hint}: {words}" if hint and hint not in words and not hint.isupper() else words,
        remote_host=attempts.host_name(host[1]) if host else None,
        remote_ip=attempts.ip(ip[1]) if ip else None,
        stage=step,
        platform=platform,
        hint=hint,
    )


def never_spoke(found: list[Evidence]) -> bool:
    """Whether no server was even reached: nothing bounced then."""
    known = _patterns()
    return bool(found) and all(
        not e.reply
        and not e.status
        and not e.recipient
        and e.stage in {"connect", "STARTTLS"}
        and not known["lost"].search(e.diagnostic or "")
        for e in found
    )
