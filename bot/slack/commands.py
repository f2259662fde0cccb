"""``/smtp …``: answered inside the ack, visible to the person alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from slack_bolt import BoltContext, BoltResponse
from slack_sdk import WebClient

from bot.slack import views
from bot.slack.desk import Desk, Reply
from bot.slack.interactions import workspace_of
from bot.slack.markup import straight, unescape
from bot.slack.people import Asker
from bot.slack.views import Message
from bot.smtp import AboutCodes, Query, Search

COMMAND = "/smtp"
_KEPT_ACKS = 1_024  # by query and language; an ack about codes is some 10 kB, and holds nothing that a person wrote


class Commands:
    """The slash command."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._ack_about_codes = lru_cache(_KEPT_ACKS)(self._render)

    def command(self, command: Mapping[str, Any], client: WebClient, context: BoltContext) -> BoltResponse:
        """Answer what was typed. Nobody is called before the ack is out, but for the language of who is new."""
        asker = Asker(workspace_of(context), command["user_id"], command.get("channel_id") or "")
        text = straight(unescape(command.get("text") or ""))
        query = self._desk.parse(text)
        self._desk.people.meet_soon(client, asker)
        if isinstance(query, AboutCodes):
            return _ack(self._ack_about_codes(query, self._desk.people.language(asker)))
        if isinstance(query, Search):
            chosen = self._desk.choose_for_channel(text, asker)
            if chosen:
                return _ack(_whisper(chosen))
        return _ack(_whisper(_laid_out(self._desk.reply(query, asker))))

    def _render(self, query: Query, language: str) -> str:
        return _whisper(_laid_out(self._desk.give(query, language, masked=False)))


def _laid_out(reply: Reply) -> Message:
    return views.in_ack(reply.answer, reply.say, reply.kept)


def _whisper(message: Message) -> str:
    return json.dumps({"response_type": "ephemeral", **message.payload()})


def _ack(body: str) -> BoltResponse:
    return BoltResponse(status=200, body=body, headers={"content-type": "application/json"})
