"""What most tests need: the dataset, a Slack with the bot in it, and a database of each kind."""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from bot.playground import StandIn
from bot.smtp import Explainer
from bot.web import create_app
from tests.postgres import INITDB, Postgres, running
from tests.workspace import UNHURRIED, settings_for, stand_in

if not INITDB and os.environ.get("CI"):
    raise RuntimeError("CI must try PostgreSQL, and there is none on this machine")


@pytest.fixture(scope="session")
def explainer() -> Explainer:
    return Explainer()


@pytest.fixture
def slack() -> Iterator[StandIn]:
    """A stand-in Slack that talks to the real app over signed HTTP, and refused nothing when the test is over."""
    with stand_in() as slack:
        slack.connect(create_app(settings_for(slack), UNHURRIED))
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
