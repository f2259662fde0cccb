"""The message shortcut: any message of any author, explained to the person alone."""

from __future__ import annotations

from typing import Any

from slack_bolt.kwargs_injection.args import Args

from bot.slack import views
from bot.slack.answering import Answering
from bot.slack.desk import Desk
from bot.slack.interactions import asker_of, response_url_of
from bot.slack.markup import whole_text
from bot.slack.posting import Poster

EXPLAIN = "explain_bounce"


class Shortcuts:
    """What stands in a message's menu."""

    def __init__(self, desk: Desk, poster: Poster, answering: Answering) -> None:
        self._desk = desk
        self._poster = poster
        self._answering = answering

    def explain(self, args: Args) -> None:
        """Explain bounce: the answer stands in the message's thread, if there is one."""
        message: dict[str, Any] = args.body.get("message") or {}
        asker = asker_of(args)
        self._desk.people.meet(args.client, asker)
        text, files = whole_text(message), list(message.get("files") or [])
        if not text and not files:
            nothing = views.sentence(self._desk.people.say(asker)("slack.nothing_said"))
            self._poster.respond(args.client, response_url_of(args), asker, nothing)
            return
        best = self._answering.answer(text, files, args.client, asker, searching=False).whispered()[0]
        if asker.open_thread:
            self._poster.whisper_in_thread(args.client, response_url_of(args), asker, best)
        else:
            self._poster.respond(args.client, response_url_of(args), asker, best)
