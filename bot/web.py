"""The web process: ``POST /slack/events`` → Bolt, ``GET /healthz``."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from slack_bolt.adapter.wsgi import SlackRequestHandler

from bot.settings import Settings, SettingsError, load_settings
from bot.slack.app import build_app
from bot.smtp import DatasetError, Explainer
from bot.store import open_store

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

EVENTS_PATH = "/slack/events"
_TIMESTAMP_HEADER = "HTTP_X_SLACK_REQUEST_TIMESTAMP"
_TIMESTAMP = re.compile("[0-9]{1,12}")


def create_app(settings: Settings | None = None) -> WSGIApplication:
    """The WSGI application that gunicorn serves. Ends the process with one line when a setting is wrong."""
    try:
        settings = settings or load_settings()
        explainer = Explainer()
    except (SettingsError, DatasetError) as error:
        sys.exit(str(error))
    logging.basicConfig(level=settings.log_level, format="%(levelname)s %(name)s: %(message)s")
    explainer.warm_up(settings.language)
    slack = SlackRequestHandler(build_app(settings, explainer, open_store(settings.database_url)), path=EVENTS_PATH)

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") == "/healthz":
            start_response("200 OK", [("content-type", "text/plain")])
            return [b"ok\n"]
        if not _TIMESTAMP.fullmatch(environ.get(_TIMESTAMP_HEADER, "")):
            # The SDK's check would fail on it, not refuse it.
            environ[_TIMESTAMP_HEADER] = "0"
        return slack(environ, start_response)

    return serve
