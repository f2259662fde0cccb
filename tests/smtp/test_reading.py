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


@pytest.mark.parametrize(
    "text",
    [
        # a product's name, or one word of many meanings
        "Who has the password of our Zoho account?",
        "Can I see Amazon SES in the dashboards?",
        "haraka 3.2 is out",
        "the domino that fell first",
        "Zustellung",
        "Deine Zustellung kommt heute zwischen 10 und 12 Uhr.",
        "The following recipients of the prize may come to room 550: Ann, Ben.",
        "送達のお知らせ",
        "新しい投稿が550件あります",
        "メールマガジンの配信は毎週です",
        # what else is undelivered, delayed or out of reach
        "Our courier could not deliver the parcel, the address was unknown.",
        "Ihr Paket konnte nicht zugestellt werden.",
        "Votre colis n'a pas pu être distribué.",
        "The train to Oslo has been delayed by 55 minutes.",
        "The page could not be reached.",
        "Which messages could not be delivered last week?",
        # numbers and versions
        "We had 550 bounces this week and 421 in the one before, that is 4.2 %.",
        "Mail 550 from Ben is missing",
        "5.1.1 released: no more crash at start",
        "ValueError: invalid literal for int() with base 10: '5.1.1'",
        "host not found: cache-1, and the pod mailer-7d9 was restarted",
        "The API returned 503 for ten minutes.",
        "错误代码 502",
    ],
)
def test_what_speaks_of_other_things_is_no_bounce(text: str) -> None:
    assert not read(text).is_bounce


@pytest.mark.parametrize("text", ["error: 550", "it says 421", "got 503", "status: 450"])
def test_a_code_that_nothing_explains_is_looked_up(text: str) -> None:
    found = read(text)

    assert (found.format, found.is_bounce) == ("codes", False)
    assert [one.reply for one in found.evidence] == [text[-3:]]


@pytest.mark.parametrize(
    "text",
    [
        "Your message could not be delivered to Ann Lee.",
        "user unknown: ann@example.org",
        "ann@example.org [mailbox is full]",
        "Requested action not taken: mailbox unavailable",
        "554-No PTR record. 554 See our page",
        "ann@example.org: [192.0.2.25], 554 not now",
        "our mails get 550 user unknown since noon",
        "Unknown user: ann@example.org\n\nOriginal message follows.\n\nReceived: from mx.example.org",
    ],
)
def test_a_few_words_are_a_bounce_where_something_beside_them_says_so(text: str) -> None:
    assert read(text).is_bounce


def test_a_mail_needs_more_than_its_subject_to_be_a_bounce() -> None:
    mail = "From: {}\nTo: ben@example.net\nSubject: Delivery failure\n\n{}\n"

    assert read(mail.format("MAILER-DAEMON@example.org", "Sorry.")).is_bounce
    assert not read(mail.format("ann@example.org", "Sorry.")).is_bounce
    assert read(mail.format("ann@example.org", "550 5.1.1 nobody here")).is_bounce
    assert read(mail.format("ann@example.org", "Your message was not delivered to jane@example.net.")).is_bounce
