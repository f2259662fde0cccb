"""Slack's rules, as tables: what passes, and what is refused with which word at which place."""

from __future__ import annotations

import pytest

from bot.playground.limits import check_message, check_options, check_view
from tests.playground.conftest import Json, actions, button, plain, section

A = "a"


def option(text: str = "x", value: str = "x") -> Json:
    return {"text": plain(text), "value": value}


def select(**more: object) -> Json:
    return {"type": "static_select", "action_id": "s", "options": [option()], **more}


def header(text: str) -> Json:
    return {"type": "header", "text": plain(text)}


def context(*elements: Json) -> Json:
    return {"type": "context", "elements": list(elements)}


def raw(text: str) -> Json:
    return {"type": "raw_text", "text": text}


def table(*rows: list[Json], **more: object) -> Json:
    return {"type": "table", "rows": list(rows), **more}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def rich_section(*elements: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(elements)}


def container(*children: Json, **more: object) -> Json:
    return {"type": "container", "title": plain("Why so"), "child_blocks": list(children), **more}


def confirm(**changed: Json) -> Json:
    return {"title": plain("T"), "text": plain("Sure?"), "confirm": plain("Yes"), "deny": plain("No"), **changed}


WORDS = {"type": "text", "text": "words"}

GOOD: dict[str, Json] = {
    "longest section": section(A * 3000),
    "ten fields": {"type": "section", "fields": [plain(A * 1200)] * 10},
    "longest field": {"type": "section", "fields": [plain(A * 2000)]},
    "verbatim": {"type": "section", "text": {"type": "mrkdwn", "text": A, "verbatim": True}, "expand": True},
    "longest header": header(A * 150),
    "divider": {"type": "divider"},
    "ten context elements": context(*[plain(A)] * 10),
    "image": {"type": "image", "image_url": "https://example.com/x.png", "alt_text": A, "title": plain(A)},
    "longest button": actions(button(A * 75, "b", value=A * 2000, style="primary", accessibility_label=A * 75)),
    "link button": actions(button(A, "b", url="https://example.com")),
    "confirmed button": actions(button(A, "b", confirm=confirm())),
    "25 buttons": actions(*(button(A, f"b{n}") for n in range(25))),
    "select": actions(select(placeholder=plain(A * 150), initial_option=option())),
    "external select": actions({"type": "external_select", "action_id": "e", "min_query_length": 1}),
    "overflow": actions({"type": "overflow", "action_id": "o", "options": [option(value=str(n)) for n in range(5)]}),
    "table": table(
        [raw("a"), raw("b")], [rich(rich_section(WORDS)), raw("c")], column_settings=[None, {"align": "right"}]
    ),
    "rich text": rich(
        rich_section(WORDS, {"type": "link", "url": "mailto:a@example.com"}, {"type": "emoji", "name": "x"}),
        {"type": "rich_text_list", "style": "ordered", "elements": [rich_section(WORDS)], "indent": 1},
        {"type": "rich_text_quote", "elements": [WORDS]},
        {"type": "rich_text_preformatted", "elements": [WORDS]},
    ),
    "longest markdown": {"type": "markdown", "text": A * 12_000},
    "container": container(section(A), {"type": "divider"}, is_collapsible=True, default_collapsed=True),
    "context actions": {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "f",
                "positive_button": option("Good", "1"),
                "negative_button": option("Bad", "0"),
            }
        ],
    },
}

