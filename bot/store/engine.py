"""The connection to SQLite or PostgreSQL, and how a database that is down is borne."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import QueuePool

from bot.telemetry import database_errors

MEMORY = (None, "", ":memory:")
_PATIENCE = 2  # seconds that a connection may take: an ack has three in all
_QUEUE = 0.5  # seconds that one waits for a connection of the pool
# At most, of each process. Of its hundred threads few ask at a time, for a millisecond; PostgreSQL takes 100 in all.
_CONNECTIONS = 12
_PAUSE = 1.0  # seconds until a database that did not answer is asked again


def parse_url(url: str) -> URL:
    """``DATABASE_URL`` → what SQLAlchemy takes: ``postgres://`` too, always with psycopg. Raises ValueError."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # Its own words hold a piece of the address, which may be the password.
        raise ValueError("it is no database address; in a password, write @ : / as %40 %3A %2F") from None
    kind = parsed.get_backend_name()
    if kind in ("postgres", "postgresql"):
        return parsed.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        raise ValueError(f"{kind} is neither sqlite nor postgresql")
    return parsed


def connect(url: URL) -> Engine:
    """An engine for ``url``. Nothing is opened until somebody asks; parameters never show in errors."""
    if url.get_backend_name() == "postgresql":
        engine = create_engine(
            url,
            pool_pre_ping=True,
            pool_size=_CONNECTIONS // 2,
            max_overflow=_CONNECTIONS // 2,
            pool_timeout=_QUEUE,
            hide_parameters=True,
            connect_args={"connect_timeout": _PATIENCE, "tcp_user_timeout": _PATIENCE * 1000},
        )
        event.listen(engine, "connect", _wait_no_longer)
        return engine
    if url.database in MEMORY:
        # One connection, because each has a memory of its own; threads wait for it, or they would share transactions.
        return create_engine(
            url,
            connect_args={"check_same_thread": False},
            poolclass=QueuePool,
            pool_size=1,
            max_overflow=0,
            hide_parameters=True,
        )
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": 1})  # for another process's lock
    event.listen(engine, "connect", _let_processes_share)
    return engine


def _wait_no_longer(connection: object, _record: object) -> None:
    """A table that a migration holds, for one, is not waited for."""
    connection.execute(f"SET statement_timeout = {_PATIENCE * 1000}")  # type: ignore[attr-defined]  # psycopg's own
    connection.commit()  # type: ignore[attr-defined]


def _let_processes_share(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]  # sqlite3's own connection
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()


class CircuitBreaker:
    """Transactions on an engine. After one that the database did not answer, others fail at once for a second.

    Otherwise every request would wait for the same silence, and Slack would give up on all of them.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._open_until = 0.0

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction. Raises SQLAlchemyError."""
        with self.guarded(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """For those who open their own transactions. Raises SQLAlchemyError."""
        before, asking = self._ask()
        try:
            yield
            self._open_until = 0.0
        except IntegrityError:
            self._open_until = 0.0  # an answer like others: somebody was there before
            raise
        except PoolTimeoutError:
            # Every connection was taken: the database was not asked, so nothing is known of it. The next one asks.
            database_errors.inc()
            if self._open_until == asking:
                self._open_until = before
            raise
        except SQLAlchemyError as error:
            database_errors.inc()
            silent = self.engine.name != "sqlite" and _is_silence(error)
            self._open_until = time.monotonic() + _PAUSE if silent else 0.0
            raise

    def _ask(self) -> tuple[float, float]:
        """Until when the breaker was open, and until when it is while this one asks. Raises OperationalError."""
        now, before = time.monotonic(), self._open_until
        if now < before:
            raise OperationalError("not asked", None, ConnectionError("the database did not answer a moment ago"))
        if not before:
            return 0.0, 0.0
        # One asks again; the others go on failing at once until it knows.
        self._open_until = asking = now + _PATIENCE + _PAUSE
        return before, asking


def _is_silence(error: SQLAlchemyError) -> bool:
    """Whether there was no connection, or the server took it away; a deadlock or a full disk is none of that."""
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    return isinstance(error, OperationalError) and (state is None or state.startswith(("08", "57P")))
