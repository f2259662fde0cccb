"""Slack's text in, safe text out."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.markup import escape, plain_text, unescape, whole_text
from bot.smtp import Explainer


@pytest.mark.parametrize(
    ("arrived", "typed"),
    [
        ("&lt;jane@example.org&gt;", "<jane@example.org>"),
        ("&amp;lt;", "&lt;"),
        ("to <mailto:jane@example.org|jane@example.org>", "to jane@example.org"),
        ("<mailto:jane@example.org>", "jane@example.org"),
        ("see <http://example.org|example.org> and <https://example.net/a?b=1&amp;c>", "see example.org and https://example.net/a?b=1&c"),
        ("<@U123> 550", " 550"),
        ("to=<jane@example.org>, relay=none", "to=<jane@example.org>, relay=none"),
        ("<jane@example.org|jane@example.org>: host", "<jane@example.org>: host"),
        ("<!here> 550", " 550"),
        ("in <#C123|ops>", "in #ops"),
        ("a < b", "a < b"),
    ],
)  # fmt: skip
def test_text_arrives_as_it_was_typed(arrived: str, typed: str) -> None:
    assert unescape(arrived) == typed


@given(st.text())
def test_escaping_and_unescaping_give_the_same_text(text: str) -> None:
    assert unescape(escape(text)) == text


@given(st.text(alphabet="<>&@!#|Uab `*\n"))
def test_escaped_text_holds_no_mention_and_no_link(text: str) -> None:
    assert "<" not in escape(text)


def rich_text(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"text": "(the fallback)", "blocks": [{"type": "rich_text", "elements": list(elements)}]}


def test_blocks_are_read_before_the_text() -> None:
    message = rich_text(
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "user", "user_id": "U0BOT"},
                {"type": "text", "text": " please read "},
                {"type": "link", "url": "mailto:jane@example.org", "text": "jane@example.org"},
                {"type": "emoji", "name": "eyes"},
            ],
        },
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "550 5.1.1 <x@y>\nline two"}]},
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "quoted"}]},
        {
            "type": "rich_text_list",
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]},
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "two"}]},
            ],
        },
    )
    assert plain_text(message) == "please read jane@example.org:eyes:\n550 5.1.1 <x@y>\nline two\nquoted\none\ntwo"


def test_a_reply_in_an_attachment_does_not_run_on_into_the_next_field(explainer: Explainer) -> None:
    fields = [{"title": "Relay", "value": "mx.example.net"}, {"title": "Messages", "value": "1,204"}]
    alert = {"text": "", "attachments": [{"text": "Last reply: `421 4.7.0 Try again later`", "fields": fields}]}
    answer = explainer.answer(whole_text(alert))
    assert answer.title == "Put off for now (421 4.7.0)"


def test_without_rich_text_the_text_is_read() -> None:
    assert plain_text({"text": "<@U0BOT> 550 5.1.1 &lt;x&gt;"}) == "550 5.1.1 <x>"
    assert plain_text({"text": None, "blocks": None}) == ""
