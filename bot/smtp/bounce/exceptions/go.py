"""Go: net/smtp's ``*textproto.Error``, printed as code and words, with the continuation lines' codes gone.

Source: https://pkg.go.dev/net/textproto#Error
"""

from __future__ import annotations

import re
from functools import cache

from msgspec.structs import replace

from bot.smtp.bounce import attempts
from bot.smtp.bounce.evidence import Evidence
from bot.smtp.bounce.exceptions import errors


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern, re.MULTILINE) for name, pattern in _SOURCES.items()}


_SOURCES = {
    "mark": r"^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d |\b(?:err|error|msg|message)=\"|textproto\.Error\{|\bdial tcp |\bx509: "
    r"|\blevel=(?:error|ERROR|warn|WARN|info|INFO)\b",
    "struct": r"textproto\.Error\{Code: ?(\d{3}), Msg: ?\"((?:[^\"\\\n]|\\[^\n]){0,2000})\"",
    "field": r"\b(?:err|error|reason|cause|exception)=\"((?:[^\"\\\n]|\\[^\n]){3,4000})\"",
    "trouble": r"((?:dial tcp|x509:|tls:|read tcp|write tcp|lookup |EOF\b)[^\n]{0,600})",
    # Alertmanager's words and go-mail's.
    "step": r"\bsend(?:ing)? (?:SMTP )?(EHLO|STARTTLS|MAIL|RCPT|DATA)(?: FROM| TO)? command: |\b(\w{4,12}Auth) auth: ",
    "mail port": r"\]?:(?:25|465|587)\b",
}


def read(text: str) -> list[Evidence] | None:
    """Read a reply in a line as Go's loggers write it, or network trouble where mail is meant; None without either."""
    known = _patterns()
    if not known["mark"].search(text[: errors.MOST]):
        return None
    if struct := known["struct"].search(text):
        return [_printed(struct)]
    field = known["field"].search(text)
    body = field[1].replace("\\n", "\n").replace('\\"', '"') if field else errors.message(text)
    step = known["step"].search(body)
    if quoted := errors.refusals(body, "go", stage=(step[1] or "AUTH") if step else None):
        to = errors.logged(text)
        return [replace(quoted[0], recipient=quoted[0].recipient or to)] if len(quoted) == 1 else quoted
    low = text[: errors.MOST].lower()
    trouble = known["trouble"].search(body)
    meant = trouble and ("mail" in low or "smtp" in low or known["mail port"].search(trouble[1]))
    return [errors.trouble(trouble[1], "go")] if trouble and meant else None


def _printed(struct: re.Match[str]) -> Evidence:
    """``textproto.Error{Code: 550, Msg: "…"}``, as ``%#v`` prints it."""
    said = attempts.said(f"{struct[1]} {struct[2]}".replace("\\n", "\n"))
    return Evidence(
        recipient=errors.named(said.words),
        reply=said.reply,
        status=said.status,
        diagnostic=said.words,
        platform="go",
    )
