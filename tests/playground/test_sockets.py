"""Socket Mode with the client of the real SDK."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from slack_bolt.adapter.socket_mode import SocketModeHandler

from tests.machine import PATIENCE
from tests.playground.conftest import Bot, build, section

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.playground import StandIn


@pytest.fixture
def bot(slack: StandIn) -> Bot:
    return build(slack)


@pytest.fixture
def handler(slack: StandIn, bot: Bot) -> Iterator[SocketModeHandler]:
    handler = SocketModeHandler(bot.app, slack.credentials.app_token)
    handler.connect()  # type: ignore[no-untyped-call]  # Bolt's own
    assert slack.wait_for_socket()
    # The client closes only between two reads, and a read of its own waits for three seconds.
    session = handler.client.current_session
    assert session is not None
    assert session.sock is not None
    session.sock.settimeout(0.05)
    yield handler
    handler.close()  # type: ignore[no-untyped-call]  # Bolt's own


@pytest.fixture
def dialled(bot: Bot, handler: SocketModeHandler) -> Bot:
    """The bot, with its socket open."""
    assert handler.client.is_connected()
    return bot


def test_a_command_is_answered_in_the_ack(slack: StandIn, dialled: Bot) -> None:
    dialled.ack = {"text": "250 OK", "blocks": [section("*250*")]}
    said = slack.command("maya", "#ops", "/smtp 250")
    assert said.message is not None
    assert (said.message.text, said.message.ephemeral) == ("250 OK", True)
    assert slack.refusals == []


def test_a_refused_ack_is_refused_here_too(slack: StandIn, dialled: Bot) -> None:
    dialled.ack = {"text": "250 OK", "blocks": [section("")]}
    said = slack.command("maya", "#ops", "/smtp 250")
    assert (said.message, len(slack.refusals)) == (None, 1)


def test_an_event_is_acked_and_carries_no_retry(slack: StandIn, dialled: Bot) -> None:
    slack.say("maya", "#ops", "<@U0SMTPBOT> 550")
    assert dialled.events[0]["event"]["type"] == "app_mention"
    assert [delivery.answer.status for delivery in slack.deliveries] == [200]


def test_with_a_socket_open_nothing_goes_over_http(slack: StandIn, dialled: Bot) -> None:
    other = build(slack)
    slack.connect(other.wsgi)
    slack.command("maya", "#ops", "/smtp 250")
    assert (len(dialled.commands), len(other.commands)) == (1, 0)


def test_without_an_ack_the_event_comes_again(slack: StandIn, dialled: Bot) -> None:
    slack._courier.ack_seconds = 0.05  # the three seconds are Slack's; this test has no time for them
    dialled.app.use(lambda: None)  # swallows everything, so that no ack is ever sent
    slack.say("maya", "#ops", "<@U0SMTPBOT> 550")
    retries = [delivery.retry and (delivery.retry.number, delivery.retry.reason) for delivery in slack.deliveries]
    assert retries == [None, (1, "http_timeout"), (2, "http_timeout"), (3, "http_timeout")]


def test_a_client_dials_again_when_slack_asks_for_it(slack: StandIn, dialled: Bot) -> None:
    first = list(slack.slack.sockets.lines)
    slack.refresh_sockets()
    with slack.slack.sockets.changed:
        assert slack.slack.sockets.changed.wait_for(lambda: slack.slack.sockets.lines not in ([], first), PATIENCE)
    slack.command("maya", "#ops", "/smtp 250")
    assert len(dialled.commands) == 1


def test_a_ticket_is_good_for_one_connection(slack: StandIn, handler: SocketModeHandler) -> None:
    address = handler.client.wss_uri
    assert address is not None
    assert address.startswith(slack.url.replace("http", "ws"))
    assert slack.slack.sockets.serve({}, address.rpartition("/")[2]) is False
