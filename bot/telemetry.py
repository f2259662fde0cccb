"""What whoever runs the bot sees of it: a line of JSON for each request, and figures for Prometheus.

Neither holds what people wrote, who they are, or a token.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.multiprocess import MultiProcessCollector

from bot.logs import JsonLines
from bot.threads import noted

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_ACK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)
_READ = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0)
requests_total = Counter("smtp_bot_requests", "Requests from Slack by kind and outcome.", ["kind", "outcome"])
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
_log = logging.getLogger("bot.request")


@dataclass(slots=True)
class Seen:
    """What is known of a request when it ends. ``begun`` is the work that goes on beside it."""

    begun: list[Future[Any]]
    kind: str = "other"
    outcome: str = "failed"


@contextmanager
def observed(*, again: bool = False) -> Iterator[Seen]:
    """Time a request, count it, and log it in one line. ``again``: Slack has sent it before."""
    token = _request_id.set(secrets.token_hex(4))
    began = time.perf_counter()
    with noted() as begun:
        seen = Seen(begun)
        try:
            yield seen
        finally:
            _note(seen, time.perf_counter() - began, again=again)
            _request_id.reset(token)


def _note(seen: Seen, took: float, *, again: bool) -> None:
    """Count and log a request that has ended, after so many seconds."""
    requests_total.labels(seen.kind, seen.outcome).inc()
    if seen.kind not in _NO_ACKS:
        ack_seconds.observe(took)
    if again:
        retries.inc()
    if _log.isEnabledFor(logging.INFO):
        line = {"kind": seen.kind, "outcome": seen.outcome, "ms": round(took * 1000, 1), "again": again}
        _log.info("request", extra=line)


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


def configure_logging(level: str) -> None:
    """Log lines of JSON to standard error from now on, each with the id of the request that it belongs to."""
    handler = JsonLines()
    handler.addFilter(_with_request)
    logging.basicConfig(level=level, handlers=[handler], force=True)


def _with_request(record: logging.LogRecord) -> bool:
    if identity := _request_id.get():
        record.request_id = identity
    return True
