"""Whatever is pasted, reading it ends in a reading: never in an exception, and never without bounds."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.smtp.bounce import Reading, read
from bot.smtp.bounce.text import LIMIT, clean

_CASES = sorted(p for p in (Path(__file__).parent.parent / "bounces").rglob("*") if p.suffix in (".txt", ".eml"))
_PIECES = (
    "From: MAILER-DAEMON@example.org\nSubject: failure notice\n\n",
    "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n",
    "Final-Recipient: rfc822; jane@example.org\nAction: failed\nStatus: 5.1.1\n\n",
    "Content-Transfer-Encoding: base64\n\nNTUwIDUuMS4x\n",
    "said: 550-5.1.1 <jane@example.org>\\n550 5.1.1 nobody",
    "=?utf-8?b?",
    "<mailto:jane@example.org|jane@example.org>",
    '{"event":"bounce","reason":"550 5.1.1"}',
    "> > ",
    "\r",
    "\0",
    "550 ",
    "5.1.1",
    "\ud800",
)


@given(st.one_of(st.text(), st.binary(), st.lists(st.sampled_from(_PIECES), max_size=30).map("".join)))
@settings(max_examples=400, deadline=None)
def test_any_paste_is_read(paste: str | bytes) -> None:
    assert isinstance(read(paste), Reading)


@pytest.mark.parametrize("case", _CASES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_a_damaged_paste_is_read(case: Path) -> None:
    luck = random.Random(case.name)  # noqa: S311 - damage, not secrets
    for _ in range(10):
        raw = bytearray(case.read_bytes())
        for _ in range(luck.randint(1, 20)):
            place = luck.randrange(len(raw))
            raw[place : place + luck.randint(0, 3)] = luck.choice(
                [b"", b"\n", b"<", b"\xff", b"=", b"--", b"550 ", b"@"]
            )
            raw = raw or bytearray(b"x")
        assert isinstance(read(bytes(raw)), Reading)


def test_more_than_is_read_is_cut_and_said_so() -> None:
    assert clean("x" * (LIMIT + 1)).truncated
    assert not clean("x" * 100).truncated


def test_of_very_many_recipients_the_first_thousand_are_kept() -> None:
    fields = "Reporting-MTA: dns; out.example.com\n\n" + "".join(
        f"Final-Recipient: rfc822; u{number}@example.org\nAction: failed\nStatus: 5.1.1\n\n" for number in range(3_000)
    )
    reading = read(fields)
    assert len(reading.evidence) == 1_000
    assert reading.truncated


def test_mails_inside_mails_are_opened_only_so_far() -> None:
    mail = "From: a@example.com\nTo: b@example.com\nSubject: fwd\nContent-Type: message/rfc822\n\n"
    assert read(mail * 5_000).is_bounce is False
