"""Where the app is installed: Slack SDK's SQLAlchemy stores, with sealed tokens and states that work once."""

from __future__ import annotations

from datetime import UTC, datetime

from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.sqlalchemy_utils import normalize_datetime_for_db
from slack_sdk.oauth.state_store.sqlalchemy import SQLAlchemyOAuthStateStore
from sqlalchemy import delete, select, update

from bot.store import tables
from bot.store.engine import CircuitBreaker
from bot.store.sealing import Sealer
from bot.store.tables import STATE_SECONDS

_OF_A_BOT = ("bot_token", "bot_refresh_token")
_OF_AN_INSTALLATION = (*_OF_A_BOT, "user_token", "user_refresh_token", "incoming_webhook_url")


class Installations(SQLAlchemyInstallationStore):
    """Installations of one Slack app, by organization and workspace. Whatever asks may raise SQLAlchemyError."""

    def __init__(self, client_id: str, breaker: CircuitBreaker, sealer: Sealer) -> None:
        super().__init__(client_id, breaker.engine)
        self._breaker = breaker
        self._sealer = sealer

    def save(self, installation: Installation) -> None:
        """Keep an installation and its bot."""
        sealed = Installation(**installation.to_dict_for_copying())
        for name in _OF_AN_INSTALLATION:
            setattr(sealed, name, self._sealer.seal(getattr(installation, name)))
        with self._breaker.guarded():
            super().save(sealed)

    def save_bot(self, bot: Bot) -> None:
        """Keep a bot, for example with its next token."""
        sealed = Bot(**bot.to_dict_for_copying())
        for name in _OF_A_BOT:
            setattr(sealed, name, self._sealer.seal(getattr(bot, name)))
        with self._breaker.guarded():
            super().save_bot(sealed)

    def find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """The bot of a workspace, or of an organization that installed the app everywhere. Raises WrongKeyError too."""
        with self._breaker.guarded():
            bot = super().find_bot(
                enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=is_enterprise_install
            )
        for name in _OF_A_BOT if bot else ():
            setattr(bot, name, self._sealer.open(getattr(bot, name)))
        return bot

    def delete_all(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Forget a workspace, or an organization's installation (``team_id`` None)."""
        with self._breaker.guarded():
            super().delete_all(enterprise_id=enterprise_id, team_id=team_id)

    def reseal(self) -> None:
        """Seal every stored secret with the first key. What is renewed meanwhile stays. Raises WrongKeyError."""
        with self._breaker.begin() as connection:
            for table, names in ((tables.bots, _OF_A_BOT), (tables.installations, _OF_AN_INSTALLATION)):
                secrets = select(table.c.id, *(table.c[name] for name in names)).with_for_update()
                for row in connection.execute(secrets).mappings().all():
                    sealed = {name: self._sealer.seal(self._sealer.open(row[name])) for name in names}
                    this = (table.c.id == row["id"], table.c.bot_token == row["bot_token"])
                    connection.execute(update(table).where(*this).values(sealed))

    def try_key(self) -> None:
        """Open one stored token. Raises WrongKeyError when the key does not fit."""
        with self._breaker.begin() as connection:
            stored = connection.execute(select(tables.bots.c.bot_token).limit(1)).scalar()
        self._sealer.open(stored)


class States(SQLAlchemyOAuthStateStore):
    """The states of installations that have begun. Each is good once, for ten minutes."""

    def __init__(self, breaker: CircuitBreaker) -> None:
        super().__init__(STATE_SECONDS, breaker.engine)
        self._breaker = breaker

    def issue(self, *args: object, **kwargs: object) -> str:
        """A new state; those that nobody came back with are forgotten. Raises SQLAlchemyError."""
        with self._breaker.begin() as connection:
            connection.execute(delete(tables.states).where(tables.states.c.expire_at < _now()))
        return super().issue(*args, **kwargs)

    def consume(self, state: str) -> bool:
        """Whether this state was issued and is used for the first time. Raises SQLAlchemyError.

        The SDK's own reads first and deletes then, so that two at once would both be let in.
        """
        of = tables.states.c
        with self._breaker.begin() as connection:
            gone = connection.execute(delete(tables.states).where(of.state == state, of.expire_at > _now()))
        return gone.rowcount == 1


def _now() -> datetime | None:
    return normalize_datetime_for_db(datetime.now(tz=UTC))
