"""The modal to look something up, and the same modal with the answer in it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.kwargs_injection.args import Args
from slack_sdk.errors import SlackApiError

from bot.slack import views
from bot.slack.blocks import PLACEHOLDER, VIEW_TITLE, Block, external_select, option, plain, section, shorten
from bot.slack.commands import COMMAND
from bot.slack.desk import Desk, Reply
from bot.slack.interactions import asker_of
from bot.slack.markup import escape
from bot.slack.people import Asker
from bot.slack.posting import Poster
from bot.slack.refusals import word_of
from bot.slack.views import Say, inside

LOOK_UP, ANSWER = "look_up", "answer"
PICK, PASTE, TEXT = "code", "paste", "text"
PICKED = "pick"
_LONGEST = 3_000
_LATE = ("expired_trigger_id", "exchanged_trigger_id", "trigger_expired", "trigger_exchanged", "push_limit_reached")


class Modals:
    """Opens and fills modals."""

    def __init__(self, desk: Desk, poster: Poster) -> None:
        self._desk = desk
        self._poster = poster

    def open(self, args: Args) -> None:
        """The global shortcut, and the Home tab's button."""
        self._open(args, look_up(self._desk.people.say(asker_of(args))))

    def topics(self, args: Args) -> BoltResponse:
        """The type-ahead over codes, causes and providers."""
        found = self._desk.suggest(str(args.body.get("value") or ""), asker_of(args))
        return args.ack(options=[option(text, value) for text, value in found])

    def submitted(self, args: Args) -> BoltResponse:
        """Explain: the answer takes the modal's place, or the modal says what is wrong."""
        asker = asker_of(args)
        say = self._desk.people.say(asker)
        picked, pasted = _entered(args.body["view"])
        if bool(picked) == bool(pasted):
            errors = {PASTE: say("modal.either")} if not picked else {PICK: say("modal.both")}
            return _respond({"response_action": "errors", "errors": errors})
        return _respond({"response_action": "update", "view": answer_view(self._reply(picked, pasted, asker))})

    def show(self, args: Args, reply: Reply) -> None:
        """An answer to a click in a modal or in the Home tab."""
        view: dict[str, Any] = args.body["view"]
        if view.get("type") == "modal":
            args.client.views_update(view_id=view["id"], view=answer_view(reply))
        else:
            self._open(args, answer_view(reply))

    def _open(self, args: Args, view: Block) -> None:
        """Open a modal, within the three seconds that Slack gives; later, say how to ask instead."""
        try:
            args.client.views_open(trigger_id=args.body["trigger_id"], view=view)
        except SlackApiError as error:
            if word_of(error) not in _LATE:
                raise
            asker = replace(asker_of(args), channel="")
            sentence = self._desk.people.say(asker)("modal.failed", command=COMMAND)
            self._poster.whisper(args.client, asker, [views.sentence(sentence)])

    def _reply(self, picked: str, pasted: str, asker: Asker) -> Reply:
        if not picked:
            return self._desk.reply(pasted, asker)
        try:
            return self._desk.about(picked, asker)
        except KeyError:
            # A choice that an older version offered.
            return self._desk.reply(picked.rpartition(":")[2], asker)


def look_up(say: Say) -> Block:
    """The modal to choose or paste something."""
    pick = external_select(say("modal.pick_placeholder"), PICKED)
    paste = {
        "type": "plain_text_input",
        "action_id": TEXT,
        "multiline": True,
        "max_length": _LONGEST,
        "placeholder": plain(shorten(say("modal.paste_placeholder"), PLACEHOLDER)),
    }
    return {
        **_frame(say, LOOK_UP),
        "submit": plain(shorten(say("modal.submit"), VIEW_TITLE)),
        "blocks": [
            _input(PICK, say("modal.pick"), pick),
            {**_input(PASTE, say("modal.paste"), paste), "hint": plain(say("modal.paste_hint"))},
        ],
    }


def answer_view(reply: Reply) -> Block:
    """The modal with an answer."""
    blocks = inside(reply.answer, reply.say)
    return {**_frame(reply.say, ANSWER), "blocks": blocks or [section(escape(reply.answer.summary))]}


def _frame(say: Say, callback: str) -> Block:
    return {
        "type": "modal",
        "callback_id": callback,
        "title": plain(shorten(say("modal.title"), VIEW_TITLE)),
        "close": plain(shorten(say("modal.close"), VIEW_TITLE)),
    }


def _input(block: str, label: str, element: Block) -> Block:
    return {"type": "input", "block_id": block, "optional": True, "label": plain(label), "element": element}


def _entered(view: dict[str, Any]) -> tuple[str, str]:
    values: dict[str, Any] = view["state"]["values"]
    picked = ((values.get(PICK) or {}).get(PICKED) or {}).get("selected_option") or {}
    pasted = ((values.get(PASTE) or {}).get(TEXT) or {}).get("value") or ""
    return str(picked.get("value") or ""), str(pasted).strip()


def _respond(body: dict[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=json.dumps(body), headers={"content-type": "application/json"})
