"""What Slack refuses: each refusal has its own sentence, and none loses the answer where another way exists."""

import pytest

from bot.playground import StandIn
from bot.slack.views import Message
from bot.smtp import Answer, Explainer, Passage
from tests.machine import PATIENCE
from tests.slack.seeing import answers, shown, wait


def mention(slack: StandIn, text: str) -> None:
    slack.say("maya", "#ops", f"<@{slack.bot.id}> {text}")


SHUT = {
    "not_in_channel": "I am no member of that channel",
    "channel_not_found": "I cannot see that channel",
    "is_archived": "That channel is archived",
    "restricted_action": "I may not post there",
}


@pytest.mark.parametrize("error", SHUT)
def test_where_a_channel_is_shut_the_person_alone_gets_the_answer_and_the_reason(slack: StandIn, error: str) -> None:
    slack.faults.next("chat.postMessage", error)
    mention(slack, "550")
    answer = wait(slack, "#ops", SHUT[error])
    assert answer.ephemeral
    assert "550 Mailbox Unavailable" in answer.text


@pytest.mark.parametrize("error", SHUT)
def test_where_even_that_is_shut_it_comes_as_a_direct_message(slack: StandIn, error: str) -> None:
    slack.faults.next("chat.postMessage", error)
    slack.faults.always("chat.postEphemeral", error)
    mention(slack, "550")
    assert "550 Mailbox Unavailable" in wait(slack, "@smtp-bot", SHUT[error]).text


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_blocks_too_long", "msg_too_long", "invalid_blocks_format"])
@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_refused_layout_is_replaced_by_a_simpler_one(slack: StandIn, error: str, times: int) -> None:
    slack.faults.next("chat.postMessage", error, times=times)
    mention(slack, "250 521")
    assert "vs 521" in wait(slack, "#ops", "250 OK").text
    assert len(answers(slack, "#ops")) == 1


def test_a_layout_that_is_refused_to_the_last_is_told(slack: StandIn) -> None:
    slack.faults.always("chat.postMessage", "msg_too_long")
    mention(slack, "250 521")
    assert wait(slack, "#ops", "too long for Slack").ephemeral


OPERATORS = {
    "token_revoked": "install the app again",
    "invalid_auth": "check SLACK_BOT_TOKEN",
    "account_inactive": "the bot's user was removed",
    "missing_scope": "the app lacks the scope",
}


@pytest.mark.parametrize("error", OPERATORS)
def test_what_only_the_operator_can_mend_is_in_the_log_in_one_sentence(
    slack: StandIn, caplog: pytest.LogCaptureFixture, error: str
) -> None:
    slack.faults.always("chat.postMessage", error)
    mention(slack, "550")
    slack.faults.always("chat.postEphemeral", error)
    slack.command("maya", "#ops", "/smtp 550")
    assert slack.workspace.wait_until(lambda: OPERATORS[error] in caplog.text, PATIENCE)


def test_slack_that_fails_for_a_moment_loses_nothing(slack: StandIn) -> None:
    slack.faults.next("chat.postMessage", "http_503")
    mention(slack, "550")
    wait(slack, "#ops", "550 Mailbox")
    assert len(answers(slack, "#ops")) == 1


def test_a_word_of_slacks_that_nobody_knows_is_told_with_a_reference(slack: StandIn) -> None:
    slack.faults.always("chat.postMessage", "fatal_error")
    mention(slack, "550")
    assert wait(slack, "#ops", "tell whoever runs me").ephemeral


def test_a_long_answer_comes_shortened_with_the_whole_as_a_file_in_its_thread(
    slack: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    _let_every_answer_be_long(monkeypatch)
    mention(slack, "550")
    short = wait(slack, "#ops", "Endless")
    assert "Shortened to fit" in shown(short)
    file = slack.wait_for("maya", "#ops", lambda message: bool(message.files))
    assert file.thread_ts == short.thread_ts
    assert slack.refusals == []


def test_without_the_scope_for_it_the_shortened_text_says_so(
    slack: StandIn, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    _let_every_answer_be_long(monkeypatch)
    slack.faults.always("files.getUploadURLExternal", "missing_scope")
    mention(slack, "550")
    assert "Shortened to fit" in shown(wait(slack, "#ops", "Endless"))
    assert slack.workspace.wait_until(lambda: "lacks the scope" in caplog.text, PATIENCE)


def _let_every_answer_be_long(monkeypatch: pytest.MonkeyPatch) -> None:
    passages = tuple(Passage(f"Part {place}", ("words " * 90,)) for place in range(60))
    long = Answer(kind="code", language="en", title="Endless", summary="Much to say.", passages=passages)
    monkeypatch.setattr(Explainer, "answer", lambda *_, **__: long)


def test_a_sentence_is_a_message_of_its_own() -> None:
    assert Message("a").payload() == {"text": "a"}


def test_nothing_unfurls_and_nothing_is_parsed(slack: StandIn) -> None:
    mention(slack, "550 see https://example.com/ and <!channel>")
    wait(slack, "#ops", "550")
    posts = [call.arguments for call in slack.calls if call.method == "chat.postMessage"]
    assert posts
    for sent in posts:
        assert str(sent["unfurl_links"]).lower() in ("false", "0")
        assert str(sent["unfurl_media"]).lower() in ("false", "0")
        assert sent["parse"] == "none"
        assert "link_names" not in sent
