"""Buttons and selects under an answer: share it, see the rest, compare, ask on."""

from __future__ import annotations

import dataclasses

from slack_bolt import BoltResponse
from slack_bolt.kwargs_injection.args import Args
from slack_sdk.errors import SlackApiError

from bot.slack import views
from bot.slack.blocks import option
from bot.slack.desk import Desk, Reply
from bot.slack.interactions import asker_of, response_url_of, value_of
from bot.slack.modals import Modals
from bot.slack.people import Asker
from bot.slack.posting import Poster
from bot.slack.refusals import PLACE, word_of
from bot.slack.views import Message

_NO_MEMBER = ("not_in_channel", "channel_not_found")


class Actions:
    """One method for each thing that can be clicked."""

    def __init__(self, desk: Desk, poster: Poster, modals: Modals) -> None:
        self._desk = desk
        self._poster = poster
        self._modals = modals

    def ask(self, args: Args) -> None:
        """An example or a related code was clicked: the answer is for the person who clicked."""
        asker = asker_of(args)
        self._answer(args, asker, self._desk.reply(value_of(args), asker))

    def compare(self, args: Args) -> None:
        """One more code was chosen, to stand beside those of the answer."""
        asker = asker_of(args)
        beside = str((args.action or {}).get("action_id", "")).partition(":")[2]
        self._answer(args, asker, self._desk.reply(f"{beside} vs {value_of(args)}", asker))

    def codes(self, args: Args) -> BoltResponse:
        """The type-ahead of "Compare with…"."""
        found = self._desk.suggest(str(args.body.get("value") or ""), asker_of(args), codes_only=True)
        return args.ack(options=[option(text, value) for text, value in found])

    def details(self, args: Args) -> None:
        """The rest of a diagnosis, for the person who clicked; of one file among several, all of it."""
        asker = asker_of(args)
        reply = self._again(args, asker)
        if not reply:
            return
        one_of_several = ":" in str((args.action or {}).get("action_id"))
        if one_of_several:
            self._answer(args, asker, reply)
        else:
            self._respond(args, asker, views.details(reply.answer, reply.say))

    def share(self, args: Args) -> None:
        """Share to channel: the same answer, posted for everybody, in the channel's language."""
        asker = asker_of(args, public=True)
        reply = self._again(args, asker)
        if not reply:
            return
        credit = reply.say("slack.shared_by", person=args.body["user"].get("name") or asker.person)
        layouts = list(views.posted(reply.answer, reply.say, credit, reply.kept))
        try:
            self._poster.post(args.client, asker, layouts, reply.say)
            self._poster.dismiss(response_url_of(args))
        except SlackApiError as error:
            if word_of(error) not in PLACE:
                raise
            in_sections = layouts[1] if reply.answer.table else layouts[0]
            if not self._reaches_all(args, asker, in_sections, word_of(error)):
                self._tell(args, dataclasses.replace(asker, public=False), "slack.share_failed")

    def _reaches_all(self, args: Args, asker: Asker, message: Message, word: str) -> bool:
        """The bot is no member of this channel, but the address that came with the click may reach it."""
        if asker.thread or word not in _NO_MEMBER:
            return False
        return self._poster.respond_to_all(response_url_of(args), message)

    def ignore(self, args: Args) -> None:
        """A link was followed: Slack tells, and nothing is to be done."""

    def stranger(self, args: Args) -> None:
        """A button that this version does not know: the message is from an older one."""
        self._tell(args, asker_of(args), "slack.expired")

    def _again(self, args: Args, asker: Asker) -> Reply | None:
        try:
            return self._desk.again(value_of(args), asker)
        except ValueError:
            self._tell(args, dataclasses.replace(asker, public=False), "slack.expired")
            return None

    def _answer(self, args: Args, asker: Asker, reply: Reply) -> None:
        if args.body.get("view"):
            self._modals.show(args, reply)
        else:
            self._respond(args, asker, views.in_ack(reply.answer, reply.say, reply.kept))

    def _tell(self, args: Args, asker: Asker, key: str) -> None:
        self._respond(args, asker, views.sentence(self._desk.people.say(asker)(key)))

    def _respond(self, args: Args, asker: Asker, message: Message) -> None:
        self._poster.respond(args.client, response_url_of(args), asker, message)
