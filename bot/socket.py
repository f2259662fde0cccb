"""The worker process: Slack dials nobody, the bot keeps a WebSocket to Slack open (Socket Mode)."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time

from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.socket_mode.internals import run_bolt_app, send_response
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot import telemetry
from bot.assembly import assemble
from bot.settings import Settings, SettingsError

_DEADLINE = 25.0  # seconds for what was begun; platforms kill after 30
_log = logging.getLogger(__name__)


def run_socket_mode(settings: Settings) -> None:
    """Answer over Socket Mode until SIGINT or SIGTERM; then take nothing more, and finish what was begun.

    Raises SettingsError, DatasetError.
    """
    telemetry.configure_logging(settings.log_level)
    handler = _Handler(assemble(settings).app, settings.app_token)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    try:
        handler.connect()  # type: ignore[no-untyped-call]  # slack_bolt types most of itself
    except SlackApiError as error:
        raise SettingsError(f"Slack refuses SLACK_APP_TOKEN: {error.response.get('error')}") from None
    except OSError as error:
        raise SettingsError(f"Slack cannot be reached at {settings.api_url}: {error}") from None
    _log.info("listening over Socket Mode")
    stopped.wait()
    handler.close()  # type: ignore[no-untyped-call]
    # Python waits for the threads that still answer; this one does not let it wait for ever.
    threading.Thread(target=_give_up, daemon=True).start()


def _give_up() -> None:
    time.sleep(_DEADLINE)
    _log.error("what was begun did not end in %d seconds", _DEADLINE)
    os._exit(1)


class _Handler(SocketModeHandler):
    """Bolt's handler, with each request timed, counted and logged."""

    def handle(self, client: BaseSocketModeClient, req: SocketModeRequest) -> None:
        """Answer one request."""
        again = bool(req.retry_attempt)
        with telemetry.observed(again=again) as seen:
            began = time.time()
            response = run_bolt_app(self.app, req)
            send_response(client, req, response, began)
            seen.kind, seen.outcome = telemetry.kind_of(req.payload), str(response.status)
