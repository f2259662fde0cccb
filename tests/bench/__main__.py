"""``make bench``: the bot next to what it is built on, in one run. Machines are noisy: medians, and ratios that count.

One section alone: ``python -m tests.bench processes``.
"""

import os
import secrets
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.smtp import load_dataset
from tests.bench.bounces import bounce_rows
from tests.bench.languages import language_rows
from tests.bench.load import Measured, measure, signed_command, signed_type_ahead
from tests.bench.processes import process_rows
from tests.machine import free_port

ROUNDS, CLIENTS, REQUESTS, WORKERS = 5, 16, 4_000, 2
TYPED = ("5", "5.7.2", "mailbox full", "greylisting", "xyzzy")
ROOT = Path(__file__).parents[2]
SECRET = secrets.token_hex(16)
ENVIRONMENT = {
    **os.environ,
    "SLACK_BOT_TOKEN": "xoxb-bench",
    "SLACK_SIGNING_SECRET": SECRET,
    "SLACK_API_URL": "http://127.0.0.1:9/api/",
    "DATABASE_URL": "sqlite://",
    "LOG_LEVEL": "ERROR",
}


def main() -> None:
    sections: dict[str, Callable[[], Iterable[tuple[str, str, str]]]] = {
        "server": server_rows,
        "processes": process_rows,
        "cold": cold_start_rows,
        "dataset": lambda: [dataset_row()],
        "languages": language_rows,
        "bounces": bounce_rows,
    }
    rows = [row for name in sys.argv[1:] or sections for row in sections[name]()]
    width = max(len(row[0]) for row in rows)
    for name, value, target in rows:
        sys.stdout.write(f"{name:{width}}  {value:>26}  {target}\n")


def server_rows() -> Iterator[tuple[str, str, str]]:
    with serving("bot.web:create_app()") as bot, serving("tests.bench.bare:create_app()") as bare:
        request = signed_command(SECRET, "250 521")
        rounds = [(measured(bot, request), measured(bare, request)) for _ in range(ROUNDS + 1)][1:]
        ratio = statistics.median(ours.rate / theirs.rate for ours, theirs in rounds)
        for name, side in (("smtp-bot", 0), ("bare Bolt app", 1)):
            rate = statistics.median(pair[side].rate for pair in rounds)
            p99 = statistics.median(pair[side].p99 for pair in rounds)
            yield f"/smtp 250 521, {WORKERS} workers, {name}", f"{rate:.0f} a second, p99 {p99:.0f} ms", ""
        yield "ratio to the bare app", f"{ratio:.2f}", "target: at least 0.85"
        yield "memory of a worker (unique + shared)", f"{memory(bot):.0f} MiB", "target: under 60 MiB"
        yield "memory of a bare worker", f"{memory(bare):.0f} MiB", ""
        for typed in TYPED:
            alone = [measure(bot[0], signed_type_ahead(SECRET, typed), 1, 200).p99 for _ in range(ROUNDS)]
            yield f"type-ahead after “{typed}”", f"p99 {statistics.median(alone):.0f} ms", "target: under 100 ms"


def measured(server: tuple[int, int], request: bytes) -> Measured:
    return measure(server[0], request, CLIENTS, REQUESTS)


def cold_start_rows() -> Iterator[tuple[str, str, str]]:
    ours = [sys.executable, "-m", "bot", "ask", "250", "521"]
    bare = [sys.executable, "-c", "pass"]
    pairs = [(seconds(lambda: run(ours)), seconds(lambda: run(bare))) for _ in range(15)]
    ask, start = (1000 * statistics.median(pair[side] for pair in pairs) for side in (0, 1))
    yield "cold `python -m bot ask 250 521`", f"{ask:.0f} ms", ""
    yield "bare interpreter", f"{start:.0f} ms", ""
    yield "ratio to the bare interpreter", f"{ask / start:.1f}", "target: under 8"


def dataset_row() -> tuple[str, str, str]:
    load_dataset().words("en")
    times = [seconds(lambda: load_dataset().words("en")) for _ in range(15)]
    return "dataset load (facts and English)", f"{1000 * statistics.median(times):.0f} ms", "target: under 50 ms"


@contextmanager
def serving(app: str) -> Iterator[tuple[int, int]]:
    """An app under gunicorn; gives its port and the master's process id."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--preload", "--worker-class", "gthread", "--threads", "16"]
    command += ["--workers", str(WORKERS), "--bind", f"127.0.0.1:{port}", "--log-level", "error", app]
    process = subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT)
    try:
        _wait_until_open(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def _wait_until_open(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    sys.exit("the server did not start")


def memory(server: tuple[int, int]) -> float:
    """Resident memory of one worker in MiB (Linux)."""
    children = Path(f"/proc/{server[1]}/task/{server[1]}/children").read_text(encoding="ascii").split()
    resident = [int(Path(f"/proc/{child}/statm").read_text(encoding="ascii").split()[1]) for child in children]
    return statistics.mean(resident) * os.sysconf("SC_PAGESIZE") / 2**20


def run(command: list[str]) -> None:
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
