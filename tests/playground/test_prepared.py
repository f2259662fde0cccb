"""The workspace that everybody meets."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from bot.playground.prepared import SAMPLES, sample

if TYPE_CHECKING:
    from bot.playground import StandIn

READABLE = 4.5  # WCAG 2.2, 1.4.3: the least contrast of text


def luminance(color: str) -> float:
    """How light an RGB color is; WCAG 2.2, relative luminance."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("kind", SAMPLES)
def test_the_text_of_an_alert_is_escaped_as_slack_delivers_it(kind: str) -> None:
    assert re.search(r"[<>]|&(?!lt;|gt;|amp;)", sample(kind)["text"]) is None


def test_the_first_alert_names_its_recipient_as_a_log_does(slack: StandIn) -> None:
    assert "to=&lt;orders@shop.example&gt;" in slack.visible("maya", "#ops")[0].text


def test_what_an_alert_says_in_blocks_is_not_escaped() -> None:
    assert "&" not in json.dumps(sample("blocks")["blocks"])


def test_white_initials_can_be_read_on_everybodys_color(slack: StandIn) -> None:
    people = [one for one in slack.workspace.people.values() if not one.bot_id]
    faint = {one.name for one in people if 1.05 / (luminance(one.color) + 0.05) < READABLE}
    assert faint == set()
