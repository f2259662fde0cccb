"""The worker process: Slack dials nobody, the bot keeps a WebSocket to Slack open (Socket Mode)."""

from __future__ import annotations

import logging
import signal
import threading

from slack_bolt.adapter.socket_mode import SocketModeHandler

from bot.settings import Settings
from bot.slack.app import build_app
from bot.smtp import Explainer
from bot.store import open_store


def run_socket_mode(settings: Settings) -> None:
    """Answer over Socket Mode until SIGINT or SIGTERM."""
    logging.basicConfig(level=settings.log_level, format="%(levelname)s %(name)s: %(message)s")
    explainer = Explainer()
    explainer.warm_up(settings.language)
    app = build_app(settings, explainer, open_store(settings.database_url))
    handler = SocketModeHandler(app, settings.app_token)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    handler.connect()  # type: ignore[no-untyped-call]  # slack_bolt types most of itself
    logging.getLogger(__name__).info("listening over Socket Mode")
    stopped.wait()
    handler.close()  # type: ignore[no-untyped-call]
