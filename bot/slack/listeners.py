"""One short function per Slack entry point: unwrap, ask, reply."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from slack_bolt import Ack, App, BoltContext, BoltResponse
from slack_bolt.kwargs_injection.args import Args
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError

from bot.slack import views
from bot.slack.markup import plain_text, unescape
from bot.slack.views import Message, Say
from bot.smtp import AboutCodes, Answer, Explainer, Query, SetLanguage
from bot.store import Store

COMMAND = "/smtp"
# Slack's words for "not with these blocks": the same answer may still pass when it is laid out more simply.
_REFUSED_LAYOUT = {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "internal_error"}
_NOT_HERE = {"not_in_channel", "channel_not_found", "is_archived", "restricted_action"}
_KEPT_ACKS = 1_024  # by query and language; an ack about codes is some 10 kB, and holds nothing that a person wrote
_log = logging.getLogger(__name__)

Lazy = Callable[[Args], None]


class Listeners:
    """The entry points of one app, with what they need to answer."""

    def __init__(self, explainer: Explainer, store: Store) -> None:
        self._explainer = explainer
        self._store = store
        self._ack_about_codes = lru_cache(_KEPT_ACKS)(self._render_ack)

    def command(self, command: Mapping[str, Any]) -> BoltResponse:
        """``/smtp …``: answered inside the ack, visible to the person alone."""
        query = self._explainer.parse(unescape(command.get("text") or ""))
        language = self._language(command["team_id"], command["user_id"])
        if isinstance(query, AboutCodes):
            return _ack(self._ack_about_codes(query, language))
        self._remember_language(query, command["team_id"], command["user_id"])
        return _ack(self._render_ack(query, language))

    def message(self, args: Args) -> None:
        """A mention, answered in its thread, or a direct message, answered where it stands."""
        event = args.event or {}
        if not _is_from_a_person(event) or not self._store.first_time(f"{event['channel']}:{event['ts']}"):
            return
        direct = event.get("channel_type") == "im"
        team, person = args.context.team_id or "", event["user"]
        answer, _ = self._answer(plain_text(event), team, person, masked=not direct)
        thread = event.get("thread_ts") or (None if direct else event["ts"])
        _post(args.client, event["channel"], thread, views.posted(answer, self._say(answer.language)))

    def ask(self, args: Args) -> None:
        """An example or a related code was clicked: the answer is for the person who clicked."""
        asked = (args.action or {}).get("value") or ""
        answer, query = self._answer(asked, args.context.team_id or "", args.context.user_id or "")
        message = self._in_ack(answer, query)
        args.respond(response_type="ephemeral", replace_original=False, **message.payload())

    def share(self, args: Args) -> None:
        """Share to channel: the same answer, posted for everybody."""
        try:
            query, language = self._explainer.recall((args.action or {}).get("value") or "")
        except ValueError:
            self._tell(args, "slack.expired")
            return
        answer = self._explainer.answer(query, language, masked=True)
        say = self._say(answer.language)
        credit = say("slack.shared_by", person=args.body["user"].get("name") or args.context.user_id)
        try:
            _post(args.client, args.context.channel_id or "", None, views.posted(answer, say, credit))
        except SlackApiError as error:
            if error.response.get("error") not in _NOT_HERE:
                raise
            # The bot is no member of this channel, but the address that came with the click reaches it.
            *_, in_sections, _in_plain_text = views.posted(answer, say, credit)
            args.respond(response_type="in_channel", replace_original=False, **in_sections.payload())

    def failed(self, error: Exception, context: BoltContext, reference: str) -> Message:
        """What a person is told when answering failed. The log has the rest, under the same reference."""
        _log.error("%s: a request could not be answered", reference, exc_info=error)
        language = self._language(context.team_id or "", context.user_id or "")
        return views.sentence(self._say(language)("slack.error", reference=reference))

    def _tell(self, args: Args, key: str) -> None:
        say = self._say(self._language(args.context.team_id or "", args.context.user_id or ""))
        args.respond(response_type="ephemeral", replace_original=False, **views.sentence(say(key)).payload())

    def _answer(self, text: str, team: str, person: str, *, masked: bool = False) -> tuple[Answer, Query]:
        query = self._explainer.parse(text)
        self._remember_language(query, team, person)
        return self._explainer.answer(query, self._language(team, person), masked=masked), query

    def _render_ack(self, query: Query, language: str) -> str:
        answer = self._explainer.answer(query, language)
        message = self._in_ack(answer, query)
        return json.dumps({"response_type": "ephemeral", **message.payload()})

    def _in_ack(self, answer: Answer, query: Query) -> Message:
        kept = self._explainer.keep(query, answer.language, views.BUTTON_VALUE)
        return views.in_ack(answer, self._say(answer.language), kept)

    def _remember_language(self, query: Query, team: str, person: str) -> None:
        if not isinstance(query, SetLanguage) or not self._explainer.speaks(query.tag):
            return
        try:
            self._store.set_language(team, person, query.tag)
        except SQLAlchemyError:
            _log.warning("a preference could not be written", exc_info=True)

    def _language(self, team: str, person: str) -> str:
        return self._store.language(team, person) or "en"

    def _say(self, language: str) -> Say:
        return self._explainer.dataset.words(language).say


def register(app: App, listeners: Listeners, lazily: Callable[[Lazy], Lazy]) -> None:
    """Tie every entry point to its listener. What calls out is lazy: the ack must not wait for it."""
    app.command(COMMAND)(listeners.command)
    lazy: dict[str, Any] = {"ack": _acknowledge}
    app.event("app_mention")(**lazy, lazy=[lazily(listeners.message)])
    app.event("message")(**lazy, lazy=[lazily(listeners.message)])
    app.action(re.compile(rf"{views.ASK}:[0-9]+"))(**lazy, lazy=[lazily(listeners.ask)])
    app.action(views.SHARE)(**lazy, lazy=[lazily(listeners.share)])


def _acknowledge(ack: Ack) -> None:
    ack()


def _ack(body: str) -> BoltResponse:
    return BoltResponse(status=200, body=body, headers={"content-type": "application/json"})


def _is_from_a_person(event: Mapping[str, Any]) -> bool:
    """Neither the bot's own words, nor another app's, nor an edit, a join or a deletion."""
    return bool(event.get("user")) and not event.get("bot_id") and event.get("subtype") in (None, "file_share")


def _post(client: WebClient, channel: str, thread: str | None, variants: Iterator[Message]) -> None:
    """Post the best variant that Slack takes. Raises SlackApiError when it takes none, or refuses the channel."""
    refusal: SlackApiError | None = None
    for message in variants:
        try:
            client.chat_postMessage(
                channel=channel,
                thread_ts=thread,
                parse="none",
                unfurl_links=False,
                unfurl_media=False,
                **message.payload(),
            )
        except SlackApiError as error:
            if error.response.get("error") not in _REFUSED_LAYOUT:
                raise
            refusal = error
        else:
            return
    if refusal:
        raise refusal
