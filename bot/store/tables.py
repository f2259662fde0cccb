"""The tables as the code uses them. The migrations make them; a test holds the two against each other."""

from __future__ import annotations

from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import SQLAlchemyOAuthStateStore
from sqlalchemy import Boolean, Column, Float, MetaData, String, Table, Text

# Sealed, a token is three times as long as the SDK expects.
_SEALED = ("bot_token", "bot_refresh_token", "user_token", "user_refresh_token", "incoming_webhook_url")

metadata = MetaData()
preferences = Table(
    "preferences",
    metadata,
    Column("team", String(32), primary_key=True),  # a workspace, or an organization where the app is installed in all
    Column("subject", String(32), primary_key=True),  # a person or a channel
    Column("name", String(16), primary_key=True),
    Column("value", String(35), nullable=False),
)
claims = Table(
    "claims",
    metadata,
    Column("place", String(64), primary_key=True),  # a channel
    Column("ts", String(64), primary_key=True),
    Column("until", Float, nullable=False, index=True),
    Column("done", Boolean, nullable=False),
)
bots = SQLAlchemyInstallationStore.build_bots_table(metadata, "slack_bots")
installations = SQLAlchemyInstallationStore.build_installations_table(metadata, "slack_installations")
states = SQLAlchemyOAuthStateStore.build_oauth_states_table(metadata, "slack_oauth_states")
for _table in (bots, installations):
    for _name in _SEALED:
        if _name in _table.c:
            _table.c[_name].type = Text()
