"""Nodemailer, JavaMail, .NET and MailKit, Ruby, Go, msmtp and curl: each marks its errors in its own way."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from bot.smtp.bounce import attempts
from bot.smtp.bounce.evidence import Evidence
from bot.smtp.bounce.exceptions import errors


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern, flags) for name, (pattern, flags) in _SOURCES.items()}


_SOURCES = {
    "node code": (r"\bcode:? ?['\"]?(E[A-Z]{3,15})\b", 0),
    "node response code": (r"\bresponseCode['\"]?: ?([45]\d\d)", 0),
    "node response": (
        r"\bresponse['\"]?: ?(?:'((?:[^'\\\n]|\\[^\n]){3,3000})'|\"((?:[^\"\\\n]|\\[^\n]){3,3000})\")",
        0,
    ),
    "node command": (r"\bcommand['\"]?: ?['\"]([A-Z ]{4,20})", 0),
    "node people": (r"\b(?:rejected|recipient)['\"]?: ?\[?([^\]\n{}]{3,4000})", 0),
    "node error": (r"\bError: ([^\n]{3,1000})", 0),
    "address": (r"['\"<]([^\s'\"<>]{1,400}@[^\s'\"<>]{1,400})['\">]", 0),
    "java": (
        r"(?:\b[\w.$]{0,200}\b)?((?:SMTP(?:Address|Send|Sender)|AuthenticationFailed|SendFailed|Messaging"
        r"|MailConnect|MailSend|MailAuthentication|Mail)"
        r"(?:Failed)?Exception)(?::|;) ?([^\n]{0,2000})",
        0,
    ),
    "java wrapper": (
        r"(?:Invalid Addresses|Authentication failed|Failed messages|Mail server connection failed)[;.]? ?",
        0,
    ),
    "dotnet": (
        r"\b((?:Smtp(?:Failed(?:Recipients?))?Exception|SmtpCommandException|SmtpProtocolException"
        r"|AuthenticationException|SslHandshakeException|ServiceNotConnectedException))"
        r"(?: \(0x[0-9A-Fa-f]{1,8}\))?: ?([^\n]{0,3000})",
        0,
    ),
    "dotnet response": (
        r"[Tt]he\s{1,4}server\s{1,4}response\s{1,4}was:\s{0,4}([^\n]{3,2000}?)(?= --->|$)",
        re.MULTILINE,
    ),
    "dotnet code": (r"(?:StatusCode|Status Code|status code)[:= ]{1,3}(?:\w{1,40} ?\(?)?([45]\d\d)\b", 0),
    "dotnet to": (
        r"(?:FailedRecipient|Failed recipient|Mailbox)[:= ]{1,3}<?([^\s<>\"',;]{1,400}@[^\s<>\"',;]{1,400})>?",
        0,
    ),
    "ruby": (
        r"\b(Net::(?:SMTP\w{3,30}|OpenTimeout|ReadTimeout)|Errno::E[A-Z]{4,20}|EOFError|OpenSSL::SSL::SSLError"
        r"|SocketError)\b(?:[:(]|, message=)? ?([^\n]{0,2000})",
        0,
    ),
    "go": (
        r"^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d |\b(?:err|error|msg|message)=\"|textproto\.Error\{|\bdial tcp |\bx509: "
        r"|\blevel=(?:error|ERROR|warn|WARN|info|INFO)\b",
        re.MULTILINE,
    ),
    "go struct": (r"textproto\.Error\{Code: ?(\d{3}), Msg: ?\"((?:[^\"\\\n]|\\[^\n]){0,2000})\"", 0),
    "go field": (r"\b(?:err|error|reason|cause|exception)=\"((?:[^\"\\\n]|\\[^\n]){3,4000})\"", 0),
    "go trouble": (r"((?:dial tcp|x509:|tls:|read tcp|write tcp|lookup |EOF\b)[^\n]{0,600})", 0),
    "msmtp": (r"smtpstatus=(\d{3})(?: smtpmsg='([^'\n]{0,2000})')?", 0),
    "msmtp to": (
        r"recipient address ([^\s<>]{1,400}@[^\s<>]{1,400}) not accepted|\brecipients="
        r"([^\s,<>]{1,400}@[^\s,<>]{1,400})",
        0,
    ),
    "msmtp from": (
        r"envelope from address ([^\s<>]{1,400}@[^\s<>]{1,400})|\bfrom=([^\s,<>]{1,400}@[^\s,<>]{1,400})",
        0,
    ),
    "msmtp error": (r"(?:msmtp: |errormsg=')([^\n']{3,600})", 0),
    "curl": (r"\bcurl: \((\d{1,3})\) ([^\n]{3,600})", 0),
    "curl code": (r"(?:failed|denied|reply|got|error)[^\n\d]{0,20}: ?([45]\d\d)\b", 0),
}
_JAVA_STAGES = {
    "SMTPAddressFailedException": "RCPT",
    "SMTPSenderFailedException": "MAIL",
    "AuthenticationFailedException": "AUTH",
}
_NODE_MARKS = (
    "nodemailer",
    "SMTPConnection",
    "responseCode",
    "EAUTH",
    "EENVELOPE",
    "EMESSAGE",
    "ESOCKET",
    "ECONNECTION",
    "EPROTOCOL",
    "recipients were rejected",
    "Invalid login:",
    "Mail command failed",
    "Message failed:",
    "Recipient command failed",
    "Greeting never received",
)


def nodemailer(text: str) -> list[Evidence] | None:
    """Nodemailer, as thrown or as Node prints the error object."""
    if not any(mark in text for mark in _NODE_MARKS):
        return None
    known = _patterns()
    code, command = known["node code"].search(text), known["node command"].search(text)
    hint = code[1] if code else None
    step = {"EAUTH": "AUTH", "EMESSAGE": "DATA"}.get(hint or "")
    if command and command[1] != "CONN":
        step = attempts.stage(command[1]) or step
    found = errors.refusals(errors.message(text), "nodemailer", hint, step) or _node_response(text, hint, step)
    people = known["node people"].search(text)
    to = [m[1] for m in known["address"].finditer(people[1])] if people else []
    if found and to:
        return [replace(found[0], recipient=recipient) for recipient in dict.fromkeys(to)]
    if found:
        return found[:1] if len({e.reply for e in found}) == 1 else found
    error = known["node error"].search(text)
    return [errors.trouble(error[1] if error else hint or "", "nodemailer", hint)] if error or hint else None


def _node_response(text: str, hint: str | None, step: str | None) -> list[Evidence]:
    code, response = _patterns()["node response code"].search(text), _patterns()["node response"].search(text)
    if not code and not response:
        return []
    said = attempts.said((response[1] or response[2]) if response else "")
    reply = said.reply or (code[1] if code else None)
    return [
        Evidence(reply=reply, status=said.status, diagnostic=said.words, stage=step, platform="nodemailer", hint=hint)
    ]


def javamail(text: str) -> list[Evidence] | None:
    """JavaMail, Jakarta Mail and Spring: exceptions inside exceptions, under wrappers whose own text is often wrong."""
    if "Exception" not in text or not any(m in text for m in ("mail.", "Mail", "SMTP")):
        return None
    known = _patterns()
    kinds = list(known["java"].finditer(text[: errors.MOST]))
    if not kinds or not (
        "javax.mail" in text
        or "jakarta.mail" in text
        or "sun.mail" in text
        or "angus" in text
        or "springframework" in text
    ):
        return None
    found: dict[tuple[str | None, str | None, str | None], Evidence] = {}
    # A blank line ends a reply: without one, a reply would take in the exceptions that it is nested in.
    parted = errors.message(text).replace("nested exception is", "\n\n")
    for evidence in errors.refusals(parted, "javamail"):
        kind = next(
            (k for k in reversed(kinds) if evidence.reply and evidence.diagnostic and evidence.diagnostic[:20] in k[2]),
            None,
        )
        step = _JAVA_STAGES.get(kind[1]) if kind else None
        to = None if step in {"AUTH", "MAIL"} else evidence.recipient
        better = replace(evidence, stage=step or evidence.stage, hint=kind[1] if kind else None, recipient=to)
        found[(better.reply, better.status, better.recipient)] = better
    if found:
        return list(found.values())
    last = next((k for k in reversed(kinds) if known["java wrapper"].sub("", k[2]).strip(" ;")), kinds[-1])
    return [errors.trouble(last[2] or last[1], "javamail", last[1])]


def dotnet(text: str) -> list[Evidence] | None:
    """System.Net.Mail, which prints no code ("Mailbox unavailable." is 450 and 550 alike), and MailKit."""
    found = _patterns()["dotnet"].search(text[: errors.MOST]) if "Exception" in text else None
    if not found or not ("System.Net" in text or "MailKit" in text or "Smtp" in found[1]):
        return None
    known = _patterns()
    to, code = known["dotnet to"].search(text), known["dotnet code"].search(text)
    platform = "mailkit" if "MailKit" in text or "Command" in found[1] or "Protocol" in found[1] else "dotnet"
    if response := known["dotnet response"].search(text):
        words = response[1]
    elif platform == "dotnet" and "---> " not in text and not found[2][:1].isdigit():
        return [errors.trouble(found[2], platform, found[1])]
    else:
        words = found[2]
    if words.startswith(
        ("Failure sending mail", "The SMTP server has unexpectedly", "An error occurred while attempting")
    ):
        inner = text[found.start(2) : found.start(2) + 1_500] if "--->" in text else words
        return [errors.trouble(errors.message(inner), platform, found[1])]
    said = attempts.said(words)
    step = "AUTH" if found[1] == "AuthenticationException" else "RCPT" if "Recipient" in found[1] else None
    return [
        Evidence(
            recipient=attempts.address(to[1]) if to else None if step == "AUTH" else errors.named(said.words),
            reply=said.reply or (code[1] if code else None),
            status=said.status,
            diagnostic=said.words,
            stage=step,
            platform=platform,
            hint=found[1],
        )
    ]


def ruby(text: str) -> list[Evidence] | None:
    """Ruby's Net::SMTP, bare and in Rails: it keeps the first line of a multi-line reply."""
    if not (
        "Net::" in text or (("Errno::" in text or "EOFError" in text or "OpenSSL::" in text) and "mail" in text.lower())
    ):
        return None
    found = _patterns()["ruby"].search(text[: errors.MOST])
    if not found:
        return None
    words = text[found.start(2) : found.start(2) + 3_000]
    quoted = errors.refusals(errors.message(words), "ruby", found[1])
    # The class is no evidence of a failed log-in: Ruby raises SMTPAuthenticationError for every 53x.
    return quoted[:1] or [errors.trouble(found[2], "ruby", found[1])]


