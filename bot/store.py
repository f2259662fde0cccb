"""What is remembered: each person's language, and which events were answered. Never what anybody pasted."""

from __future__ import annotations

import logging
import time

from sqlalchemy import (
    Column,
    Engine,
    Float,
    MetaData,
    String,
    Table,
    bindparam,
    create_engine,
    delete,
    event,
    insert,
    select,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.pool import StaticPool
from sqlalchemy.schema import CreateTable

_DAY = 86_400.0
_metadata = MetaData()
_languages = Table(
    "languages",
    _metadata,
    Column("team", String(32), primary_key=True),
    Column("person", String(32), primary_key=True),
    Column("tag", String(35), nullable=False),
)
_events = Table(
    "events",
    _metadata,
    Column("key", String(128), primary_key=True),
    Column("seen_at", Float, nullable=False, index=True),
)
_CHOSEN = select(_languages.c.tag).where(
    _languages.c.team == bindparam("team"), _languages.c.person == bindparam("person")
)
# A look-up in the database costs as much as a whole answer. Nobody chooses a language in another process and asks
# again in this one within so many seconds.
_FRESH = 3.0
_MOST_READ = 10_000
_log = logging.getLogger(__name__)


class Store:
    """Preferences and events seen, in SQLite or whatever database the address names."""

    def __init__(self, url: str) -> None:
        self._engine = _connect(url)
        self._read: dict[tuple[str, str], tuple[float, str | None]] = {}

    def migrate(self) -> None:
        """Create what is missing. Several processes may do so at once."""
        with self._engine.begin() as connection:
            for table in _metadata.sorted_tables:
                connection.execute(CreateTable(table, if_not_exists=True))

    def language(self, team: str, person: str) -> str | None:
        """The language that a person chose, or None. A broken database costs the preference, not the answer."""
        until, tag = self._read.get((team, person), (0.0, None))
        if time.monotonic() < until:
            return tag
        try:
            with self._engine.connect() as connection:
                tag = connection.execute(_CHOSEN, {"team": team, "person": person}).scalar()
        except SQLAlchemyError:
            _log.warning("preferences cannot be read", exc_info=True)
            return None
        if len(self._read) > _MOST_READ:
            self._read.clear()
        self._read[team, person] = (time.monotonic() + _FRESH, tag)
        return tag

    def set_language(self, team: str, person: str, tag: str | None) -> None:
        """Remember a person's language; None forgets it. Raises SQLAlchemyError."""
        self._read.pop((team, person), None)
        with self._engine.begin() as connection:
            mine = (_languages.c.team == team, _languages.c.person == person)
            connection.execute(delete(_languages).where(*mine))
            if tag:
                connection.execute(insert(_languages).values(team=team, person=person, tag=tag))

    def first_time(self, key: str) -> bool:
        """Whether an event is new. It counts as seen from now on, for a day."""
        try:
            with self._engine.begin() as connection:
                connection.execute(delete(_events).where(_events.c.seen_at < time.time() - _DAY))
                connection.execute(insert(_events).values(key=key, seen_at=time.time()))
        except IntegrityError:
            return False
        except SQLAlchemyError:
            _log.warning("events cannot be remembered; one may be answered twice", exc_info=True)
        return True

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()


def open_store(url: str) -> Store:
    """The store at ``url``, its tables in place. A SQLite file that cannot be written becomes memory."""
    store = Store(url)
    try:
        store.migrate()
    except SQLAlchemyError:
        if not url.startswith("sqlite"):
            raise
        _log.warning("%s cannot be written: preferences are kept in memory and end with this process", url)
        store.close()
        store = Store("sqlite://")
        store.migrate()
    return store


def _connect(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    if parsed.database in (None, "", ":memory:"):
        return create_engine(parsed, connect_args={"check_same_thread": False}, poolclass=StaticPool)
    engine = create_engine(parsed)

    @event.listens_for(engine, "connect")
    def _let_processes_share(connection: object, _record: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]  # sqlite3's own connection
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.close()

    return engine
