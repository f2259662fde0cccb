"""Build the Bolt `App`: authorisation, the client, the listeners, and the one error listener."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from slack_bolt import App, BoltContext, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.kwargs_injection.args import Args
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError
from slack_sdk.http_retry.builtin_handlers import ConnectionErrorRetryHandler, RateLimitErrorRetryHandler

from bot.settings import Settings
from bot.slack.listeners import Lazy, Listeners, register
from bot.slack.views import Message
from bot.smtp import Explainer
from bot.store import Store

# Lazy listeners wait for Slack, not for the processor; Bolt's own five threads starve at twenty commands at once.
_THREADS = 32
_log = logging.getLogger(__name__)


def build_app(settings: Settings, explainer: Explainer, store: Store) -> App:
    """The app for one workspace, whose bot token is in the settings. Nothing is called until a request comes."""
    app = App(
        client=_client(settings),
        signing_secret=settings.signing_secret,
        authorize=_authorize(settings.bot_token),
        request_verification_enabled=bool(settings.signing_secret),
        process_before_response=True,
        listener_executor=ThreadPoolExecutor(_THREADS, thread_name_prefix="slack"),
    )
    listeners = Listeners(explainer, store)

    @app.error
    def failed(error: Exception, context: BoltContext, body: Mapping[str, Any]) -> BoltResponse:
        message = listeners.failed(error, context, secrets.token_hex(4))
        if "command" in body:
            return BoltResponse(status=200, body={"response_type": "ephemeral", **message.payload()})
        _tell(context, body, message)
        return BoltResponse(status=200, body="")

    def lazily(listener: Lazy) -> Lazy:
        def run(args: Args) -> None:
            try:
                listener(args)
            except Exception as error:  # noqa: BLE001 - Bolt logs what a lazy listener raises, and nobody is told
                _tell(args.context, args.body, listeners.failed(error, args.context, secrets.token_hex(4)))

        return run

    register(app, listeners, lazily)
    return app


def load_manifest() -> dict[str, Any]:
    """What we ask Slack for: the manifest that people paste into api.slack.com/apps."""
    manifest: dict[str, Any] = json.loads(Path(__file__).with_name("manifest.json").read_text(encoding="utf-8"))
    return manifest


def _client(settings: Settings) -> WebClient:
    handlers = [ConnectionErrorRetryHandler(), RateLimitErrorRetryHandler(max_retry_count=3)]
    return WebClient(base_url=settings.api_url, retry_handlers=list(handlers))


def _authorize(token: str) -> Callable[..., AuthorizeResult]:
    """One workspace, one token: nothing to ask Slack for (Bolt's default asks ``auth.test`` first)."""

    def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token)

    return authorize


def _tell(context: BoltContext, body: Mapping[str, Any], message: Message) -> None:
    """Say a sentence where the person asked; where even that fails, the log has to do."""
    channel, person, thread = context.channel_id, context.user_id, (body.get("event") or {}).get("thread_ts")
    try:
        if context.respond and context.response_url:
            context.respond(response_type="ephemeral", replace_original=False, **message.payload())
        elif context.client and channel and person:
            context.client.chat_postEphemeral(channel=channel, user=person, thread_ts=thread, **message.payload())
    except (SlackClientError, OSError):
        _log.exception("the person could not be told")
