"""Slack's blocks, one rule each, and which of them a surface takes."""

from __future__ import annotations

from typing import Literal, TypeAlias

from bot.playground.limits.elements import IMAGE, IN_ACTIONS, IN_CONTEXT_ACTIONS, IN_INPUT, IN_SECTION
from bot.playground.limits.objects import TYPE, plain, text, url
from bot.playground.limits.rich_text import RICH_TEXT, TABLE
from bot.playground.limits.shapes import (
    Fields,
    Findings,
    Rule,
    anything,
    array,
    boolean,
    by_type,
    either,
    identifier,
    one_of,
    shape,
    string,
)

Surface: TypeAlias = Literal["post", "ephemeral", "response_url", "ack", "modal", "home"]

_id: Fields = {"block_id": identifier("block_id")}
_in_context = {"image": IMAGE, "plain_text": text(3000), "mrkdwn": text(3000)}


def _counted(name: str, rule: Rule) -> Rule:
    def check(value: object, place: str, findings: Findings) -> None:
        findings.count(name)
        rule(value, place, findings)

    return check


def _markdown_letters(value: object, _place: str, findings: Findings) -> None:
    if isinstance(value, dict) and isinstance(value.get("text"), str):
        findings.count("markdown letters", len(value["text"]))


BLOCKS: dict[str, Rule] = {
    "section": shape(
        TYPE,
        {
            **_id,
            "text": text(3000),
            "fields": array(text(2000), 1, 10),
            "accessory": by_type(IN_SECTION),
            "expand": boolean,
        },
        either("text", "fields"),
    ),
    "header": shape({**TYPE, "text": plain(150)}, _id),
    "divider": shape(TYPE, _id),
    "context": shape({**TYPE, "elements": array(by_type(_in_context), 1, 10)}, _id),
    "actions": shape({**TYPE, "elements": array(by_type(IN_ACTIONS), 1, 25)}, _id),
    "context_actions": shape({**TYPE, "elements": array(by_type(IN_CONTEXT_ACTIONS), 1, 5)}, _id),
    "image": shape(
        {**TYPE, "alt_text": string(2000)},
        {**_id, "image_url": url, "slack_file": anything, "title": plain(2000)},
        either("image_url", "slack_file"),
    ),
    "input": shape(
        {**TYPE, "label": plain(2000), "element": by_type(IN_INPUT)},
        {**_id, "hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "rich_text": RICH_TEXT,
    "markdown": shape({**TYPE, "text": string(12_000, shown=True)}, _id, _markdown_letters),
    "table": _counted("table", TABLE),
    # The shape of a chart is not in any SDK: what SLACK.md knows is checked, the rest passes.
    "data_visualization": _counted(
        "data_visualization", shape({**TYPE, "title": string(50, shown=True)}, {**_id, "chart": anything})
    ),
    "alert": shape(
        {**TYPE, "text": text(200)}, {**_id, "level": one_of("default", "info", "warning", "error", "success")}
    ),
}

# Both the documentation and the live validator take these (slack-morphism's authors compared the two).
_IN_CONTAINER = {
    name: BLOCKS[name] for name in ("actions", "context", "divider", "header", "image", "section", "table")
}


def _folds_only_when_collapsible(value: object, place: str, findings: Findings) -> None:
    if isinstance(value, dict) and value.get("default_collapsed") and not value.get("is_collapsible"):
        findings.refuse(f"{place}/default_collapsed", "requires is_collapsible")


BLOCKS["container"] = shape(
    {**TYPE, "child_blocks": array(by_type(_IN_CONTAINER), 1, 10)},
    {
        **_id,
        "title": plain(150),
        "rich_text_title": RICH_TEXT,
        "subtitle": text(150),
        "icon": IMAGE,
        "width": one_of("narrow", "standard", "wide", "full"),
        "is_collapsible": boolean,
        "default_collapsed": boolean,
        "has_header_divider": boolean,
    },
    either("title", "rich_text_title"),
    _folds_only_when_collapsible,
)

_long_standing = {"section", "header", "divider", "context", "actions", "image", "input", "rich_text"}
_messages = set(BLOCKS) - {"alert"}
_seen_refusals_only = {"table", "data_visualization"}

ON: dict[Surface, set[str]] = {
    "post": _messages,
    "ephemeral": _messages - _seen_refusals_only,
    "response_url": _messages - _seen_refusals_only,
    # Nobody sees Slack's refusal of an ack, so it takes long-standing blocks only.
    "ack": _long_standing,
    "modal": _long_standing | {"alert", "container"},
    "home": _long_standing | {"container"},
}


def blocks(surface: Surface, most: int) -> Rule:
    """Accept a list of blocks that this surface takes."""
    return array(by_type({name: BLOCKS[name] for name in ON[surface]}), 0, most)
