"""What is remembered, and what happens when it cannot be."""

import multiprocessing
import sqlite3
import time
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.store import Store, is_kept, open_store, parse_url
from bot.store.engine import CircuitBreaker, connect
from tests.machine import wait_until
from tests.postgres import Postgres


def opened(url: str) -> Store:
    """The store after the release step."""
    first = Store(url)
    first.migrate()
    first.close()
    return open_store(url)


def test_choices_are_remembered_across_restarts_until_they_are_forgotten(database: str) -> None:
    first = opened(database)
    first.prefer("T1", "U1", "language", "fr")
    first.prefer("T1", "U1", "masked", "1")
    first.close()
    second = opened(database)
    assert second.preferences("T1", "U1") == {"language": "fr", "masked": "1"}
    assert second.preferences("T2", "U1") == {}
    second.prefer("T1", "U1", "language", None)
    assert second.preferences("T1", "U1") == {"masked": "1"}
    second.prefer("T1", "U2", "language", "de")
    second.forget("T1", "U1")
    assert second.preferences("T1", "U1") == {}
    assert second.preferences("T1", "U2") == {"language": "de"}
    second.forget("T1")
    assert second.preferences("T1", "U2") == {}
    second.close()


def test_a_message_is_claimed_once_even_after_a_restart(database: str) -> None:
    first = opened(database)
    assert first.claim("C1", "1.1", 60) == "mine"
    assert first.claim("C1", "1.1", 60) == "held"
    first.settle("C1", "1.1")
    first.close()
    second = opened(database)
    assert second.claim("C1", "1.1", 60) == "done"
    assert second.claim("C1", "1.2", 60) == "mine"
    second.close()


def test_a_claim_that_nobody_renews_is_free_again(database: str) -> None:
    store = opened(database)
    assert store.claim("C1", "1.1", -1) == "mine"
    assert store.claim("C1", "1.1", 60) == "mine"
    assert store.claim("C1", "1.1", 60) == "held"
    store.renew("C1", "1.1", -1)
    assert store.claim("C1", "1.1", 60) == "mine"
    store.close()


def test_older_messages_of_the_same_channel_come_first(database: str) -> None:
    store = opened(database)
    store.claim("C1", "1.1", 60)
    store.claim("C1", "1.2", 60)
    assert store.has_earlier("C1", "1.2")
    assert not store.has_earlier("C1", "1.1")
    assert not store.has_earlier("C2", "1.2")
    store.settle("C1", "1.1")
    assert not store.has_earlier("C1", "1.2")
    store.close()


def test_processes_that_create_the_tables_at_once_do_no_harm(database: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=_open, args=(database,)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]


def _open(url: str) -> None:
    store = Store(url)
    store.migrate()
    store.close()


def test_a_file_that_cannot_be_written_becomes_memory_and_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}")
    store.prefer("T1", "U1", "language", "fr")
    assert store.preferences("T1", "U1") == {"language": "fr"}
    assert "kept in memory" in caplog.text
    store.close()


