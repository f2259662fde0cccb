"""Many workspaces: install, reinstall, an organization, renewed tokens, leaving; on SQLite and on PostgreSQL."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import create_engine, text

from bot.assembly import assemble
from bot.playground import StandIn
from bot.playground.grants import Grant
from bot.settings import Settings, SettingsError
from bot.slack import workspaces
from bot.store import Store, parse_url
from bot.web import create_app
from tests.front import Shown, command, event, request
from tests.machine import wait_until
from tests.workspace import stand_in

CLIENT = "1234567890.0987654321"
SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105 - of an app that does not exist
KEY = Fernet.generate_key().decode()
ACME = Grant("T2", "Acme <b>&")
ORG = Grant("", "Big Corp", enterprise="E1", everywhere=True)


@dataclass
class Site:
    """One process of the bot, its Slack and its database."""

    slack: StandIn
    database: str
    keys: tuple[str, ...] = (KEY,)
    app: Any = None
    opened: list[Any] = field(default_factory=list)

    def start(self) -> "Site":
        self.store().migrate()
        self.app = self.process()
        return self

    def process(self) -> Any:
        """One more process of the bot, on the same database."""
        self.opened.append(create_app(self.settings()))
        return self.opened[-1]

    def store(self) -> Store:
        store = Store(self.database, self.keys)
        self.opened.append(store)
        return store

    def close(self) -> None:
        for each in self.opened:
            each.close()

    def settings(self) -> Settings:
        given = self.slack.credentials
        return Settings(
            "",
            given.signing_secret,
            api_url=given.api_url,
            database_url=self.database,
            client_id=CLIENT,
            client_secret=SECRET,
            public_url="https://bot.example",
            encryption_keys=self.keys,
        )

    def install(self, grant: Grant, **headers: str) -> Shown:
        invited = request(self.app, "/slack/install", **headers)
        assert invited.status == 200
        state, cookie = state_of(invited)
        return self.come_back(cookie, state=state, code=self.slack.grants.agree(grant), **headers)

    def come_back(self, cookie: str = "", **query: str) -> Shown:
        given = {"accept_language": query.pop("accept_language", "en")}
        return request(self.app, "/slack/oauth_redirect", query=urlencode(query), cookie=cookie, **given)

    def ask(self, team: str = "T2", words: str = "250 521", **fields: str) -> Shown:
        return command(self.app, self.slack.credentials.signing_secret, words, team, **fields)

    def tell(self, inner: dict[str, Any], team: str | None = "T2", **outer: Any) -> Shown:
        return event(self.app, self.slack.credentials.signing_secret, inner, team, **outer)

    def mention(self) -> dict[str, Any]:
        """A message in #ops that mentions the bot, as its event tells it."""
        written = self.slack.post("mailwatch", "#ops", text="421")
        return {"type": "app_mention", "user": "U0MAYA", "channel": "C0OPS", "ts": written.ts, "text": "<@U0> 421"}

    def rows(self, table: str) -> list[Any]:
        engine = create_engine(parse_url(self.database))
        with engine.connect() as connection:
            found = list(connection.execute(text(f"SELECT * FROM {table} ORDER BY 1")).mappings())  # noqa: S608
        engine.dispose()
        return found


def state_of(invited: Shown) -> tuple[str, str]:
    link = re.search(r'href="([^"]+)"', invited.body)
    assert link
    query = parse_qs(urlsplit(link[1].replace("&amp;", "&")).query)
    assert query["client_id"] == [CLIENT]
    assert query["redirect_uri"] == ["https://bot.example/slack/oauth_redirect"]
    assert "chat:write" in query["scope"][0]
    return query["state"][0], invited.headers["set-cookie"].partition(";")[0]


@pytest.fixture
def site(database: str) -> Iterator[Site]:
    with stand_in(now=time.time) as slack:
        site = Site(slack, database).start()
        yield site
        site.close()


def test_nobody_is_answered_before_the_installation_and_everybody_after(site: Site) -> None:
    assert "I am not installed in this workspace" in site.ask().body
    done = site.install(ACME)
    assert done.status == 200
    assert "Acme &lt;b&gt;&amp; now" in done.body
    assert "https://slack.com/app_redirect?app=" in done.body
    assert "250 OK vs 521" in site.ask().body
    assert "250 OK" not in site.ask("T3").body


