"""What a person sees in Slack, over signed HTTP and over Socket Mode."""

import pytest

from bot.playground import StandIn
from bot.slack.app import Timing
from bot.smtp import Explainer
from bot.web import create_app
from tests.slack.seeing import answers, command, shown, wait
from tests.workspace import settings_for, stand_in


def test_the_slash_command_is_answered_in_the_ack_for_the_person_alone(both: StandIn) -> None:
    said = command(both, "maya", "/smtp 250 521")
    assert said.ephemeral
    assert said.text.startswith("250 OK vs 521 Host Does Not Accept Mail")
    assert said.blocks[0]["text"]["text"] == "250 OK vs 521 Host Does Not Accept Mail"
    # Whoever is new is asked after, when the answer is out: which language does Slack speak to them?
    assert {call.method for call in both.calls} <= {"apps.connections.open", "users.info"}
    assert both.refusals == []


def test_a_mention_is_answered_in_its_thread_once_with_a_native_table(both: StandIn) -> None:
    question = both.say("maya", "#ops", f"<@{both.bot.id}> 220 521")
    answer = wait(both, "#ops", "220 Service Ready vs 521")
    assert answer.thread_ts == question.ts
    assert [block["type"] for block in answer.blocks].count("table") == 1
    assert both.refusals == []


def test_a_mention_inside_a_thread_is_answered_in_that_thread(slack: StandIn) -> None:
    root = slack.say("maya", "#ops", "mail is stuck")
    slack.say("maya", "#ops", f"<@{slack.bot.id}> 421", thread_ts=root.ts)
    assert wait(slack, "#ops", "421 Service Not Available").thread_ts == root.ts


def test_a_direct_message_is_answered_there(both: StandIn) -> None:
    both.say("maya", "@smtp-bot", "550 5.7.26")
    answer = wait(both, "@smtp-bot", "550 5.7.26")
    assert not answer.thread_ts
    assert both.refusals == []


def test_the_bot_does_not_answer_itself_other_apps_or_edits(slack: StandIn) -> None:
    asked = slack.say("maya", "@smtp-bot", "450")
    wait(slack, "@smtp-bot", "450 Mailbox Unavailable")
    slack.edit("maya", asked, "451")
    slack.say("maya", "@smtp-bot", "452")
    wait(slack, "@smtp-bot", "452 Insufficient Storage")
    assert len(answers(slack, "@smtp-bot")) == 2


def test_sharing_posts_the_same_answer_for_everybody_with_the_name_of_who_shared(both: StandIn) -> None:
    said = command(both, "maya", "/smtp 250 521")
    both.click("maya", said, "Share to channel")
    shared = both.wait_for("maya", "#ops", lambda message: "Shared by" in str(message.blocks))
    assert shared
    assert not shared.ephemeral
    assert shared.text == said.text
    assert "<@" not in str(shared.blocks)
    assert both.refusals == []


def test_sharing_where_the_bot_is_no_member_still_reaches_the_channel(slack: StandIn) -> None:
    slack.faults.next("chat.postMessage", "not_in_channel")
    said = command(slack, "maya", "/smtp 250 521")
    slack.click("maya", said, "share")
    shared = slack.wait_for("maya", "#ops", lambda message: "Shared by" in str(message.blocks))
    assert shared
    assert not shared.ephemeral


def test_a_button_asks_and_the_answer_is_for_who_clicked(slack: StandIn) -> None:
    said = command(slack, "maya", "/smtp help")
    slack.click("maya", said, "421")
    assert wait(slack, "#ops", "421 Service Not Available").ephemeral


def test_a_button_of_a_foreign_version_is_answered_kindly(slack: StandIn) -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "Share"}, "action_id": "share", "value": "old"}
    posted = slack.post("smtp-bot", "#ops", text="550", blocks=[{"type": "actions", "elements": [button]}])
    slack.click("maya", posted, "share")
    assert wait(slack, "#ops", "That button has expired")


@pytest.mark.parametrize("errors", [["invalid_blocks"], ["invalid_blocks", "msg_blocks_too_long"]])
def test_a_refused_layout_falls_back_and_the_answer_is_not_lost(slack: StandIn, errors: list[str]) -> None:
    for error in errors:
        slack.faults.next("chat.postMessage", error)
    slack.say("maya", "#ops", f"<@{slack.bot.id}> 250 521")
    answer = wait(slack, "#ops", "250 OK vs 521")
    assert "table" not in {block["type"] for block in answer.blocks}
    assert bool(answer.blocks) == (len(errors) == 1)


def test_a_language_is_remembered_for_the_person_and_nobody_else(both: StandIn) -> None:
    assert "Désormais" in command(both, "maya", "/smtp lang fr").text
    assert command(both, "maya", "/smtp 521").text.startswith("521 L'hôte n'accepte")
    assert command(both, "priya", "/smtp 521", channel="#partners").text.startswith("521 Host Does Not Accept Mail")
    both.command("maya", "#ops", "/smtp lang auto")
    assert command(both, "maya", "/smtp 521").text.startswith("521 Host Does Not Accept Mail")


@pytest.mark.parametrize("typed", ["lang fr", "lang auto", "forget me"])
def test_what_somebody_chose_for_themselves_cannot_be_shared(slack: StandIn, typed: str) -> None:
    assert "'share'" not in shown(command(slack, "maya", f"/smtp {typed}"))
    assert "'share'" in shown(command(slack, "maya", "/smtp 521"))


def test_the_first_answer_already_is_in_the_language_of_the_persons_slack(both: StandIn) -> None:
    assert command(both, "luc", "/smtp 521").text.startswith("521 L'hôte n'accepte")


def test_a_slack_that_takes_its_time_to_tell_the_language_is_not_waited_for() -> None:
    with stand_in() as slack:
        slack.connect(create_app(settings_for(slack), Timing(locale=0.1)))
        slack.faults.slow("users.info", 2.0)
        assert command(slack, "haruka", "/smtp 521").text.startswith("521 Host Does Not Accept Mail")


def test_an_error_is_told_to_the_person_with_a_reference(
    slack: StandIn, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(Explainer, "answer", broken)
    said = command(slack, "maya", "/smtp 250 521")
    assert "Something went wrong on my side" in said.text
    assert said.ephemeral
    slack.say("maya", "#ops", f"<@{slack.bot.id}> secret-looking text 550")
    assert wait(slack, "#ops", "tell whoever runs me").ephemeral
    assert "broken on purpose" in caplog.text
    assert "secret-looking" not in caplog.text


def test_hostile_text_pings_nobody(slack: StandIn) -> None:
    said = command(slack, "maya", "/smtp <!channel> <@U0MAYA> &amp;lt;")
    assert "<!channel>" not in said.text
    assert "<@U0MAYA>" not in said.text
    assert slack.refusals == []
