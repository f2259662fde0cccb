"""Mentions and direct messages: where they are answered, and what is told to whom."""

import dataclasses

import pytest

from bot.playground import StandIn
from bot.playground.registration import Registration
from bot.web import create_app
from tests.machine import PATIENCE
from tests.slack.seeing import BOUNCE, SECRET, answers, command, shown, wait
from tests.workspace import registered, settings_for, stand_in


def mention(slack: StandIn, text: str = "", thread_ts: str | None = None, channel: str = "#ops") -> None:
    slack.say("maya", channel, f"<@{slack.bot.id}> {text}", thread_ts=thread_ts)


@pytest.fixture
def reader() -> Registration:
    """A workspace that lets the bot read its channels."""
    asked = registered()
    return dataclasses.replace(asked, scopes=asked.scopes | {"channels:history", "groups:history"})


def test_a_bare_mention_in_a_thread_explains_the_root_where_the_bot_may_read_it(reader: Registration) -> None:
    with stand_in(registration=reader) as slack:
        slack.connect(create_app(settings_for(slack)))
        root = slack.post("mailwatch", "#ops", attachments=[{"text": BOUNCE}])
        mention(slack, thread_ts=root.ts)
        answer = wait(slack, "#ops", "Mailbox full")
        assert answer.thread_ts == root.ts
        assert "jane@" not in answer.text
        assert slack.refusals == []


def test_else_it_says_which_shortcut_does_it(both: StandIn) -> None:
    root = both.post("mailwatch", "#ops", text=BOUNCE)
    both.post("mailwatch", "#ops", text="still failing", thread_ts=root.ts)
    mention(both, thread_ts=root.ts)
    told = wait(both, "#ops", "Explain bounce")
    assert told.ephemeral
    assert told.thread_ts == root.ts
    assert both.refusals == []


def test_a_bare_mention_outside_a_thread_gets_help(slack: StandIn) -> None:
    mention(slack)
    assert wait(slack, "#ops", "SMTP codes, explained")


def test_everything_that_can_be_asked_can_be_asked_inside_a_thread(slack: StandIn) -> None:
    root = slack.say("luc", "#ops", "mail is stuck")
    for asked, words in (("250 521", "vs 521"), ("5xx", "Codes: 5xx"), ("help", "SMTP codes, explained")):
        mention(slack, asked, root.ts)
        assert wait(slack, "#ops", words).thread_ts == root.ts
    assert slack.refusals == []


def test_an_edited_message_is_answered_once(both: StandIn) -> None:
    asked = both.say("maya", "@smtp-bot", "450")
    wait(both, "@smtp-bot", "450 Mailbox Unavailable")
    both.edit("maya", asked, "451")
    both.say("maya", "@smtp-bot", "452")
    wait(both, "@smtp-bot", "452 Insufficient Storage")
    assert len(answers(both, "@smtp-bot")) == 2


def test_other_apps_and_the_bot_itself_are_not_answered(slack: StandIn) -> None:
    slack.post("mailwatch", "#ops", text=f"<@{slack.bot.id}> {BOUNCE}")
    slack.post("smtp-bot", "#ops", text=f"<@{slack.bot.id}> 550")
    mention(slack, "421")
    wait(slack, "#ops", "421 Service")
    assert [message.text for message in answers(slack, "#ops") if "Mailbox" in message.text] == []


def test_what_all_read_is_masked_and_what_one_reads_is_not(both: StandIn) -> None:
    mention(both, BOUNCE)
    public = wait(both, "#ops", "Mailbox full")
    assert "j***@example.com" in public.text + shown(public)
    assert "jane@" not in public.text + shown(public)
    both.say("maya", "@smtp-bot", BOUNCE)
    assert "jane@example.com" in wait(both, "@smtp-bot", "Mailbox full").text


def test_in_a_shared_channel_even_what_one_reads_is_masked(slack: StandIn) -> None:
    mention(slack, "550", channel="#partners")
    wait(slack, "#partners", "550 Mailbox")
    said = command(slack, "maya", f"/smtp {BOUNCE}", "#partners")
    assert "jane@" not in said.text + shown(said)
    assert "jane@example.com" in command(slack, "maya", f"/smtp {BOUNCE}").text


def test_a_posted_secret_is_told_to_its_author_alone(both: StandIn) -> None:
    mention(both, SECRET)
    warning = wait(both, "#ops", "Revoke it now")
    assert warning.ephemeral
    for seen in answers(both, "#ops", "luc"):
        assert "hunter2" not in seen.text + shown(seen)
        assert "password" not in seen.text
    assert both.refusals == []


def test_in_a_direct_message_the_warning_stands_in_the_answer(slack: StandIn) -> None:
    slack.say("maya", "@smtp-bot", SECRET)
    answer = wait(slack, "@smtp-bot", "Mailbox full")
    assert "revoke it" in shown(answer)
    assert "hunter2" not in answer.text


def test_the_language_of_a_persons_slack_is_asked_once_and_remembered(both: StandIn) -> None:
    command(both, "luc", "/smtp 521")
    assert both.workspace.wait_until(lambda: "users.info" in [call.method for call in both.calls], PATIENCE)
    both.say("luc", "@smtp-bot", "521")
    assert wait(both, "@smtp-bot", "521 L'hôte n'accepte", "luc")
    both.say("luc", "@smtp-bot", "550")
    wait(both, "@smtp-bot", "550 Boîte", "luc")
    assert [call.method for call in both.calls].count("users.info") == 1


def test_a_person_whose_first_word_is_a_message_is_answered_in_their_language_at_once(slack: StandIn) -> None:
    slack.say("luc", "@smtp-bot", "521")
    assert wait(slack, "@smtp-bot", "521 L'hôte n'accepte", "luc")


def test_without_the_scope_for_people_english_it_is(slack: StandIn) -> None:
    slack.faults.always("users.info", "missing_scope")
    slack.say("luc", "@smtp-bot", "521")
    assert wait(slack, "@smtp-bot", "521 Host Does Not Accept Mail", "luc")


def test_the_workspaces_language_is_for_those_whose_slack_does_not_tell(reader: Registration) -> None:
    with stand_in(registration=reader) as slack:
        slack.faults.always("users.info", "missing_scope")
        slack.connect(create_app(dataclasses.replace(settings_for(slack), language="fr")))
        assert command(slack, "maya", "/smtp 521").text.startswith("521 L'hôte n'accepte")


def test_a_channels_language_is_that_of_what_is_posted_there(both: StandIn) -> None:
    mention(both, "lang channel fr")
    wait(both, "#ops", "la langue de mes messages dans ce canal")
    mention(both, "521")
    assert wait(both, "#ops", "521 L'hôte n'accepte")
    assert command(both, "maya", "/smtp 521").text.startswith("521 Host")
