"""Threads know their request, and a request what was begun for it."""

from contextvars import ContextVar

from bot.threads import Threads, noted
from tests.machine import PATIENCE

_word: ContextVar[str] = ContextVar("word", default="")


def test_work_knows_which_request_it_is_for() -> None:
    with Threads(1, "test") as threads:
        _word.set("first")
        first = threads.submit(_word.get)
        _word.set("second")
        assert threads.submit(_word.get).result(PATIENCE) == "second"
        assert first.result(PATIENCE) == "first"


def test_a_request_knows_what_was_begun_for_it_alone_and_may_be_awaited() -> None:
    with Threads(1, "test") as threads, Threads(1, "beside", awaited=False) as beside:
        threads.submit(_word.get)
        with noted() as begun:
            mine = threads.submit(_word.get)
            beside.submit(_word.get)
            with noted() as inside:
                theirs = threads.submit(_word.get)
        threads.submit(_word.get)
        assert (begun, inside) == ([mine], [theirs])
