"""Faults that somebody plants: the next call fails, every call fails, or a channel takes one message in a while."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.playground.workspace import Json

FOREVER = float("inf")


@dataclass(slots=True)
class Fault:
    """One planted fault.

    `error` is Slack's word (`invalid_blocks`, `token_revoked`), `ratelimited` (429 with `Retry-After`), `http_500`
    and the like, `dropped` (the connection ends without an answer), `slow` (all is well, after `seconds`), or
    `redirect` (to `details["location"]`; downloads only). With `after` the call has done its work before it fails, as
    when the answer is lost on the way.
    """

    error: str
    times: float = 1
    retry_after: int = 1
    after: bool = False
    seconds: float = 0.0
    details: Json = field(default_factory=dict)


class Faults:
    """What is planted, by name.

    A name is a Web API method, `*` (every method), `response_url`, `download`, or what Slack sends to the bot:
    `events_api`, `slash_commands`, `interactive`. These are delivered and their ack is lost (`http_timeout`), or they
    never arrive (`connection_failed`).
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._closing = threading.Event()
        self._planted: dict[str, list[Fault]] = {}
        self._last: dict[tuple[str, str], float] = {}
        self._lock = threading.Lock()
        self.paces: dict[str, float] = {}

    def next(  # noqa: PLR0913 - every one of them has a default, and all are given by name
        self, name: str, error: str, *, times: float = 1, retry_after: int = 1, after: bool = False, location: str = ""
    ) -> None:
        """Let the next call of `name` (or the next `times` calls) fail with `error`."""
        details = {"location": location} if location else {}
        self._plant(name, Fault(error, times, retry_after, after, details=details))

    def always(self, name: str, error: str, *, retry_after: int = 1) -> None:
        """Let every call of `name` fail until `clear`."""
        self._plant(name, Fault(error, FOREVER, retry_after))

    def slow(self, name: str, seconds: float, *, times: float = 1) -> None:
        """Let the next answer of `name` (or the next `times`) come late."""
        self._plant(name, Fault("slow", times, after=True, seconds=seconds))

    def pace(self, name: str, seconds: float) -> None:
        """Answer 429 to a call of `name` that comes less than `seconds` after the last good one in its channel.

        The seconds are the workspace's: a clock that stands still moves with `pass_time`.
        """
        self.paces[name] = seconds

    def clear(self) -> None:
        """Take every fault away."""
        with self._lock:
            self._planted.clear()
            self.paces.clear()
            self._last.clear()

    @property
    def planted(self) -> list[tuple[str, Fault]]:
        """Return what is planted and not used up, with its name."""
        with self._lock:
            return [(name, fault) for name, held in self._planted.items() for fault in held if fault.times > 0]

    def take(self, name: str, channel: str = "") -> Fault | None:
        """Return the fault that this call meets, and use it up."""
        everything = self._planted.get("*", []) if "." in name else []
        with self._lock:
            for fault in (*self._planted.get(name, []), *everything):
                if fault.times > 0:
                    fault.times -= 1
                    return fault
            return self._too_fast(name, channel)

    def wait(self, seconds: float) -> None:
        """Let `seconds` pass, or fewer when the stand-in closes."""
        self._closing.wait(seconds)

    def close(self) -> None:
        """Let go of whoever waits."""
        self._closing.set()

    def _plant(self, name: str, fault: Fault) -> None:
        with self._lock:
            self._planted.setdefault(name, []).append(fault)

    def _too_fast(self, name: str, channel: str) -> Fault | None:
        if name not in self.paces:
            return None
        now, last = self._now(), self._last.get((name, channel), float("-inf"))
        left = last + self.paces[name] - now
        if left > 0:
            return Fault("ratelimited", retry_after=max(1, round(left)))
        self._last[name, channel] = now
        return None
