"""What most tests need: the dataset, a Slack with the bot in it, and a database of each kind."""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from bot.playground import StandIn
from bot.playground.registration import Registration
from bot.settings import Settings
from bot.slack.app import load_manifest
from bot.smtp import Explainer
from bot.web import create_app
from tests.postgres import INITDB, Postgres, running

if not INITDB and os.environ.get("CI"):
    raise RuntimeError("CI must try PostgreSQL, and there is none on this machine")


@pytest.fixture(scope="session")
def explainer() -> Explainer:
    return Explainer()


@pytest.fixture
def slack() -> Iterator[StandIn]:
    """A stand-in Slack that talks to the real app over signed HTTP, and refused nothing when the test is over."""
    with StandIn(registration=Registration.from_manifest(load_manifest())) as slack:
        slack.connect(create_app(settings_for(slack)))
        yield slack


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server, real, for all tests of this process."""
    if not INITDB:
        pytest.skip("there is no PostgreSQL on this machine")
    with running() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'bot.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.make(f"t{uuid4().hex}")


def settings_for(slack: StandIn) -> Settings:
    given = slack.credentials
    return Settings(
        given.bot_token, given.signing_secret, given.app_token, api_url=given.api_url, database_url="sqlite://"
    )
