"""PHP: PHPMailer and WordPress (which drop the code or print it last), Symfony Mailer, Swift Mailer and Laravel.

Sources: https://github.com/PHPMailer/PHPMailer/wiki/Troubleshooting, PHPMailer.php of PHPMailer for the words, and
SmtpTransport.php of Symfony Mailer
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bot.smtp.bounce import attempts
from bot.smtp.bounce.evidence import Evidence
from bot.smtp.bounce.exceptions import errors
from bot.smtp.bounce.replies import fold

if TYPE_CHECKING:
    from collections.abc import Iterator


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern, flags) for name, (pattern, flags) in _SOURCES.items()}


_SOURCES = {
    "code": (r"SMTP code: ?([245]\d\d)(?:[ ,]{1,3}Additional SMTP info: ?#?([245]\.\d{1,3}\.\d{1,3}))?", 0),
    "detail": (r"Detail: ?", 0),
    "list": (r"command failed,([^\n]{0,1500}?),([245]\d\d)?,([245]\.\d{1,3}\.\d{1,3})?", 0),
    "recipients": (r"(?:recipients failed|recipients_failed|fehlgeschlagen|destinatarios)\w{0,12}: ?", 0),
    "failed one": (r"(?:^|[\s,]|: ?)([^\s,:<>]{1,400}@[^\s,:<>]{1,400})(?:: ([^\n]{0,1500}))?", 0),
    "from": (r"From address failed: ?([^\s:<>]{1,400}@[^\s:<>]{1,400})", 0),
    "error": (r"(?:SMTP [Ee]rror: ?|Mailer Error: ?|ErrorInfo: ?)([^\n]{3,1000})|(SMTP connect\(\) failed)", 0),
    "got": (r"but\s{1,4}got\s{1,4}(?:code\s{1,4})?\"?([245]\d\d)\"?(?:,\s{1,4}with\s{1,4}message\s{1,4}\"?)?", 0),
    "nothing": (
        r"Expected\s{1,4}response\s{1,4}code[^\n]{1,30}but\s{1,4}got\s{1,4}"
        r"(?:empty code|(?:an )?empty response|code \"\")",
        0,
    ),
    "api": (r"Unable to send an email: ([^\n]{3,1000}?) \(code \d{3}\)", 0),
    "expected": (r"Expected\s{1,4}response\s{1,4}code\s{1,4}\"?([\d/]{3,15})\"?", 0),
    "transport": (
        r"((?:Connection (?:could not be established|to \"|with)|Failed to authenticate|Expected response code"
        r"|Unable to (?:connect|write)"
        r"|The SMTP server|stream_socket_)[^\n]{3,1000})",
        0,
    ),
}
_PHPMAILER_MARKS = (
    "PHPMailer",
    "SMTP Error:",
    "SMTP ERROR:",
    "SMTP connect()",
    "SMTP code:",
    "SMTP server response:",
    "Mailer Error",
    "wp_mail",
)
_SYMFONY_MARKS = (
    "Expected response code",
    "Symfony",
    "Swift",
    "Failed to authenticate on SMTP",
    "Unable to send an email: ",
    "onnection could not be established with host",
)
_EXPECTED = {"220": "connect", "235": "AUTH", "334": "AUTH", "354": "DATA", "250/251/252": "RCPT"}


def phpmailer(text: str) -> list[Evidence] | None:
    """PHPMailer and WordPress's ``wp_mail``; None where neither speaks."""
    if not any(mark in text for mark in _PHPMAILER_MARKS):
        return None
    known = _patterns()
    if code := known["code"].search(text):
        return [_with_code(text, code)]
    if listed := known["list"].search(text):
        return [_listed(text, listed)]
    if failed := known["recipients"].search(text):
        return list(_recipients(text[failed.end() : failed.end() + 20_000])) or None
    if quoted := errors.refusals(errors.message(text), "phpmailer", stage=_stage(text)):
        return quoted
    error = known["error"].search(text)
    return [errors.trouble(error[1] or error[2], "phpmailer")] if error else None


