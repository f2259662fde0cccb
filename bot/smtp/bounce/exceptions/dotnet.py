""".NET: System.Net.Mail, which prints no code ("Mailbox unavailable." is 450 and 550 alike), and MailKit.

Sources: https://learn.microsoft.com/en-us/dotnet/api/system.net.mail.smtpexception
and https://mimekit.net/docs/html/T_MailKit_Net_Smtp_SmtpCommandException.htm
"""

from __future__ import annotations

import re
from functools import cache

from bot.smtp.bounce import attempts
from bot.smtp.bounce.evidence import Evidence
from bot.smtp.bounce.exceptions import errors

_NO_REPLY = ("Failure sending mail", "The SMTP server has unexpectedly", "An error occurred while attempting")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern, re.MULTILINE) for name, pattern in _SOURCES.items()}


_SOURCES = {
    # Applications print the message without the exception's name: the framework's phrase for the code, then the reply.
    "message": r"\b(?:Mailbox unavailable|Service not available, closing transmission channel|Transaction failed"
    r"|Error in processing|Insufficient system storage|Exceeded storage allocation|Mailbox name not allowed"
    r"|Syntax error(?:, command unrecognized| in parameters or arguments)|Command (?:parameter )?not implemented"
    r"|Bad sequence of commands|User not local; please try a different path|Client was not authenticated"
    r"|Client does not have permission to submit mail to this server"
    r"|The SMTP server requires a secure connection or the client was not authenticated)"
    r"\.\s{1,4}(?=The\s{1,4}server\s{1,4}response\s{1,4}was:)",
    "cmdlet": r"^Send-MailMessage ?: ?([^\n]{3,1000})",
    "exception": r"\b((?:Smtp(?:Failed(?:Recipients?))?Exception|SmtpCommandException|SmtpProtocolException"
    r"|AuthenticationException|SslHandshakeException|ServiceNotConnectedException))"
    r"(?: \(0x[0-9A-Fa-f]{1,8}\))?: ?([^\n]{0,3000})",
    "response": r"[Tt]he\s{1,4}server\s{1,4}response\s{1,4}was:\s{0,4}([^\n]{3,3000})",
    "code": r"(?:StatusCode|Status Code|status code)[:= ]{1,3}(?:\w{1,40} ?\(?)?([45]\d\d)\b",
    "to": r"(?:FailedRecipient|Failed recipient|Mailbox)[:= ]{1,3}<?([^\s<>\"',;]{1,400}@[^\s<>\"',;]{1,400})>?",
}


def read(text: str) -> list[Evidence] | None:
    """Read the first exception of either library, or .NET's message without its name; None for others."""
    known = _patterns()
    found = known["exception"].search(text[: errors.MOST]) if "Exception" in text else None
    if not found or not ("System.Net" in text or "MailKit" in text or "Smtp" in found[1]):
        return _unnamed(text[: errors.MOST])
    platform = "mailkit" if "MailKit" in text or "Command" in found[1] or "Protocol" in found[1] else "dotnet"
    response = known["response"].search(text)
    if not response and platform == "dotnet" and "---> " not in text and not found[2][:1].isdigit():
        return [errors.trouble(found[2], platform, found[1])]
    words = _before_inner(response[1]) if response else found[2]
    if words.startswith(_NO_REPLY):
        inner = text[found.start(2) : found.start(2) + 1_500] if "--->" in text else words
        return [errors.trouble(errors.message(inner), platform, found[1])]
    return [_refusal(text, words, platform, found[1])]


def _before_inner(words: str) -> str:
    """Without the exception that this one wraps."""
    return words.partition(" --->")[0]


def _unnamed(text: str) -> list[Evidence] | None:
    """``Mailbox unavailable. The server response was: …``, or what ``Send-MailMessage`` could not do."""
    known = _patterns()
    message = known["message"].search(text) if "was:" in text else None
    if message and (response := known["response"].search(text, message.end())):
        return [_refusal(text, _before_inner(response[1]).removesuffix(")."), "dotnet", message[0].rstrip(". \n"))]
    cmdlet = known["cmdlet"].search(text)
    return [errors.trouble(cmdlet[1], "dotnet", "SmtpException")] if cmdlet else None


def _refusal(text: str, words: str, platform: str, name: str) -> Evidence:
    """The server's words, with the code and the recipient that stand in properties of the exception."""
    known = _patterns()
    to, code = known["to"].search(text), known["code"].search(text)
    said = attempts.said(words)
    step = "AUTH" if name == "AuthenticationException" else "RCPT" if "Recipient" in name else None
    named = None if step == "AUTH" else errors.named(said.words)
    return Evidence(
        recipient=attempts.address(to[1]) if to else named,
        reply=said.reply or (code[1] if code else None),
        status=said.status,
        diagnostic=said.words,
        stage=step,
        platform=platform,
        hint=name,
    )
