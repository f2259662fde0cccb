"""What is remembered: choices of people and channels, and which messages were answered. Never what anybody pasted."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Literal

from sqlalchemy import ColumnElement, Connection, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from bot.store import schema
from bot.store.engine import MEMORY, CircuitBreaker, connect, parse_url
from bot.store.sealing import Sealer, WrongKeyError
from bot.store.tables import STATE_SECONDS
from bot.store.tables import claims as _claims
from bot.store.tables import preferences as _preferences

if TYPE_CHECKING:
    from bot.store.installations import Installations, States

__all__ = ["STATE_SECONDS", "Claim", "Store", "WrongKeyError", "is_kept", "open_store", "parse_url"]

Claim = Literal["mine", "held", "done"]

_HOUR, _MINUTE = 3_600.0, 60.0  # the clocks of machines are less than a minute apart
_KEPT = 24 * _HOUR + 2 * _MINUTE  # what is settled counts as over a minute before, and another clock may be ahead
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
    """Preferences, claims and installations, in SQLite or PostgreSQL.

    ``keys`` seal the tokens of installations, the first of them; the others open what was sealed before.
    """

    def __init__(self, url: str, keys: tuple[str, ...] = ()) -> None:
        self._url = parse_url(url)
        self._breaker = CircuitBreaker(connect(self._url))
        self._sealer = Sealer(keys)
        self._read: dict[tuple[str, str], tuple[float, Mapping[str, str]]] = {}
        self._swept = 0.0

    @property
    def name(self) -> str:
        """The address without its password."""
        return self._url.render_as_string(hide_password=True)

    @property
    def is_in_memory(self) -> bool:
        """Whether everything ends with the process."""
        return self._url.get_backend_name() == "sqlite" and self._url.database in MEMORY

    @property
    def is_file(self) -> bool:
        """Whether it is a SQLite file, for one machine."""
        return self._url.get_backend_name() == "sqlite" and not self.is_in_memory

    def migrate(self) -> None:
        """Bring the tables to the newest version. Several processes may do so at once. Raises SQLAlchemyError."""
        schema.migrate(self._breaker.engine)

    def transaction(self) -> AbstractContextManager[Connection]:
        """A transaction of one's own. Raises SQLAlchemyError."""
        return self._breaker.begin()

    def try_writing(self) -> None:
        """Whether a SQLite file takes anything. Raises SQLAlchemyError."""
        schema.try_writing(self._breaker.engine)

    def is_ready(self) -> bool:
        """Whether the database answers and has the newest tables."""
        try:
            with self._breaker.guarded():
                # A newer version is as good: migrations only add, and the release step comes before the new processes.
                return (schema.version(self._breaker.engine) or "") >= schema.HEAD
        except SQLAlchemyError:
            return False

    def installations(self, client_id: str) -> Installations:
        """Where the Slack app with this id is installed."""
        from bot.store.installations import Installations  # noqa: PLC0415 - see `bot.store.tables`

        return Installations(client_id, self._breaker, self._sealer)

    def states(self) -> States:
        """The states of installations that have begun."""
        from bot.store.installations import States  # noqa: PLC0415 - see `bot.store.tables`

        return States(self._breaker)

    def preferences(self, team: str, subject: str) -> Mapping[str, str]:
        """What a person or a channel chose. A broken database costs the preferences, not the answer."""
        until, chosen = self._read.get((team, subject), (0.0, {}))
        if time.monotonic() < until:
            return chosen
        try:
            with self._breaker.begin() as connection:
                rows = connection.execute(_CHOSEN, {"team": team, "subject": subject}).all()
        except SQLAlchemyError:
            _log.warning("preferences cannot be read", exc_info=True)
            return chosen  # as they were, when the database answered last
        if len(self._read) > _MOST_READ:
            self._read.clear()
        chosen = {name: value for name, value in rows}  # noqa: C416 - rows are not tuples to dict()
        self._read[team, subject] = (time.monotonic() + _FRESH, chosen)
        return chosen

    def prefer(self, team: str, subject: str, name: str, value: str | None) -> None:
        """Remember one choice; None forgets it. Raises SQLAlchemyError."""
        of = _preferences.c
        insert_or_update = postgresql.insert if self._url.get_backend_name() == "postgresql" else sqlite.insert
        row = insert_or_update(_preferences).values(team=team, subject=subject, name=name, value=value)
        chosen = row.on_conflict_do_update(index_elements=["team", "subject", "name"], set_={"value": value})
        forgotten = delete(_preferences).where(of.team == team, of.subject == subject, of.name == name)
        with self._breaker.begin() as connection:
            connection.execute(chosen if value else forgotten)
        self._read.pop((team, subject), None)

    def forget(self, team: str, subject: str | None = None) -> None:
        """Forget what a person or a channel chose; without one, all that a workspace chose. Raises SQLAlchemyError."""
        of = _preferences.c
        chosen = delete(_preferences).where(of.team == team)
        with self._breaker.begin() as connection:
            connection.execute(chosen.where(of.subject == subject) if subject else chosen)
        self._read.clear()

    def claim(self, place: str, ts: str, seconds: float) -> Claim:
        """Claim a message for so many seconds: "mine", "held" by somebody else, or "done", answered already.

        A claim that its holder did not renew is free again: whoever held it was killed before the answer.
        """
        self._sweep()
        try:
            return self._take(place, ts, seconds)
        except SQLAlchemyError:
            _log.warning("claims cannot be written; a message may be answered twice", exc_info=True)
            return "mine"

    def renew(self, place: str, ts: str, seconds: float) -> None:
        """Hold a claim for longer."""
        self._change(place, ts, _claims.c.done.is_(False), until=time.time() + seconds)

    def mark_sent(self, place: str, ts: str, seconds: float) -> None:
        """The answer is on its way to Slack: from now on nobody else answers, whatever becomes of this process.

        Should it be killed in this moment, the answer has more probably arrived than not, and cannot be asked for.
        """
        self._change(place, ts, done=True, until=time.time() + seconds)

    def mark_unsent(self, place: str, ts: str, seconds: float) -> None:
        """Slack did not take the answer: the claim is held as before."""
        self._change(place, ts, done=False, until=time.time() + seconds)

    def settle(self, place: str, ts: str) -> None:
        """The message is answered, for a day at least; also one that could not be claimed."""
        over = time.time() - _MINUTE
        if not self._change(place, ts, done=True, until=over):
            self.claim(place, ts, 0)
            self._change(place, ts, done=True, until=over)

    def has_earlier(self, place: str, ts: str) -> bool:
        """Whether an earlier message of the same channel is still being answered, here or elsewhere."""
        of = _claims.c
        earlier = select(of.ts).where(of.place == place, of.ts < ts, of.until > time.time())
        try:
            with self._breaker.begin() as connection:
                return connection.execute(earlier.limit(1)).first() is not None
        except SQLAlchemyError:
            return False

    def close(self) -> None:
        """Let go of every connection."""
        self._breaker.engine.dispose()

    def _take(self, place: str, ts: str, seconds: float) -> Claim:
        until = time.time() + seconds
        try:
            with self._breaker.begin() as connection:
                connection.execute(insert(_claims).values(place=place, ts=ts, until=until, done=False))
        except IntegrityError:
            this = {"at_place": place, "at_ts": ts}
            free = update(_claims).where(*_THIS, _claims.c.done.is_(False), _claims.c.until < time.time())
            with self._breaker.begin() as connection:
                if connection.execute(free.values(until=until), this).rowcount:
                    return "mine"
                return "done" if connection.execute(select(_claims.c.done).where(*_THIS), this).scalar() else "held"
        return "mine"

    def _change(self, place: str, ts: str, *where: ColumnElement[bool], **values: object) -> bool:
        """Change a claim. Says whether it is there."""
        this = {"at_place": place, "at_ts": ts}
        try:
            with self._breaker.begin() as connection:
                return connection.execute(update(_claims).where(*_THIS, *where).values(**values), this).rowcount > 0
        except SQLAlchemyError:
            _log.warning("claims cannot be written; a message may be answered twice", exc_info=True)
            return True

    def _sweep(self) -> None:
        """Forget claims of yesterday, now and then."""
        now = time.time()
        if now - self._swept < _HOUR:
            return
        self._swept = now
        try:
            with self._breaker.begin() as connection:
                connection.execute(delete(_claims).where(_claims.c.until < now - _KEPT))
        except SQLAlchemyError:
            _log.warning("claims of yesterday could not be deleted; they are in an hour", exc_info=True)


def is_kept(url: str) -> bool:
    """Whether what one process stores at ``url`` is there for another. Raises ValueError for what is no address."""
    store = Store(url)
    if not store.is_file:
        return not store.is_in_memory
    try:
        store.try_writing()
    except SQLAlchemyError:
        return False
    finally:
        store.close()
    return True


def open_store(url: str, keys: tuple[str, ...] = ()) -> Store:
    """The store at ``url``. A SQLite file gets its tables here, and becomes memory where it cannot be written.

    PostgreSQL gets its tables in the release step (``python -m bot migrate``). Raises ValueError for what is no
    address of either.
    """
    store = Store(url, keys)
    if not store.is_file and not store.is_in_memory:
        if not store.is_ready():
            _log.warning("the database does not answer, or lacks tables: run python -m bot migrate")
        return store
    try:
        if not store.is_ready():
            store.migrate()
        store.try_writing()
    except SQLAlchemyError as error:
        _log.warning(
            "%s cannot be written (%s): choices are kept in memory and end with this process", store.name, _why(error)
        )
        store.close()
        store = Store("sqlite://", keys)
        store.migrate()
    return store


def _why(error: SQLAlchemyError) -> str:
    return str(getattr(error, "orig", None) or type(error).__name__)
