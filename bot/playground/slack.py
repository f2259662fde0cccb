"""Everything that one stand-in knows, in one place that its parts share."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.playground.faults import Faults
from bot.playground.files import Files
from bot.playground.grants import Grants
from bot.playground.prepared import prepare
from bot.playground.responses import Responses
from bot.playground.sockets import Sockets
from bot.playground.views import Views
from bot.playground.words import Wordless, fill
from bot.playground.workflows import Workflows

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.playground.clock import Clock
    from bot.playground.limits import Refusal
    from bot.playground.registration import Registration
    from bot.playground.words import Words, WordsFor
    from bot.playground.workspace import Channel, Json, Message, Person

LINES = 40


@dataclass(frozen=True, slots=True)
class Credentials:
    """What an app needs to work with this Slack. Secrets stay out of `repr`."""

    api_url: str
    bot_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    app_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a Web API method: what came in, and Slack's error word or None."""

    method: str
    arguments: Json
    error: str | None


class Slack:
    """The state of a stand-in. It sends nothing and serves nothing.

    `unseen` are ephemeral replies that Slack takes and shows to nobody. `journal` holds the last lines of what went to
    and fro, without texts. `announce` tells the app what it did itself. `words` gives what is said in a locale.
    """

    def __init__(self, credentials: Credentials, app: Registration, clock: Clock, words: WordsFor = Wordless) -> None:
        self.credentials = credentials
        self.app = app
        self.clock = clock
        self.words = words
        self.workspace = prepare(clock, app)
        self.views = Views(self.workspace)
        self.files = Files()
        self.faults = Faults(clock.now)
        self.sockets = Sockets(app.app_id)
        self.responses = Responses(self.origin)
        self.refusals: list[Refusal] = []
        self.calls: list[Call] = []
        self.workflows = Workflows()
        self.grants = Grants(clock.now)
        self.unseen: list[Message] = []
        self.journal: deque[Json] = deque(maxlen=LINES)
        self.installed = True
        self.copies = 1
        self.announce: Callable[[Json, Channel], None] = _nobody_listens

    @property
    def origin(self) -> str:
        """Return where this stand-in is served: scheme, host and port."""
        return self.credentials.api_url.removesuffix("/api/")

    @property
    def bot(self) -> Person:
        """Return the bot user of the app."""
        return self.workspace.people[self.app.bot_user]

    def words_of(self, user: str) -> Words:
        """Return the words of this person's language."""
        return self.words(self.workspace.people[user].locale)

    def say(self, user: str, key: str, **places: object) -> str:
        """Return what Slack's client tells this person."""
        return fill(self.words_of(user), key, places)

    def post_ephemeral(self, message: Message) -> Message:
        """Show a message to one person; in a thread only when the thread is active, as Slack's documentation says."""
        root = message.thread_ts
        if root and not self.workspace.replies(message.channel, root):
            self.unseen.append(message)
            self.journal.append({"way": "to nobody"})
            return message if message.ts else replace(message, ts=self.clock.stamp())
        return self.workspace.post(message)

    def note_call(self, method: str, arguments: Json, error: str | None) -> None:
        """Remember a call of the Web API."""
        self.calls.append(Call(method, arguments, error))
        self.journal.append({"way": "from the bot", "what": method, "result": error or "ok"})

    def refuse(self, refusal: Refusal | None) -> Refusal | None:
        """Remember a refusal, and pass it on."""
        if refusal is not None:
            self.refusals.append(refusal)
            self.workspace.touch()
        return refusal


def _nobody_listens(_event: Json, _channel: Channel) -> None:
    """Tell nobody: what the app does is announced once somebody delivers."""
