"""Hostile text pings nobody, breaks no block and raises nothing. ``python -m tests.slack.hostile`` tries 10,000."""

from tests.slack.hostile import failures


def test_three_hundred_hostile_texts_on_every_surface() -> None:
    assert failures(seed=7, cases=300) == []
