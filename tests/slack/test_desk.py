"""Directions: nobody's words turn ours around, and codes stay whole in right-to-left languages."""

import pytest

from bot.slack import views
from bot.slack.markup import isolate, straight
from bot.slack.people import Asker
from bot.smtp import Explainer
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


def test_arabic_isolates_codes_and_no_other_language_does(explainer: Explainer) -> None:
    desk = desk_in(explainer, "ar")
    desk.people.choose("T1", "U2", "language", "en")
    assert "\u2068521\u2069" in desk.reply("521", ASKER).answer.summary
    assert "\u2068" not in desk.reply("521", Asker("T1", "U2")).answer.summary


def test_commands_to_copy_hold_no_marks_and_stand_in_a_box(explainer: Explainer) -> None:
    reply = desk_in(explainer, "ar").reply("550 5.1.1 <jane@example.org>: User unknown", ASKER)
    said, commands = (passage for passage in reply.answer.passages if passage.is_code)
    assert said.lines == ("550 5.1.1 <jane@example.org>: User unknown",)
    assert commands.lines[0] == "dig +short MX example.org"
    shown = str(views.details(reply.answer, reply.say).blocks)
    assert "```\\ndig +short MX example.org\\n" in shown


def test_what_holds_no_arabic_stands_at_the_right_all_the_same() -> None:
    assert isolate("RFC 5321") == "\u200f\u2068RFC 5321\u2069"
    assert isolate("RFC 5321 §4، RFC 821").startswith("\u200f")
    assert isolate("RFC 5321 §4.2.2") == "\u200f\u2068RFC 5321 §4.2.2\u2069"
    assert isolate("الرمز (550 5.1.1)،") == "الرمز \u2068(550 5.1.1)\u2069،"
    assert isolate("") == ""


def test_marks_that_turn_text_around_are_gone() -> None:
    assert straight("a\u202eb\u2066c\u200fd\0\ud800") == "abcd?"