def _stage(text: str) -> str | None:
    if "recipients failed" in text:
        return "RCPT"
    if "ata not accepted" in text:
        return "DATA"
    return "AUTH" if "authenticate" in text else "MAIL" if "From address failed" in text else errors.command(text)


def _with_code(text: str, code: re.Match[str]) -> Evidence:
    """``Detail: … SMTP code: 550 Additional SMTP info: 5.7.1``: the words come first, the codes last."""
    before = text[max(0, code.start() - 4_000) : code.start()]
    cut = _patterns()["detail"].search(before)
    words = fold(before[cut.end() :] if cut else before).strip(" .")
    lead = " ".join(part for part in (code[1], code[2]) if part)
    known = words if words.startswith(code[1]) else f"{lead} {words}"
    return _evidence(text, code[1], code[2], known)


def _listed(text: str, listed: re.Match[str]) -> Evidence:
    """``MAIL FROM command failed,words,550,5.7.1``: the error as PHP joins it with commas."""
    words = " ".join(part for part in (listed[2], listed[3], listed[1].strip()) if part)
    return _evidence(text, listed[2], listed[3], words)


def _evidence(text: str, reply: str | None, status: str | None, words: str) -> Evidence:
    stage = _stage(text)
    failed = _patterns()["recipients"].search(text)
    named = _patterns()["failed one"].match(text[failed.end() : failed.end() + 2_000]) if failed else None
    return Evidence(
        recipient=attempts.address(named[1]) if named else None if stage == "MAIL" else errors.named(words),
        reply=reply,
        status=status or attempts.said(words).status,
        diagnostic=words[:2_000],
        stage=stage,
        platform="phpmailer",
    )


def _recipients(text: str) -> Iterator[Evidence]:
    """``jane@example.org: words``, or the addresses alone; PHPMailer has thrown the codes away."""
    for number, found in enumerate(_patterns()["failed one"].finditer(text)):
        said = attempts.said(found[2] or "")
        if (
            number
            and not found[2]
            and said.words is None
            and text[found.start() : found.start() + 1] not in {",", " ", "\n"}
        ):
            return
        yield Evidence(
            recipient=attempts.address(found[1]),
            reply=said.reply,
            status=said.status,
            diagnostic=said.words or "recipients failed",
            stage="RCPT",
            platform="phpmailer",
        )


def sender(text: str) -> str | None:
    """The address that PHPMailer could not send from."""
    found = _patterns()["from"].search(text) if "From address failed" in text else None
    return attempts.address(found[1]) if found else None


def symfony(text: str) -> list[Evidence] | None:
    """Symfony Mailer and Swift Mailer, as Laravel logs them; None where none of them speaks."""
    if not any(mark in text for mark in _SYMFONY_MARKS):
        return None
    known = _patterns()
    text = errors.message(text)
    got, expected = known["got"].search(text), known["expected"].search(text)
    stage = "AUTH" if "authenticate" in text else _EXPECTED.get(expected[1]) if expected else None
    if got:
        words = text[got.end() : got.end() + 4_000].split('".', 1)[0].strip('" \n')
        said = attempts.said(words if words[:3] == got[1] else f"{got[1]} {words}")
        to = None if stage == "AUTH" else errors.named(said.words)
        return [
            Evidence(
                recipient=to,
                reply=got[1],
                status=said.status,
                diagnostic=said.words,
                stage=stage,
                platform="symfony_mailer",
            )
        ]
    if api := known["api"].search(text):
        # The number is HTTP's.
        return [Evidence(diagnostic=fold(api[1]), platform="symfony_mailer")]
    if nothing := known["nothing"].search(text):
        return [Evidence(diagnostic=fold(nothing[0]), stage=stage, platform="symfony_mailer", hint="connection lost")]
    if quoted := errors.refusals(text, "symfony_mailer", stage=stage):
        return quoted
    found = known["transport"].search(text)
    return [errors.trouble(found[1], "symfony_mailer")] if found else None
