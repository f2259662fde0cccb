"""Order: in each channel one thing at a time, oldest first; no channel waits for another."""

from __future__ import annotations

import heapq
import itertools
import logging
import threading
from collections.abc import Callable

from bot.threads import Threads

# A job says whether it is done; one that is not (an older message is still being answered elsewhere) comes again.
Job = Callable[[], bool]

_LANES = 64  # channels at a time; a lane spends its life waiting for Slack
_PAUSE = 0.05  # seconds until a job that was not done comes again
_log = logging.getLogger(__name__)


class Lanes:
    """A queue for each channel, emptied by one thread at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = itertools.count()
        self._waiting: dict[str, list[tuple[str, int, Job]]] = {}
        self._executor = Threads(_LANES, thread_name_prefix="lane", awaited=False)
        self._pause = threading.Event()

    def put(self, channel: str, ts: str, job: Job) -> bool:
        """Do this when everything older in the channel is done. Says whether nothing was waiting there."""
        with self._lock:
            idle = channel not in self._waiting
            heapq.heappush(self._waiting.setdefault(channel, []), (ts, next(self._count), job))
        if idle:
            self._begin(channel)
        return idle

    def _begin(self, channel: str) -> None:
        try:
            self._executor.submit(self._run, channel)
        except RuntimeError:  # the process is ending and begins no threads; this one is waited for
            self._run(channel)

    def _run(self, channel: str) -> None:
        while True:
            with self._lock:
                if not self._waiting[channel]:
                    del self._waiting[channel]
                    return
                ts, number, job = heapq.heappop(self._waiting[channel])
            if not self._is_done(job):
                self._pause.wait(_PAUSE)
                with self._lock:
                    heapq.heappush(self._waiting[channel], (ts, number, job))

    def _is_done(self, job: Job) -> bool:
        try:
            return job()
        except Exception:  # noqa: BLE001 - the lane must go on with the next message
            _log.exception("a message could not be answered")
            return True
