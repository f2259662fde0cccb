"""A message with its files → what is said about it: one answer, or one message about several files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient

from bot.slack import views
from bot.slack.desk import Desk, Reply
from bot.slack.files import MOST_FILES, Files, UnreadableError
from bot.slack.people import Asker
from bot.slack.views import Message, Say
from bot.smtp import Help, Search

Json = Mapping[str, Any]
Part = tuple[str, Reply | str]  # a file's name, and its answer or the sentence why there is none


@dataclass(frozen=True, slots=True)
class Found:
    """What is said about a message."""

    say: Say
    parts: tuple[Part, ...]

    @property
    def secrets(self) -> int:
        """How many secrets stood in the message and its files."""
        return sum(reply.secrets for _, reply in self.parts if isinstance(reply, Reply))

    def posted(self) -> Iterator[Message]:
        """For ``chat.postMessage``, best first."""
        if len(self.parts) > 1:
            yield from self._several()
            return
        name, reply = self.parts[0]
        if isinstance(reply, str):
            yield views.sentence(f"{name}: {reply}")
        else:
            yield from views.posted(reply.answer, reply.say, kept=reply.kept)

    def whispered(self) -> list[Message]:
        """For the person alone, best first."""
        if len(self.parts) > 1:
            return list(self._several())
        name, reply = self.parts[0]
        if isinstance(reply, str):
            return [views.sentence(f"{name}: {reply}")]
        message = views.in_ack(reply.answer, reply.say, reply.kept)
        return [message, Message(message.text)]

    def _several(self) -> Iterator[Message]:
        told = [
            (name, reply, "") if isinstance(reply, str) else (name, reply.answer, reply.kept)
            for name, reply in self.parts
        ]
        return views.several(told, self.say)


class Answering:
    """Answers texts and files alike."""

    def __init__(self, desk: Desk, files: Files) -> None:
        self._desk = desk
        self._files = files

    def answer(
        self, text: str, files: Sequence[Json], client: WebClient, asker: Asker, *, searching: bool = True
    ) -> Found:
        """Answer the files, and the text where it asks for something of its own.

        Without ``searching``, words that hold no bounce are not looked for among the codes: they are no bounce.
        """
        parts = [self._of_file(file, client, asker) for file in files[:MOST_FILES]]
        query = self._desk.parse(text) if text else None
        if not parts or (query and not isinstance(query, Help | Search)):
            if isinstance(query, Search) and not searching:
                query = self._desk.diagnosed(text)
            parts.insert(0, ("", self._desk.reply(query or text, asker)))
        say = self._desk.people.say(asker)
        return Found(say, tuple((name or say("label.said"), reply) for name, reply in parts))

    def _of_file(self, file: Json, client: WebClient, asker: Asker) -> Part:
        name = str(file.get("name") or file.get("title") or file.get("id") or "?")
        try:
            content = self._files.read(client, file)
        except UnreadableError as error:
            sentence = self._desk.people.say(asker)(str(error), most=self._files.most_megabytes)
            return name, sentence
        return name, self._desk.reply(self._desk.diagnosed(content), asker)
