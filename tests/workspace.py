"""A Slack with all that our manifest asks for, which waits for acks as long as a busy machine needs."""

from typing import Any

from bot.playground import StandIn
from bot.playground.registration import Registration
from bot.settings import Settings
from bot.slack.app import Timing, load_manifest
from tests.machine import PATIENCE

UNHURRIED = Timing(locale=PATIENCE)  # a machine that is busy may take its time to tell the language of somebody


def registered() -> Registration:
    return Registration.from_manifest(load_manifest())


def stand_in(**given: Any) -> StandIn:
    """A stand-in; `given` as for `StandIn`. Acks within Slack's three seconds are measured by `make bench`."""
    return StandIn(**{"registration": registered(), "ack_seconds": PATIENCE, **given})


def settings_for(slack: StandIn, database_url: str = "sqlite://") -> Settings:
    """What the bot needs to work for this workspace."""
    given = slack.credentials
    return Settings(
        given.bot_token, given.signing_secret, given.app_token, api_url=given.api_url, database_url=database_url
    )