def test_a_file_that_can_be_read_and_not_written_becomes_memory_and_stays_as_it_is(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "bot.db"
    first = open_store(f"sqlite:///{path}")
    first.prefer("T1", "U1", "language", "fr")
    first.close()
    store = open_store(f"sqlite:///file:{path}?mode=ro&uri=true")
    assert "readonly" in caplog.text
    assert "kept in memory" in caplog.text
    store.prefer("T1", "U1", "language", "de")
    store.close()
    again = open_store(f"sqlite:///{path}")
    assert again.preferences("T1", "U1") == {"language": "fr"}
    again.close()


def test_a_broken_database_costs_the_preference_and_not_the_answer(database: str) -> None:
    store = Store(database)  # nobody made the tables
    assert store.preferences("T1", "U1") == {}
    assert store.claim("C1", "1.1", 60) == "mine"
    assert not store.has_earlier("C1", "1.1")
    store.close()


def test_claims_are_forgotten_after_a_day(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = opened(database)
    assert store.claim("C1", "1.1", 60) == "mine"
    store.settle("C1", "1.1")
    assert store.claim("C1", "1.1", 60) == "done"
    monkeypatch.setattr(time, "time", lambda now=time.time: now() + 90_000)
    assert store.claim("C1", "1.2", 60) == "mine"
    assert store.claim("C1", "1.1", 60) == "mine"
    store.close()


def test_claims_are_remembered_for_a_whole_day(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = opened(database)
    assert store.claim("C1", "1.1", 60) == "mine"
    store.settle("C1", "1.1")
    # Somebody's clock is nearly a minute ahead.
    monkeypatch.setattr(time, "time", lambda now=time.time: now() + 86_400 + 59)
    assert store.claim("C1", "1.2", 60) == "mine"
    assert store.claim("C1", "1.1", 60) == "done"
    store.close()


def test_a_message_that_was_answered_while_the_database_was_away_is_not_answered_again(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(database)
    monkeypatch.setattr(store, "_take", _away)
    assert store.claim("C1", "1.1", 60) == "mine"
    monkeypatch.undo()
    store.settle("C1", "1.1")
    assert store.claim("C1", "1.1", 60) == "done"
    store.close()


def _away(*_arguments: object) -> None:
    raise OperationalError("away", None, ConnectionError())


def test_postgresql_may_go_and_come_back(postgres: Postgres) -> None:
    store = opened(postgres.make("comes_back"))
    assert store.is_ready()
    store.prefer("T1", "U1", "language", "fr")
    assert store.preferences("T1", "U1") == {"language": "fr"}
    postgres.stop()
    try:
        assert not store.is_ready()
        assert store.preferences("T1", "U1") == {"language": "fr"}
        assert store.preferences("T1", "U2") == {}
        assert store.claim("C1", "1.1", 60) == "mine"
        with pytest.raises(SQLAlchemyError):
            store.prefer("T1", "U1", "language", "de")
    finally:
        postgres.start()
    wait_until(store.is_ready)
    assert store.claim("C1", "1.2", 60) == "mine"
    store.close()


@pytest.fixture
def breaker() -> CircuitBreaker:
    """In front of a database that nobody asks."""
    return CircuitBreaker(connect(parse_url("postgresql://nobody@127.0.0.1:1/none")))


def fails(breaker: CircuitBreaker, error: SQLAlchemyError) -> None:
    with pytest.raises(type(error)), breaker.guarded():
        raise error


SILENT = OperationalError("gone", None, ConnectionError())


def test_after_a_silence_others_fail_at_once_for_a_second(
    breaker: CircuitBreaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails(breaker, SILENT)
    with pytest.raises(OperationalError, match="a moment ago"), breaker.guarded():
        pass
    monkeypatch.setattr(time, "monotonic", lambda now=time.monotonic: now() + 1)
    with breaker.guarded(), pytest.raises(OperationalError, match="a moment ago"), breaker.guarded():
        pass  # one asks, the others still fail
    with breaker.guarded(), breaker.guarded():
        pass


def test_a_busy_pool_is_no_silence_of_the_database(breaker: CircuitBreaker, monkeypatch: pytest.MonkeyPatch) -> None:
    fails(breaker, PoolTimeoutError("all are taken"))
    with breaker.guarded():
        pass
    fails(breaker, SILENT)
    monkeypatch.setattr(time, "monotonic", lambda now=time.monotonic: now() + 1)
    fails(breaker, PoolTimeoutError("all are taken"))  # the one who was to ask again
    with breaker.guarded():
        pass


def test_a_busy_pool_does_not_undo_a_silence_that_another_met_meanwhile(breaker: CircuitBreaker) -> None:
    def wait_for_a_connection() -> None:
        with breaker.guarded():
            fails(breaker, SILENT)
            raise PoolTimeoutError("all are taken")

    with pytest.raises(PoolTimeoutError):
        wait_for_a_connection()
    with pytest.raises(OperationalError, match="a moment ago"), breaker.guarded():
        pass


def test_processes_share_what_can_be_written_and_is_no_memory(database: str, tmp_path: Path) -> None:
    opened(database).close()
    assert is_kept(database)
    assert not is_kept("sqlite://")
    assert not is_kept(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}")


@pytest.mark.parametrize("url", ["mysql://u:p@h/d", "nonsense", "sqlite"])
def test_another_kind_of_database_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"neither sqlite|no database"):
        open_store(url)


def _fill(store: Store) -> None:
    for number in range(5_000):
        store.prefer("T1", f"U{number}", "language", "fr")


def test_a_full_disk_costs_the_choice_and_not_the_process(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'bot.db'}")
    with store.transaction() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
    with pytest.raises(SQLAlchemyError, match="full"):
        _fill(store)
    assert store.preferences("T1", "U0") == {"language": "fr"}
    store.close()


def test_a_database_that_another_process_has_locked_is_waited_for_and_then_told(tmp_path: Path) -> None:
    path = tmp_path / "bot.db"
    store = open_store(f"sqlite:///{path}")
    with sqlite3.connect(path) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert store.claim("C1", "1.1", 60) == "mine"
        other.rollback()
    other.close()
    assert store.claim("C1", "1.2", 60) == "mine"
    assert store.claim("C1", "1.2", 60) == "held"
    store.close()
