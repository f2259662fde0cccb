"""What the page says: every key is there, every key is used, and the language is that of a person's Slack."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bot.playground.page import STATIC
from bot.playground.sight import LOCALES
from bot.playground.words import Wordless
from bot.smtp.locales import language_for
from tests.playground.conftest import words
from tests.playground.test_page import ask, say, state

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.playground import StandIn
    from tests.playground.conftest import Bot

FIFTEEN = ["ar", "de", "en", "es", "fr", "id", "it", "ja", "ko", "pt", "ru", "tr", "vi", "zh-Hans", "zh-Hant"]
KEY = re.compile(r'"([a-z_]+\.[a-z_]+)"')
PROSE = re.compile(r'"[A-Z][a-z]+ [a-z][^"]*"|(?:"aria-label"|title|placeholder|label): ["`][A-Za-z]')
PLACES = re.compile(r"words(?:Around)?\(\"([a-z_.]+)\"(?:, \{([^}]*)\})?\)")
ENGLISH = words("en-US").sentences
TABLES = {key.partition(".")[0] for key in ENGLISH}


def sources() -> Iterator[Path]:
    yield from STATIC.glob("*.js")
    yield STATIC / "index.html"
    yield from STATIC.parent.glob("*.py")


def used_keys() -> set[str]:
    found = {key for path in sources() for key in KEY.findall(path.read_text("utf-8"))}
    return {key for key in found if key.partition(".")[0] in TABLES}


def test_every_key_that_is_used_has_english_words() -> None:
    assert used_keys() - set(ENGLISH) == set()


def test_all_english_words_are_used() -> None:
    assert set(ENGLISH) - used_keys() == set()


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
def test_the_script_holds_no_words_of_its_own(path: Path) -> None:
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.lstrip().startswith("//")]
    assert [line for line in lines if PROSE.search(line)] == []


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
def test_every_place_of_a_sentence_is_filled(path: Path) -> None:
    for key, given in PLACES.findall(path.read_text("utf-8")):
        names = [each.partition(":")[0].strip() for each in re.sub(r"\(.*?\)", "", given).split(",")]
        assert {name for name in names if name} == set(re.findall(r"\{(\w+)\}", ENGLISH[key])), key


def test_slack_can_speak_each_of_the_languages() -> None:
    assert {language_for(locale, FIFTEEN) for locale in LOCALES} == set(FIFTEEN)


@pytest.mark.parametrize(
    ("locale", "tag"),
    [("fr-FR", "fr"), ("es-LA", "es"), ("en-GB", "en"), ("ja-JP", "ja"), ("xx-XX", "en"), ("", "en")],
)
def test_the_page_follows_the_locale(slack: StandIn, locale: str, tag: str) -> None:
    said = ask(slack, "GET", f"/playground/words?locale={locale}")[1]
    assert (said["tag"], said["direction"]) == (tag, "ltr")
    assert said["languages"]["ja"] == "日本語"
    assert set(said["sentences"]) >= set(ENGLISH)


def test_slackbot_speaks_the_persons_language(slack: StandIn, bot: Bot) -> None:
    say(slack, "/nothing", **{"as": "U0LUC"})
    told = state(slack, "U0LUC")["messages"]["C0OPS"][-1]["text"]
    assert told == words("fr-FR").sentences["slackbot.unknown"].replace("{command}", "`/nothing`")
    assert bot.commands == []


def test_a_stand_in_that_was_given_no_words_says_keys(slack: StandIn) -> None:
    slack.slack.words = Wordless
    said = slack.command("maya", "#ops", "/nothing")
    assert said.message
    assert said.message.text == "slackbot.unknown"
