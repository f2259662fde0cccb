"""The playground as a program: one line, a page, and a clean end."""

from __future__ import annotations

import os
import signal
import threading
import urllib.request
from typing import TYPE_CHECKING

from bot.playground.run import serve
from bot.playground.server import Serving
from tests.machine import PATIENCE, free_port

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from bot.playground import Credentials


def nothing(_environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [])
    return [b""]


def test_it_serves_until_it_is_told_to_stop(capfd: pytest.CaptureFixture[str]) -> None:
    port, seen = free_port(), list[str]()

    def visit() -> None:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE) as page:
            seen.append(page.read().decode())
        os.kill(os.getpid(), signal.SIGTERM)

    def make_bot(credentials: Credentials) -> WSGIApplication:
        assert credentials.api_url == f"http://127.0.0.1:{port}/api/"
        assert credentials.bot_token not in repr(credentials)
        threading.Timer(0.0, visit).start()
        return nothing

    assert serve(make_bot, port=port) == 0
    assert "<title>Playground</title>" in seen[0]
    out, err = capfd.readouterr()
    assert (out, err) == (f"Try smtp-bot on http://127.0.0.1:{port}/ (Ctrl-C stops it)\n", "")


def test_a_port_in_use_is_one_clear_line(capfd: pytest.CaptureFixture[str]) -> None:
    serving = Serving()
    assert serve(lambda _: nothing, port=serving.port) == 2
    serving.close()
    out, err = capfd.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert f"cannot use port {serving.port}" in err


def test_signal_handlers_are_put_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    serving = Serving()
    serve(lambda _: nothing, port=serving.port)
    serving.close()
    assert signal.getsignal(signal.SIGTERM) is before
