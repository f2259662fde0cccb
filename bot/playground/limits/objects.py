"""The small objects that blocks and elements are made of: text, options, confirmation dialogs."""

from __future__ import annotations

from bot.playground.limits.shapes import Findings, Rule, anything, array, boolean, by_type, one_of, shape, string

TYPE: dict[str, Rule] = {"type": anything}


def plain(most: int, least: int = 1) -> Rule:
    """Accept a `plain_text` object."""
    return by_type({"plain_text": _plain_text(most, least)})


def text(most: int, least: int = 1) -> Rule:
    """Accept a `plain_text` or `mrkdwn` object."""
    mrkdwn = shape({**TYPE, "text": string(most, least, shown=True)}, {"verbatim": boolean})
    return by_type({"plain_text": _plain_text(most, least), "mrkdwn": mrkdwn})


def _plain_text(most: int, least: int) -> Rule:
    return shape({**TYPE, "text": string(most, least, shown=True)}, {"emoji": boolean})


def url(value: object, place: str, findings: Findings) -> None:
    """Accept an address with a scheme that Slack opens."""
    string(3000)(value, place, findings)
    if isinstance(value, str) and not value.startswith(("https://", "http://", "mailto:", "slack://", "tel:")):
        findings.refuse(place, "invalid url")


option = shape({"text": text(75), "value": string(150)}, {"description": text(75)})
overflow_option = shape({"text": plain(75), "value": string(150)}, {"description": plain(75), "url": url})
options = array(option, 1, 100)
option_group = shape({"label": plain(75), "options": options})

confirm = shape(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
