"""What most tests need: the dataset, and a Slack with the bot in it."""

from collections.abc import Iterator

import pytest

from bot.playground import StandIn
from bot.playground.registration import Registration
from bot.settings import Settings
from bot.slack.app import load_manifest
from bot.smtp import Explainer
from bot.web import create_app


@pytest.fixture(scope="session")
def explainer() -> Explainer:
    return Explainer()


@pytest.fixture
def slack() -> Iterator[StandIn]:
    """A stand-in Slack that talks to the real app over signed HTTP, and refused nothing when the test is over."""
    with StandIn(registration=Registration.from_manifest(load_manifest())) as slack:
        slack.connect(create_app(settings_for(slack)))
        yield slack


def settings_for(slack: StandIn) -> Settings:
    given = slack.credentials
    return Settings(
        given.bot_token, given.signing_secret, given.app_token, api_url=given.api_url, database_url="sqlite://"
    )
