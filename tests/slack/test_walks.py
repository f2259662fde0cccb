"""Every payload that the bot can send: within Slack's limits, and nobody is pinged."""

import pytest

from bot.playground.limits import check_message, check_view
from bot.slack import views
from bot.slack.home import home
from bot.slack.markup import plain_text, whole_text
from bot.slack.modals import answer_view, look_up
from bot.smtp import Explainer, load_dataset
from tests.slack.walking import (
    ALONE,
    CORPORA,
    assert_slack_takes,
    desk_in,
    foreign_bounces,
    foreign_messages,
    own_bounces,
)

LANGUAGES = list(load_dataset().languages)


@pytest.mark.parametrize("language", LANGUAGES)
def test_slack_takes_every_code_and_every_pair_with_521(explainer: Explainer, language: str) -> None:
    desk = desk_in(explainer, language)
    for code in explainer.dataset.codes():
        assert_slack_takes(desk, code.text)
        assert_slack_takes(desk, f"{code} vs 521")


@pytest.mark.parametrize("language", LANGUAGES)
def test_slack_takes_every_cause_every_list_and_every_word_of_its_own(explainer: Explainer, language: str) -> None:
    desk = desk_in(explainer, language)
    for cause in explainer.dataset.rules().causes:
        reply = desk.about(f"cause:{cause}", ALONE)
        for message in (views.in_ack(reply.answer, reply.say, ""), *views.posted(reply.answer, reply.say)):
            assert check_message(message.payload(), "post", "a test") is None
        assert check_view(answer_view(reply), "modal", "a test") is None
    for asked in (
        "help",
        "forget me",
        "lang xx",
        *(f"lang {tag}" for tag in LANGUAGES),
        "2xx",
        "3xx",
        "4xx vs 5xx",
        "4.7.x",
    ):
        assert_slack_takes(desk, asked)
        desk.people.choose("T1", "U1", "language", None)
    say = desk.people.say_in(language)
    assert check_view(home(say, desk.languages(), language, masked=True), "home", "a test") is None
    assert check_view(look_up(say), "modal", "a test") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_slack_takes_every_bounce_of_ours(explainer: Explainer, language: str) -> None:
    desk = desk_in(explainer, language)
    for case in own_bounces():
        assert_slack_takes(desk, explainer.diagnosed(case))
        assert_slack_takes(desk, case.decode("utf-8", "replace"))


@pytest.mark.skipif(not CORPORA.is_dir(), reason="other people's bounces do not lie here")
@pytest.mark.parametrize("language", LANGUAGES)
def test_slack_takes_every_bounce_of_others(explainer: Explainer, language: str) -> None:
    desk, cases = desk_in(explainer, language), list(foreign_bounces())
    assert len(cases) > 1_000
    for case in cases:
        assert_slack_takes(desk, explainer.diagnosed(case))


@pytest.mark.skipif(not CORPORA.is_dir(), reason="other people's bounces do not lie here")
def test_a_bounce_as_slack_delivers_it_is_answered_as_it_was_pasted(explainer: Explainer) -> None:
    desk, pairs, same = desk_in(explainer, "en"), list(foreign_messages()), 0
    assert len(pairs) > 300
    for pasted, delivered in pairs:
        for read in (plain_text, whole_text):
            assert_slack_takes(desk, read({"text": delivered}))
        title = desk.reply(pasted, ALONE).answer.title
        same += all(
            desk.reply(read({"text": delivered}), ALONE).answer.title == title for read in (plain_text, whole_text)
        )
    assert same / len(pairs) > 0.97, same / len(pairs)
