"""Find and mask secrets and addresses in what people paste. Linear in the text, whatever it is."""

from __future__ import annotations

import base64
import binascii
from functools import cache
from typing import Any

from bot.smtp.patterns import PatternSet, compiled

MASK = "[secret]"

# Group 1 stays, group 2 is the secret, what follows stays.
_SECRETS = (
    # RFC 4954: AUTH PLAIN with its initial response, in a transcript or a log
    r"(\bAUTH[ =](?:PLAIN|LOGIN|XOAUTH2|OAUTHBEARER|CRAM-MD5|NTLM)[ ]+)([A-Za-z0-9+/]{4,}={0,2})(?:[^A-Za-z0-9+/=]|$)",
    # the same dialogue on one line
    r"(\b334[ -][A-Za-z0-9+/=]{4,}[ \t]+)([A-Za-z0-9+/]{4,}={0,2})(?:[^A-Za-z0-9+/=]|$)",
    # keys that are known by their form
    r"(\b)(SG\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,})",
    r"(\b)((?:key|pubkey)-[0-9a-f]{32})",
    r"(\b)([0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8})\b",
    r"(\b)((?:AKIA|ASIA)[0-9A-Z]{16})\b",
    r"(\b)(xox[abeoprs]-[A-Za-z0-9-]{8,}|xapp-[A-Za-z0-9-]{8,})",
    r"(\b)(x(?:key|smtp)sib-[0-9a-f]{16,}(?:-[A-Za-z0-9]{8,})?)",
    r"(\b)(mlsn\.[0-9a-f]{32,})",
    r"(\b)(re_[A-Za-z0-9]{6,16}_[A-Za-z0-9]{12,})\b",
    r"(hooks\.slack\.com/services/)([A-Za-z0-9/]{10,})",
    # keys and passwords that are known by the word before them
    r"(?i)(\bauthorization[\"']?\s{0,3}[:=]\s{0,3}[\"']?(?:bearer|basic|token)?\s{0,3})([^\s\"',;<>]{4,})",
    r"(?i)(\bbearer\s{1,3})([A-Za-z0-9._~+/=-]{12,})",
    r"(?i)(\bx-(?:postmark-(?:server|account)-token|api-key|auth-token|mc-key)"
    r"[\"']?\s{0,3}[:=]\s{0,3}[\"']?)([^\s\"',;<>]{4,})",
    r"(?i)((?:password|passwort|passwd|passphrase|mot de passe|pwd|smtp_?pass|auth_?pass|\bpass|secret"
    r"|secret_?(?:access_?)?key|api_?-?key|access_?token|auth_?token|server_?token|client_?secret)"
    r"\\?[\"']?\s{0,3}(?:=>|:=|[:=])\s{0,3}\\?[\"']?)([^\s\"'\\,;<>(){}\[\]]{3,})",
    r"(?i)(\b[a-z][a-z0-9+.-]{1,20}://[^\s/@:\"'<>]*:)([^\s/@\"'<>]+)@",
    r"(-----BEGIN [A-Z ]*PRIVATE KEY-----)([A-Za-z0-9+/=\s\\]{16,})",
)  # fmt: skip
# One sign for each of them, in the same order: less than the secret itself, and quick to look for in a whole mail.
_SIGNS = (
    r"AUTH[ =][A-Z0-9-]{4,12} ",
    r"334[ -][A-Za-z0-9+/=]{4}",
    r"SG\.",
    r"key-[0-9a-f]{2}",
    r"[0-9a-f]{2}-[0-9a-f]{8}-[0-9a-f]{8}",
    r"A[KS]IA[0-9A-Z]",
    r"xox[abeoprs]-|xapp-",
    r"x(?:key|smtp)sib-",
    r"mlsn\.",
    r"re_[A-Za-z0-9]{6}",
    r"hooks\.slack\.com/services/",
    r"(?i)authorization",
    r"(?i)bearer\s",
    r"(?i)x-(?:postmark-|api-key|auth-token|mc-key)",
    r"(?i)(?:pass\w{0,6}|pwd|secret|key|token)\\?[\"']?\s{0,3}(?:=>|:=|[:=])",
    r"://[^\s/@:\"'<>]*:",
    r"PRIVATE KEY-----",
)
# Words that stand where a password would and are none: what is masked already, mechanisms, types, nothing.
_HARMLESS = (
    " [secret] hidden masked redacted secret login plain xoauth2 ntlm null none nil undefined true false string"
    " bytes str required invalid incorrect wrong failed failure rejected expired accepted error authentication not and"
    " or is has was the for it "
)
_PROMPT = r"(?m)(?:^|\D)334(?:[ -]|$)"
_LOGINS = frozenset({len(_SIGNS), len(_SIGNS) + 1})  # their places behind the signs
_BASE64_LINE = r"([A-Za-z0-9+/]{2,}={0,2})\s*(?:\\r)?(?:\\n)?$"
_CLIENT_SAYS = r"(?im)(?:^|[\s>:])AUTH[ ]+(?:LOGIN|PLAIN|XOAUTH2|CRAM-MD5|NTLM)\b"
# RFC 5321 §4.1.2 with the quoted local part and the address literal, RFC 6531 with letters of every alphabet.
_NOT_LOCAL = r"\s<>@\",:;()\[\]|\x{3000}-\x{303f}\x{ff00}-\x{ff20}\x{ff5b}-\x{ff65}"  # with the wide marks of CJK
_ADDRESS = (
    rf"(\"[^\"\n]+\"|[^'`{_NOT_LOCAL}][^{_NOT_LOCAL}]*)"
    r"@(\[[0-9A-Za-z:.]+\]|[\pL\pN-]+(?:\.[\pL\pN-]+)*)"
)
_QUOTE = '"'
_ENOUGH = 12  # lines after a prompt in which an answer may stand


