"""Time as the workspace sees it: tests let it pass without sleeping, the page follows the wall clock."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

START = 1_760_000_000.0


def standing_still() -> float:
    """Return one fixed moment, so that a test's timestamps are the same in every run."""
    return START


class Clock:
    """Seconds since 1970, and timestamps that never repeat."""

    def __init__(self, now: Callable[[], float] = standing_still) -> None:
        self._now = now
        self._ahead = 0.0
        self._last = 0
        self._lock = threading.Lock()

    def now(self) -> float:
        """Return the present moment."""
        return self._now() + self._ahead

    def pass_time(self, seconds: float) -> None:
        """Let `seconds` go by at once."""
        self._ahead += seconds

    def stamp(self) -> str:
        """Return the next Slack `ts`: seconds and microseconds, always greater than the one before."""
        with self._lock:
            self._last = max(self._last + 1, int(self.now() * 1_000_000))
            return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"
