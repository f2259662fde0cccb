"""The web process: Slack's requests → Bolt, installations, and what whoever runs it asks."""

from __future__ import annotations

import io
import logging
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import wait
from functools import partial
from typing import TYPE_CHECKING

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.adapter.wsgi.http_request import WsgiHttpRequest
from slack_bolt.adapter.wsgi.http_response import WsgiHttpResponse
from slack_sdk.signature import SignatureVerifier

from bot import telemetry
from bot.assembly import Bot, assemble
from bot.settings import Settings, SettingsError, load_settings
from bot.slack.app import Timing
from bot.slack.installing import INSTALL_PATH, REDIRECT_PATH
from bot.slack.patience import Patience
from bot.smtp import DatasetError

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

EVENTS_PATH = "/slack/events"
MOST_BYTES = 1_000_000  # Slack's largest are a tenth of it
_PATIENCE = 1.0  # seconds that an ack waits for what a click has begun; Slack waits three
_WAITING_ACKS = 4  # at a time
_TIMESTAMP_HEADER = "HTTP_X_SLACK_REQUEST_TIMESTAMP"
_TIMESTAMP = re.compile("[0-9]{1,12}")
_PLAIN = {"content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff"}
_log = logging.getLogger(__name__)

Answer = Callable[[WsgiHttpRequest], BoltResponse]


def create_app(settings: Settings | None = None, timing: Timing | None = None) -> Front:
    """The WSGI application that gunicorn serves. Ends the process with one line, and 2, when a setting is wrong."""
    try:
        settings = settings or load_settings()
        telemetry.configure_logging(settings.log_level)
        bot = assemble(settings, timing)
    except (SettingsError, DatasetError) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    return Front(bot)


class Front:
    """The front door: a path has one method, a body a limit, and only Slack gets further than that."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._app: App = bot.app
        self._verifier = SignatureVerifier(bot.signing_secret)
        self._patience = Patience(_PATIENCE, _WAITING_ACKS)
        self._routes: Mapping[str, tuple[str, Answer]] = {
            EVENTS_PATH: ("POST", self._slack),
            "/healthz": ("GET", _is_alive),
            "/readyz": ("GET", self._is_ready),
            "/metrics": ("GET", _figures),
        }
        if bot.installing:
            pages = {INSTALL_PATH: bot.installing.install, REDIRECT_PATH: bot.installing.redirect}
            self._routes = {**self._routes, **{path: ("GET", _page(show)) for path, show in pages.items()}}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """One request, as WSGI hands it over."""
        try:
            response = self._answer(environ)
        except Exception:  # noqa: BLE001 - gunicorn's own page and its log would tell the address with its code
            reference = telemetry.request_id()
            _log.exception("%s: a request could not be answered", reference)
            response = _say(500, f"Something went wrong. Tell whoever runs this: {reference}.")
        shown = WsgiHttpResponse(status=response.status, headers=response.headers, body=response.body)
        start_response(shown.status, shown.get_headers())
        return [] if environ.get("REQUEST_METHOD") == "HEAD" else shown.get_body()

    def close(self) -> None:
        """Let go of the database."""
        self._bot.store.close()

    def _answer(self, environ: WSGIEnvironment) -> BoltResponse:
        wanted = self._routes.get(environ.get("PATH_INFO", ""))
        if wanted is None:
            return _say(404, "There is nothing here.")
        method, answer = wanted
        # A look at the head of the installation's page must not begin an installation.
        allowed = ("GET", "HEAD") if method == "GET" and not environ["PATH_INFO"].startswith("/slack/") else (method,)
        if environ.get("REQUEST_METHOD") not in allowed:
            return _say(405, f"Only {method} is answered here.", allow=", ".join(allowed))
        length = environ.get("CONTENT_LENGTH") or "0"
        if environ.get("HTTP_TRANSFER_ENCODING") or not length.isdecimal():
            return _say(411, "Say how long the body is.")
        if int(length) > MOST_BYTES:
            return _say(413, "That is more than Slack ever sends.")
        return answer(WsgiHttpRequest(environ))

    def _slack(self, request: WsgiHttpRequest) -> BoltResponse:
        if not self._is_from_slack(request.environ):
            with telemetry.observed() as seen:
                seen.kind, seen.outcome = "unsigned", "401"
            return _say(401, "Only Slack is answered here.")
        given = _bolt(request)
        with telemetry.observed(again="x-slack-retry-num" in given.headers) as seen:
            response = self._app.dispatch(given)
            seen.kind, seen.outcome = telemetry.kind_of(given.body), str(response.status)
            if seen.begun:
                # A process that is killed before has not acknowledged, and a proxy in front asks another.
                self._patience.wait(partial(wait, seen.begun))
        return response

    def _is_from_slack(self, environ: WSGIEnvironment) -> bool:
        """Whether Slack signed this within five minutes. Bolt asks too, but only when it has parsed the body."""
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        stamp, signature = environ.get(_TIMESTAMP_HEADER, ""), environ.get("HTTP_X_SLACK_SIGNATURE", "")
        # The SDK fails, rather than refuses, on what is no number or not ASCII.
        if not _TIMESTAMP.fullmatch(stamp) or not signature.isascii():
            return False
        return self._verifier.is_valid(body, stamp, signature)

    def _is_ready(self, _request: WsgiHttpRequest) -> BoltResponse:
        """Whether requests can be answered wholly. A token is either in the settings or in the database."""
        if self._bot.store.is_ready():
            return _say(200, "ready")
        return _say(503, "The database does not answer, or lacks tables (python -m bot migrate).")


def _is_alive(_request: WsgiHttpRequest) -> BoltResponse:
    return _say(200, "ok")


def _figures(_request: WsgiHttpRequest) -> BoltResponse:
    return BoltResponse(status=200, body=telemetry.figures().decode(), headers={"content-type": telemetry.METRICS_TYPE})


def _page(show: Callable[[BoltRequest], BoltResponse]) -> Answer:
    def answer(request: WsgiHttpRequest) -> BoltResponse:
        with telemetry.observed() as seen:
            response = show(_bolt(request))
            seen.kind, seen.outcome = "installation", str(response.status)
        return response

    return answer


def _bolt(request: WsgiHttpRequest) -> BoltRequest:
    return BoltRequest(body=request.get_body(), query=request.query_string, headers=request.get_headers())


def _say(status: int, text: str, **headers: str) -> BoltResponse:
    return BoltResponse(status=status, body=f"{text}\n", headers={**_PLAIN, **headers})
