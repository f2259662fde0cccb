"""What whoever runs the bot sees of it: a line of JSON for each request, and figures for Prometheus.

Neither holds what people wrote, who they are, or a token: of an exception its kind and where it was raised are logged,
not its words, since those of a parser or a database repeat what they were given.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field
from functools import partial
from types import TracebackType
from typing import Any, ParamSpec, TextIO, TypeVar

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.multiprocess import MultiProcessCollector
from pythonjsonlogger.json import JsonFormatter

P = ParamSpec("P")
T = TypeVar("T")

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_ACK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)
_READ = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0)
requests = Counter("smtp_bot_requests", "Requests from Slack by kind and outcome.", ["kind", "outcome"])
ack_seconds = Histogram("smtp_bot_ack_seconds", "Until Slack had its answer; it waits three seconds.", buckets=_ACK)
diagnosis_seconds = Histogram("smtp_bot_diagnosis_seconds", "Reading and diagnosing a paste.", buckets=_READ)
causes = Counter("smtp_bot_causes", "Causes of bounces, by recipient.", ["cause"])
unknown_codes = Counter("smtp_bot_unknown_codes", "Codes asked for that nobody has listed.")
retries = Counter("smtp_bot_retries", "Events that Slack sent again.")
duplicates = Counter("smtp_bot_duplicates", "Messages that were answered already, or are being answered.")
rate_limited = Counter("smtp_bot_rate_limited", "Times that Slack told us to wait.")
database_errors = Counter("smtp_bot_database_errors", "Times that the database did not do what was asked.")
failures = Counter("smtp_bot_failures", "Requests that ended in an apology.")

_KNOWN = {"block_actions": "click", "block_suggestion": "type_ahead"}
_KINDS = {"message_action", "shortcut", "view_submission", "view_closed", "url_verification"}
_EVENTS = {"app_mention", "message", "app_home_opened", "app_uninstalled", "tokens_revoked", "function_executed"}
_NO_ACKS = {"unsigned", "installation"}
_request_id: ContextVar[str] = ContextVar("request_id", default="")
_begun: ContextVar[list[Future[Any]] | None] = ContextVar("begun", default=None)
# For the case that a library writes one into a line of its own.
_SECRET = re.compile(r"xox[a-z]+-[\w-]+|xapp-[\w-]+|[^\s\"'<>=:(]+@[^\s\"'<>),]+")
_log = logging.getLogger("bot.request")


@dataclass(slots=True)
class Seen:
    """What is known of a request when it ends. ``begun`` is the work that goes on beside it."""

    kind: str = "other"
    outcome: str = "failed"
    begun: list[Future[Any]] = field(default_factory=list)


@contextmanager
def observed(*, again: bool = False) -> Iterator[Seen]:
    """Time a request, count it, and log it in one line. ``again``: Slack has sent it before."""
    token = _request_id.set(secrets.token_hex(4))
    began, seen = time.perf_counter(), Seen()
    work = _begun.set(seen.begun)
    try:
        yield seen
    finally:
        took = time.perf_counter() - began
        requests.labels(seen.kind, seen.outcome).inc()
        if seen.kind not in _NO_ACKS:
            ack_seconds.observe(took)
        if again:
            retries.inc()
        if _log.isEnabledFor(logging.INFO):
            line = {"kind": seen.kind, "outcome": seen.outcome, "ms": round(took * 1000, 1), "again": again}
            _log.info("request", extra=line)
        _begun.reset(work)
        _request_id.reset(token)


def request_id() -> str:
    """The id of the request that is being answered, as it stands in the log; a new one outside of any."""
    return _request_id.get() or secrets.token_hex(4)


def kind_of(body: Mapping[str, Any]) -> str:
    """What sort of request a payload of Slack's is: ``command``, ``app_mention``, ``click``… They are few: labels."""
    if "command" in body:
        return "command"
    kind = str(body.get("type"))
    if kind == "event_callback":
        event = str((body.get("event") or {}).get("type"))
        return event if event in _EVENTS else "event"
    return _KNOWN.get(kind) or (kind if kind in _KINDS else "other")


def figures() -> bytes:
    """Everything counted so far, by all workers of this server, in Prometheus' text format."""
    registry = REGISTRY
    if values.ValueClass is not values.MutexValue:  # several workers, as `bot.serving` has set up
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


class Threads(ThreadPoolExecutor):
    """Threads that know which request they work for, and the request them, where its ack may wait for their work."""

    def __init__(self, most: int, thread_name_prefix: str, *, awaited: bool = True) -> None:
        super().__init__(most, thread_name_prefix)
        self._awaited = awaited

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """See `ThreadPoolExecutor.submit`."""
        future = super().submit(partial(copy_context().run, fn, *args, **kwargs))
        begun = _begun.get()
        if self._awaited and begun is not None:
            begun.append(future)
        return future


def configure_logging(level: str) -> None:
    """Log lines of JSON to standard error from now on."""
    handler = _Stream()
    handler.setFormatter(
        _Lines("{asctime}{levelname}{name}{message}", style="{", rename_fields=_NAMES, timestamp=False)
    )
    handler.addFilter(_holds_no_text)
    handler.addFilter(_with_request)
    logging.basicConfig(level=level, handlers=[handler], force=True)


_TALKATIVE = ("slack_sdk", "slack_bolt")
_NAMES = {"asctime": "time", "levelname": "level", "name": "logger"}


class _Stream(logging.StreamHandler[TextIO]):
    """Writes without a lock: a line goes out in one call, and threads do not queue behind it."""

    def handle(self, record: logging.LogRecord) -> bool:
        """See `logging.Handler.handle`."""
        shown = bool(self.filter(record))
        if shown:
            self.emit(record)
        return shown

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line; standard error ends its own lines."""
        try:
            self.stream.write(f"{self.format(record)}\n")
        except Exception:  # noqa: BLE001 - whatever it is, no request fails for it; logging's own handlers do the same
            self.handleError(record)


class _Lines(JsonFormatter):
    """One line for each record, without what people wrote."""

    def formatException(self, ei: Any) -> str:  # noqa: ANN401, N802 - logging's own type and name
        """Where an exception came from, and its kind."""
        kind, _error, trail = ei
        return f"{_where(trail)}: {kind.__name__ if kind else ''}"

    def format(self, record: logging.LogRecord) -> str:
        """The line, its tokens and addresses masked."""
        return _SECRET.sub("…", super().format(record))


def _where(trail: TracebackType | None) -> str:
    frames = traceback.extract_tb(trail)[-6:]
    return " > ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames)


def _holds_no_text(record: logging.LogRecord) -> bool:
    """Slack's libraries log bodies at DEBUG, and one of them the body of a request that it refuses."""
    if not record.name.startswith(_TALKATIVE):
        return True
    return record.levelno >= (logging.WARNING if record.name.endswith("RequestVerification") else logging.INFO)


def _with_request(record: logging.LogRecord) -> bool:
    if identity := _request_id.get():
        record.request_id = identity
    return True
