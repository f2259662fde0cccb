"""A stand-in, and a small Bolt app that knows nothing of mail: these tests are about Slack's side."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from slack_bolt import Ack, App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground import Registration, StandIn
from bot.smtp import Dataset, PageWords, load_dataset, page_words
from tests.machine import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Json = dict[str, Any]


REGISTRATION = Registration(
    shortcuts=(
        {"name": "Look up", "callback_id": "look-up", "description": "a code", "type": "global"},
        {"name": "Explain", "callback_id": "explain", "description": "this message", "type": "message"},
    ),
    functions={
        "explain_bounce": {
            "title": "Explain bounce",
            "input_parameters": {"text": {"type": "string", "title": "Text", "is_required": True}},
            "output_parameters": {
                "cause": {"type": "string", "title": "Cause", "is_required": True},
                "retry": {"type": "string", "title": "Retry"},
            },
        }
    },
    optional=frozenset({"files:read", "files:write", "users:read"}),
)


@cache
def dataset() -> Dataset:
    return load_dataset()


def words(locale: str) -> PageWords:
    """What the page says in a locale, as ``try`` hands it to the stand-in."""
    return page_words(dataset(), locale)


def section(text: str, **more: object) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(text: str, action_id: str, **more: object) -> Json:
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


@dataclass
class Bot:
    """A Bolt app with a memory. What it answers to a command is what the test puts into `ack`."""

    app: App
    client: WebClient
    ack: Json = field(default_factory=dict)
    commands: list[Json] = field(default_factory=list)
    events: list[Json] = field(default_factory=list)
    bodies: list[Json] = field(default_factory=list)

    def take_command(self, ack: Ack, command: Json) -> None:
        self.commands.append(command)
        ack(**self.ack)

    def take_event(self, body: Json) -> None:
        self.events.append(body)

    def take(self, ack: Ack, body: Json) -> None:
        """Remember what came, and ack it."""
        self.bodies.append(body)
        ack()

    @property
    def wsgi(self) -> SlackRequestHandler:
        return SlackRequestHandler(self.app)


def build(slack: StandIn, secret: str = "") -> Bot:
    credentials = slack.credentials
    client = WebClient(credentials.bot_token, base_url=credentials.api_url)
    who = AuthorizeResult(
        enterprise_id=None, team_id="T0PLAYGRD", bot_user_id="U0SMTPBOT", bot_token=credentials.bot_token
    )
    app = App(
        client=client,
        signing_secret=secret or credentials.signing_secret,
        authorize=lambda **_: who,
        process_before_response=True,
        token_verification_enabled=False,
    )
    bot = Bot(app, client)
    app.command("/smtp")(bot.take_command)
    for name in ("app_mention", "message", "app_home_opened", "function_executed"):
        app.event(name)(bot.take_event)
    return bot


@pytest.fixture
def slack() -> Iterator[StandIn]:
    with StandIn(registration=REGISTRATION, ack_seconds=PATIENCE, words=words) as stand_in:
        yield stand_in


@pytest.fixture
def bot(slack: StandIn) -> Bot:
    made = build(slack)
    slack.connect(made.wsgi)
    return made


@pytest.fixture
def client(slack: StandIn) -> WebClient:
    """The real client, with the bot's token."""
    return WebClient(slack.credentials.bot_token, base_url=slack.api_url)


def error(call: Callable[..., Any], **arguments: object) -> str:
    """Slack's word for why it refuses this call."""
    with pytest.raises(SlackApiError) as caught:
        call(**arguments)
    return str(caught.value.response["error"])
