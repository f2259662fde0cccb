"""What tests ask of the machine: time, however busy it is, and ports that nobody else takes."""

import secrets
import socket
import time
from collections.abc import Callable

PATIENCE = 60.0  # seconds until a test gives up: nothing that works takes nearly as long
_PORTS = range(20_000, 32_000)  # below those that outgoing connections are given (Linux), or one might be there first


def wait_until(true: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Other processes tell of nothing: look, a little later look again. TimeoutError when it stays untrue."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(f"nothing after {seconds:.0f} s")
        time.sleep(0.02)


def free_port() -> int:
    """A port of the loopback address that nobody serves."""
    while True:
        port = secrets.choice(_PORTS)
        with socket.socket() as free:
            try:
                free.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
