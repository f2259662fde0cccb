"""git send-email: the reply stands on a line of its own, among the addresses that it took from the patch.

Source: git-send-email.perl of Git
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.smtp.bounce.exceptions import errors

if TYPE_CHECKING:
    from bot.smtp.bounce.evidence import Evidence

_MARKS = ("git-send-email", "git send-email", "(mbox) Adding cc:", "(body) Adding cc:")


def read(text: str) -> list[Evidence] | None:
    """Read the replies beside a mark of git send-email's; None without either."""
    if not any(mark in text for mark in _MARKS):
        return None
    lines = (line for line in text[: errors.MOST].split("\n") if not line.startswith(("fatal: ", "(")))
    return errors.refusals("\n".join(lines), "git-send-email") or None
