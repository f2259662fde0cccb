"""The tables as the code uses them. The migrations make them; a test holds the two against each other.

Those of installations stand in `bot.store.installed`: the SDK's own, they bring all of SQLAlchemy's ORM, 6 MiB in each
worker, and one workspace has no use for them.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, MetaData, String, Table

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
