"""The web process: Slack's requests → Bolt, installations, and what whoever runs it asks."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.adapter.wsgi.http_request import WsgiHttpRequest
from slack_bolt.adapter.wsgi.http_response import WsgiHttpResponse

from bot import telemetry
from bot.assembly import Bot, assemble
from bot.settings import Settings, SettingsError, load_settings
from bot.slack.installing import INSTALL_PATH, REDIRECT_PATH
from bot.smtp import DatasetError

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

EVENTS_PATH = "/slack/events"
MOST_BYTES = 1_000_000  # Slack's largest are a tenth of it
_TIMESTAMP_HEADER = "HTTP_X_SLACK_REQUEST_TIMESTAMP"
_TIMESTAMP = re.compile("[0-9]{1,12}")
_PLAIN = {"content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff"}
_log = logging.getLogger(__name__)

Answer = Callable[[WsgiHttpRequest], BoltResponse]


def create_app(settings: Settings | None = None) -> Front:
    """The WSGI application that gunicorn serves. Ends the process with one line, and 2, when a setting is wrong."""
    try:
        settings = settings or load_settings()
        telemetry.configure_logging(settings.log_level)
        bot = assemble(settings)
    except (SettingsError, DatasetError) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    return Front(bot)


class Front:
    """The front door: a path has one method, a body a limit, and only Slack gets further than that."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._app: App = bot.app
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
        response = self._answer(environ)
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
        allowed = ("GET", "HEAD") if method == "GET" else (method,)
        if environ.get("REQUEST_METHOD") not in allowed:
            return _say(405, f"Only {method} is answered here.", allow=", ".join(allowed))
        length = environ.get("CONTENT_LENGTH") or "0"
        if environ.get("HTTP_TRANSFER_ENCODING") or not length.isdecimal():
            return _say(411, "Say how long the body is.")
        if int(length) > MOST_BYTES:
            return _say(413, "That is more than Slack ever sends.")
        if not _TIMESTAMP.fullmatch(environ.get(_TIMESTAMP_HEADER, "")):
            # The SDK's check would fail on it, not refuse it.
            environ[_TIMESTAMP_HEADER] = "0"
        return answer(WsgiHttpRequest(environ))

    def _slack(self, request: WsgiHttpRequest) -> BoltResponse:
        given = _bolt(request)
        with telemetry.observed(again="x-slack-retry-num" in given.headers) as seen:
            response = self._app.dispatch(given)
            refused = response.status == 401
            seen.kind = "unsigned" if refused else telemetry.kind_of(given.body)
            seen.outcome = str(response.status)
        return response

    def _is_ready(self, _request: WsgiHttpRequest) -> BoltResponse:
        """Whether requests can be answered wholly: the database is there, and somebody's token."""
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
