"""A PostgreSQL of the tests' own: made in a folder, on a free port, and gone when they are over."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.machine import free_port

_NEWEST = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
INITDB = str(_NEWEST[-1]) if _NEWEST else shutil.which("initdb")
USER = "smtpbot"


@dataclass(frozen=True, slots=True)
class Postgres:
    """A server that can be stopped and started again."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        """The address of an empty database's server; `make` gives one of one's own."""
        return f"postgres://{USER}@127.0.0.1:{self.port}/postgres"

    def make(self, name: str) -> str:
        """Create a database, and give its address."""
        self._run(
            "psql", "-qh", "127.0.0.1", "-p", str(self.port), "-U", USER, "postgres", "-c", f"CREATE DATABASE {name}"
        )
        return f"postgres://{USER}@127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        """Serve; returns when connections are taken."""
        options = f"-p {self.port} -h 127.0.0.1 -k {self.folder} -c fsync=off -c max_connections=200"
        self._run("pg_ctl", "-wsD", str(self.folder / "data"), "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self, how: str = "immediate") -> None:
        """Stop; ``fast`` ends transactions, ``immediate`` ends everything."""
        self._run("pg_ctl", "-wsD", str(self.folder / "data"), "-m", how, "stop")

    def _run(self, program: str, *arguments: str) -> None:
        assert INITDB
        _as_nobody_special([str(Path(INITDB).with_name(program)), *arguments])


@contextmanager
def running() -> Iterator[Postgres]:
    """A server from now until the end of the block."""
    assert INITDB
    folder = Path(tempfile.mkdtemp(prefix="smtp-bot-postgres-"))
    folder.chmod(0o777)  # PostgreSQL refuses to run as root, so another user writes here
    server = Postgres(folder, free_port())
    _as_nobody_special([INITDB, "-D", str(folder / "data"), "-U", USER, "-A", "trust", "--no-sync"])
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _as_nobody_special(command: list[str]) -> None:
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")
