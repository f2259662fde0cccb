"""The tables as the code uses them. The migrations make them; a test holds the two against each other.

Those of installations are Slack SDK's, column by column, with room for sealed tokens; another test holds them against
it. Its own definitions would bring all of SQLAlchemy's ORM, 6 MiB in each worker, of which one workspace has no use.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, Float, Index, Integer, MetaData, String, Table, Text, func

STATE_SECONDS = 600  # an installation has ten minutes from the button to the end
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


def _whose() -> tuple[Column[object], ...]:
    """The columns that bots and installations share, up to the token."""
    return (
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("client_id", String(32), nullable=False),
        Column("app_id", String(32), nullable=False),
        Column("enterprise_id", String(32)),
        Column("enterprise_name", String(200)),
        Column("team_id", String(32)),
        Column("team_name", String(200)),
        Column("bot_token", Text),
        Column("bot_id", String(32)),
        Column("bot_user_id", String(32)),
        Column("bot_scopes", String(1000)),
        Column("bot_refresh_token", Text),
        Column("bot_token_expires_at", DateTime),
        Column("is_enterprise_install", Boolean, default=False, nullable=False),
        Column("installed_at", DateTime, nullable=False, default=func.now()),
    )


bots = Table(
    "slack_bots",
    metadata,
    *_whose(),
    Index("slack_bots_idx", "client_id", "enterprise_id", "team_id", "installed_at"),
)
installations = Table(
    "slack_installations",
    metadata,
    *_whose(),
    Column("enterprise_url", String(200)),
    Column("user_id", String(32), nullable=False),
    Column("user_token", Text),
    Column("user_scopes", String(1000)),
    Column("user_refresh_token", Text),
    Column("user_token_expires_at", DateTime),
    Column("incoming_webhook_url", Text),
    Column("incoming_webhook_channel", String(200)),
    Column("incoming_webhook_channel_id", String(200)),
    Column("incoming_webhook_configuration_url", String(200)),
    Column("token_type", String(32)),
    Index("slack_installations_idx", "client_id", "enterprise_id", "team_id", "user_id", "installed_at"),
)
states = Table(
    "slack_oauth_states",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("state", String(200), nullable=False),
    Column("expire_at", DateTime, nullable=False),
)
