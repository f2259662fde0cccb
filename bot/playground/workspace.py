"""What exists in the stand-in: people, channels, messages, and who sees which of them."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.playground.clock import Clock

Json: TypeAlias = dict[str, Any]
Kind: TypeAlias = Literal["public", "private", "im"]

TEAM = "T0PLAYGRD"
DOMAIN = "playground"
SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who writes messages: a person, a bot user (then `bot_id` is set) or Slackbot."""

    id: str
    name: str
    real_name: str
    color: str = "4a154b"
    locale: str = "en-US"
    tz: str = "Europe/London"
    bot_id: str = ""
    app_id: str = ""
    team: str = TEAM


@dataclass(frozen=True, slots=True)
class Channel:
    """A conversation; `shared` with another organisation through Slack Connect. `topic` is a key of the words."""

    id: str
    name: str
    kind: Kind
    members: frozenset[str]
    topic: str = ""
    shared: bool = False
    archived: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `ephemeral_to` names the only person who sees it."""

    ts: str
    channel: str
    user: str
    text: str = ""
    blocks: tuple[Json, ...] = ()
    attachments: tuple[Json, ...] = ()
    files: tuple[Json, ...] = ()
    thread_ts: str | None = None
    broadcast: bool = False
    ephemeral_to: str | None = None
    edited: str | None = None
    metadata: Json | None = None
    event_id: str | None = None

    @property
    def ephemeral(self) -> bool:
        """Whether one person alone sees this."""
        return self.ephemeral_to is not None

    @property
    def is_reply(self) -> bool:
        """Whether this stands in somebody's thread."""
        return self.thread_ts not in (None, self.ts)


class Workspace:
    """The state behind one lock. Every change raises `version` and wakes whoever waits."""

    def __init__(self, clock: Clock, people: Iterable[Person], channels: Iterable[Channel]) -> None:
        self.clock = clock
        self.changed = threading.Condition(threading.RLock())
        self.version = 0
        self.people = {person.id: person for person in people}
        self.channels = {channel.id: channel for channel in channels}
        self._messages: list[Message] = []

    def touch(self) -> None:
        """Say that something changed."""
        with self.changed:
            self.version += 1
            self.changed.notify_all()

    def person(self, reference: str) -> Person:
        """Find somebody by id or by name (`maya`, `@maya`); `KeyError` when there is nobody."""
        name = reference.removeprefix("@")
        for person in self.people.values():
            if name in (person.id, person.name):
                return person
        raise KeyError(reference)

    def channel(self, reference: str, user: str = "") -> Channel:
        """Find a channel by id or name (`#ops`); a person's id or name is the direct message of `user` with them."""
        name = reference.removeprefix("#")
        for channel in self.channels.values():
            if name == channel.id or (channel.kind != "im" and name == channel.name):
                return channel
        return self.direct(self.person(reference).id, user)

    def direct(self, one: str, other: str) -> Channel:
        """Find the direct message between two people; `KeyError` when they never opened one."""
        for channel in self.channels.values():
            if channel.kind == "im" and channel.members == {one, other}:
                return channel
        raise KeyError(f"{one} and {other}")

    def add_person(self, person: Person) -> None:
        """Let somebody join, or change what is known of them."""
        with self.changed:
            self.people[person.id] = person
            self.touch()

    def add_channel(self, channel: Channel) -> None:
        """Create a channel, or change one (invite the bot, archive it)."""
        with self.changed:
            self.channels[channel.id] = channel
            self.touch()

    def post(self, message: Message) -> Message:
        """Keep a message; one without a `ts` gets the next one, blocks without ids get theirs."""
        with self.changed:
            stamped = replace(message, ts=message.ts or self.clock.stamp())
            stamped = replace(stamped, blocks=with_ids(stamped.blocks, stamped.ts))
            self._messages.append(stamped)
            self.touch()
            return stamped

    def find(self, channel: str, ts: str) -> Message | None:
        """Return the message at `ts`, or None."""
        with self.changed:
            return next((one for one in self._messages if one.channel == channel and one.ts == ts), None)

    def put(self, message: Message) -> Message:
        """Let `message` take the place of the one with its channel and `ts`."""
        with self.changed:
            fresh = replace(message, blocks=with_ids(message.blocks, message.ts))
            self._messages = [fresh if (m.channel, m.ts) == (fresh.channel, fresh.ts) else m for m in self._messages]
            self.touch()
            return fresh

    def remove(self, message: Message) -> None:
        """Forget a message."""
        with self.changed:
            self._messages = [m for m in self._messages if (m.channel, m.ts) != (message.channel, message.ts)]
            self.touch()

    def clear(self) -> None:
        """Forget every message."""
        with self.changed:
            self._messages = []
            self.touch()

    def visible(self, user: str, channel: str) -> tuple[Message, ...]:
        """Return what this person sees in the channel and its threads, in order."""
        with self.changed:
            if user not in self.channels[channel].members:
                return ()
            return tuple(m for m in self._messages if m.channel == channel and m.ephemeral_to in (None, user))

    def public(self, channel: str) -> tuple[Message, ...]:
        """Return what everybody in the channel sees."""
        with self.changed:
            return tuple(m for m in self._messages if m.channel == channel and not m.ephemeral)

    def replies(self, channel: str, ts: str) -> tuple[Message, ...]:
        """Return the replies that everybody sees in the thread of the message at `ts`."""
        return tuple(m for m in self.public(channel) if m.thread_ts == ts and m.is_reply)

    def wait_until(self, true: Callable[[], object], timeout: float) -> bool:
        """Wait for `true` to hold, looking again after every change; say whether it does."""
        with self.changed:
            return bool(self.changed.wait_for(true, timeout))


def with_ids(blocks: Iterable[Json], ts: str) -> tuple[Json, ...]:
    """Give every block and every interactive element the id that Slack gives when the app gave none."""
    return tuple(_with_block_id(block, f"b{ts[-4:]}{number}") for number, block in enumerate(blocks))


def _with_block_id(block: Json, block_id: str) -> Json:
    given = {**block, "block_id": block.get("block_id") or block_id}
    if block.get("type") == "actions":
        given["elements"] = [_with_action_id(one, f"a{number}") for number, one in enumerate(block["elements"])]
    if block.get("type") == "container":
        given["child_blocks"] = list(with_ids(block["child_blocks"], block_id))
    for place in ("accessory", "element"):
        if isinstance(block.get(place), dict):
            given[place] = _with_action_id(block[place], "a0")
    return given


def _with_action_id(element: Json, action_id: str) -> Json:
    return element if element.get("type") == "image" else {"action_id": action_id, **element}