def test_pages_are_in_the_browsers_language_and_cannot_be_framed(site: Site) -> None:
    invited = request(site.app, "/slack/install", accept_language="tlh, fr-CH;q=0.9, en;q=0.8")
    assert '<html lang="fr" dir="ltr">' in invited.body
    for name in ("content-security-policy", "x-content-type-options", "referrer-policy", "x-frame-options"):
        assert name in invited.headers
    assert "default-src 'none'" in invited.headers["content-security-policy"]
    assert '<html lang="en"' in request(site.app, "/slack/install", accept_language="'\"><script>").body


def test_a_state_is_good_once_and_only_in_the_browser_that_began(site: Site) -> None:
    state, cookie = state_of(request(site.app, "/slack/install"))
    assert site.come_back(state=state, code="x").status == 400
    code = site.slack.grants.agree(ACME)
    assert site.come_back(cookie, state=state, code=code).status == 200
    again = site.come_back(cookie, state=state, code=site.slack.grants.agree(ACME))
    assert again.status == 400
    assert "used before" in again.body
    assert len(site.rows("slack_installations")) == 1


def test_what_slack_or_a_stranger_says_in_the_address_does_nothing(site: Site) -> None:
    refused = site.come_back(error="<script>alert(1)</script>")
    assert "<script>" not in refused.body
    assert "scriptalert1script" in refused.body
    assert "did not agree" in site.come_back(error="access_denied").body
    state, cookie = state_of(request(site.app, "/slack/install"))
    assert "invalid_code" in site.come_back(cookie, state=state, code="nonsense").body
    assert site.come_back(cookie, state=state, code="x", redirect="https://evil.example").status == 400
    assert not site.rows("slack_installations")


def test_a_reinstallation_reaches_this_process_at_once_and_the_others_within_a_minute(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.install(ACME)
    other = site.process()
    secret = site.slack.credentials.signing_secret
    assert "250 OK" in command(other, secret, "250 521", "T2").body
    first = site.store().installations(CLIENT).find_bot(enterprise_id=None, team_id="T2")
    site.install(ACME)
    second = site.store().installations(CLIENT).find_bot(enterprise_id=None, team_id="T2")
    assert first
    assert second
    assert first.bot_token
    assert first.bot_token != second.bot_token
    site.slack.grants.end(first.bot_token)
    mention = site.mention()
    site.tell(mention)
    wait_until(lambda: any(call.method == "chat.postMessage" and not call.error for call in site.slack.calls))
    monkeypatch.setattr(time, "monotonic", lambda now=time.monotonic: now() + workspaces.FRESH)
    assert "250 OK" in command(other, secret, "250 521", "T2").body


def test_an_organization_installs_for_all_of_its_workspaces(site: Site) -> None:
    assert site.install(ORG).status == 200
    inside = {"enterprise_id": "E1", "is_enterprise_install": "true"}
    assert "250 OK" in site.ask("T7", **inside).body
    assert "250 OK" in site.ask("T8", **inside).body
    assert "250 OK" not in site.ask("T8", enterprise_id="E2", is_enterprise_install="true").body
    site.ask("T7", "lang fr", **inside)
    assert "521 L'h" in site.ask("T8", "521", **inside).body
    assert [row["team"] for row in site.rows("preferences") if row["name"] == "language"] == ["E1"]
    site.tell({"type": "app_uninstalled"}, None, enterprise_id="E1", is_enterprise_install=True)
    wait_until(lambda: not site.rows("slack_bots") and not site.rows("preferences"))
    assert "250 OK" not in site.ask("T7", **inside).body


@pytest.mark.parametrize("farewell", [
    {"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0SMTPBOT"]}},
])  # fmt: skip
def test_who_leaves_leaves_nothing_behind(site: Site, farewell: dict[str, Any]) -> None:
    site.install(ACME)
    site.install(Grant("T9", "Stays"))
    for team in ("T2", "T9"):
        site.ask(team, "lang fr")
    site.tell(farewell)
    wait_until(lambda: {row["team_id"] for row in site.rows("slack_bots")} == {"T9"})
    wait_until(lambda: {row["team"] for row in site.rows("preferences")} == {"T9"})
    assert {row["team_id"] for row in site.rows("slack_installations")} == {"T9"}
    assert "250 OK" not in site.ask().body
    assert "521" in site.ask("T9").body


