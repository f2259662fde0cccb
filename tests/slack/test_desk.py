"""Directions: nobody's words turn ours around, and codes stay whole in right-to-left languages."""

from typing import Any

import pytest
from msgspec import structs

from bot.slack.markup import isolate, straight
from bot.slack.people import Asker
from bot.smtp import Explainer, load_dataset
from tests.slack.walking import desk_in

ASKER = Asker("T1", "U1")


@pytest.mark.parametrize(
    ("text", "isolated"),
    [
        ("הקוד 5.7.26 נדחה", "הקוד \u20685.7.26\u2069 נדחה"),
        ("אל jane@example.com בלבד", "אל \u2068jane@example.com\u2069 בלבד"),
        ("הריצו dig +short MX example.com כעת", "הריצו \u2068dig +short MX example.com\u2069 כעת"),
        ("בלי קודים", "בלי קודים"),
    ],
)
def test_what_is_read_from_the_left_stays_in_one_piece(text: str, isolated: str) -> None:
    assert isolate(text) == isolated


def test_a_right_to_left_language_isolates_codes_and_no_other_does() -> None:
    dataset = load_dataset()
    languages: Any = dataset.languages
    languages["fr"] = structs.replace(languages["fr"], direction="rtl")
    desk = desk_in(Explainer(dataset), "fr")
    desk.people.choose("T1", "U2", "language", "en")
    assert "\u2068521" in desk.reply("521", ASKER).answer.summary
    assert "\u2068" not in desk.reply("521", Asker("T1", "U2")).answer.summary


def test_marks_that_turn_text_around_are_gone() -> None:
    assert straight("a\u202eb\u2066c\u200fd\0\ud800") == "abcd?"
