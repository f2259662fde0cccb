"""A line of the log is JSON whatever it says, holds no token and no address, and takes no longer than its length."""

import json
import logging
import time

import pytest

from bot.logs import JsonLines


def logged(message: str) -> str:
    """The line for a message."""
    return JsonLines().format(logging.LogRecord("some.library", logging.INFO, "", 0, message, None, None))


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("token=xoxb-1-secret of jane@customer.example", "token=… of …"),
        ("xoxe.xoxp-1-secret, xapp-1-secret; (jane@customer.example)", "…, … (…)"),
        ('role "jane@customer.example" of \n"xoxb-1"', 'role "…" of \n"…"'),
        ("a\\@b\\", "…"),
        ("jané@customer.example,joe@customer.example", "…"),
        ("Slack's @ and its xoxb", "Slack's @ and its xoxb"),
        ("half a letter \ud800", "half a letter \ud800"),
    ],
)
def test_a_word_with_a_token_or_an_address_is_masked_and_the_line_stays_json(message: str, shown: str) -> None:
    assert json.loads(logged(message))["message"] == shown


def seconds(message: str) -> float:
    """Of the processor, for its line."""
    times = []
    for _ in range(5):
        began = time.thread_time()
        logged(message)
        times.append(time.thread_time() - began)
    return min(times)


@pytest.mark.parametrize("word", ["a", "@", "xox", "xoxb-1.", "a@)", "a@b=,", "a@b "])
def test_a_line_of_sixteen_times_the_length_takes_no_more_than_its_share(word: str) -> None:
    # A search that begins anew at each letter would take 256 times as long.
    short = word * (1_000 // len(word))
    assert seconds(short * 16) < 64 * seconds(short)
