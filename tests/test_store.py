"""What is remembered, and what happens when it cannot be."""

import multiprocessing
from pathlib import Path

import pytest

from bot.store import Store, open_store


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'test.db'}"


def test_choices_are_remembered_across_restarts_until_they_are_forgotten(url: str) -> None:
    first = open_store(url)
    first.prefer("T1", "U1", "language", "fr")
    first.prefer("T1", "U1", "masked", "1")
    first.close()
    second = open_store(url)
    assert second.preferences("T1", "U1") == {"language": "fr", "masked": "1"}
    assert second.preferences("T2", "U1") == {}
    second.prefer("T1", "U1", "language", None)
    assert second.preferences("T1", "U1") == {"masked": "1"}
    second.forget("T1")
    assert second.preferences("T1", "U1") == {}
    second.close()


def test_a_message_is_claimed_once_even_after_a_restart(url: str) -> None:
    first = open_store(url)
    assert first.claim("C1", "1.1", 60) == "mine"
    assert first.claim("C1", "1.1", 60) == "held"
    first.settle("C1", "1.1")
    first.close()
    second = open_store(url)
    assert second.claim("C1", "1.1", 60) == "done"
    assert second.claim("C1", "1.2", 60) == "mine"
    second.close()


def test_a_claim_that_nobody_renews_is_free_again(url: str) -> None:
    store = open_store(url)
    assert store.claim("C1", "1.1", -1) == "mine"
    assert store.claim("C1", "1.1", 60) == "mine"
    assert store.claim("C1", "1.1", 60) == "held"
    store.renew("C1", "1.1", -1)
    assert store.claim("C1", "1.1", 60) == "mine"
    store.close()


def test_older_messages_of_the_same_channel_come_first(url: str) -> None:
    store = open_store(url)
    store.claim("C1", "1.1", 60)
    store.claim("C1", "1.2", 60)
    assert store.has_earlier("C1", "1.2")
    assert not store.has_earlier("C1", "1.1")
    assert not store.has_earlier("C2", "1.2")
    store.settle("C1", "1.1")
    assert not store.has_earlier("C1", "1.2")
    store.close()


def test_processes_that_create_the_tables_at_once_do_no_harm(url: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=_open, args=(url,)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]


def _open(url: str) -> None:
    open_store(url).close()


def test_a_file_that_cannot_be_written_becomes_memory_and_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}")
    store.prefer("T1", "U1", "language", "fr")
    assert store.preferences("T1", "U1") == {"language": "fr"}
    assert "kept in memory" in caplog.text
    store.close()


def test_a_broken_database_costs_the_preference_and_not_the_answer(url: str) -> None:
    store = Store(url)  # nobody made the tables
    assert store.preferences("T1", "U1") == {}
    assert store.claim("C1", "1.1", 60) == "mine"
    assert not store.has_earlier("C1", "1.1")
    store.close()
