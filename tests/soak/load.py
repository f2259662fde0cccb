"""What people do, many at a time: a command, a mention, a click, in turn; and what happens to the machines meanwhile."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.playground import StandIn
from bot.playground.workspace import Message
from tests.soak.site import CHANNELS

PEOPLE = ("maya", "luc", "haruka", "layla")
CODES = tuple(range(400, 460))

Disturbance = tuple[str, Callable[[], None]]


@dataclass(slots=True)
class Load:
    """Requests in turn from a common count, ``clients`` at a time. ``mentions`` are those that were made."""

    slack: StandIn
    requests: int
    clients: int
    mentions: list[Message] = field(default_factory=list)
    happened: list[tuple[str, int, float, float]] = field(default_factory=list)
    _count: itertools.count[int] = field(default_factory=itertools.count)
    _done: int = 0
    _moved: threading.Condition = field(default_factory=threading.Condition)

    def run(self, disturbances: Sequence[Disturbance]) -> float:
        """Make all requests, and let each disturbance happen after its part of them. Gives the seconds."""
        began = time.perf_counter()
        threads = [threading.Thread(target=self._work) for _ in range(self.clients)]
        for thread in threads:
            thread.start()
        for number, (name, disturb) in enumerate(disturbances, start=1):
            self._wait_for(self.requests * number // (len(disturbances) + 1))
            at, since = self._done, time.perf_counter()
            disturb()
            self.happened.append((name, at, since - began, time.perf_counter() - since))
        for thread in threads:
            thread.join()
        return time.perf_counter() - began

    def _work(self) -> None:
        offer: Message | None = None
        for number in self._count:
            if number >= self.requests:
                return
            person, channel = PEOPLE[number % len(PEOPLE)], f"#ops-{number % CHANNELS}"
            if number % 3 == 1:
                code = CODES[number % len(CODES)]
                self.mentions.append(self.slack.say(person, channel, f"<@{self.slack.bot.id}> {code}"))
            elif number % 3 == 2 and offer and offer.ephemeral_to:
                self.slack.click(offer.ephemeral_to, offer, "ask:0")
            else:
                said = self.slack.command(person, channel, "/smtp 250 521")
                offer = said.message if said.failure is None else offer
            with self._moved:
                self._done += 1
                self._moved.notify_all()

    def _wait_for(self, done: int) -> None:
        with self._moved:
            self._moved.wait_for(lambda: self._done >= done)
