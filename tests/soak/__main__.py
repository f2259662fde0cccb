"""``make soak``: two web processes behind nginx while machines die, restart and lose their database. Nothing may be lost.

Numbers: ``python -m tests.soak --requests 2000 --clients 16 --workers 2``. Ends with 1 when anything was lost, or
answered twice.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from bot.slack.once import LEASE
from tests.soak.load import Load
from tests.soak.report import answers, count
from tests.soak.site import RETRY_AFTER, site


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    for name, default, text in (
        ("requests", 20_000, "how many requests people make"),
        ("clients", 16, "how many of them at a time"),
        ("workers", 2, "workers of each of the two web processes"),
    ):
        parser.add_argument(f"--{name}", type=int, default=default, help=f"{text} ({default})")
    return soak(parser.parse_args())


def soak(options: argparse.Namespace) -> int:
    with (
        tempfile.TemporaryDirectory(prefix="smtp-bot-soak-") as folder,
        site(Path(folder), options.workers) as whole,
    ):
        load = Load(whole.slack, options.requests, options.clients)
        disturbances = [
            ("a process killed with -9, and started", whole.kill_one),
            ("the other ended gently, and started", whole.restart_other),
            ("PostgreSQL restarted", whole.restart_database),
        ]
        seconds = load.run(disturbances)
        _wait_for_the_last(load)
        report = count(whole.slack, load.mentions)
        rate = options.requests / seconds
        say(f"{options.requests} requests in {seconds:.0f} s, {rate:.0f} a second, {options.clients} at a time, "
            f"2 processes of {options.workers} workers, load average {os.getloadavg()[0]:.1f}")  # fmt: skip
        for name, at, since, took in load.happened:
            say(f"  at {since:5.1f} s, after request {at}: {name} ({took:.1f} s)")
        for line in report.lines():
            say(line)
    return 0 if report.is_good else 1


def _wait_for_the_last(load: Load) -> None:
    """Until every mention is answered, and then until no claim of a dead process can be taken over any more."""
    workspace, longest = load.slack.workspace, sum(RETRY_AFTER) + LEASE

    def all_answered() -> bool:
        answered = answers(load.slack)
        return all(answered[mention.ts] for mention in load.mentions)

    def one_twice() -> bool:
        return any(times > 1 for times in answers(load.slack).values())

    workspace.wait_until(all_answered, longest)
    workspace.wait_until(one_twice, LEASE + 2)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