def go(text: str) -> list[Evidence] | None:
    """Go: a ``*textproto.Error`` prints as code and words, with the continuation lines' codes gone."""
    known = _patterns()
    if not known["go"].search(text[: errors.MOST]):
        return None
    if struct := known["go struct"].search(text):
        said = attempts.said(f"{struct[1]} {struct[2]}".replace("\\n", "\n"))
        return [
            Evidence(
                recipient=errors.named(said.words),
                reply=said.reply,
                status=said.status,
                diagnostic=said.words,
                platform="go",
            )
        ]
    field = known["go field"].search(text)
    body = field[1].replace("\\n", "\n").replace('\\"', '"') if field else errors.message(text)
    if quoted := errors.refusals(body, "go"):
        to = errors.logged(text)
        return [replace(quoted[0], recipient=quoted[0].recipient or to)] if len(quoted) == 1 else quoted
    trouble = known["go trouble"].search(body) if "mail" in text.lower() or "smtp" in text.lower() else None
    return [errors.trouble(trouble[1], "go")] if trouble else None


def msmtp(text: str) -> list[Evidence] | None:
    """msmtp's messages and its log."""
    if "msmtp" not in text and "smtpstatus=" not in text and "exitcode=EX_" not in text:
        return None
    known = _patterns()
    to = known["msmtp to"].search(text)
    recipient = attempts.address(to[1] or to[2]) if to else None
    error = known["msmtp error"].search(text)
    step = (
        "RCPT"
        if "recipient address" in text
        else "MAIL"
        if "envelope from" in text
        else "AUTH"
        if "authentication failed" in text
        else None
    )
    if status := known["msmtp"].search(text):
        said = attempts.said(status[2] or (error[1] if error else ""))
        return [
            Evidence(
                recipient=recipient,
                reply=status[1],
                status=said.status,
                diagnostic=said.words,
                stage=step,
                platform="msmtp",
            )
        ]
    if quoted := errors.refusals(text[: errors.MOST], "msmtp", stage=step):
        return [replace(quoted[0], recipient=recipient or quoted[0].recipient)]
    return [errors.trouble(error[1], "msmtp")] if error else None


def curl(text: str) -> list[Evidence] | None:
    """curl's last line; the words of the server are gone from it."""
    found = _patterns()["curl"].search(text)
    if not found:
        return None
    code = _patterns()["curl code"].search(found[2])
    upper = found[2].upper()
    step = next(
        (
            s
            for word, s in (("MAIL", "MAIL"), ("RCPT", "RCPT"), ("DATA", "DATA"), ("LOGIN", "AUTH"), ("AUTH", "AUTH"))
            if word in upper
        ),
        None,
    )
    if code is None:
        return [errors.trouble(found[2], "curl", f"curl {found[1]}")]
    return [Evidence(reply=code[1], diagnostic=found[2], stage=step, platform="curl", hint=f"curl {found[1]}")]
