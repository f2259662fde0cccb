"""Build the Bolt `App`: authorisation, the client, the listeners, and the one error listener."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slack_bolt import App, BoltContext, BoltResponse
from slack_bolt.kwargs_injection.args import Args
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError
from slack_sdk.http_retry.builtin_handlers import ConnectionErrorRetryHandler, RateLimitErrorRetryHandler
from sqlalchemy.exc import SQLAlchemyError

from bot.settings import Settings
from bot.slack import views
from bot.slack.actions import Actions
from bot.slack.answering import Answering
from bot.slack.commands import Commands
from bot.slack.desk import Desk
from bot.slack.files import Files
from bot.slack.home import Home
from bot.slack.interactions import workspace_of
from bot.slack.listeners import Lazy, Listeners, register
from bot.slack.messages import Messages
from bot.slack.modals import Modals
from bot.slack.once import LEASE, Once
from bot.slack.people import Asker, People
from bot.slack.posting import Poster, Wait
from bot.slack.refusals import tell_operator, why
from bot.slack.shortcuts import Shortcuts
from bot.slack.workflow import Workflow
from bot.slack.workspaces import NotInstalledError, Workspaces, many_workspaces, one_workspace
from bot.smtp import Explainer
from bot.store import Store
from bot.telemetry import failures as apologies
from bot.telemetry import request_id
from bot.threads import Threads

# Lazy listeners wait for Slack, not for the processor; Bolt's own five threads starve at twenty commands at once.
_THREADS = 32
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Timing:
    """How long things take, in seconds. Slack gives an ack three. ``wait`` lets seconds pass.

    ``lease``: a claim outlives its process. ``patience``: a mention's ack waits for the answer. ``locale``: somebody's
    first answer waits for their language.
    """

    lease: float = LEASE
    patience: float = 1.0
    locale: float = 0.8
    wait: Wait = time.sleep


def build_app(
    settings: Settings,
    explainer: Explainer,
    store: Store,
    timing: Timing | None = None,
    workspaces: Workspaces | None = None,
) -> App:
    """The app for ``workspaces``, or for the one whose bot token is in the settings.

    Nothing is called until a request comes. Without a signing secret, whoever hands over requests knows who sent them.
    """
    with _without_warnings():
        app = App(
            client=_client(settings),
            signing_secret=settings.signing_secret,
            authorize=many_workspaces(workspaces) if workspaces else one_workspace(settings.bot_token),
            request_verification_enabled=bool(settings.signing_secret),
            process_before_response=True,
            listener_executor=Threads(_THREADS, thread_name_prefix="slack"),
        )
    timing = timing or Timing()
    people, poster = People(explainer, store, settings.language, timing.locale), Poster(timing.wait)
    desk = Desk(explainer, people)
    failures = _Failures(people, poster)
    answering = Answering(desk, Files(settings))
    messages = Messages(desk, poster, answering, Once(store, timing.lease), timing.patience)
    register(app, _listeners(desk, poster, answering, messages, workspaces), failures.lazily)
    app.error(failures.failed)
    return app


@contextmanager
def _without_warnings() -> Iterator[None]:
    """Bolt reads SLACK_BOT_TOKEN by itself and warns that it will not use it; nobody asked it to."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)


def load_manifest() -> dict[str, Any]:
    """What we ask Slack for: the manifest that people paste into api.slack.com/apps."""
    manifest: dict[str, Any] = json.loads(Path(__file__).with_name("manifest.json").read_text(encoding="utf-8"))
    return manifest


class _Failures:
    """The one place where what nobody expected ends: in the log, and with a sentence for the person."""

    def __init__(self, people: People, poster: Poster) -> None:
        self._people = people
        self._poster = poster

    def failed(self, error: Exception, context: BoltContext, body: Mapping[str, Any]) -> BoltResponse:
        """The ack could not be made."""
        if isinstance(error, SQLAlchemyError) and "event" in body and context.authorize_result is None:
            _log.warning("an event is left for later: its workspace's token cannot be read")
            return BoltResponse(status=503)
        message = self._note(error, context)
        if "command" in body:
            return BoltResponse(status=200, body={"response_type": "ephemeral", **message.payload()})
        self._tell(context, body, message)
        return BoltResponse(status=200, body="")

    def lazily(self, listener: Lazy) -> Lazy:
        """The listener, with its failures told: Bolt only logs what a lazy one raises."""

        def run(args: Args) -> None:
            try:
                listener(args)
            except Exception as error:  # noqa: BLE001 - whatever it is, the person is told
                self._tell(args.context, args.body, self._note(error, args.context))

        return run

    def _note(self, error: Exception, context: BoltContext) -> views.Message:
        """The log gets the error, the person a sentence, and both the same reference."""
        if isinstance(error, NotInstalledError):
            _log.warning("something came from a workspace in which the app is not installed")
            return views.sentence(self._people.say(Asker("", ""))("slack.not_installed"))
        reference = request_id()
        apologies.inc()
        tell_operator(error)
        _log.error("%s: a request could not be answered", reference, exc_info=error)
        say = self._people.say(Asker(workspace_of(context), context.user_id or ""))
        return views.sentence(why(error, say, reference))

    def _tell(self, context: BoltContext, body: Mapping[str, Any], message: views.Message) -> None:
        """Say a sentence where the person asked; where even that fails, the log has to do."""
        held: Mapping[str, Any] = body.get("event") or body.get("container") or {}
        asker = Asker(
            workspace_of(context),
            context.user_id or "",
            context.channel_id or "",
            open_thread=held.get("thread_ts"),
        )
        if not context.client or not asker.person:
            return
        try:
            self._poster.respond(context.client, context.response_url, asker, message)
        except (SlackClientError, OSError):
            _log.exception("the person could not be told")


def _listeners(
    desk: Desk, poster: Poster, answering: Answering, messages: Messages, workspaces: Workspaces | None
) -> Listeners:
    modals = Modals(desk, poster)
    return Listeners(
        people=desk.people,
        commands=Commands(desk),
        messages=messages,
        actions=Actions(desk, poster, modals),
        shortcuts=Shortcuts(desk, poster, answering),
        modals=modals,
        home=Home(desk, modals),
        workflow=Workflow(desk),
        workspaces=workspaces,
    )


def _client(settings: Settings) -> WebClient:
    handlers = [ConnectionErrorRetryHandler(), RateLimitErrorRetryHandler(max_retry_count=3)]
    return WebClient(base_url=settings.api_url, retry_handlers=list(handlers))
