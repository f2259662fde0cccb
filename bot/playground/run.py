"""Running the playground: the stand-in with its page on one port, the bot on another, until somebody stops it."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING

from bot.playground.delivery import SLACK_RETRIES
from bot.playground.server import Serving
from bot.playground.standin import StandIn
from bot.playground.words import Wordless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from _typeshed.wsgi import WSGIApplication

    from bot.playground.registration import Registration
    from bot.playground.slack import Credentials
    from bot.playground.words import WordsFor

TAKEN = 2


def serve(
    make_bot: Callable[[Credentials], WSGIApplication],
    *,
    port: int,
    registration: Registration | None = None,
    words: WordsFor = Wordless,
) -> int:
    """Serve page and bot until Ctrl-C or SIGTERM; return the exit status: 0, or 2 when the port is taken.

    `make_bot` gets the address and the secrets to work with, and returns the bot's WSGI application. `words`
    gives what the page says to a person with this locale.
    """
    with ExitStack() as stack:
        # First in, last out: an impatient second Ctrl-C must not interrupt the closing.
        stop = stack.enter_context(_stop_signal())
        try:
            slack = StandIn(port=port, registration=registration, now=time.time, retry_after=SLACK_RETRIES, words=words)
        except OSError as problem:
            reason = os.strerror(problem.errno or 0)
            sys.stderr.write(f"The playground cannot use port {port}: {reason}. Choose another with PORT.\n")
            return TAKEN
        stack.callback(slack.close)
        serving = stack.enter_context(closing(Serving()))
        serving.start(make_bot(slack.credentials))
        slack.connect(f"http://127.0.0.1:{serving.port}/slack/events")
        slack.start()
        sys.stdout.write(f"Try {slack.bot.name} on {slack.url} (Ctrl-C stops it)\n")
        sys.stdout.flush()
        stop.wait()
    return 0


@contextmanager
def _stop_signal() -> Iterator[threading.Event]:
    """Give an event that Ctrl-C and SIGTERM set."""
    stop = threading.Event()

    def note(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
