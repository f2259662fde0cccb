"""What several providers' events have in common."""

from __future__ import annotations

from bot.smtp.bounce import attempts
from bot.smtp.bounce.evidence import Evidence


def short(to: str | None, platform: str, words: str | None, action: str, hint: str | None) -> Evidence:
    """Evidence of an event that has one text and no more."""
    said = attempts.said(words or "")
    return Evidence(
        recipient=attempts.address(to),
        reply=said.reply,
        status=said.status,
        diagnostic=said.words,
        action=action,
        platform=platform,
        hint=hint,
    )


def status(text: str | None) -> str | None:
    """A status field: an enhanced code and nothing else."""
    parts = (text or "").split(".")
    good = len(parts) == 3 and all(p.isdigit() and len(p) < 4 for p in parts) and parts[0] in {"2", "4", "5"}
    return text if good else None
