"""Everything that one stand-in knows, in one place that its parts share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.playground.faults import Faults
from bot.playground.files import Files
from bot.playground.prepared import prepare
from bot.playground.responses import Responses
from bot.playground.sockets import Sockets
from bot.playground.views import Views

if TYPE_CHECKING:
    from bot.playground.clock import Clock
    from bot.playground.limits import Refusal
    from bot.playground.registration import Registration
    from bot.playground.workspace import Json, Person


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
    """The state of a stand-in. It sends nothing and serves nothing."""

    def __init__(self, credentials: Credentials, app: Registration, clock: Clock) -> None:
        self.credentials = credentials
        self.app = app
        self.clock = clock
        self.workspace = prepare(clock, app)
        self.views = Views(self.workspace)
        self.files = Files()
        self.faults = Faults()
        self.sockets = Sockets(app.app_id)
        self.responses = Responses(self.origin)
        self.refusals: list[Refusal] = []
        self.calls: list[Call] = []
        self.functions: dict[str, Json] = {}

    @property
    def origin(self) -> str:
        """Return where this stand-in is served: scheme, host and port."""
        return self.credentials.api_url.removesuffix("/api/")

    @property
    def bot(self) -> Person:
        """Return the bot user of the app."""
        return self.workspace.people[self.app.bot_user]

    def refuse(self, refusal: Refusal | None) -> Refusal | None:
        """Remember a refusal, and pass it on."""
        if refusal is not None:
            self.refusals.append(refusal)
            self.workspace.touch()
        return refusal
