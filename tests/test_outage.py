"""The database goes away: people are still answered, told what could not be kept, and everything mends itself."""

import json
import time
from collections.abc import Iterator

import pytest

from bot.playground import StandIn
from bot.store import Store
from bot.web import Front, create_app
from tests.front import command, request
from tests.machine import PATIENCE, wait_until
from tests.postgres import Postgres
from tests.slack.seeing import wait
from tests.workspace import settings_for, stand_in


@pytest.fixture
def site(postgres: Postgres) -> Iterator[tuple[StandIn, Front]]:
    with stand_in() as slack:
        url = postgres.make(f"outage{time.monotonic_ns()}")
        first = Store(url)
        first.migrate()
        first.close()
        app = create_app(settings_for(slack, url))
        slack.connect(app)
        yield slack, app
        app.close()


def test_look_ups_and_diagnoses_go_on_without_the_database_and_choices_come_back(
    site: tuple[StandIn, Front], postgres: Postgres
) -> None:
    slack, app = site
    secret = slack.credentials.signing_secret

    def said(text: str) -> str:
        return str(json.loads(command(app, secret, text, user_id="U0MAYA", channel_id="C0OPS").body)["text"])

    assert said("lang fr").startswith("Langue")
    assert request(app, "/readyz").status == 200
    postgres.stop()
    try:
        assert request(app, "/readyz").status == 503
        assert request(app, "/healthz").status == 200
        assert said("250 521").startswith("250 ")
        assert "5.1.1" in said("550 5.1.1 <jane@example.org>: Recipient address rejected: User unknown")
        slack.say("luc", "#ops", f"<@{slack.bot.id}> 421")
        assert wait(slack, "#ops", "421 ")
        for text in ("lang de", "lang channel de", "forget me"):
            assert "injoignable" in said(text)
        slack.open_home("maya")
        for control, value in (("language", "de"), ("privacy", "mask"), ("forget", None)):
            assert slack.workspace.wait_until(lambda: slack.home("maya"), PATIENCE)
            tab = slack.home("maya")
            assert tab
            slack.click("maya", tab, control, value)
            assert slack.workspace.wait_until(lambda: "out of reach" in str(slack.home("maya")), PATIENCE)
            slack.open_home("maya")
            assert slack.workspace.wait_until(lambda: "out of reach" not in str(slack.home("maya")), PATIENCE)
    finally:
        postgres.start()
    wait_until(lambda: request(app, "/readyz").status == 200)
    wait_until(lambda: said("521").startswith("521 L'h"))
    assert said("lang de").startswith("Sprache")
    assert "gelöscht" in said("forget me")
    assert said("521").startswith("521 Host")
