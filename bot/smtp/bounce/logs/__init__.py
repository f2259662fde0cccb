"""What mail servers log: a module a server, tried in this order until one recognises the paste."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.smtp.bounce.logs import (
    courier,
    exchange,
    exim,
    haraka,
    opensmtpd,
    postfix,
    powermta,
    qmail,
    queue,
    rspamd,
    sendmail,
    stalwart,
    tracking,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.smtp.bounce.evidence import Reading
    from bot.smtp.bounce.text import Paste

FAMILIES: tuple[Callable[[Paste], Reading | None], ...] = (
    qmail.read,
    opensmtpd.read,
    queue.read,
    postfix.read,
    exim.read,
    sendmail.read,
    haraka.read,
    rspamd.read,
    powermta.read,
    courier.read,
    tracking.read,
    exchange.read,
    stalwart.read,
)


def read_logs(paste: Paste) -> Reading | None:
    """Read the log lines of a mail server; None when there are none."""
    return next((found for family in FAMILIES if (found := family(paste))), None)
