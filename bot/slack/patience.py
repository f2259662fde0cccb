"""Acks that wait: Slack gives each three seconds, and a process has only so many threads to wait with."""

from __future__ import annotations

from collections.abc import Callable
from threading import BoundedSemaphore


class Patience:
    """How many ``seconds`` an ack may wait for something, and how ``many`` acks may wait at a time.

    More of them would starve those that need not wait; they go on at once.
    """

    def __init__(self, seconds: float, many: int) -> None:
        self.seconds = seconds
        self._free = BoundedSemaphore(many)

    def wait(self, waiting: Callable[[float], object]) -> None:
        """Call ``waiting`` with the seconds that it may take, unless too many wait already."""
        if self._free.acquire(blocking=False):
            try:
                waiting(self.seconds)
            finally:
                self._free.release()
