"""What is remembered: choices of people and channels, and which messages were answered. Never what anybody pasted."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from typing import Literal

from sqlalchemy import (
    Boolean,
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
    update,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.pool import QueuePool
from sqlalchemy.schema import CreateIndex, CreateTable

Claim = Literal["mine", "held", "done"]

_DAY = 86_400.0
_metadata = MetaData()
_preferences = Table(
    "preferences",
    _metadata,
    Column("team", String(32), primary_key=True),
    Column("subject", String(32), primary_key=True),  # a person or a channel
    Column("name", String(16), primary_key=True),
    Column("value", String(35), nullable=False),
)
_claims = Table(
    "claims",
    _metadata,
    Column("place", String(64), primary_key=True),  # a channel
    Column("ts", String(64), primary_key=True),
    Column("until", Float, nullable=False, index=True),
    Column("done", Boolean, nullable=False),
)
_CHOSEN = select(_preferences.c.name, _preferences.c.value).where(
    _preferences.c.team == bindparam("team"), _preferences.c.subject == bindparam("subject")
)
_THIS = (_claims.c.place == bindparam("at_place"), _claims.c.ts == bindparam("at_ts"))
# A look-up in the database costs as much as a whole answer. Nobody chooses a language in another process and asks
# again in this one within so many seconds.
_FRESH = 3.0
_MOST_READ = 10_000
_log = logging.getLogger(__name__)


class Store:
    """Preferences and claims, in SQLite or whatever database the address names."""

    def __init__(self, url: str) -> None:
        self._engine = _connect(url)
        self._read: dict[tuple[str, str], tuple[float, Mapping[str, str]]] = {}
        self._swept = 0.0

    def migrate(self) -> None:
        """Create what is missing. Several processes may do so at once."""
        with self._engine.begin() as connection:
            for table in _metadata.sorted_tables:
                connection.execute(CreateTable(table, if_not_exists=True))
                for index in table.indexes:
                    connection.execute(CreateIndex(index, if_not_exists=True))

    def preferences(self, team: str, subject: str) -> Mapping[str, str]:
        """What a person or a channel chose. A broken database costs the preferences, not the answer."""
        until, chosen = self._read.get((team, subject), (0.0, {}))
        if time.monotonic() < until:
            return chosen
        try:
            with self._engine.connect() as connection:
                rows = connection.execute(_CHOSEN, {"team": team, "subject": subject}).all()
        except SQLAlchemyError:
            _log.warning("preferences cannot be read", exc_info=True)
            return {}
        if len(self._read) > _MOST_READ:
            self._read.clear()
        chosen = {name: value for name, value in rows}  # noqa: C416 - rows are not tuples to dict()
        self._read[team, subject] = (time.monotonic() + _FRESH, chosen)
        return chosen

    def prefer(self, team: str, subject: str, name: str, value: str | None) -> None:
        """Remember one choice; None forgets it. Raises SQLAlchemyError."""
        of = _preferences.c
        with self._engine.begin() as connection:
            connection.execute(delete(_preferences).where(of.team == team, of.subject == subject, of.name == name))
            if value:
                connection.execute(insert(_preferences).values(team=team, subject=subject, name=name, value=value))
        self._read.pop((team, subject), None)

    def forget(self, team: str, subject: str | None = None) -> None:
        """Forget what a person or a channel chose; without one, all that a workspace chose. Raises SQLAlchemyError."""
        of = _preferences.c
        chosen = delete(_preferences).where(of.team == team)
        with self._engine.begin() as connection:
            connection.execute(chosen.where(of.subject == subject) if subject else chosen)
        self._read.clear()

    def claim(self, place: str, ts: str, seconds: float) -> Claim:
        """Claim a message for so many seconds: "mine", "held" by somebody else, or "done", answered already.

        A claim that its holder did not renew is free again: whoever held it was killed before the answer.
        """
        try:
            self._sweep()
            return self._take(place, ts, seconds)
        except SQLAlchemyError:
            _log.warning("claims cannot be written; a message may be answered twice", exc_info=True)
            return "mine"

    def renew(self, place: str, ts: str, seconds: float) -> None:
        """Hold a claim for longer."""
        self._change(place, ts, until=time.time() + seconds)

    def settle(self, place: str, ts: str) -> None:
        """The message is answered, for a day at least."""
        self._change(place, ts, done=True)

    def has_earlier(self, place: str, ts: str) -> bool:
        """Whether an earlier message of the same channel is still being answered, here or elsewhere."""
        of = _claims.c
        earlier = select(of.ts).where(of.place == place, of.ts < ts, of.done.is_(False), of.until > time.time())
        try:
            with self._engine.connect() as connection:
                return connection.execute(earlier.limit(1)).first() is not None
        except SQLAlchemyError:
            return False

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

    def _take(self, place: str, ts: str, seconds: float) -> Claim:
        until = time.time() + seconds
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(_claims).values(place=place, ts=ts, until=until, done=False))
        except IntegrityError:
            this = {"at_place": place, "at_ts": ts}
            free = update(_claims).where(*_THIS, _claims.c.done.is_(False), _claims.c.until < time.time())
            with self._engine.begin() as connection:
                if connection.execute(free.values(until=until), this).rowcount:
                    return "mine"
                return "done" if connection.execute(select(_claims.c.done).where(*_THIS), this).scalar() else "held"
        return "mine"

    def _change(self, place: str, ts: str, **values: object) -> None:
        try:
            with self._engine.begin() as connection:
                connection.execute(update(_claims).where(*_THIS).values(**values), {"at_place": place, "at_ts": ts})
        except SQLAlchemyError:
            _log.warning("claims cannot be written; a message may be answered twice", exc_info=True)

    def _sweep(self) -> None:
        """Forget claims of yesterday, now and then."""
        now = time.time()
        if now - self._swept < _DAY / 24:
            return
        self._swept = now
        with self._engine.begin() as connection:
            connection.execute(delete(_claims).where(_claims.c.until < now - _DAY))


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
        # One connection, because each has a memory of its own; threads wait for it, or they would share transactions.
        return create_engine(
            parsed, connect_args={"check_same_thread": False}, poolclass=QueuePool, pool_size=1, max_overflow=0
        )
    engine = create_engine(parsed)

    @event.listens_for(engine, "connect")
    def _let_processes_share(connection: object, _record: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]  # sqlite3's own connection
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.close()

    return engine