BAD: dict[str, tuple[Json, str]] = {
    "no type": ({"text": plain(A)}, "missing required field: type [json-pointer:/blocks/0]"),
    "unknown block": ({"type": "sections"}, "unsupported type: sections [json-pointer:/blocks/0/type]"),
    "unknown field": (section(A, colour="red"), "invalid additional property: colour [json-pointer:/blocks/0]"),
    "empty section": ({"type": "section"}, "missing required field: text or fields [json-pointer:/blocks/0]"),
    "empty text": (section(""), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    "long text": (section(A * 3001), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    "text is no string": (section(None), "expected a string [json-pointer:/blocks/0/text/text]"),  # type: ignore[arg-type]  # on purpose
    "bare string": ({"type": "section", "text": A}, "expected an object [json-pointer:/blocks/0/text]"),
    "11 fields": ({"type": "section", "fields": [plain(A)] * 11}, "no more than 10 items allowed"),
    "no fields": ({"type": "section", "fields": []}, "no fewer than 1 items allowed"),
    "long field": ({"type": "section", "fields": [plain(A * 2001)]}, "/blocks/0/fields/0/text"),
    "mrkdwn header": ({"type": "header", "text": {"type": "mrkdwn", "text": A}}, "unsupported type: mrkdwn"),
    "long header": (header(A * 151), "must be less than 151 characters"),
    "11 context elements": (context(*[plain(A)] * 11), "no more than 10 items allowed"),
    "button in context": (context(button(A, "b")), "unsupported type: button"),
    "verbatim plain text": (
        header(A) | {"text": {**plain(A), "verbatim": True}},
        "invalid additional property: verbatim",
    ),
    "no actions": (actions(), "no fewer than 1 items allowed [json-pointer:/blocks/0/elements]"),
    "26 actions": (actions(*(button(A, f"b{n}") for n in range(26))), "no more than 25 items allowed"),
    "long button": (actions(button(A * 76, "b")), "must be less than 76 characters"),
    "long value": (actions(button(A, "b", value=A * 2001)), "must be less than 2001 characters"),
    "long url": (actions(button(A, "b", url="https://" + A * 3000)), "must be less than 3001 characters"),
    "odd url": (actions(button(A, "b", url="javascript:alert(1)")), "invalid url"),
    "odd style": (actions(button(A, "b", style="green")), "must be one of: primary, danger"),
    "long label": (actions(button(A, "b", accessibility_label=A * 76)), "must be less than 76 characters"),
    "long action_id": (actions(button(A, A * 256)), "must be less than 256 characters"),
    "same action_id": (actions(button(A, "b"), button(A, "b")), "`action_id` already exists: b"),
    "long block_id": (section(A, block_id=A * 256), "must be less than 256 characters"),
    "text input in actions": (actions({"type": "plain_text_input", "action_id": "i"}), "unsupported type"),
    "no options": (actions(select(options=[])), "no fewer than 1 items allowed"),
    "options missing": (actions({"type": "static_select", "action_id": "s"}), "missing required field: options"),
    "101 options": (actions(select(options=[option()] * 101)), "no more than 100 items allowed"),
    "long option": (actions(select(options=[option(A * 76)])), "must be less than 76 characters"),
    "long option value": (actions(select(options=[option(A, A * 151)])), "must be less than 151 characters"),
    "initial option not offered": (actions(select(initial_option=option("y", "y"))), "must match one of the options"),
    "6 in overflow": (actions({"type": "overflow", "action_id": "o", "options": [option()] * 6}), "no more than 5"),
    "confirm without deny": (
        actions(button(A, "b", confirm={"title": plain(A), "text": plain(A), "confirm": plain(A)})),
        "missing required field: deny",
    ),
    "long confirm title": (actions(button(A, "b", confirm=confirm(title=plain(A * 101)))), "less than 101"),
    "long confirm text": (actions(button(A, "b", confirm=confirm(text=plain(A * 301)))), "less than 301"),
    "long confirm button": (actions(button(A, "b", confirm=confirm(deny=plain(A * 31)))), "less than 31"),
    "image without words": (
        {"type": "image", "image_url": "https://example.com/x"},
        "missing required field: alt_text",
    ),
    "empty cell": (table([raw("")]), "must be more than 0 characters [json-pointer:/blocks/0/rows/0/0/text]"),
    "no rows": (table(), "no fewer than 1 items allowed"),
    "101 rows": (table(*[[raw(A)]] * 101), "no more than 100 items allowed"),
    "21 cells": (table([raw(A)] * 21), "no more than 20 items allowed"),
    "uneven rows": (table([raw(A)], [raw(A), raw(A)]), "all rows must have the same number of cells"),
    "mrkdwn cell": (table([{"type": "mrkdwn", "text": A}]), "unsupported type: mrkdwn"),
    "long cells": (table([raw(A * 6000)], [raw(A * 6000)]), "hold 10000 characters at most"),
    "empty rich text": (rich(rich_section({"type": "text", "text": ""})), "must be more than 0 characters"),
    "user in preformatted": (
        rich({"type": "rich_text_preformatted", "elements": [{"type": "user", "user_id": "U1"}]}),
        "unsupported type: user",
    ),
    "long markdown": ({"type": "markdown", "text": A * 12_001}, "must be less than 12001 characters"),
    "empty container": (container(), "no fewer than 1 items allowed"),
    "11 in container": (container(*[{"type": "divider"}] * 11), "no more than 10 items allowed"),
    "container in container": (container(container(section(A))), "unsupported type: container"),
    "folded, not collapsible": (container(section(A), default_collapsed=True), "requires is_collapsible"),
    "alert in a message": ({"type": "alert", "text": plain(A)}, "unsupported type: alert"),
    "not an object": ("text", "expected an object"),  # type: ignore[dict-item]  # on purpose
}


@pytest.mark.parametrize("block", GOOD.values(), ids=GOOD.keys())
def test_slack_takes(block: Json) -> None:
    assert check_message({"text": A, "blocks": [block]}, "post", "test") is None


@pytest.mark.parametrize(("block", "why"), BAD.values(), ids=BAD.keys())
def test_slack_refuses(block: Json, why: str) -> None:
    refusal = check_message({"text": A, "blocks": [block]}, "post", "test")
    assert refusal is not None
    assert refusal.error == "invalid_blocks"
    assert why in " ".join(refusal.messages)


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ({}, "no_text"),
        ({"text": ""}, "no_text"),
        ({"text": A * 40_001}, "msg_too_long"),
        ({"text": A, "blocks": [{"type": "divider"}] * 51}, "invalid_blocks"),
        ({"text": A, "blocks": [section(A * 2700)] * 5}, "msg_blocks_too_long"),
        ({"text": A, "blocks": [table([raw(A)]), table([raw(A)])]}, "invalid_attachments"),
        ({"text": A, "blocks": [section(A, block_id="x"), section(A, block_id="x")]}, "invalid_blocks"),
        ({"text": A, "blocks": [actions(button(A, "b")), actions(button(A, "b"))]}, "invalid_blocks"),
        ({"text": A, "attachments": [{"blocks": [section("")]}]}, "invalid_blocks"),
    ],
)
def test_a_whole_message_has_limits_too(message: Json, error: str) -> None:
    refusal = check_message(message, "post", "test")
    assert refusal is not None
    assert refusal.error == error


