"""What people do: type a command, write, press, choose, submit. Each gesture waits until the bot has answered it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bot.playground import payloads
from bot.playground.acks import Said, read_command_ack, read_options_ack, read_view_ack, said, whisper
from bot.playground.find import NotThereError, action_of, find_element
from bot.playground.forms import incomplete, is_kept
from bot.playground.methods.events import deleted_event, edited_event, events_of, message_events
from bot.playground.responses import content as shown_content
from bot.playground.typed import read_typed
from bot.playground.workspace import Channel, Json, Message, Person

if TYPE_CHECKING:
    from bot.playground.delivery import Courier
    from bot.playground.files import File
    from bot.playground.slack import Slack
    from bot.playground.views import View


class Gestures:
    """People's hands. Every method names the person first."""

    def __init__(self, slack: Slack, courier: Courier) -> None:
        self._slack = slack
        self._courier = courier

    def command(self, person: Person, channel: Channel, typed: str, thread_ts: str | None = None) -> Said:
        """Type a slash command."""
        name, *rest = typed.strip().split(maxsplit=1)
        text = rest[0] if rest else ""
        if thread_ts:
            note = self._whisper(person, channel, "slackbot.no_threads", thread_ts, command=name)
            return Said(None, "", 0.0, note)
        if name not in self._slack.app.commands or not self._slack.installed:
            note = self._whisper(person, channel, "slackbot.unknown", command=f"`{name}`")
            return Said(None, "", 0.0, note)
        sent = read_typed(self._slack.workspace, text).text if self._slack.app.should_escape else text.strip()
        payload = payloads.slash_command(self._slack, person, channel, name, sent)
        answer = self._courier.send("slash_commands", payload)
        return read_command_ack(self._slack, answer, person.id, channel.id, typed)

    def say(
        self,
        person: Person,
        channel: Channel,
        typed: str,
        thread_ts: str | None = None,
        files: tuple[File, ...] = (),
    ) -> Message:
        """Write a message; the events that it causes are delivered before this returns."""
        read = read_typed(self._slack.workspace, typed)
        held = tuple(file.to_json(whole=False) for file in files)
        message = self._slack.workspace.post(
            Message("", channel.id, person.id, read.text, read.blocks, thread_ts=thread_ts, files=held)
        )
        self._deliver(message, channel)
        return message

    def post(self, author: Person, channel: Channel, content: Json) -> Message:
        """Let another app post, as alert apps do: text, blocks and attachments as they are given."""
        message = Message("", channel.id, author.id, thread_ts=content.get("thread_ts"), **shown_content(content))
        message = self._slack.workspace.post(message)
        self._deliver(message, channel)
        return message

    def edit(self, person: Person, message: Message, typed: str) -> Message:
        """Edit one's message."""
        if message.user != person.id:
            raise PermissionError(f"{person.name} did not write that")
        read = read_typed(self._slack.workspace, typed)
        changed = replace(message, text=read.text, blocks=read.blocks, edited=self._slack.clock.stamp())
        changed = self._slack.workspace.put(changed)
        channel = self._slack.workspace.channels[message.channel]
        if self._is_told_of_all(channel):
            self._event(edited_event(self._slack, message, changed, channel), channel)
        return changed

    def delete(self, person: Person, message: Message) -> None:
        """Delete one's message."""
        if message.user != person.id:
            raise PermissionError(f"{person.name} did not write that")
        channel = self._slack.workspace.channels[message.channel]
        self._slack.workspace.remove(message)
        if self._is_told_of_all(channel):
            self._event(deleted_event(self._slack, message, channel), channel)

    def use(
        self,
        person: Person,
        where: Message | View,
        wanted: str,
        value: str | None = None,
        offered: list[Json] | None = None,
    ) -> Said:
        """Press a button or choose an option; a confirmation dialog is confirmed.

        `offered` are the options that an external select offered before; without them the bot is asked now.
        """
        blocks = where.blocks if isinstance(where, Message) else where.content["blocks"]
        element = find_element(blocks, wanted, value)
        if offered is None:
            offered = self.suggest(person, where, wanted, value or "") if "external" in element["type"] else []
        action = action_of(element, value, offered)
        if isinstance(where, Message):
            payload = payloads.block_actions(self._slack, person, where, action)
        else:
            if is_kept(element):
                where = self.fill(where, wanted, value or "", offered)
            payload = payloads.view_actions(self._slack, person, where, action)
        answer = self._courier.send("interactive", payload)
        now = self._slack.workspace.find(where.channel, where.ts) if isinstance(where, Message) else None
        return said(answer, now)

    def suggest(self, person: Person, where: Message | View, wanted: str, typed: str) -> list[Json]:
        """Type into an external select; return the options that the bot offers."""
        blocks = where.blocks if isinstance(where, Message) else where.content["blocks"]
        element = find_element(blocks, wanted)
        payload = payloads.suggestion(self._slack, person, where, element, typed)
        return read_options_ack(self._slack, self._courier.send("interactive", payload))

    def fill(self, view: View, wanted: str, value: str, offered: list[Json] | None = None) -> View:
        """Enter something into a modal."""
        element = find_element(view.content["blocks"], wanted)
        action = action_of(element, value, offered or [])
        kept = {name: held for name, held in action.items() if name not in ("action_id", "block_id")}
        block = {**view.state.get(element["block_id"], {}), element["action_id"]: kept}
        return self._slack.views.change(view, state={**view.state, element["block_id"]: block})

    def submit(self, person: Person, view: View) -> Said:
        """Press the submit button of a modal; nothing is sent while something required is missing."""
        wrong = incomplete(view.content["blocks"], view.state, partial(self._slack.say, person.id))
        if wrong:
            self._slack.views.change(view, errors=wrong)
            return Said(None, "", 0.0, failure="incomplete")
        answer = self._courier.send("interactive", payloads.view_submission(self._slack, person, view))
        return read_view_ack(self._slack, answer, view)

    def close(self, person: Person, view: View) -> None:
        """Close a modal."""
        self._slack.views.close(person.id)
        if view.content.get("notify_on_close"):
            self._courier.send("interactive", payloads.view_closed(self._slack, person, view))

    def shortcut(self, person: Person, callback_id: str, message: Message | None = None) -> Said:
        """Pick a global shortcut, or one on a message."""
        if not self._slack.app.has_shortcut(callback_id, "message" if message else "global"):
            raise NotThereError(f"{callback_id!r} is not among {[one['name'] for one in self._slack.app.shortcuts]}")
        if message is None:
            payload = payloads.shortcut(self._slack, person, callback_id)
        else:
            payload = payloads.message_action(self._slack, person, message, callback_id)
        return said(self._courier.send("interactive", payload))

    def open_home(self, person: Person) -> View | None:
        """Look at the bot's Home tab; return what is on it afterwards."""
        channel = self._slack.workspace.direct(person.id, self._slack.bot.id)
        event: Json = {"type": "app_home_opened", "user": person.id, "channel": channel.id, "tab": "home"}
        home = self._slack.views.homes.get(person.id)
        if home:
            event["view"] = home.to_json(self._slack.app)
        if "app_home_opened" in self._slack.app.events and self._slack.installed:
            self._event({**event, "event_ts": self._slack.clock.stamp()}, channel)
        return self._slack.views.homes.get(person.id)

    def run_function(self, callback_id: str, inputs: Json) -> str:
        """Let a workflow reach a step of the app; the result appears in `workflows.runs` under the id returned."""
        execution_id = self._slack.workflows.begin(self._slack.app, callback_id, inputs)
        if "function_executed" in self._slack.app.events and self._slack.installed:
            event = payloads.function_executed(self._slack, execution_id)
            self._courier.event(payloads.envelope(self._slack, event))
        return execution_id

    def _deliver(self, message: Message, channel: Channel) -> None:
        if not self._reads(channel):
            if f"<@{self._slack.bot.id}>" in message.text:
                author = self._slack.workspace.people[message.user]
                self._whisper(author, channel, "slackbot.not_here", message.thread_ts, app=f"<@{self._slack.bot.id}>")
            return
        for event in message_events(self._slack, message, channel):
            self._event(event, channel)

    def _whisper(
        self, person: Person, channel: Channel, key: str, thread_ts: str | None = None, **places: str
    ) -> Message:
        return whisper(self._slack, person.id, channel.id, self._slack.say(person.id, key, **places), thread_ts)

    def _reads(self, channel: Channel) -> bool:
        return self._slack.bot.id in channel.members and self._slack.installed

    def _is_told_of_all(self, channel: Channel) -> bool:
        return self._reads(channel) and f"message.{events_of(channel)}" in self._slack.app.events

    def _event(self, event: Json, channel: Channel) -> None:
        self._courier.event(payloads.envelope(self._slack, event, shared=channel.shared))
