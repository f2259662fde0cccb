"""What every surface asks: a text → its answer in the person's language, and what goes into the buttons."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from msgspec import structs

from bot import telemetry
from bot.slack import views
from bot.slack.blocks import OPTIONS
from bot.slack.markup import isolate, straight
from bot.slack.people import LANGUAGE, Asker, People
from bot.slack.views import Message, Say
from bot.smtp import Answer, Column, Diagnosed, Explain, Explainer, Forget, Query, SetLanguage, Table


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with what gives it again (``kept``), and how many secrets stood in what was asked."""

    answer: Answer
    say: Say
    kept: str
    secrets: int = 0


class Desk:
    """Where questions of all surfaces are answered. Knows people and mail, no layout and no way of sending."""

    def __init__(self, explainer: Explainer, people: People) -> None:
        self.explainer = explainer
        self.people = people

    def parse(self, text: str) -> Query:
        """What a person wants, and a paste diagnosed."""
        began = time.perf_counter()
        query = self.explainer.parse(text)
        return self._counted(query, time.perf_counter() - began)

    def diagnosed(self, paste: str | bytes) -> Diagnosed:
        """A paste or a file, even where it says nothing."""
        began = time.perf_counter()
        query = self.explainer.diagnosed(paste)
        self._counted(query, time.perf_counter() - began)
        return query

    def _counted(self, query: Query, seconds: float) -> Query:
        if isinstance(query, Diagnosed):
            telemetry.diagnosis_seconds.observe(seconds)
            for diagnosis in query.findings.diagnoses:
                telemetry.causes.labels(diagnosis.cause).inc()
        elif isinstance(query, Explain) and self.explainer.dataset.facts(query.code).standing == "unknown":
            telemetry.unknown_codes.inc()
        return query

    def reply(self, asked: str | Query, asker: Asker) -> Reply:
        """Answer what somebody typed or pasted."""
        query = self.parse(straight(asked)) if isinstance(asked, str) else asked
        if isinstance(query, Forget):
            return self._forget(query, asker)
        if isinstance(query, SetLanguage) and self.explainer.speaks(query.tag):
            before = self.people.language(asker)
            if not self.people.choose(asker.team, asker.person, LANGUAGE, query.tag):
                return self._not_kept("store.down", self.give(SetLanguage(None), before, masked=False))
        return self.give(query, self.people.language(asker), masked=self.people.is_masked(asker))

    def give(self, query: Query, language: str, *, masked: bool) -> Reply:
        """Answer in this very language."""
        answer = self.explainer.answer(query, language, masked=masked)
        secrets = query.findings.secrets if isinstance(query, Diagnosed) else 0
        kept = self.explainer.keep(query, answer.language, views.BUTTON_VALUE)
        return Reply(self._turned(answer), self._say(answer.language), kept, secrets)

    def _forget(self, query: Query, asker: Asker) -> Reply:
        # Said in the language that is about to be forgotten.
        reply = self.give(query, self.people.language(asker), masked=False)
        return reply if self.people.forget(asker.team, asker.person) else self._not_kept("forget.failed", reply)

    def _not_kept(self, fault: str, reply: Reply) -> Reply:
        """The database did not do what the person wants: say so in place of what was to be said."""
        answer = structs.replace(reply.answer, summary=reply.say(fault))
        return dataclasses.replace(reply, answer=answer)

    def again(self, kept: str, asker: Asker) -> Reply:
        """The same answer again, from what was kept in a button. Raises ValueError for a value that is not ours."""
        query, language = self.explainer.recall(kept)
        if asker.public:
            language = self.people.choice(asker.team, asker.channel, LANGUAGE) or language
        return self.give(query, language, masked=self.people.is_masked(asker))

    def about(self, topic: str, asker: Asker) -> Reply:
        """Answer what was chosen from a type-ahead. Raises KeyError for a foreign topic."""
        answer = self.explainer.about(topic, self.people.language(asker))
        return Reply(self._turned(answer), self._say(answer.language), "")

    def suggest(self, typed: str, asker: Asker, *, codes_only: bool = False) -> list[tuple[str, str]]:
        """The options of a type-ahead: text and value."""
        found = self.explainer.suggest(typed, self.people.language(asker), OPTIONS, codes_only=codes_only)
        return [(each.text, each.value) for each in found]

    def choose_for_channel(self, typed: str, asker: Asker) -> Message | None:
        """``lang channel fr``: the language of what everybody in the channel reads. None for anything else."""
        first, _, others = typed.strip().partition(" ")
        where, _, tag = others.strip().partition(" ")
        if where.lower() not in self._channel_words or asker.is_direct or not asker.channel:
            return None
        query = self.explainer.parse(f"{first} {tag}")
        if not isinstance(query, SetLanguage):
            return None
        if not self.explainer.speaks(query.tag):
            return views.sentence(self.explainer.answer(query, self.people.language(asker)).summary)
        if not self.people.choose(asker.team, asker.channel, LANGUAGE, query.tag):
            return views.sentence(self.people.say(asker)("store.down"))
        if query.tag is None:
            return views.sentence(self.people.say(asker)("channel.auto"))
        name = self.explainer.dataset.languages[query.tag].name
        return views.sentence(self._say(query.tag)("channel.set", name=name))

    def languages(self) -> Mapping[str, str]:
        """The languages that we speak, by tag."""
        return {tag: language.name for tag, language in self.explainer.dataset.languages.items()}

    def outcome(self, text: str, asker: Asker) -> dict[str, Any] | None:
        """What a workflow's step gives of a bounce; None where there is none in the text."""
        query = self.diagnosed(straight(text))
        record = self.explainer.record(query.findings)
        if not record["failures"]:
            return None
        answer = self.explainer.answer(query, self.people.language(asker), masked=True)
        return {**record["failures"][0], "summary": answer.summary, "cause_name": answer.title}

    @cached_property
    def _channel_words(self) -> frozenset[str]:
        tags = self.explainer.dataset.languages
        words = self.explainer.dataset.words
        return frozenset(word for tag in tags for word in words(tag).say("channel.words").split())

    def _say(self, language: str) -> Say:
        return self.people.say_in(language)

    def _turned(self, answer: Answer) -> Answer:
        """Nobody's words turn ours around; in right-to-left languages, codes and addresses stay in one piece."""
        if answer.direction == "rtl":
            return _with_texts(answer, lambda text: isolate(straight(text)))
        return _with_texts(answer, straight)


def _with_texts(answer: Answer, change: Callable[[str], str]) -> Answer:
    """The answer with all that is said in it changed."""
    table = answer.table
    return structs.replace(
        answer,
        title=change(answer.title),
        summary=change(answer.summary),
        facts=tuple(structs.replace(fact, label=change(fact.label), text=change(fact.text)) for fact in answer.facts),
        passages=tuple(
            structs.replace(
                passage,
                heading=change(passage.heading),
                # A mark in a command would be copied into the shell.
                lines=tuple(straight(line) if passage.is_code else change(line) for line in passage.lines),
            )
            for passage in answer.passages
        ),
        notes=tuple(change(note) for note in answer.notes),
        table=table
        and Table(
            tuple(map(change, table.labels)),
            tuple(
                Column(column.code, change(column.title), tuple(map(change, column.cells))) for column in table.columns
            ),
        ),
    )
