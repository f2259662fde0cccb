"""Everything that the bot can send about a question, held against Slack's rules as the stand-in knows them."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.playground.limits import check_message, check_view
from bot.slack import views
from bot.slack.desk import Desk, Reply
from bot.slack.modals import answer_view
from bot.slack.people import Asker, People
from bot.slack.views import Message
from bot.smtp import Answer, Explainer, Query
from bot.store import open_store

ROOT = Path(__file__).parents[2]
CORPORA = Path(os.environ.get("SMTP_BOT_CORPORA", ROOT.parent / "shared/corpora"))
ALONE, AMONG = Asker("T1", "U1", "C1"), Asker("T1", "U1", "C2", "1.1", public=True)
# What a mrkdwn text may hold in angle brackets: a link of ours, with its words.
_LINK = re.compile(r"<https?://[^|<>\s]+\|[^<>]+>")
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\0]")
_ISOLATED = re.compile("(?:^|(?<=[*\n ]))\u200f|\u2068[^\u2066-\u2069\n]+(?:\u2069|…)")


def desk_in(explainer: Explainer, language: str) -> Desk:
    """The desk of a workspace that speaks this language."""
    return Desk(explainer, People(explainer, open_store("sqlite://"), language, patience=0))


def assert_slack_takes(desk: Desk, asked: str | Query, *, damaged: bool = False) -> None:
    """Every payload of this question, on every surface, is within Slack's limits and pings nobody.

    What a button gives again is the same answer; of ``damaged`` text it may be worded otherwise.
    """
    alone, among = desk.reply(asked, ALONE), desk.reply(asked, AMONG)
    for surface, message in _messages(alone, among):
        refusal = check_message(message.payload(), surface, "a test")
        assert refusal is None, str(refusal)[:600]
        _assert_inert(message, alone.answer.direction)
    refusal = check_view(answer_view(alone), "modal", "a test")
    assert refusal is None, str(refusal)[:600]
    if among.kept:
        again = desk.again(among.kept, AMONG)
        assert damaged or again.answer.title == among.answer.title


def _messages(alone: Reply, among: Reply) -> Iterator[tuple[Any, Message]]:
    yield "ack", views.in_ack(alone.answer, alone.say, alone.kept)
    yield "response_url", views.details(alone.answer, alone.say)
    yield "ephemeral", views.in_ack(among.answer, among.say, among.kept)
    for message in views.posted(among.answer, among.say, "Shared by maya", among.kept):
        yield "post", message
    parts: list[tuple[str, Answer | str, str]] = [
        ("full.eml", among.answer, among.kept),
        ("cat.png", "This is a picture.", ""),
    ]
    for message in views.several(parts, among.say):
        yield "post", message


def _assert_inert(message: Message, direction: str) -> None:
    for text in (message.text, *mrkdwn_in(list(message.blocks))):
        left = _LINK.sub("", text)
        assert "<" not in left, left[:300]
        # What stands in one piece in a right-to-left text begins and ends in it.
        ours = _ISOLATED.sub("", text) if direction == "rtl" else text
        assert not _TURNS.search(ours), ours[:300]


def mrkdwn_in(value: object) -> Iterator[str]:
    """Every mrkdwn text in blocks, each of which must be verbatim."""
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            assert value["verbatim"] is True
            yield value["text"]
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from mrkdwn_in(each)


def own_bounces() -> Iterator[bytes]:
    """The project's own cases."""
    files = sorted((ROOT / "tests/bounces").rglob("*"))
    yield from (file.read_bytes() for file in files if file.suffix in (".eml", ".txt"))


def foreign_bounces() -> Iterator[bytes]:
    """Other people's, where they lie beside the project."""
    for folder in ("sisimai", "flufl", "crisp", "derived-text"):
        files = sorted((CORPORA / folder / "files").rglob("*"))
        yield from (file.read_bytes() for file in files if file.is_file())
    for name in ("formats", "lines"):
        for file in sorted((CORPORA / name).glob("*.jsonl")):
            yield from (json.loads(line)["text"].encode() for line in file.read_text("utf-8").splitlines())


def foreign_messages() -> Iterator[tuple[str, str]]:
    """The text of a bounce, and the same as Slack delivers it."""
    for file in sorted((CORPORA / "derived-text/files").glob("*")):
        as_delivered = CORPORA / "derived-slack/files" / file.name
        if as_delivered.is_file():
            yield file.read_text("utf-8", "replace"), as_delivered.read_text("utf-8", "replace")
