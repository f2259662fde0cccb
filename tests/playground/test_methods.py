"""The Web API through the real client: what it does, and in which words it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground import Channel, Registration, StandIn
from tests.playground.conftest import error, section

if TYPE_CHECKING:
    pass


def test_a_posted_message_is_seen_by_everybody(slack: StandIn, client: WebClient) -> None:
    answer = client.chat_postMessage(channel="C0OPS", text="250", blocks=[section("*250*")])
    for person in ("maya", "luc"):
        message = slack.visible(person, "#ops")[-1]
        assert (message.ts, message.text, message.user) == (answer["ts"], "250", slack.bot.id)


def test_an_ephemeral_message_is_seen_by_one_person(slack: StandIn, client: WebClient) -> None:
    client.chat_postEphemeral(channel="C0OPS", user="U0MAYA", text="psst")
    assert slack.visible("maya", "#ops")[-1].text == "psst"
    assert slack.visible("luc", "#ops")[-1].text != "psst"


@pytest.mark.parametrize(
    ("channel", "word"),
    [
        ("C0NOWHERE", "channel_not_found"),
        ("C0RANDOM", "not_in_channel"),
        ("C0OLDOPS", "is_archived"),
        ("U0NOBODY", "channel_not_found"),
    ],
)
def test_posting_is_refused(slack: StandIn, client: WebClient, channel: str, word: str) -> None:
    assert error(client.chat_postMessage, channel=channel, text="x") == word
    assert slack.calls[-1].error == word


def test_a_private_channel_without_the_bot_does_not_exist_for_it(slack: StandIn, client: WebClient) -> None:
    slack.workspace.add_channel(Channel("C0SECRET", "secret", "private", frozenset({"U0MAYA"})))
    assert error(client.chat_postMessage, channel="C0SECRET", text="x") == "channel_not_found"


def test_the_id_of_a_person_means_the_direct_message(slack: StandIn, client: WebClient) -> None:
    client.chat_postMessage(channel="U0LUC", text="bonjour")
    assert slack.visible("luc", "@smtp-bot")[-1].text == "bonjour"


@pytest.mark.parametrize("token", ["", "xoxb-wrong"])
def test_a_wrong_token_is_refused(slack: StandIn, token: str) -> None:
    client = WebClient(token, base_url=slack.api_url)
    assert error(client.auth_test) == ("invalid_auth" if token else "not_authed")


def test_an_app_level_token_opens_connections_and_nothing_else(slack: StandIn, client: WebClient) -> None:
    app_client = WebClient(slack.credentials.app_token, base_url=slack.api_url)
    assert app_client.apps_connections_open(app_token=slack.credentials.app_token)["url"].startswith("ws://127.0.0.1:")
    assert error(app_client.auth_test) == "not_allowed_token_type"
    assert error(client.api_call, api_method="apps.connections.open") == "not_allowed_token_type"


def test_an_unknown_method_is_unknown(client: WebClient) -> None:
    assert error(client.api_call, api_method="chat.shout") == "unknown_method"


def test_refused_blocks_name_the_place_and_are_remembered(slack: StandIn, client: WebClient) -> None:
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel="C0OPS", text="x", blocks=[section("")])
    assert caught.value.response["error"] == "invalid_blocks"
    messages = caught.value.response["response_metadata"]["messages"]
    assert messages == ["[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]"]
    assert [refusal.where for refusal in slack.refusals] == ["chat.postMessage"]


def test_forms_and_json_mean_the_same(slack: StandIn, client: WebClient) -> None:
    arguments = {"channel": "C0OPS", "text": "x", "blocks": '[{"type":"divider"}]'}
    client.api_call("chat.postMessage", data=arguments)
    assert slack.visible("maya", "#ops")[-1].blocks[0]["type"] == "divider"
    assert error(client.api_call, api_method="chat.postMessage", data={**arguments, "blocks": "[{"}) == (
        "invalid_blocks_format"
    )


def test_a_thread_needs_a_root_that_everybody_sees(slack: StandIn, client: WebClient) -> None:
    root = client.chat_postMessage(channel="C0OPS", text="root")["ts"]
    reply = client.chat_postMessage(channel="C0OPS", text="reply", thread_ts=root)["ts"]
    whisper = client.chat_postEphemeral(channel="C0OPS", user="U0MAYA", text="psst")["message_ts"]
    assert slack.visible("maya", "#ops")[-2].thread_ts == root
    post = client.chat_postMessage
    assert error(post, channel="C0OPS", text="x", thread_ts="1.0") == "thread_not_found"
    assert error(post, channel="C0OPS", text="x", thread_ts=whisper) == "thread_not_found"
    assert error(post, channel="C0OPS", text="x", thread_ts=reply) == "cannot_reply_to_message"


def test_only_own_public_messages_are_changed_and_deleted(slack: StandIn, client: WebClient) -> None:
    own = client.chat_postMessage(channel="C0OPS", text="old", blocks=[section("old")])["ts"]
    client.chat_update(channel="C0OPS", ts=own, text="new")
    changed = slack.visible("maya", "#ops")[-1]
    assert (changed.text, changed.blocks[0]["text"]["text"]) == ("new", "old")
    client.chat_delete(channel="C0OPS", ts=own)
    assert slack.visible("maya", "#ops")[-1].ts != own
    foreign = slack.say("maya", "#ops", "mine").ts
    assert error(client.chat_update, channel="C0OPS", ts=foreign, text="x") == "cant_update_message"
    assert error(client.chat_delete, channel="C0OPS", ts=foreign) == "cant_delete_message"
    whisper = client.chat_postEphemeral(channel="C0OPS", user="U0MAYA", text="psst")["message_ts"]
    assert error(client.chat_update, channel="C0OPS", ts=whisper, text="x") == "message_not_found"


def test_whispering_to_somebody_outside_is_refused(client: WebClient) -> None:
    assert error(client.chat_postEphemeral, channel="C0OPS", user="U0PRIYA", text="x") == "user_not_in_channel"


def test_locale_comes_only_when_asked(client: WebClient) -> None:
    assert "locale" not in client.users_info(user="U0LUC")["user"]
    assert client.users_info(user="U0LUC", include_locale=True)["user"]["locale"] == "fr-FR"
    assert error(client.users_info, user="U0NOBODY") == "user_not_found"


def test_what_was_not_asked_for_is_missing() -> None:
    with StandIn(registration=Registration(scopes=frozenset({"chat:write"}))) as slack:
        client = WebClient(slack.credentials.bot_token, base_url=slack.api_url)
        assert error(client.users_info, user="U0LUC") == "missing_scope"
        assert error(client.conversations_replies, channel="C0OPS", ts="1.0") == "missing_scope"


def test_a_thread_is_read_with_history_scopes() -> None:
    with StandIn(registration=Registration(scopes=frozenset({"chat:write", "channels:history"}))) as slack:
        client = WebClient(slack.credentials.bot_token, base_url=slack.api_url)
        root = client.chat_postMessage(channel="C0OPS", text="root")["ts"]
        client.chat_postMessage(channel="C0OPS", text="reply", thread_ts=root)
        thread = client.conversations_replies(channel="C0OPS", ts=root)["messages"]
        assert [message["text"] for message in thread] == ["root", "reply"]
        assert client.conversations_history(channel="C0OPS", limit=1)["messages"][0]["text"] == "root"


@pytest.mark.parametrize("word", ["token_revoked", "is_archived", "internal_error"])
def test_a_planted_fault_hits_the_next_call_only(slack: StandIn, client: WebClient, word: str) -> None:
    slack.faults.next("chat.postMessage", word)
    assert error(client.chat_postMessage, channel="C0OPS", text="x") == word
    client.chat_postMessage(channel="C0OPS", text="x")


def test_a_rate_limit_says_when_to_come_back(slack: StandIn, client: WebClient) -> None:
    slack.faults.next("chat.postMessage", "ratelimited", retry_after=7)
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel="C0OPS", text="x")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "7"


def test_a_pace_is_kept_by_channel_and_by_the_clock_of_the_workspace(slack: StandIn, client: WebClient) -> None:
    slack.faults.pace("chat.postMessage", 1)
    client.chat_postMessage(channel="C0OPS", text="x")
    client.chat_postMessage(channel="C0MAILTEAM", text="x")
    assert error(client.chat_postMessage, channel="C0OPS", text="x") == "ratelimited"
    slack.clock.pass_time(1)
    client.chat_postMessage(channel="C0OPS", text="x")


def test_a_fault_may_hit_every_method(slack: StandIn, client: WebClient) -> None:
    slack.faults.always("*", "token_revoked")
    assert error(client.auth_test) == "token_revoked"
    assert error(client.chat_postMessage, channel="C0OPS", text="x") == "token_revoked"
    slack.faults.clear()
    client.auth_test()


def test_a_slow_answer_comes_late_and_is_good(slack: StandIn) -> None:
    client = WebClient(slack.credentials.bot_token, base_url=slack.api_url, timeout=60)
    slack.faults.slow("chat.postMessage", 0.05)
    client.chat_postMessage(channel="C0OPS", text="late")
    slack.faults.slow("chat.postMessage", 60)
    client.timeout = 0.1  # type: ignore[assignment]  # seconds need not be whole
    with pytest.raises(TimeoutError):
        client.chat_postMessage(channel="C0OPS", text="too late")


def test_a_revoked_token_opens_nothing(slack: StandIn, client: WebClient) -> None:
    slack.admin.uninstall()
    assert error(client.auth_test) == "token_revoked"
    slack.admin.install()
    client.auth_test()


def test_an_optional_scope_may_be_declined(slack: StandIn, client: WebClient) -> None:
    slack.admin.decline("users:read")
    assert error(client.users_info, user="U0LUC") == "missing_scope"
    slack.admin.grant("users:read", "channels:history")
    client.users_info(user="U0LUC")
    assert error(client.conversations_replies, channel="C0OPS", ts="1.0") == "missing_scope"


def test_a_locale_changes(slack: StandIn, client: WebClient) -> None:
    slack.admin.set_locale("luc", "de-DE")
    assert client.users_info(user="U0LUC", include_locale=True)["user"]["locale"] == "de-DE"


def test_an_invited_bot_may_post_and_a_removed_one_may_not(slack: StandIn, client: WebClient) -> None:
    slack.admin.invite("#random")
    client.chat_postMessage(channel="C0RANDOM", text="x")
    slack.admin.kick("#random")
    assert error(client.chat_postMessage, channel="C0RANDOM", text="x") == "not_in_channel"


def test_an_ephemeral_reply_is_shown_in_an_active_thread_only(slack: StandIn, client: WebClient) -> None:
    root = slack.say("maya", "#ops", "root").ts
    client.chat_postEphemeral(channel="C0OPS", user="U0MAYA", text="lost", thread_ts=root)
    assert "lost" not in [message.text for message in slack.visible("maya", "#ops")]
    assert [message.text for message in slack.unseen] == ["lost"]
    slack.say("luc", "#ops", "reply", thread_ts=root)
    client.chat_postEphemeral(channel="C0OPS", user="U0MAYA", text="seen", thread_ts=root)
    assert slack.visible("maya", "#ops")[-1].text == "seen"


def test_an_answer_may_be_lost_after_the_work_is_done(slack: StandIn, client: WebClient) -> None:
    slack.faults.next("chat.postMessage", "http_503", after=True)
    assert error(client.chat_postMessage, channel="C0OPS", text="done") == "http_503"
    assert slack.visible("maya", "#ops")[-1].text == "done"
