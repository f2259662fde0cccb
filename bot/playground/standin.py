"""The stand-in as tests and the playground use it: one object that serves a small, strict Slack."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Self

from bot.playground.administration import Administration
from bot.playground.clock import Clock, standing_still
from bot.playground.delivery import ACK_SECONDS, AT_ONCE, Courier
from bot.playground.gestures import Gestures
from bot.playground.page import Page
from bot.playground.registration import Registration
from bot.playground.server import HOST, Serving, Site
from bot.playground.slack import Credentials, Slack
from bot.playground.transports import PATH, Http, InProcess
from bot.playground.words import Wordless

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed.wsgi import WSGIApplication

    from bot.playground.acks import Said
    from bot.playground.delivery import Delivery
    from bot.playground.faults import Faults
    from bot.playground.files import File, Mode
    from bot.playground.grants import Grants
    from bot.playground.limits import Refusal
    from bot.playground.slack import Call
    from bot.playground.views import View
    from bot.playground.words import WordsFor
    from bot.playground.workspace import Channel, Json, Message, Person, Workspace

_PATIENCE = 60.0  # seconds that whoever waits for the bot is given, on however busy a machine


class StandIn:
    """A Slack with one workspace, served on a loopback port from a thread.

    People and channels may be named by id or name: `slack.command("maya", "#ops", "/smtp 250 521")`. The channel
    `"@smtp-bot"` is the direct message with the bot. What a person does waits for the bot's ack; what the bot then
    does on its own time is awaited with `wait_for`.

    `retry_after` holds the seconds before the three retries of an event; the default makes them at once.
    `registration` is what the app asked for (`Registration.from_manifest`). `clock` defaults to one that stands still:
    `slack.clock.pass_time(1801)` lets a `response_url` expire. `admin` installs, uninstalls, invites, grants scopes and
    changes people's languages. `words` gives what is said to people in a locale; without it they are told keys.
    """

    def __init__(  # noqa: PLR0913 - every one of them has a default, and all are given by name
        self,
        *,
        bot_token: str = "",
        signing_secret: str = "",
        app_token: str = "",
        port: int = 0,
        registration: Registration | None = None,
        now: Callable[[], float] = standing_still,
        ack_seconds: float = ACK_SECONDS,
        retry_after: tuple[float, ...] = AT_ONCE,
        words: WordsFor = Wordless,
    ) -> None:
        self._serving = Serving(port)
        self.credentials = Credentials(
            f"http://{HOST}:{self._serving.port}/api/",
            bot_token or f"xoxb-{secrets.token_hex(16)}",
            signing_secret or secrets.token_hex(16),
            app_token or f"xapp-1-A0SMTPBOT-{secrets.token_hex(16)}",
        )
        self.slack = Slack(self.credentials, registration or Registration(), Clock(now), words)
        self._courier = Courier(self.slack, ack_seconds, retry_after)
        self._gestures = Gestures(self.slack, self._courier)
        self.admin = Administration(self.slack, self._courier)
        self._page = Page(self.slack, self._courier, self._gestures, self.admin)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_problem: object) -> None:
        self.close()

    def start(self) -> None:
        """Begin to serve; `with` does this."""
        self._serving.start(Site(self.slack, self._page))

    def close(self) -> None:
        """Hang up, stop retrying, free the port; `with` does this."""
        self._page.close()
        self.slack.faults.close()
        self.slack.sockets.close()
        self._courier.close()
        self._serving.close()

    def connect(self, bot: str | WSGIApplication, path: str = PATH) -> None:
        """Send to this address (or WSGI application) from now on, unless the bot dials in for Socket Mode."""
        secret = self.credentials.signing_secret
        self._courier.transport = Http(bot, secret) if isinstance(bot, str) else InProcess(bot, secret, path)
        self.slack.workspace.touch()

    def wait_for_socket(self, timeout: float = _PATIENCE) -> bool:
        """Wait until the bot has dialled in; say whether it has."""
        return self.slack.sockets.wait(timeout)

    def refresh_sockets(self) -> None:
        """Ask Socket Mode clients to dial again, as Slack does now and then."""
        self.slack.sockets.refresh()

    # What exists

    @property
    def url(self) -> str:
        """Return the address of the page."""
        return f"{self.slack.origin}/"

    @property
    def api_url(self) -> str:
        """Return the base address of the Web API, with its slash at the end."""
        return self.credentials.api_url

    @property
    def workspace(self) -> Workspace:
        """Return people, channels and messages."""
        return self.slack.workspace

    @property
    def clock(self) -> Clock:
        """Return the workspace's time."""
        return self.slack.clock

    @property
    def bot(self) -> Person:
        """Return the bot user."""
        return self.slack.bot

    @property
    def faults(self) -> Faults:
        """Return where faults are planted: `slack.faults.next("chat.postMessage", "ratelimited")`."""
        return self.slack.faults

    @property
    def grants(self) -> Grants:
        """Return where people agree to install the app: `slack.grants.agree(Grant("T2", "Acme"))` gives a code."""
        return self.slack.grants

    @property
    def refusals(self) -> list[Refusal]:
        """Return every payload that Slack would have refused."""
        return self.slack.refusals

    @property
    def calls(self) -> list[Call]:
        """Return every call of the Web API, in order."""
        return self.slack.calls

    @property
    def deliveries(self) -> list[Delivery]:
        """Return every request to the bot, in order, with its answer."""
        return self._courier.deliveries

    @property
    def functions(self) -> dict[str, Json]:
        """Return workflow steps by execution id: `inputs`, then `outputs` or `error`."""
        return self.slack.workflows.runs

    @property
    def unseen(self) -> list[Message]:
        """Return the ephemeral replies that Slack took and showed to nobody: their threads were not active."""
        return self.slack.unseen

    @property
    def copies(self) -> int:
        """Return how often every event is delivered; set it to let Slack repeat itself."""
        return self.slack.copies

    @copies.setter
    def copies(self, times: int) -> None:
        self.slack.copies = times

    # What people do

    def command(self, user: str, channel: str, typed: str, thread_ts: str | None = None) -> Said:
        """Type a slash command; wait for the ack."""
        person = self.workspace.person(user)
        return self._gestures.command(person, self._channel(person, channel), typed, thread_ts)

    def say(
        self, user: str, channel: str, typed: str, thread_ts: str | None = None, files: tuple[File, ...] = ()
    ) -> Message:
        """Write a message (`<@U…>` and `@name` are mentions); deliver its events; return it."""
        person = self.workspace.person(user)
        return self._gestures.say(person, self._channel(person, channel), typed, thread_ts, files)

    def post(self, author: str, channel: str, **content: object) -> Message:
        """Let an alert app post `text`, `blocks`, `attachments`, `thread_ts` just as given."""
        person = self.workspace.person(author)
        return self._gestures.post(person, self._channel(person, channel), content)

    def edit(self, user: str, message: Message, typed: str) -> Message:
        """Edit one's own message."""
        return self._gestures.edit(self.workspace.person(user), message, typed)

    def delete(self, user: str, message: Message) -> None:
        """Delete one's own message."""
        self._gestures.delete(self.workspace.person(user), message)

    def attach(  # noqa: PLR0913 - every one of them has a default, and all are given by name
        self,
        user: str,
        name: str,
        content: bytes,
        *,
        check_first: bool = False,
        url: str = "",
        size: int | None = None,
        mode: Mode = "hosted",
    ) -> File:
        """Make a file for `say`.

        `check_first` gives it the shape of Slack Connect files; `url` and `size` let Slack name another address and
        another length than are true.
        """
        person = self.workspace.person(user)
        return self.slack.files.add(
            name, content, person.id, self.slack.origin, check_first=check_first, url=url, size=size, mode=mode
        )

    def click(self, user: str, where: Message | View, wanted: str, value: str | None = None) -> Said:
        """Press a button, or choose the option with this value or text. `wanted`: `action_id` or the words on it."""
        return self._gestures.use(self.workspace.person(user), where, wanted, value)

    def suggest(self, user: str, where: Message | View, wanted: str, typed: str) -> list[Json]:
        """Type into an external select; return the options offered."""
        return self._gestures.suggest(self.workspace.person(user), where, wanted, typed)

    def fill(self, view: View, wanted: str, value: str) -> View:
        """Enter something into an open modal."""
        return self._gestures.fill(view, wanted, value)

    def submit(self, user: str) -> Said:
        """Submit the modal in front of this person."""
        view = self.modal(user)
        if view is None:
            raise LookupError(f"no modal is open for {user}")
        return self._gestures.submit(self.workspace.person(user), view)

    def dismiss(self, user: str) -> None:
        """Close the modal in front of this person."""
        if view := self.modal(user):
            self._gestures.close(self.workspace.person(user), view)

    def shortcut(self, user: str, callback_id: str, message: Message | None = None) -> Said:
        """Pick a global shortcut, or with `message` one on a message."""
        return self._gestures.shortcut(self.workspace.person(user), callback_id, message)

    def open_home(self, user: str) -> View | None:
        """Open the bot's Home tab; return what it shows."""
        return self._gestures.open_home(self.workspace.person(user))

    def run_function(self, callback_id: str, inputs: Json) -> str:
        """Let a workflow reach a step; return the execution id, see `functions`."""
        return self._gestures.run_function(callback_id, inputs)

    def redeliver(self, times: int = 1) -> None:
        """Deliver the last event again, `times` times, although it was answered."""
        last = self._courier.last_event()
        if last is None:
            raise LookupError("no event was delivered")
        self._courier.redeliver(last, times)

    # What people see

    def visible(self, user: str, channel: str) -> tuple[Message, ...]:
        """Return the messages that this person sees in the channel and its threads, in order."""
        person = self.workspace.person(user)
        return self.workspace.visible(person.id, self._channel(person, channel).id)

    def wait_for(
        self, user: str, channel: str, predicate: Callable[[Message], object], timeout: float = _PATIENCE
    ) -> Message:
        """Wait until this person sees a message like that, and return it; `TimeoutError` when none came."""
        found: list[Message] = []

        def there() -> bool:
            found[:] = [message for message in self.visible(user, channel) if predicate(message)]
            return bool(found)

        if not self.workspace.wait_until(there, timeout):
            seen = [message.text[:80] for message in self.visible(user, channel)]
            raise TimeoutError(f"{user} waited {timeout} s in {channel} and saw {seen}")
        return found[0]

    def modal(self, user: str) -> View | None:
        """Return the modal in front of this person, or None."""
        return self.slack.views.top(self.workspace.person(user).id)

    def home(self, user: str) -> View | None:
        """Return the Home tab that the bot published for this person, or None."""
        return self.slack.views.homes.get(self.workspace.person(user).id)

    def _channel(self, person: Person, channel: str) -> Channel:
        return self.workspace.channel(channel, person.id)
