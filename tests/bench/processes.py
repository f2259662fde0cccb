"""One, two and four workers of the web process, as the Procfile starts it, each next to a bare Bolt app with as many."""

from __future__ import annotations

import secrets
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.load import Measured, measure, signed_command
from tests.machine import free_port
from tests.procfile import Process, command, start

WORKERS, ROUNDS, CLIENTS, REQUESTS = (1, 2, 4), 3, 16, 4_000
# 30,000 events an hour, for each app in each workspace.
SLACK = 30_000 / 3_600
Row = tuple[str, str, str]


def process_rows() -> Iterator[Row]:
    """Requests a second, the slowest hundredth, memory; the database is a SQLite file, and each request is logged."""
    yield "Slack's ceiling for one workspace", f"{SLACK:.0f} events a second", ""
    with tempfile.TemporaryDirectory(prefix="smtp-bot-bench-") as folder:
        assert start(command("release"), Path(folder), _settings(secrets.token_hex(16), 1)).popen.wait(20) == 0
        for workers in WORKERS:
            yield from _rows(Path(folder), workers)


def _rows(folder: Path, workers: int) -> Iterator[Row]:
    secret = secrets.token_hex(16)
    request = signed_command(secret, "250 521")
    with _serving(folder, secret, workers) as bot, _serving(folder, secret, workers, bare=True) as bare:
        rounds = [(_measured(bot, request), _measured(bare, request)) for _ in range(ROUNDS + 1)][1:]
        for name, side, process in (("smtp-bot", 0, bot), ("bare Bolt app", 1, bare)):
            rate = statistics.median(pair[side].rate for pair in rounds)
            p99 = statistics.median(pair[side].p99 for pair in rounds)
            yield f"{workers} workers, {name}", f"{rate:.0f} a second, p99 {p99:.0f} ms", _memory(process)
        ratio = statistics.median(ours.rate / theirs.rate for ours, theirs in rounds)
        yield f"{workers} workers, ratio", f"{ratio:.2f}", ""


@contextmanager
def _serving(folder: Path, secret: str, workers: int, *, bare: bool = False) -> Iterator[Process]:
    line = command("web")
    if bare:
        line[-1] = "tests.bench.bare:create_app()"
    process = start(line, folder, _settings(secret, workers), free_port())
    try:
        process.wait_until_open()
        yield process
    finally:
        process.kill()


def _settings(secret: str, workers: int) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": "xoxb-bench",
        "SLACK_SIGNING_SECRET": secret,
        "SLACK_API_URL": "http://127.0.0.1:9/api/",
        "WEB_CONCURRENCY": str(workers),
    }


def _measured(process: Process, request: bytes) -> Measured:
    return measure(process.port, request, CLIENTS, REQUESTS)


def _memory(process: Process) -> str:
    """Resident, and with what is shared counted by parts; the median of the workers, in MiB (Linux)."""
    told = [_figures(worker) for worker in process.workers]
    rss, pss = (statistics.median(figures[name] for figures in told) for name in ("Rss", "Pss"))
    return f"each worker: RSS {rss:.0f} MiB, PSS {pss:.0f} MiB"


def _figures(pid: int) -> dict[str, float]:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    return {name: int(value.split()[0]) / 1024 for name, value in (line.split(":") for line in lines)}
