"""Socket Mode: the app dials in, payloads go down the line as envelopes, acks come back."""

from __future__ import annotations

import contextlib
import itertools
import json
import queue
import threading
import time
import uuid
from typing import TYPE_CHECKING, Any

from simple_websocket import ConnectionClosed, Server  # type: ignore[import-untyped]  # ships no types

from bot.playground.transports import Answer

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

    from bot.playground.transports import Kind, Retry
    from bot.playground.workspace import Json

CONNECTIONS = 10


class Sockets:
    """Every open connection of one app. As with Slack, any of them may get any payload."""

    def __init__(self, app_id: str) -> None:
        self._app_id = app_id
        self._count = itertools.count()
        self._tickets: set[str] = set()
        self.lines: list[Any] = []
        self._ending: list[Any] = []
        self._waiting: dict[str, queue.SimpleQueue[Json]] = {}
        self.changed = threading.Condition()

    @property
    def open(self) -> bool:
        """Whether anybody has dialled in."""
        return bool(self.lines)

    def ticket(self) -> str:
        """Return the name of a connection that may be made once."""
        ticket = uuid.uuid4().hex
        self._tickets.add(ticket)
        return ticket

    def wait(self, timeout: float) -> bool:
        """Wait until a connection is open; say whether one is."""
        with self.changed:
            return self.changed.wait_for(lambda: self.open, timeout)

    def serve(self, environ: WSGIEnvironment, ticket: str) -> bool:
        """Speak with one client until it hangs up; False when the ticket is not good."""
        if ticket not in self._tickets or len(self.lines) >= CONNECTIONS:
            return False
        self._tickets.discard(ticket)
        line = Server.accept(environ)
        line.send(json.dumps(self._hello()))
        self._join(line)
        try:
            while True:
                self._receive(line.receive())
        except ConnectionClosed:
            return True
        finally:
            self._leave(line)

    def send(self, kind: Kind, payload: Json, retry: Retry | None, timeout: float) -> Answer:
        """Send one envelope and wait for its ack."""
        envelope_id, acks = str(uuid.uuid4()), queue.SimpleQueue[Any]()
        envelope: Json = {"type": kind, "envelope_id": envelope_id, "payload": payload}
        envelope["accepts_response_payload"] = kind != "events_api"
        if kind == "events_api":
            envelope |= {"retry_attempt": retry.number if retry else 0, "retry_reason": retry.reason if retry else ""}
        self._waiting[envelope_id] = acks
        began = time.perf_counter()
        try:
            self._write(json.dumps(envelope))
            return _answer(acks.get(timeout=timeout), began)
        except queue.Empty:
            return Answer(None, milliseconds=(time.perf_counter() - began) * 1000, failure="http_timeout")
        except (ConnectionClosed, OSError):
            return Answer(None, failure="connection_failed")
        finally:
            self._waiting.pop(envelope_id, None)

    def refresh(self) -> None:
        """Ask everybody to dial again, as Slack does now and then; the client closes the old line itself."""
        with self.changed:
            self._ending = list(self.lines)
            for line in self.lines:
                line.send(json.dumps({"type": "disconnect", "reason": "refresh_requested"}))

    def close(self) -> None:
        """Hang up on everybody."""
        for line in list(self.lines):
            with contextlib.suppress(ConnectionClosed, OSError):
                line.close()

    def _write(self, text: str) -> None:
        with self.changed:
            # A line that was asked to end may be closed at any moment.
            lines = [line for line in self.lines if line not in self._ending] or self.lines
            if not lines:
                raise ConnectionAbortedError
            lines[next(self._count) % len(lines)].send(text)

    def _receive(self, text: str | bytes | None) -> None:
        # A client may send a plain "close" or nothing at all; only acks matter.
        with contextlib.suppress(ValueError, TypeError):
            ack = json.loads(text or "")
            if (waiting := self._waiting.get(ack.get("envelope_id", ""))) is not None:
                waiting.put(ack)

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.lines) + 1,
            "debug_info": {"host": "playground", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._app_id},
        }

    def _join(self, line: object) -> None:
        with self.changed:
            self.lines.append(line)
            self.changed.notify_all()

    def _leave(self, line: object) -> None:
        with self.changed:
            self.lines.remove(line)
            self.changed.notify_all()


def _answer(ack: Json, began: float) -> Answer:
    payload = ack.get("payload")
    body = json.dumps(payload) if payload else ""
    return Answer(200, body, "application/json", (time.perf_counter() - began) * 1000)