def test_a_token_is_renewed_before_it_ends_and_by_one_process_only(site: Site) -> None:
    site.install(Grant("T2", "Acme", rotates=True))
    installations = site.store().installations(CLIENT)

    def bot() -> Any:
        return installations.find_bot(enterprise_id=None, team_id="T2")

    began = bot()
    assert began.bot_token.startswith("xoxe.xoxb-")
    aged = bot()
    aged.bot_token_expires_at = int(time.time()) + 600
    installations.save_bot(aged)
    processes = [site.process() for _ in range(3)]
    for process in processes:
        assert "250 OK" in command(process, site.slack.credentials.signing_secret, "250 521", "T2").body
    wait_until(lambda: bot().bot_token != began.bot_token)
    assert bot().bot_token_expires_at > time.time() + 7_200
    renewals = [call for call in site.slack.calls if call.arguments.get("grant_type") == "refresh_token"]
    assert [call.error for call in renewals] == [None]


def test_a_token_that_has_ended_is_renewed_before_the_answer(site: Site) -> None:
    site.install(Grant("T2", "Acme", rotates=True))
    installations = site.store().installations(CLIENT)
    bot: Any = installations.find_bot(enterprise_id=None, team_id="T2")
    bot.bot_token_expires_at = int(time.time()) - 5
    installations.save_bot(bot)
    fresh = site.process()
    assert "250 OK" in command(fresh, site.slack.credentials.signing_secret, "250 521", "T2").body
    renewed: Any = installations.find_bot(enterprise_id=None, team_id="T2")
    assert renewed.bot_token != bot.bot_token


def test_tokens_lie_sealed_in_the_database_and_the_key_can_be_changed(site: Site) -> None:
    site.install(Grant("T2", "Acme", rotates=True))
    stored = [row[name] for table in ("slack_bots", "slack_installations") for row in site.rows(table)
              for name in ("bot_token", "bot_refresh_token")]  # fmt: skip
    assert len(stored) == 4
    assert all(secret.startswith("gAAAA") for secret in stored)
    newer = Fernet.generate_key().decode()
    site.keys = (newer, KEY)
    site.store().installations(CLIENT).reseal()
    assert stored[0] not in [row["bot_token"] for row in site.rows("slack_bots")]
    site.keys = (newer,)
    app = site.process()
    assert "250 OK" in command(app, site.slack.credentials.signing_secret, "250 521", "T2").body


def test_a_wrong_key_stops_the_start_with_one_line_and_loses_nothing(site: Site) -> None:
    site.install(ACME)
    before = site.rows("slack_bots")
    for keys in ((Fernet.generate_key().decode(),), ()):
        site.keys = keys
        with pytest.raises(SettingsError, match="TOKEN_ENCRYPTION_KEY") as stopped:
            assemble(site.settings())
        assert "\n" not in str(stopped.value)
    assert site.rows("slack_bots") == before


def test_tokens_that_were_stored_open_are_read_and_sealed_by_the_release_step(site: Site) -> None:
    site.keys = ()
    site.start()
    site.install(ACME)
    assert site.rows("slack_bots")[0]["bot_token"].startswith("xoxb-")
    site.keys = (KEY,)
    site.start()
    assert "250 OK" in site.ask().body
    site.store().installations(CLIENT).reseal()
    assert site.rows("slack_bots")[0]["bot_token"].startswith("gAAAA")


def test_installations_are_there_after_a_restart_and_events_are_not_answered_again(site: Site) -> None:
    site.install(ACME)
    site.ask("T2", "lang fr")
    mention = site.mention()
    site.tell(mention)

    def posts() -> list[Any]:
        return [call for call in site.slack.calls if call.method == "chat.postMessage"]

    wait_until(posts)
    site.start()
    assert site.tell(mention).status == 200
    assert "521" in site.ask("T2", "521").body
    site.tell(site.mention())
    wait_until(lambda: len(posts()) > 1)
    assert len(posts()) == 2


def test_news_of_an_earlier_farewell_does_not_undo_a_new_installation(site: Site) -> None:
    site.install(ACME)
    assert site.tell({"type": "app_uninstalled"}, event_time=int(time.time()) - 300).status == 200
    assert "250 OK" in site.ask().body
    assert site.tell({"type": "app_uninstalled"}, event_time=int(time.time()) + 5).status == 200
    assert not site.rows("slack_bots")


def test_what_stands_behind_team_in_the_address_cannot_add_to_slacks(site: Site) -> None:
    shown = request(site.app, "/slack/install", query="team=T1%26user_scope%3Dadmin")
    assert "user_scope=admin" not in shown.body
    assert "team=T1" in request(site.app, "/slack/install", query="team=T1").body
