"""The tables of installations, as Slack's SDK makes them; importing this completes `bot.store.tables.metadata`."""

from __future__ import annotations

from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import SQLAlchemyOAuthStateStore
from sqlalchemy import Text

from bot.store.tables import metadata

__all__ = ["bots", "installations", "metadata", "states"]

# Sealed, a token is three times as long as the SDK expects.
_SEALED = ("bot_token", "bot_refresh_token", "user_token", "user_refresh_token", "incoming_webhook_url")

bots = SQLAlchemyInstallationStore.build_bots_table(metadata, "slack_bots")
installations = SQLAlchemyInstallationStore.build_installations_table(metadata, "slack_installations")
states = SQLAlchemyOAuthStateStore.build_oauth_states_table(metadata, "slack_oauth_states")
for _table in (bots, installations):
    for _name in _SEALED:
        if _name in _table.c:
            _table.c[_name].type = Text()
