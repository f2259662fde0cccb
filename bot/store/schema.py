"""The schema: which version is there, and how it becomes the newest."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, delete, inspect, text

from bot.store.tables import claims, metadata

HEAD = "0002"  # a test holds it against migrations/versions
_PATIENCE = 15  # seconds that a step waits for another process's on the same SQLite file
_LOCK = 5_321_742  # PostgreSQL's advisory lock: two release steps at once wait for each other


def version(engine: Engine) -> str | None:
    """The version of the schema; None for a database without one. Raises SQLAlchemyError."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def try_writing(engine: Engine) -> None:
    """Write nothing, as SQLite would write something. Raises SQLAlchemyError where nothing can be written."""
    with engine.begin() as connection:
        connection.execute(delete(claims).where(claims.c.ts == ""))


def migrate(engine: Engine) -> None:
    """Bring the schema to the newest version, from whichever it has. Two at once do no harm.

    Raises SQLAlchemyError.
    """
    if (version(engine) or "") > HEAD:
        return  # newer than this code, which can live with it: somebody went back a version
    with engine.connect() as connection:
        if engine.name == "sqlite":
            usual = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {_PATIENCE * 1000}")
            # Python's driver opens no transaction before it creates a table; two processes would do it at once.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        if inspect(connection).get_table_names():
            _upgrade(connection)
        else:
            _create(connection)
        connection.commit()
        if engine.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {usual}")


def _create(connection: Connection) -> None:
    """An empty database gets the newest tables at once: a start in memory needs no Alembic."""

    metadata.create_all(connection)
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})


def _upgrade(connection: Connection) -> None:
    # Imported here: a process that finds its tables in place never needs it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
