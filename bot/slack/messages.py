"""Mentions and direct messages: claimed, answered in order, once, where they were asked."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_bolt import BoltContext
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot import telemetry
from bot.slack import views
from bot.slack.answering import Answering
from bot.slack.desk import Desk
from bot.slack.interactions import workspace_of
from bot.slack.lanes import Lanes
from bot.slack.markup import plain_text, whole_text
from bot.slack.once import Once
from bot.slack.people import Asker
from bot.slack.posting import Poster
from bot.slack.refusals import tell_operator, why, word_of

Json = Mapping[str, Any]

_WAITING_ACKS = 4  # acks at a time that wait for their answer; more would starve slash commands
_log = logging.getLogger(__name__)


class Messages:
    """What people write to the bot."""

    def __init__(self, desk: Desk, poster: Poster, answering: Answering, once: Once, patience: float) -> None:
        self._desk = desk
        self._poster = poster
        self._answering = answering
        self._once = once
        self._patience = patience
        self._lanes = Lanes()
        self._acks = threading.BoundedSemaphore(_WAITING_ACKS)

    def heard(self, body: Json, event: Json, client: WebClient, context: BoltContext) -> None:
        """Take a message, in the ack.

        Where nothing is before it, the ack waits a moment for the answer: a process that is killed before has not
        acknowledged, and Slack tries again. It never waits long, nor for many at once.
        """
        if not _is_from_a_person(event):
            return
        team = workspace_of(context)
        if "is_ext_shared_channel" in body:
            self._desk.people.mark_shared(team, event["channel"], shared=bool(body["is_ext_shared_channel"]))
        answered = self._take(event, client, _asker(event, team))
        if answered and self._acks.acquire(blocking=False):
            try:
                answered.wait(self._patience)
            finally:
                self._acks.release()

    def _take(self, event: Json, client: WebClient, asker: Asker) -> threading.Event | None:
        """Put a message into its channel's lane. Gives what tells of the answer, if that may come soon."""
        key = (event["channel"], event["ts"])
        claim = self._once.claim(key)
        if claim == "held":
            self._once.later(lambda: self._take(event, client, asker))
        if claim != "mine":
            telemetry.duplicates.inc()
            return None
        answered = threading.Event()

        def job() -> bool:
            if not self._once.is_next(key):
                return False
            try:
                self._answer(event, client, asker)
            finally:
                self._once.settle(key)
                answered.set()
            return True

        return answered if self._lanes.put(*key, job) else None

    def _answer(self, event: Json, client: WebClient, asker: Asker) -> None:
        try:
            self._desk.people.meet(client, asker)
            self._say_it(event, client, asker)
        except Exception as error:  # noqa: BLE001 - whatever it is, the person is told, and the next message comes
            self._apologise(client, asker, error)

    def _say_it(self, event: Json, client: WebClient, asker: Asker) -> None:
        text, files = plain_text(event), list(event.get("files") or [])
        if not text and not files and asker.open_thread:
            root = self._root(client, asker)
            if root is None:
                self._poster.whisper(client, asker, [self._sentence(asker, "slack.no_root")])
                return
            text, files = whole_text(root), list(root.get("files") or [])
        chosen = self._desk.choose_for_channel(text, asker) if not files else None
        if chosen:
            self._poster.deliver(client, asker, [chosen], self._desk.people.say(asker))
            return
        found = self._answering.answer(text, files, client, asker)
        self._poster.deliver(client, asker, found.posted(), found.say)
        if found.secrets and asker.public:
            self._warn(client, asker)

    def _root(self, client: WebClient, asker: Asker) -> Json | None:
        """The message under which a thread hangs, if the bot may read it."""
        try:
            told: Any = client.conversations_replies(
                channel=asker.channel, ts=str(asker.open_thread), limit=1, inclusive=True
            )
        except SlackApiError as error:
            _log.info("the root of a thread cannot be read: %s", word_of(error))
            return None
        messages = told.get("messages") or []
        return messages[0] if messages else None

    def _warn(self, client: WebClient, asker: Asker) -> None:
        """Tell the author alone that everybody can read a secret of theirs."""
        # The answer stands in the thread now, so the thread is open.
        private = replace(asker, public=False, open_thread=asker.thread)
        self._poster.whisper(client, private, [self._sentence(private, "slack.secret")])

    def _apologise(self, client: WebClient, asker: Asker, error: Exception) -> None:
        private, reference = replace(asker, public=False), telemetry.request_id()
        telemetry.failures.inc()
        tell_operator(error)
        _log.error("%s: a message could not be answered", reference, exc_info=error)
        sentence = views.sentence(why(error, self._desk.people.say(private), reference))
        try:
            self._poster.whisper(client, private, [sentence])
        except Exception:  # noqa: BLE001 - nothing is left to try
            _log.exception("%s: the person could not be told", reference)

    def _sentence(self, asker: Asker, key: str) -> views.Message:
        return views.sentence(self._desk.people.say(replace(asker, public=False))(key))


def _asker(event: Json, team: str) -> Asker:
    direct = event.get("channel_type") == "im" or str(event["channel"]).startswith("D")
    thread = event.get("thread_ts")
    return Asker(
        team,
        event["user"],
        event["channel"],
        thread or (None if direct else event["ts"]),
        public=not direct,
        open_thread=thread,
    )


def _is_from_a_person(event: Json) -> bool:
    """Neither the bot's own words, nor another app's, nor an edit, a join or a deletion."""
    return bool(event.get("user")) and not event.get("bot_id") and event.get("subtype") in (None, "file_share")
