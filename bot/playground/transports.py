"""Ways to the bot: HTTP to an address, or a WSGI application in this process. Both are signed like Slack's requests."""

from __future__ import annotations

import http.client
import json
import queue
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias
from urllib.parse import urlencode, urlsplit

from slack_sdk.signature import SignatureVerifier
from werkzeug.test import EnvironBuilder, run_wsgi_app

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from bot.playground.workspace import Json

Kind: TypeAlias = Literal["slash_commands", "events_api", "interactive"]
PATH = "/slack/events"


@dataclass(frozen=True, slots=True)
class Retry:
    """How often Slack tried before, and why that failed."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot answered. `failure` is Slack's word for why there is no good answer, or None."""

    status: int | None
    body: str = ""
    content_type: str = ""
    milliseconds: float = 0.0
    failure: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def payload(self) -> Json:
        """Return the body as Slack reads it: JSON when it says so, else a message of that text, else nothing."""
        if not self.body.strip():
            return {}
        if not self.content_type.startswith("application/json"):
            return {"text": self.body}
        held = json.loads(self.body)
        return held if isinstance(held, dict) else {"text": str(held)}


class Transport(Protocol):
    """A way to the bot."""

    def send(self, kind: Kind, payload: Json, retry: Retry | None, timeout: float) -> Answer:
        """Deliver one payload and wait `timeout` seconds for the answer."""


def encode(kind: Kind, payload: Json) -> tuple[bytes, str]:
    """Return body and content type as Slack sends this kind of payload."""
    if kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def sign(body: bytes, secret: str, retry: Retry | None) -> dict[str, str]:
    """Return the headers that prove a request to be Slack's."""
    # The wall clock, not the workspace's: the bot compares it with its own.
    timestamp = str(int(time.time()))
    signature = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body)
    headers = {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": str(signature)}
    if retry:
        headers |= {"X-Slack-Retry-Num": str(retry.number), "X-Slack-Retry-Reason": retry.reason}
    return {**headers, "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)", "Accept": "*/*"}


class Http:
    """Signed HTTP to the bot's request address."""

    def __init__(self, url: str, secret: str) -> None:
        parts = urlsplit(url)
        self.host, self.port = parts.hostname or "127.0.0.1", parts.port or 80
        self.path = parts.path if parts.path not in ("", "/") else PATH
        self._secret = secret

    def send(self, kind: Kind, payload: Json, retry: Retry | None, timeout: float) -> Answer:
        """Post one payload."""
        body, content_type = encode(kind, payload)
        headers = {"Content-Type": content_type, **sign(body, self._secret, retry)}
        connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout)
        began = time.perf_counter()
        try:
            connection.request("POST", self.path, body, headers)
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
            return _answer(response.status, text, {k.lower(): v for k, v in response.getheaders()}, began)
        except TimeoutError:
            return Answer(None, milliseconds=_since(began), failure="http_timeout")
        except (OSError, http.client.HTTPException):
            return Answer(None, milliseconds=_since(began), failure="connection_failed")
        finally:
            connection.close()


class InProcess:
    """A WSGI application, called as a server would call it, on a thread of its own so that it may be late."""

    def __init__(self, application: WSGIApplication, secret: str, path: str = PATH) -> None:
        self._application = application
        self._secret = secret
        self._path = path

    def send(self, kind: Kind, payload: Json, retry: Retry | None, timeout: float) -> Answer:
        """Call the application once."""
        answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        began = time.perf_counter()
        threading.Thread(target=self._call, args=(kind, payload, retry, began, answers), daemon=True).start()
        try:
            return answers.get(timeout=timeout)
        except queue.Empty:
            return Answer(None, milliseconds=_since(began), failure="http_timeout")

    def _call(
        self, kind: Kind, payload: Json, retry: Retry | None, began: float, answers: queue.SimpleQueue[Answer]
    ) -> None:
        body, content_type = encode(kind, payload)
        headers: Any = sign(body, self._secret, retry)
        builder = EnvironBuilder(self._path, method="POST", data=body, content_type=content_type, headers=headers)
        # The application's own exception must not end as a silent timeout: servers answer 500.
        try:
            written, status, given = run_wsgi_app(self._application, builder.get_environ(), buffered=True)
            text = b"".join(written).decode("utf-8", "replace")
            answers.put(_answer(int(status[:3]), text, {k.lower(): v for k, v in given}, began))
        except Exception as problem:  # noqa: BLE001 - whatever it is, a server would say 500
            answers.put(Answer(500, repr(problem), milliseconds=_since(began), failure="http_error"))
        finally:
            builder.close()


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def _answer(status: int, body: str, headers: dict[str, str], began: float) -> Answer:
    failure = None if 200 <= status < 300 else "http_error"
    return Answer(status, body, headers.get("content-type", ""), _since(began), failure, headers)
