"""The blocks that views are built of, each within Slack's limits. Whatever is given here is plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.slack.markup import escape

Block = dict[str, Any]

HEADER, SECTION, FIELD, FIELDS = 150, 3_000, 2_000, 10
CONTEXT_ELEMENTS = 10
_BOX = 2_500
BUTTON_TEXT, BUTTON_VALUE = 75, 2_000
OPTION_TEXT, OPTIONS = 75, 100
PLACEHOLDER = 150
VIEW_TITLE = 24
CONFIRM_TITLE, CONFIRM_TEXT, CONFIRM_BUTTON = 100, 300, 30


def header(text: str) -> Block:
    """A line in large type; a section where there is nothing to say in it."""
    return {"type": "header", "text": plain(shorten(text, HEADER) or "…")}


def section(text: str, accessory: Block | None = None) -> Block:
    """A paragraph of text that is escaped already."""
    block: Block = {"type": "section", "text": mrkdwn(shorten(text, SECTION) or "…")}
    return {**block, "accessory": accessory} if accessory else block


def fields(texts: Sequence[str]) -> Block:
    """Up to ten texts, escaped already, in two columns."""
    return {"type": "section", "fields": [mrkdwn(shorten(text, FIELD) or "…") for text in texts]}


def context(texts: Sequence[str], *, escaped: bool = False) -> Block:
    """Small print."""
    elements = [mrkdwn(shorten(text if escaped else escape(text), SECTION)) for text in texts]
    return {"type": "context", "elements": elements}


def labelled(label: str, text: str) -> str:
    """A label in bold over text that is escaped already."""
    return f"*{escape(label)}*\n{text}"


def code(lines: Iterable[str]) -> str:
    """Lines as they are, in a box; with a label above, within the length of a section."""
    text = "\n".join(line.replace("`", "'") for line in lines)
    while len(escape(text)) > _BOX:  # a character may become five
        text = shorten(text, len(text) * 9 // 10)
    return f"```\n{escape(text)}\n```"


def actions(elements: Sequence[Block]) -> list[Block]:
    """A row of buttons and selects; nothing where there are none."""
    return [{"type": "actions", "elements": list(elements)}] if elements else []


def button(text: str, action: str, value: str, *, style: str = "", read_aloud: str = "") -> Block:
    """A button. ``read_aloud`` is what a screen reader says instead of the words on it."""
    made = {"type": "button", "text": plain(shorten(text, BUTTON_TEXT)), "action_id": action, "value": value}
    if style:
        made["style"] = style
    if read_aloud:
        made["accessibility_label"] = shorten(read_aloud, BUTTON_TEXT)
    return made


def confirm(title: str, text: str, yes: str, no: str) -> Block:
    """What Slack asks before it tells us of a click that cannot be taken back."""
    return {
        "title": plain(shorten(title, CONFIRM_TITLE)),
        "text": plain(shorten(text, CONFIRM_TEXT)),
        "confirm": plain(shorten(yes, CONFIRM_BUTTON)),
        "deny": plain(shorten(no, CONFIRM_BUTTON)),
        "style": "danger",
    }


def external_select(placeholder: str, action: str, least: int = 1) -> Block:
    """A select that asks us for its options after so many letters."""
    made = {"type": "external_select", "action_id": action, "min_query_length": least}
    return {**made, "placeholder": plain(shorten(placeholder, PLACEHOLDER))}


def option(text: str, value: str) -> Block:
    """One thing to choose."""
    return {"text": plain(shorten(text, OPTION_TEXT)), "value": value}


def mrkdwn(text: str) -> Block:
    """A text object of text that is escaped already."""
    # verbatim: Slack must not turn a host or a channel-like word into a link of its own.
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def plain(text: str) -> Block:
    """A text object that shows exactly this."""
    return {"type": "plain_text", "text": text, "emoji": False}


def shorten(text: str, most: int) -> str:
    """Cut at a word's end, never inside one."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    return head[: head.rfind(" ") if " " in head[most // 2 :] else len(head)].rstrip() + "…"


def size(blocks: Iterable[Block]) -> int:
    """The characters that people read in blocks, as Slack counts them for ``msg_blocks_too_long``."""
    return sum(_text_in(block) for block in blocks)


def _text_in(value: object) -> int:
    if isinstance(value, dict):
        return sum(
            len(each) if key == "text" and isinstance(each, str) else _text_in(each) for key, each in value.items()
        )
    return sum(_text_in(each) for each in value) if isinstance(value, list) else 0
