"""Choices of people and channels, and which messages were answered.

The first versions of the bot made these tables without Alembic, so they may be there.
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0001", None


def upgrade() -> None:
    op.create_table(
        "preferences",
        sa.Column("team", sa.String(32), primary_key=True),
        sa.Column("subject", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(16), primary_key=True),
        sa.Column("value", sa.String(35), nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "claims",
        sa.Column("place", sa.String(64), primary_key=True),
        sa.Column("ts", sa.String(64), primary_key=True),
        sa.Column("until", sa.Float, nullable=False),
        sa.Column("done", sa.Boolean, nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_claims_until", "claims", ["until"], if_not_exists=True)
