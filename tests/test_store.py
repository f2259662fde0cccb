"""What is remembered, and what happens when it cannot be."""

import multiprocessing
from pathlib import Path

import pytest

from bot.store import Store, open_store


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'test.db'}"


def test_a_language_is_remembered_across_restarts(url: str) -> None:
    first = open_store(url)
    first.set_language("T1", "U1", "fr")
    first.close()
    second = open_store(url)
    assert second.language("T1", "U1") == "fr"
    assert second.language("T2", "U1") is None
    second.set_language("T1", "U1", None)
    assert second.language("T1", "U1") is None
    second.close()


def test_an_event_is_new_once_even_after_a_restart(url: str) -> None:
    first = open_store(url)
    assert first.first_time("C1:1.1")
    assert not first.first_time("C1:1.1")
    first.close()
    second = open_store(url)
    assert not second.first_time("C1:1.1")
    assert second.first_time("C1:1.2")
    second.close()


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
    store.set_language("T1", "U1", "fr")
    assert store.language("T1", "U1") == "fr"
    assert "kept in memory" in caplog.text
    store.close()


def test_a_broken_database_costs_the_preference_and_not_the_answer(url: str) -> None:
    store = Store(url)  # nobody made the tables
    assert store.language("T1", "U1") is None
    assert store.first_time("C1:1.1")
    store.close()
