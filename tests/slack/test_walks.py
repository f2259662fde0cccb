"""Every payload that the bot can send: within Slack's limits, and nobody is pinged."""

import pytest

from bot.slack.markup import plain_text, whole_text
from bot.smtp import Explainer
from tests.slack.walking import (
    ALONE,
    CORPORA,
    assert_slack_takes,
    desk_in,
    foreign_bounces,
    foreign_messages,
    own_bounces,
)

LANGUAGES = ["de", "en", "es", "fr", "ja"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_slack_takes_every_code_and_every_pair_with_521(explainer: Explainer, language: str) -> None:
    desk = desk_in(explainer, language)
    for code in explainer.dataset.codes():
        assert_slack_takes(desk, code.text)
        assert_slack_takes(desk, f"{code} vs 521")


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
