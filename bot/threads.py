"""Threads that know which request they work for, and requests that know what was begun for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from functools import partial
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_begun: ContextVar[list[Future[Any]] | None] = ContextVar("begun", default=None)


@contextmanager
def noted() -> Iterator[list[Future[Any]]]:
    """The work that is begun inside this block, and that an ack may wait for."""
    begun: list[Future[Any]] = []
    token = _begun.set(begun)
    try:
        yield begun
    finally:
        _begun.reset(token)


class Threads(ThreadPoolExecutor):
    """Threads that know which request they work for, and the request them, where its ack may wait for their work."""

    def __init__(self, most: int, thread_name_prefix: str, *, awaited: bool = True) -> None:
        super().__init__(most, thread_name_prefix)
        self._awaited = awaited

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """See `ThreadPoolExecutor.submit`."""
        future = super().submit(partial(copy_context().run, fn, *args, **kwargs))
        begun = _begun.get()
        if self._awaited and begun is not None:
            begun.append(future)
        return future
