"""A paste, whole: its secrets masked, its evidence read, each recipient diagnosed; and the same as data."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import asdict, replace

from bot.smtp.bounce import Evidence, Reading, read
from bot.smtp.diagnose import Diagnosis, diagnose
from bot.smtp.privacy import mask_addresses, mask_secrets
from bot.smtp.rules import Rules
from bot.smtp.surrogates import join_surrogates

_PRINTED = ("reply", "status", "reported_status", "diagnostic", "remote_host", "remote_ip", "stage", "action")
# Recipients, and characters of the server's words for each, that `pack` keeps: the first pair that fits.
_KEPT = ((40, 1_000), (20, 600), (12, 400), (8, 300), (5, 300), (3, 200), (1, 200))
_WRITTEN = ("diagnostic", "hint")  # fields that hold what somebody wrote
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class Findings(msgspec.Struct, frozen=True):
    """What was found in one paste."""

    reading: Reading
    diagnoses: tuple[Diagnosis, ...]
    secrets: int = 0  # passwords, keys and tokens that stood in the paste


def find(paste: str | bytes, rules: Rules) -> Findings:
    """Read and diagnose a paste. Any input is fine, and nothing is raised; secrets are gone before anything looks."""
    clean, secrets = _without_secrets(paste)
    reading, decoded = _without_decoded_secrets(read(clean))
    return Findings(reading, diagnose(reading, rules), secrets + decoded)


def judge_again(reading: Reading, rules: Rules) -> Findings:
    """Diagnose evidence that was read before."""
    return Findings(reading, diagnose(reading, rules))


def pack(reading: Reading, most: int) -> str:
    """The evidence of a paste in at most ``most`` characters, addresses masked, for `unpack`; "" if it does not fit.

    It travels in a button, so that an answer can be given again although nothing of the paste was kept.
    """
    for recipients, words in _KEPT:
        kept = [
            {name: value for name, value in asdict(_slim(each, words)).items() if value is not None}
            for each in reading.evidence[:recipients]
        ]
        held = {"format": reading.format, "is_bounce": reading.is_bounce, "evidence": kept}
        if reading.truncated or len(kept) < len(reading.evidence):
            held["truncated"] = True
        packed = msgspec.json.encode(held).decode()
        if len(packed) <= most:
            return packed
    return ""


def unpack(packed: str) -> Reading:
    """The reading behind `pack`. Raises ValueError for anything else."""
    return msgspec.json.decode(packed, type=Reading)


def as_record(findings: Findings) -> dict[str, Any]:
    """What ``read --json`` prints of a paste."""
    reading = findings.reading
    return {
        "is_bounce": reading.is_bounce,
        "format": reading.format,
        "sender": reading.sender,
        "secrets": findings.secrets,
        "truncated": reading.truncated,
        "failures": [_failure(each) for each in findings.diagnoses],
    }


def _slim(evidence: Evidence, most: int) -> Evidence:
    words = evidence.diagnostic
    return replace(
        evidence,
        recipient=mask_addresses(evidence.recipient) if evidence.recipient else None,
        original_recipient=None,
        # Masked before it is cut: a cut through an address would leave its local part.
        diagnostic=mask_addresses(words)[:most] if words else None,
    )


def _without_secrets(paste: str | bytes) -> tuple[str | bytes, int]:
    if isinstance(paste, str):
        return mask_secrets(join_surrogates(paste))
    if paste[:2] in _UTF_16:
        text, count = mask_secrets(paste.decode("utf-16", "replace"))
        return text.encode(), count
    # Latin-1 keeps every byte as it is, whatever the charset.
    text, count = mask_secrets(paste.decode("latin-1"))
    return (text.encode("latin-1"), count) if count else (paste, 0)


def _without_decoded_secrets(reading: Reading) -> tuple[Reading, int]:
    """Secrets that only decoding brought to light: base64, quoted-printable, HTML, escapes of JSON."""
    written = (getattr(each, name) or "" for each in reading.evidence for name in _WRITTEN)
    if not mask_secrets("\n".join((reading.subject or "", *written)))[1]:
        return reading, 0
    subject, total = mask_secrets(reading.subject or "")
    evidence = list(reading.evidence)
    for place, each in enumerate(evidence):
        masked = {name: mask_secrets(said) for name in _WRITTEN if (said := getattr(each, name))}
        if count := sum(count for _, count in masked.values()):
            evidence[place] = replace(each, **{name: said for name, (said, _) in masked.items()})
            total += count
    return replace(reading, subject=subject, evidence=tuple(evidence)), total


def _failure(diagnosis: Diagnosis) -> dict[str, Any]:
    evidence = diagnosis.evidence
    return {
        "recipient": diagnosis.recipient,
        **{name: getattr(evidence, name) for name in _PRINTED},
        "provider": diagnosis.provider,
        "platform": diagnosis.platform,
        "permanence": diagnosis.permanence,
        "final": diagnosis.final,
        "cause": diagnosis.cause,
        "rule": diagnosis.rule,
        "words": diagnosis.words,
        "who_acts": diagnosis.who[0],
        "retry": diagnosis.retry,
        "false_lead": diagnosis.false_lead,
    }
