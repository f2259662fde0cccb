"""How fast bounces are read: real mails next to flufl.bounce, a paste of 3 kB, and what hostile pastes cost."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes
from pathlib import Path

from flufl.bounce import all_failures

from bot.smtp import Explainer
from tests.bench.hostile import SHAPES, Shape

ROOT = Path(__file__).parents[2]
ROUNDS, PASTES = 15, 200
SIZE = 5_000_000  # characters, and twice that: the most that is read
MOST = 2.2
WORST = 5  # shapes that get a row of their own

PASTE = """\
Return-Path: <>
Received: by mx.example.com (Postfix) id 4FABCDE123; Fri,  2 Jan 2026 03:04:05 +0000 (UTC)
Date: Fri,  2 Jan 2026 03:04:05 +0000 (UTC)
From: MAILER-DAEMON@mx.example.com (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: billing@example.com
Auto-Submitted: auto-replied
Message-Id: <20260102030405.4FABCDE123@mx.example.com>

This is the mail system at host mx.example.com.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

For further assistance, please send mail to postmaster.

If you do so, please include this problem report. You can
delete your own text from the attached returned message.

                   The mail system

<jane@example.org>: host mx.example.org[192.0.2.25] said: 550-5.1.1 The email
    account that you tried to reach does not exist. Please try
    550-5.1.1 double-checking the recipient's email address for typos or
    550 5.1.1 unnecessary spaces. (in reply to RCPT TO command)

<jim@example.net>: host mx.example.net[198.51.100.25] said: 452 4.2.2 The
    recipient's mailbox is over quota (in reply to RCPT TO command)

"""


def bounce_rows() -> Iterator[tuple[str, str, str]]:
    """The rows of the table."""
    explainer = Explainer()
    explainer.warm_up()
    yield from mail_rows(explainer)
    yield paste_row(explainer)
    yield from growth_rows(explainer)


def mail_rows(explainer: Explainer) -> Iterator[tuple[str, str, str]]:
    """Mails a second, in alternating rounds; flufl.bounce only finds addresses."""
    name, mails = find_mails()
    sides: tuple[Callable[[bytes], object], ...] = (explainer.read, lambda mail: all_failures(message_from_bytes(mail)))
    rounds = [[len(mails) / seconds_for(side, mails) for side in sides] for _ in range(ROUNDS + 1)][1:]
    for place, side in enumerate(("smtp-bot, whole diagnosis", "flufl.bounce")):
        yield f"{name}, {side}", f"{statistics.median(each[place] for each in rounds):.0f} a second", ""
    ratio = statistics.median(ours / theirs for ours, theirs in rounds)
    yield "ratio to flufl.bounce", f"{ratio:.2f}", "target: at least 1.2"


def find_mails() -> tuple[str, list[bytes]]:
    """The mails of the `sisimai` corpus; where there is no corpus, the project's own cases."""
    corpora = Path(os.environ.get("SMTP_BOT_CORPORA", ROOT.parent / "shared/corpora"))
    files = sorted((corpora / "sisimai").rglob("*.eml"))
    own = sorted((ROOT / "tests/bounces").rglob("*.eml"))
    name = f"{len(files)} mails of sisimai" if files else f"no corpus: {len(own)} mails of tests/bounces"
    return name, [file.read_bytes() for file in files or own]


def seconds_for(read: Callable[[bytes], object], mails: list[bytes]) -> float:
    """How long it takes to read each of them once."""
    began = time.perf_counter()
    for mail in mails:
        read(mail)
    return time.perf_counter() - began


def paste_row(explainer: Explainer) -> tuple[str, str, str]:
    """A paste of 3 kB: the notice above, and the mail that it returns."""
    paste = PASTE + "--- Message headers ---\n" + "Received: from mx.example.com by mx.example.org; x\n" * 30
    times = [seconds_for(explainer.read, [paste.encode()[:3_000]]) for _ in range(PASTES)]
    return "a 3 kB paste, diagnosed", f"{1000 * statistics.median(times):.2f} ms", "target: under 1 ms"


def growth_rows(explainer: Explainer) -> Iterator[tuple[str, str, str]]:
    """What twice the size costs, for each hostile shape; the worst of them."""
    measured = sorted(((*growth(explainer, shape), shape.name) for shape in SHAPES), reverse=True)
    linear = sum(ratio <= MOST for ratio, _, _ in measured)
    yield (
        f"{len(SHAPES)} hostile shapes at 5 and 10 MB",
        f"{linear} linear",
        f"target: all, at most {MOST} times the time",
    )
    for ratio, seconds, name in measured[:WORST]:
        yield f"  {name}", f"{ratio:.2f} times, {seconds:.2f} s", ""
    slowest = max(measured, key=lambda each: each[1])
    yield f"  slowest: {slowest[2]}", f"{slowest[0]:.2f} times, {slowest[1]:.2f} s", ""


def growth(explainer: Explainer, shape: Shape) -> tuple[float, float]:
    """What twice the size costs, and how many seconds that is. What looks worse than it may is measured again."""
    half, whole = (shape.paste(size).encode() for size in (SIZE, 2 * SIZE))
    best = [seconds_for(explainer.read, [paste]) for paste in (half, whole)]
    for _ in range(3):
        if best[1] / best[0] <= MOST:
            break
        best = [min(old, seconds_for(explainer.read, [paste])) for old, paste in zip(best, (half, whole), strict=True)]
    return best[1] / best[0], best[1]
