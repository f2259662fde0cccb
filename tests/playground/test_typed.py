"""What a person types becomes the text and the blocks that Slack's events carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.playground.typed import read_typed

if TYPE_CHECKING:
    from bot.playground import StandIn
    from tests.playground.conftest import Json


def kinds(blocks: tuple[Json, ...]) -> list[str]:
    return [part["type"].removeprefix("rich_text_") for block in blocks for part in block["elements"]]


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("250 521", "250 521"),
        ("a < b && c > d", "a &lt; b &amp;&amp; c &gt; d"),
        ("to=<hunter@example.com>", "to=&lt;<mailto:hunter@example.com|hunter@example.com>&gt;"),
        ("see https://example.com/a?b=1&c=2.", "see <https://example.com/a?b=1&amp;c=2>."),
        ("relay mx.example.com refused", "relay <http://mx.example.com|mx.example.com> refused"),
        ("<!channel> @here", "&lt;!channel&gt; <!here>"),
        ("@smtp-bot 421", "<@U0SMTPBOT> 421"),
        ("<@U0SMTPBOT> 421", "<@U0SMTPBOT> 421"),
        ("<@UNOBODY> and #ops and #550", "&lt;@UNOBODY&gt; and <#C0OPS|ops> and #550"),
        ("use `a<b`", "use `a&lt;b`"),
        ("> quoted\nplain", "&gt; quoted\nplain"),
        ("look\n```\n550 <x> a@b.example\n```", "look\n```\n550 &lt;x&gt; <mailto:a@b.example|a@b.example>\n```"),
        ("09:41:07 mx1: 5.7.26", "09:41:07 mx1: 5.7.26"),
    ],
)
def test_text_is_escaped_as_slack_escapes_it(slack: StandIn, typed: str, text: str) -> None:
    assert read_typed(slack.workspace, typed).text == text


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("250", ["section"]),
        ("a\n```\nb\n```\nc", ["section", "preformatted", "section"]),
        ("```b```", ["preformatted"]),
        ("> a\n> b\nc", ["quote", "section"]),
        ("", []),
    ],
)
def test_the_parts_of_a_message_become_rich_text(slack: StandIn, typed: str, expected: list[str]) -> None:
    assert kinds(read_typed(slack.workspace, typed).blocks) == expected


def test_mentions_links_and_code_are_elements_of_their_own(slack: StandIn) -> None:
    blocks = read_typed(slack.workspace, "@smtp-bot `550` a@b.example https://x.example").blocks
    assert [one for one in blocks[0]["elements"][0]["elements"] if one.get("text") != " "] == [
        {"type": "user", "user_id": "U0SMTPBOT"},
        {"type": "text", "text": "550", "style": {"code": True}},
        {"type": "link", "url": "mailto:a@b.example", "text": "a@b.example"},
        {"type": "link", "url": "https://x.example"},
    ]


def test_a_fence_keeps_its_lines_and_no_mention_works_in_it(slack: StandIn) -> None:
    blocks = read_typed(slack.workspace, "```\none\n  two @smtp-bot\n```").blocks
    assert blocks[0]["elements"][0]["elements"] == [{"type": "text", "text": "one\n  two @smtp-bot"}]
