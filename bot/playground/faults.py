"""Faults that a test plants: the next call fails, every call fails, or a channel takes one message in a while."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.playground.workspace import Json


@dataclass(slots=True)
class Fault:
    """One planted fault.

    `error` is Slack's word (`invalid_blocks`, `token_revoked`), `ratelimited` (429 with `Retry-After`),
    `http_500` and the like, or `dropped` (the connection ends without an answer). With `after` the call has
    done its work before it fails, as when the answer is lost on the way.
    """

    error: str
    times: float = 1
    retry_after: int = 1
    after: bool = False
    details: Json = field(default_factory=dict)


class Faults:
    """What is planted, by Web API method; `response_url` stands for those addresses."""

    def __init__(self) -> None:
        self._planted: dict[str, list[Fault]] = {}
        self._paces: dict[str, float] = {}
        self._last: dict[tuple[str, str], float] = {}
        self._lock = threading.Lock()

    def next(self, method: str, error: str, *, times: int = 1, retry_after: int = 1, after: bool = False) -> None:
        """Let the next call of `method` (or the next `times` calls) fail with `error`."""
        self._plant(method, Fault(error, times, retry_after, after))

    def always(self, method: str, error: str, *, retry_after: int = 1) -> None:
        """Let every call of `method` fail until `clear`."""
        self._plant(method, Fault(error, float("inf"), retry_after))

    def pace(self, method: str, seconds: float) -> None:
        """Answer 429 to a call of `method` that comes less than `seconds` after the last good one in its channel."""
        self._paces[method] = seconds

    def clear(self) -> None:
        """Take every fault away."""
        with self._lock:
            self._planted.clear()
            self._paces.clear()

    def take(self, method: str, channel: str = "") -> Fault | None:
        """Return the fault that this call meets, and use it up."""
        with self._lock:
            for fault in self._planted.get(method, []):
                if fault.times > 0:
                    fault.times -= 1
                    return fault
            return self._too_fast(method, channel)

    def _plant(self, method: str, fault: Fault) -> None:
        with self._lock:
            self._planted.setdefault(method, []).append(fault)

    def _too_fast(self, method: str, channel: str) -> Fault | None:
        if method not in self._paces:
            return None
        now, last = time.monotonic(), self._last.get((method, channel), float("-inf"))
        left = last + self._paces[method] - now
        if left > 0:
            return Fault("ratelimited", retry_after=max(1, round(left)))
        self._last[method, channel] = now
        return None
