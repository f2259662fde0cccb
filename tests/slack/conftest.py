"""The same Slack over each of the two transports."""

from collections.abc import Iterator

import pytest
from slack_bolt.adapter.socket_mode import SocketModeHandler

from bot.playground import StandIn
from bot.slack.app import build_app
from bot.smtp import Explainer
from bot.store import open_store
from tests.workspace import UNHURRIED, settings_for, stand_in


@pytest.fixture(params=["http", "socket"])
def both(request: pytest.FixtureRequest, explainer: Explainer) -> Iterator[StandIn]:
    """A stand-in Slack that talks to the real app over signed HTTP, then over Socket Mode."""
    if request.param == "http":
        yield request.getfixturevalue("slack")
        return
    with stand_in() as slack:
        settings = settings_for(slack)
        handler = SocketModeHandler(
            build_app(settings, explainer, open_store(settings.database_url), UNHURRIED), settings.app_token
        )
        handler.connect()  # type: ignore[no-untyped-call]  # slack_bolt types most of itself
        assert slack.wait_for_socket()
        yield slack
        handler.close()  # type: ignore[no-untyped-call]
