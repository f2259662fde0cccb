"""No payload ever breaks a limit of Slack: held against the stand-in's own rules, which the views do not share."""

import itertools

import pytest
from msgspec import structs

from bot.playground.limits import Surface, check_message
from bot.slack import views
from bot.slack.views import Message
from bot.smtp import Answer, Explainer, Fact, Passage, as_text
from bot.smtp.query import Search
from tests.slack.walking import mrkdwn_in

LANGUAGES = ["en", "fr"]


def refusal(message: Message, surface: Surface) -> object:
    return check_message(message.payload(), surface, "a test")


def assert_slack_takes(answer: Answer, explainer: Explainer, question: str = "x") -> None:
    say = explainer.dataset.words(answer.language).say
    kept = explainer.keep(explainer.parse(question), answer.language, views.BUTTON_VALUE)
    assert refusal(views.in_ack(answer, say, kept), "ack") is None, question
    for message in views.posted(answer, say, "Shared by maya"):
        assert refusal(message, "post") is None, question


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("share", range(8))
def test_slack_takes_every_pair_of_codes(explainer: Explainer, language: str, share: int) -> None:
    codes = [code.text for code in explainer.dataset.codes()]
    for first, second in itertools.islice(itertools.combinations(codes, 2), share, None, 8):
        question = f"{first} vs {second}"
        assert_slack_takes(explainer.answer(question, language), explainer, question)


@pytest.mark.parametrize("language", LANGUAGES)
def test_slack_takes_every_other_kind_of_answer(explainer: Explainer, language: str) -> None:
    codes = [code.text for code in explainer.dataset.codes()]
    sixes = (" vs ".join(codes[place : place + 6]) for place in range(len(codes) - 5))
    lists = ["5xx", "4xx", "2xx", "5.x", "5.7.x", "200-599", "auth", "rcpt", "mail", "310-319"]
    pairs = (f"{reply} {enhanced}" for reply in ("250", "450", "550") for enhanced in codes if "." in enhanced)
    others = ["help", "lang fr", "lang tlh", "greylisting", "mailbox full", "xyzzy" * 400, "&<>" * 900]
    for question in (*codes, *sixes, *lists, *pairs, *others):
        assert_slack_takes(explainer.answer(question, language), explainer, question)


def test_an_answer_that_is_far_too_long_is_cut_between_blocks_and_says_so(explainer: Explainer) -> None:
    answer = explainer.answer("550")
    long = structs.replace(
        answer,
        title="t " * 400,
        facts=tuple(Fact(f"Fact {place}", "words " * 90) for place in range(80)),
        passages=(Passage("Lines", tuple("more words " * 20 for _ in range(300))),),
    )
    assert_slack_takes(long, explainer)
    message = views.in_ack(long, explainer.dataset.words("en").say, "550")
    assert "Shortened to fit" in str(message.blocks)
    assert message.blocks[-1]["type"] == "actions"


def test_the_text_holds_the_whole_answer(explainer: Explainer) -> None:
    answer = explainer.answer("250 521")
    message = views.in_ack(answer, explainer.dataset.words("en").say, "250 521")
    assert message.text == as_text(answer).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert answer.which in message.text


def test_what_people_and_servers_wrote_is_inert(explainer: Explainer) -> None:
    hostile = "<!channel> <@U123> <http://evil.example|click>"
    answer, say = explainer.answer(hostile), explainer.dataset.words("en").say
    for message in (views.in_ack(answer, say, hostile), *views.posted(answer, say)):
        texts = [message.text, *mrkdwn_in(list(message.blocks))]
        assert not any("<!" in text or "<@" in text or "<http" in text for text in texts)


def test_an_ack_and_the_fallback_use_long_standing_blocks_only(explainer: Explainer) -> None:
    say = explainer.dataset.words("en").say
    answer = explainer.answer("250 521")
    in_ack = views.in_ack(answer, say, "250 521")
    native, in_sections, in_plain_text, in_short = views.posted(answer, say)
    assert {block["type"] for block in in_ack.blocks} <= {"header", "section", "context", "actions"}
    assert [block["type"] for block in native.blocks].count("table") == 1
    assert "table" not in {block["type"] for block in in_sections.blocks}
    assert in_plain_text.blocks == in_short.blocks == ()


def test_what_does_not_fit_into_a_button_cannot_be_shared(explainer: Explainer) -> None:
    say = explainer.dataset.words("en").say
    kept = explainer.keep(Search("x" * 3000), "en", views.BUTTON_VALUE)
    message = views.in_ack(explainer.answer("550"), say, kept)
    assert "Share to channel" not in str(message.blocks)