def mask_secrets(text: str) -> tuple[str, int]:
    """The text with every password, key and token masked, and how many there were."""
    found, total = _signs().find(text), 0
    if not found.isdisjoint(_LOGINS):
        text, total = _mask_answers(text)
    for place in sorted(found - _LOGINS):
        text, count = _mask(_SECRETS[place], text)
        total += count
    return text, total


def mask_addresses(text: str) -> str:
    """The text with every mail address shortened: ``jane@example.org`` becomes ``j***@example.org``."""
    if "@" not in text:
        return text
    return str(compiled(_ADDRESS).sub(_shortened, text))


def _shortened(address: Any) -> str:  # noqa: ANN401 - google-re2 ships no types
    local, domain = address.group(1), address.group(2)
    return f"{local[1 if local[0] == _QUOTE else 0]}***@{domain}"


def _mask(pattern: str, text: str) -> tuple[str, int]:
    """Replace group 2 of every match."""
    parts: list[str] = []
    done = count = 0
    for match in compiled(pattern).finditer(text):
        secret = match.group(2)
        if f" {secret.lower().strip('.')} " in _HARMLESS or set(secret) <= {"*", ".", "x", "X"}:
            continue
        start, end = match.span(2)
        parts += (text[done:start], MASK)
        done, count = end, count + 1
    return ("".join(parts) + text[done:], count) if count else (text, 0)


def _mask_answers(text: str) -> tuple[str, int]:
    """Mask what a client answers to ``334`` prompts and sends after AUTH (RFC 4954 §4): whole lines of base64."""
    lines = text.split("\n")
    expecting = count = 0
    for place, line in enumerate(lines):
        if _is_prompt(line) or _logs_in(line):
            expecting = _ENOUGH
        elif expecting:
            masked = _mask_answer(line)
            expecting = 0 if masked != line or line.lstrip("<- >*~S:C").startswith(("2", "5")) else expecting - 1
            count += masked != line
            lines[place] = masked
    return "\n".join(lines), count


def _is_prompt(line: str) -> bool:
    return "334" in line and compiled(_PROMPT).search(line) is not None


def _logs_in(line: str) -> bool:
    return ("AUTH " in line or "auth " in line) and compiled(_CLIENT_SAYS).search(line) is not None


def _mask_answer(line: str) -> str:
    """A client's line with its last word masked, if that word is base64 and no plain word or reply."""
    found = compiled(_BASE64_LINE).search(line)
    if not found or not _looks_encoded(found.group(1)) or "@" in line:
        return line
    start, end = found.span(1)
    before = line[:start]
    return before + MASK + line[end:] if not before or before[-1] in " \t:>=\"'~" else line


def _looks_encoded(word: str) -> bool:
    """Whether a word decodes as base64 to something a person could have typed (or to a token)."""
    if len(word) % 4 or word.isdigit():
        return False
    try:
        decoded = base64.b64decode(word, validate=True)
    except (binascii.Error, ValueError):
        return False
    printable = sum(32 <= byte < 127 or byte in (0, 1) for byte in decoded)
    return bool(decoded) and (printable == len(decoded) or len(word) >= 24)


@cache
def _signs() -> PatternSet:
    return PatternSet((*_SIGNS, _CLIENT_SAYS, _PROMPT))
