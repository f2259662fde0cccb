"""Delivering payloads to the bot: three seconds, one good answer or the retries that Slack makes."""

from __future__ import annotations

import queue
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.playground import payloads
from bot.playground.transports import Answer, Retry

if TYPE_CHECKING:
    from bot.playground.slack import Slack
    from bot.playground.transports import Kind, Transport
    from bot.playground.workspace import Channel, Json

ACK_SECONDS = 3.0
SLACK_RETRIES = (0.0, 60.0, 300.0)
AT_ONCE = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request to the bot and what it answered."""

    kind: Kind
    payload: Json
    retry: Retry | None
    answer: Answer


class Courier:
    """Carries payloads over Socket Mode when the bot has dialled in, else over HTTP."""

    def __init__(self, slack: Slack, ack_seconds: float, retry_after: tuple[float, ...]) -> None:
        self._slack = slack
        self.ack_seconds = ack_seconds
        self._retry_after = retry_after
        self._closing = threading.Event()
        self._late: list[threading.Thread] = []
        self._announced: queue.SimpleQueue[Json | None] = queue.SimpleQueue()
        self._announcer = threading.Thread(target=self._announce_all, daemon=True)
        self._lock = threading.Lock()
        self.transport: Transport | None = None
        self.deliveries: list[Delivery] = []
        self.unreachable = False
        slack.announce = self._announce

    @property
    def way(self) -> str:
        """Return how payloads go now: `socket`, `http` or `none`."""
        if self._slack.sockets.open:
            return "socket"
        return "http" if self.transport else "none"

    def send(self, kind: Kind, payload: Json, retry: Retry | None = None) -> Answer:
        """Deliver once and wait for the answer, at most as long as Slack does."""
        fault = self._slack.faults.take(kind)
        transport = self._slack.sockets if self._slack.sockets.open else self.transport
        if transport is None or (fault and fault.error == "connection_failed"):
            answer = Answer(None, failure="connection_failed")
        else:
            answer = transport.send(kind, payload, retry, self.ack_seconds)
        if fault and answer.failure is None:
            answer = replace(answer, status=None, body="", failure=fault.error)
        self.deliveries.append(Delivery(kind, payload, retry, answer))
        self._note(kind, payload, retry, answer)
        self._notice(answer)
        return answer

    def event(self, payload: Json) -> Answer:
        """Deliver an event, as often as `copies` says; after a failure again at once, then by schedule."""
        answer = self.send("events_api", payload)
        self._retry(payload, answer, 1)
        if answer.failure is None:
            self.redeliver(payload, self._slack.copies - 1)
        return answer

    def redeliver(self, payload: Json, times: int = 1) -> None:
        """Deliver an event again although it was answered: Slack does that when an ack is lost."""
        for number in range(1, times + 1):
            self.send("events_api", payload, Retry(number, "http_timeout"))

    def last_event(self) -> Json | None:
        """Return the last event that a person caused, or None."""
        for one in reversed(self.deliveries):
            if one.kind == "events_api" and one.retry is None and not _is_echo(self._slack, one.payload):
                return one.payload
        return None

    def close(self) -> None:
        """Give up what is still to be retried."""
        self._closing.set()
        self._announced.put(None)
        for thread in (*self._late, self._announcer):
            if thread.is_alive():
                thread.join()

    def _announce(self, event: Json, channel: Channel) -> None:
        """Tell the app what it did itself. It waits for the answer to its call meanwhile, so on a thread of its own."""
        if self._closing.is_set():
            return
        self._announced.put(payloads.envelope(self._slack, event, shared=channel.shared))
        with self._lock:
            if self._announcer.ident is None:
                self._announcer.start()

    def _announce_all(self) -> None:
        while (payload := self._announced.get()) is not None:
            if not self._closing.is_set():
                self.send("events_api", payload)

    def _retry(self, payload: Json, answer: Answer, number: int) -> None:
        given_up = answer.headers.get("x-slack-no-retry") == "1" or number > len(self._retry_after)
        if answer.failure is None or given_up:
            return
        delay, retry = self._retry_after[number - 1], Retry(number, answer.failure)
        if delay == 0:
            self._retry(payload, self.send("events_api", payload, retry), number + 1)
        else:
            thread = threading.Thread(target=self._retry_later, args=(payload, retry, delay), daemon=True)
            self._late.append(thread)
            thread.start()

    def _retry_later(self, payload: Json, retry: Retry, delay: float) -> None:
        if not self._closing.wait(delay):
            self._retry(payload, self.send("events_api", payload, retry), retry.number + 1)

    def _note(self, kind: Kind, payload: Json, retry: Retry | None, answer: Answer) -> None:
        what = payload.get("event", payload).get("type") or payload.get("command") or kind
        result = answer.failure or f"{answer.status}, {answer.milliseconds:.1f} ms"
        again = retry.number if retry else 0
        self._slack.journal.append({"way": "to the bot", "what": what, "retry": again, "result": result})
        self._slack.workspace.touch()

    def _notice(self, answer: Answer) -> None:
        unreachable = answer.failure == "connection_failed"
        if unreachable != self.unreachable:
            self.unreachable = unreachable
            self._slack.workspace.touch()


def _is_echo(slack: Slack, payload: Json) -> bool:
    event = payload["event"]
    return slack.bot.id in (event.get("user"), event.get("message", {}).get("user"))
