"""The schema: the migrations make the tables that the code uses, from whatever was there, on both kinds of database."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import SQLAlchemyOAuthStateStore
from sqlalchemy import MetaData, text

from bot.store import Store, schema
from bot.store.tables import metadata

# What the versions before Alembic left behind.
FIRST = """
CREATE TABLE preferences (team VARCHAR(32) NOT NULL, subject VARCHAR(32) NOT NULL, name VARCHAR(16) NOT NULL,
    value VARCHAR(35) NOT NULL, PRIMARY KEY (team, subject, name));
CREATE TABLE claims (place VARCHAR(64) NOT NULL, ts VARCHAR(64) NOT NULL, until FLOAT NOT NULL, done BOOLEAN NOT NULL,
    PRIMARY KEY (place, ts));
CREATE INDEX ix_claims_until ON claims (until);
INSERT INTO preferences VALUES ('T1', 'U1', 'language', 'fr')
"""


def test_the_code_knows_the_newest_version() -> None:
    script = ScriptDirectory(str(Path(schema.__file__).parent / "migrations"))
    assert script.get_current_head() == schema.HEAD


@pytest.mark.parametrize("before", ["", FIRST], ids=["nothing", "the first version"])
def test_the_migrations_make_the_tables_that_the_code_uses_and_keep_what_is_there(database: str, before: str) -> None:
    store = Store(database)
    with store.transaction() as connection:
        for statement in filter(str.strip, before.split(";")):
            connection.execute(text(statement))
    assert not store.is_ready()
    store.migrate()
    store.migrate()
    assert store.is_ready()
    assert store.preferences("T1", "U1") == ({"language": "fr"} if before else {})
    with store.transaction() as connection:
        assert _differences(connection) == []
    store.close()


def test_a_new_database_gets_what_the_migrations_would_make(database: str) -> None:
    store = Store(database)
    with store.transaction() as connection:
        connection.execute(text("CREATE TABLE another (id INTEGER)"))
    store.migrate()
    with store.transaction() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == schema.HEAD
        assert _differences(connection) == []
    store.close()


def _differences(connection: object) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})  # type: ignore[arg-type]
    found = compare_metadata(context, metadata)
    return [each for each in found if "another" not in str(each)]


def test_the_tables_of_installations_are_those_of_slacks_sdk() -> None:
    theirs = MetaData()
    for table in (
        SQLAlchemyInstallationStore.build_bots_table(theirs, "slack_bots"),
        SQLAlchemyInstallationStore.build_installations_table(theirs, "slack_installations"),
        SQLAlchemyOAuthStateStore.build_oauth_states_table(theirs, "slack_oauth_states"),
    ):
        ours = metadata.tables[table.name]
        assert set(ours.c.keys()) == set(table.c.keys())
        assert {c.name: c.nullable for c in ours.c} == {c.name: c.nullable for c in table.c}
        assert {index.name for index in ours.indexes} == {index.name for index in table.indexes}
