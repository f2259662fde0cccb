"""Mentions and direct messages: claimed, answered in order, once, where they were asked."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from slack_bolt import BoltContext, BoltResponse
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot import telemetry
from bot.slack import views
from bot.slack.answering import Answering
from bot.slack.desk import Desk
from bot.slack.interactions import workspace_of
from bot.slack.lanes import Job, Lanes
from bot.slack.markup import plain_text, whole_text
from bot.slack.once import GLANCE, Key, Once
from bot.slack.patience import Patience
from bot.slack.people import Asker
from bot.slack.posting import Mark, Poster
from bot.slack.refusals import tell_operator, why, word_of

Json = Mapping[str, Any]

_WAITING_ACKS = 12  # at a time
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Taken:
    """A message in hand, ``here`` or in another process."""

    here: bool
    answered: threading.Event = field(default_factory=threading.Event)


class Messages:
    """What people write to the bot."""

    def __init__(self, desk: Desk, poster: Poster, answering: Answering, once: Once, patience: float) -> None:
        self._desk = desk
        self._poster = poster
        self._answering = answering
        self._once = once
        self._patience = Patience(patience, _WAITING_ACKS)
        self._lanes = Lanes()

    def heard(self, body: Json, event: Json, client: WebClient, context: BoltContext) -> BoltResponse | None:
        """Take a message, in the ack.

        The ack waits a moment for the answer: a process that is killed before has not acknowledged, and Slack tries
        again. It never waits long, nor for many at once. What another process has in hand and does not answer
        meanwhile is not acknowledged: that one may have been killed, and this one may be next.
        """
        if not _is_from_a_person(event):
            return None
        team = workspace_of(context)
        if "is_ext_shared_channel" in body:
            self._desk.people.mark_shared(team, event["channel"], shared=bool(body["is_ext_shared_channel"]))
        taken = self._take(event, client, _asker(event, team))
        if taken:
            self._patience.wait(taken.answered.wait)
        return None if not taken or taken.here or taken.answered.is_set() else BoltResponse(status=503)

    def _take(self, event: Json, client: WebClient, asker: Asker) -> _Taken | None:
        """Put a message into its channel's lane, or watch the process that has it. None: it is answered, or in hand."""
        key = (event["channel"], event["ts"])
        claim = self._once.claim(key)
        if claim != "mine":
            telemetry.duplicates.inc()
        if claim == "done":
            return None
        taken = _Taken(here=claim == "mine")
        if taken.here:
            self._lanes.put(*key, self._job(key, event, client, asker, taken))
        else:
            self._watch(key, event, client, asker, taken)
        return taken

    def _watch(self, key: Key, event: Json, client: WebClient, asker: Asker, taken: _Taken) -> None:
        """Take the message from the process that has it, should that have been killed."""
        until = time.monotonic() + self._patience.seconds

        def look() -> None:
            claim = self._once.claim(key)
            if claim == "mine":
                self._lanes.put(*key, self._job(key, event, client, asker, taken))
            elif claim == "done":
                taken.answered.set()
            else:
                self._once.later(GLANCE if time.monotonic() < until else self._once.lease, look)

        self._once.later(GLANCE, look)

    def _job(self, key: Key, event: Json, client: WebClient, asker: Asker, taken: _Taken) -> Job:
        def job() -> bool:
            if not self._once.is_next(key):
                return False
            try:
                self._answer(event, client, asker, lambda sent: self._once.mark(key, sent=sent))
            finally:
                self._once.settle(key)
                taken.answered.set()
            return True

        return job

    def _answer(self, event: Json, client: WebClient, asker: Asker, mark: Mark) -> None:
        try:
            self._desk.people.meet(client, asker)
            self._say_it(event, client, asker, mark)
        except Exception as error:  # noqa: BLE001 - whatever it is, the person is told, and the next message comes
            self._apologise(client, asker, error)

    def _say_it(self, event: Json, client: WebClient, asker: Asker, mark: Mark) -> None:
        text, files = plain_text(event), list(event.get("files") or [])
        if not text and not files and asker.open_thread:
            root = self._root(client, asker)
            if root is None:
                self._poster.whisper(client, asker, [self._sentence(asker, "slack.no_root")])
                return
            text, files = whole_text(root), list(root.get("files") or [])
        chosen = self._desk.choose_for_channel(text, asker) if not files else None
        if chosen:
            self._poster.deliver(client, asker, [chosen], self._desk.people.say(asker), mark)
            return
        found = self._answering.answer(text, files, client, asker)
        self._poster.deliver(client, asker, found.posted(), found.say, mark)
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
