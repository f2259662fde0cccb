"""Each message is answered once: across Slack's retries, mention and message, transports, processes and restarts."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from bot.store import Claim, Store

Key = tuple[str, str]  # channel and ts

LEASE = 15.0  # seconds that a claim outlives the process that holds it
_RENEWALS = 3  # in each lease
GLANCE = 0.2  # seconds between two looks at what another process holds
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Once:
    """Claims of this process. A claim lives as long as its process, and a little longer; then others may answer."""

    store: Store
    lease: float = LEASE
    _held: set[Key] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _renewer: threading.Thread | None = None
    _elsewhere: deque[tuple[float, Callable[[], object]]] = field(default_factory=deque)
    _watcher: threading.Thread | None = None

    def claim(self, key: Key) -> Claim:
        """Claim a message: "mine" to answer, "done" by somebody or in hand here, "held" by another process."""
        with self._lock:
            if key in self._held:
                return "done"
            self._held.add(key)
        claim = self.store.claim(*key, self.lease)
        if claim == "mine":
            self._renew_from_now_on()
        else:
            self._let_go(key)
        return claim

    def is_next(self, key: Key) -> bool:
        """Whether no older message of the channel is still being answered, by this process or another."""
        return not self.store.has_earlier(*key)

    def mark(self, key: Key, *, sent: bool) -> None:
        """The answer is on its way to Slack, or was not taken."""
        (self.store.mark_sent if sent else self.store.mark_unsent)(*key, self.lease)

    def settle(self, key: Key) -> None:
        """The message is answered."""
        self.store.settle(*key)
        self._let_go(key)

    def later(self, seconds: float, again: Callable[[], object]) -> None:
        """Look again: the other process may have answered by then, or been killed.

        A process that is told to end looks first, and Python waits for it: the message may have been acknowledged.
        """
        with self._lock:
            self._elsewhere.append((time.monotonic() + seconds, again))
            if self._watcher is None:
                self._watcher = _started(self._watch, "elsewhere", daemon=False)

    def _watch(self) -> None:
        pause, main = threading.Event(), threading.main_thread()
        while True:
            pause.wait(GLANCE)
            for _ in range(len(self._elsewhere)):
                due, again = self._elsewhere.popleft()
                if time.monotonic() < due and main.is_alive():
                    self._elsewhere.append((due, again))
                else:
                    _try(again)
            with self._lock:
                if not self._elsewhere:
                    self._watcher = None
                    return

    def _let_go(self, key: Key) -> None:
        with self._lock:
            self._held.discard(key)

    def _renew_from_now_on(self) -> None:
        # Started here and not earlier: a thread does not survive the fork of a web server's workers.
        with self._lock:
            if self._renewer is None:
                self._renewer = _started(self._renew, "claims", daemon=True)

    def _renew(self) -> None:
        pause = threading.Event()
        while True:
            pause.wait(self.lease / _RENEWALS)
            with self._lock:
                if not self._held:
                    self._renewer = None
                    return
                held = tuple(self._held)
            for key in held:
                _try(partial(self.store.renew, *key, self.lease))


def _started(work: Callable[[], None], name: str, *, daemon: bool) -> threading.Thread:
    thread = threading.Thread(target=work, name=name, daemon=daemon)
    thread.start()
    return thread


def _try(step: Callable[[], object]) -> None:
    try:
        step()
    except Exception:  # noqa: BLE001 - the thread goes on with the next; without it, nothing would be looked at again
        _log.exception("a claim could not be looked after")