@pytest.mark.parametrize(
    "message",
    [{"text": A * 40_000}, {"blocks": [{"type": "divider"}] * 50}, {"text": A, "blocks": [section(A * 2640)] * 5}],
)
def test_at_the_limit_is_within_it(message: Json) -> None:
    assert check_message(message, "post", "test") is None


@pytest.mark.parametrize("surface", ["ack", "response_url", "ephemeral"])
def test_a_table_is_for_posted_messages_only(surface: str) -> None:
    message = {"text": A, "blocks": [table([raw(A)])]}
    assert check_message(message, surface, "test") is not None  # type: ignore[arg-type]  # parametrised


@pytest.mark.parametrize("block", [GOOD["longest markdown"], GOOD["container"]])
def test_an_ack_takes_long_standing_blocks_only(block: Json) -> None:
    assert check_message({"blocks": [block]}, "ack", "test") is not None


def view(**changed: object) -> Json:
    field = {
        "type": "input",
        "block_id": "i",
        "label": plain(A),
        "element": {"type": "plain_text_input", "action_id": "t"},
    }
    return {"type": "modal", "title": plain("Look up"), "submit": plain("Go"), "blocks": [field], **changed}


def test_slack_takes_a_modal_with_an_input() -> None:
    assert check_view(view(), "modal", "test") is None


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"title": plain(A * 25)}, "/view/title/text"),
        ({"submit": None}, "missing required field: submit"),
        ({"private_metadata": A * 3001}, "must be less than 3001 characters"),
        ({"callback_id": A * 256}, "must be less than 256 characters"),
        ({"blocks": [{"type": "divider"}] * 101}, "no more than 100 items allowed"),
        ({"blocks": [table([raw(A)])]}, "unsupported type: table"),
        ({"blocks": [{"type": "markdown", "text": A}]}, "unsupported type: markdown"),
        ({"blocks": [{"type": "alert", "text": plain(A * 201)}]}, "must be less than 201 characters"),
        ({"type": "home"}, "must be one of: modal"),
    ],
)
def test_slack_refuses_a_view(changed: Json, why: str) -> None:
    refusal = check_view(view(**changed), "modal", "test")
    assert refusal is not None
    assert refusal.error == "invalid_arguments"
    assert why in " ".join(refusal.messages)


def test_a_type_ahead_may_offer_nothing_but_not_101_options() -> None:
    assert check_options({"options": []}, "test") is None
    assert check_options({"options": [option()] * 100}, "test") is None
    assert check_options({"options": [option()] * 101}, "test") is not None
    assert check_options({}, "test") is not None
