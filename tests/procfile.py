"""The bot's processes as a platform starts them: by the lines of the Procfile, each with an environment of its own."""

from __future__ import annotations

import http.client
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.playground import StandIn
from tests.machine import PATIENCE, free_port, wait_until

ROOT = Path(__file__).parents[1]
PROCFILE = ROOT / "Procfile"


def command(name: str) -> list[str]:
    """What the Procfile starts under this name."""
    lines = dict(line.split(":", 1) for line in PROCFILE.read_text(encoding="utf-8").splitlines())
    return shlex.split(lines[name])


def environment(**settings: str) -> dict[str, str]:
    """Our programs, our code, and no settings but these."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    kept = {name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ}
    return {**kept, "PATH": path, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **settings}


def settings_of(slack: StandIn, database: str) -> dict[str, str]:
    """What the web process needs to work with this Slack."""
    given = slack.credentials
    return {
        "SLACK_BOT_TOKEN": given.bot_token,
        "SLACK_SIGNING_SECRET": given.signing_secret,
        "SLACK_API_URL": given.api_url,
        "DATABASE_URL": database,
        "LOG_LEVEL": "WARNING",
    }


@dataclass(slots=True)
class Process:
    """A running process, what it wrote, and the port it serves (0: none)."""

    popen: subprocess.Popen[bytes]
    log: Path
    port: int = 0

    @property
    def written(self) -> str:
        return self.log.read_text(encoding="utf-8")

    @property
    def workers(self) -> list[int]:
        return children(self.popen.pid)

    def wait_until_ready(self) -> None:
        """Wait until it answers requests."""
        wait_until(lambda: self.popen.poll() is not None or answers(self.port))
        assert self.popen.poll() is None, self.written

    def wait_until_open(self) -> None:
        """Wait until it takes connections; for what has no page that says so."""
        wait_until(lambda: self.popen.poll() is not None or _is_open(self.port))
        assert self.popen.poll() is None, self.written

    def end(self) -> int:
        """Ask it to end, as a platform does, and give its exit code."""
        self.popen.terminate()
        return self.popen.wait(PATIENCE)

    def kill(self) -> None:
        """Kill it with everything that it started, like a machine that loses its power."""
        if self.popen.poll() is None:
            for pid in [self.popen.pid, *descendants(self.popen.pid)]:
                os.kill(pid, signal.SIGKILL)
        self.popen.wait()


def start(line: list[str], folder: Path, settings: Mapping[str, str], port: int = 0) -> Process:
    """Start a command, in a folder without a ``.env``."""
    log = folder / f"{Path(line[0]).name}-{time.monotonic_ns()}.log"
    # What a killed process leaves behind goes with the folder.
    given = {"TMPDIR": str(folder), **settings, **({"PORT": str(port)} if port else {})}
    with log.open("wb") as file:
        popen = subprocess.Popen(
            line, cwd=folder, env=environment(**given), stdout=file, stderr=file, start_new_session=True
        )
    return Process(popen, log, port)


def start_web(
    folder: Path, settings: Mapping[str, str], workers: int = 2, port: int = 0, app: str = "bot.web"
) -> Process:
    """The web process, on a free port unless one is given. Wait for it with `wait_until_ready`."""
    line = [word.replace("bot.web:", f"{app}:") for word in command("web")]
    return start(line, folder, {**settings, "WEB_CONCURRENCY": str(workers)}, port or free_port())


def get(port: int, path: str) -> tuple[int, str]:
    """One GET, over a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def answers(port: int) -> bool:
    """Whether somebody serves this port."""
    try:
        return get(port, "/healthz")[0] == 200
    except (OSError, http.client.HTTPException):
        return False


def _is_open(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def children(pid: int) -> list[int]:
    """The processes that this one has started (Linux)."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


def descendants(pid: int) -> Iterator[int]:
    """Those, and what they have started."""
    for child in children(pid):
        yield child
        yield from descendants(child)
