"""The Home tab: what the bot does, a box to ask, codes by class, the person's choices, what is read and kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt.kwargs_injection.args import Args
from slack_sdk import WebClient

from bot.slack.blocks import (
    PLACEHOLDER,
    Block,
    actions,
    button,
    confirm,
    context,
    header,
    option,
    plain,
    section,
    shorten,
)
from bot.slack.commands import COMMAND
from bot.slack.desk import Desk
from bot.slack.interactions import asker_of, value_of, workspace_of
from bot.slack.markup import escape
from bot.slack.modals import Modals
from bot.slack.people import LANGUAGE, MASKED, Asker
from bot.slack.views import Say

SEARCH, CHOOSE_LANGUAGE, PRIVACY, CLASS, LOOK_UP_BUTTON = "search", "language", "privacy", "class", "look_up"
FORGET = "forget"
_AUTOMATIC = "auto"
_CLASSES = "2345"


class Home:
    """Publishes the tab, and keeps what is chosen on it."""

    def __init__(self, desk: Desk, modals: Modals) -> None:
        self._desk = desk
        self._modals = modals

    def opened(self, args: Args) -> None:
        """Somebody looks at the tab. Their Slack may speak another language since the last time."""
        if (args.event or {}).get("tab") != "home":
            return
        asker = Asker(workspace_of(args.context), args.context.user_id or "")
        self._desk.people.meet(args.client, asker, again=True)
        self._publish(args.client, asker)

    def searched(self, args: Args) -> None:
        """Something was typed into the box, or a class was pressed: the answer opens in a modal."""
        asked = value_of(args).strip()
        if asked:
            self._modals.show(args, self._desk.reply(asked, asker_of(args)))

    def chose_language(self, args: Args) -> None:
        """A language was chosen; the tab itself follows."""
        tag = value_of(args)
        if tag == _AUTOMATIC or self._desk.explainer.speaks(tag):
            self._choose(args, LANGUAGE, None if tag == _AUTOMATIC else tag)

    def chose_privacy(self, args: Args) -> None:
        """Addresses are shortened, or shown again, where the person alone reads."""
        chosen: list[Any] = (args.action or {}).get("selected_options") or []
        self._choose(args, MASKED, "1" if chosen else None)

    def forgot(self, args: Args) -> None:
        """What is kept about the person is deleted; the tab stays in their language until they come back."""
        asker = asker_of(args)
        say = self._desk.people.say(asker)
        if not self._desk.people.forget(asker.team, asker.person):
            self._publish(args.client, asker, fault="forget.failed")
            return
        view = home(say, self._desk.languages(), None, masked=False)
        args.client.views_publish(user_id=asker.person, view=view)

    def _choose(self, args: Args, name: str, value: str | None) -> None:
        asker = asker_of(args)
        done = self._desk.people.choose(asker.team, asker.person, name, value)
        self._publish(args.client, asker, fault="" if done else "store.down")

    def _publish(self, client: WebClient, asker: Asker, fault: str = "") -> None:
        """Show the tab as the person's choices are; ``fault`` is the sentence for what could not be done."""
        people = self._desk.people
        language = people.choice(asker.team, asker.person, LANGUAGE)
        masked = bool(people.choice(asker.team, asker.person, MASKED))
        say = people.say(asker)
        view = home(say, self._desk.languages(), language, masked=masked)
        if fault:
            view["blocks"].insert(0, section(escape(say(fault))))
        client.views_publish(user_id=asker.person, view=view)


def home(say: Say, languages: Mapping[str, str], language: str | None, *, masked: bool) -> Block:
    """The whole tab in one language."""
    return {
        "type": "home",
        "blocks": [*_what(say), *_classes(say), *_choices(say, languages, language, masked=masked), *_read(say)],
    }


def _what(say: Say) -> list[Block]:
    box = {
        "type": "plain_text_input",
        "action_id": SEARCH,
        "placeholder": plain(shorten(say("home.search_placeholder"), PLACEHOLDER)),
        "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
    }
    return [
        header(say("home.what_title")),
        section(escape(say("home.what", command=COMMAND))),
        {"type": "input", "dispatch_action": True, "label": plain(say("home.search")), "element": box},
    ]


def _classes(say: Say) -> list[Block]:
    buttons = [button(say(f"home.class_{digit}"), f"{CLASS}:{digit}", f"{digit}xx") for digit in _CLASSES]
    look_up = button(say("home.look_up"), LOOK_UP_BUTTON, "look_up", style="primary")
    return [
        header(say("home.classes_title")),
        section(escape(say("home.classes"))),
        {"type": "actions", "elements": [*buttons, look_up]},
    ]


def _choices(say: Say, languages: Mapping[str, str], language: str | None, *, masked: bool) -> list[Block]:
    tags = [option(say("home.automatic"), _AUTOMATIC), *(option(name, tag) for tag, name in languages.items())]
    chosen = next((each for each in tags if each["value"] == language), tags[0])
    select = {
        "type": "static_select",
        "action_id": CHOOSE_LANGUAGE,
        "options": tags,
        "initial_option": chosen,
    }
    mask = option(say("home.mask"), "mask")
    boxes: Block = {"type": "checkboxes", "action_id": PRIVACY, "options": [mask]}
    if masked:
        boxes["initial_options"] = [mask]
    return [
        header(say("home.choices_title")),
        section(f"*{escape(say('home.language'))}*", select),
        section(f"*{escape(say('home.privacy'))}*", boxes),
    ]


def _read(say: Say) -> list[Block]:
    sure = confirm(say("home.forget"), say("home.forget_sure"), say("home.forget_yes"), say("home.forget_no"))
    return [
        header(say("home.read_title")),
        section(escape(say("home.may_read", command=COMMAND))),
        section(escape(say("home.may_not"))),
        context([say("home.stored")]),
        *actions([{**button(say("home.forget"), FORGET, FORGET), "confirm": sure}]),
    ]
