"""Slack's own rules for messages and views, with constants of their own: nobody shares them.

Sources: SLACK.md, docs.slack.dev (Block Kit reference). Where Slack is silent, the stricter reading holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.playground.limits.blocks import Surface, blocks
from bot.playground.limits.objects import TYPE, option_group, options, plain
from bot.playground.limits.shapes import Fields, Findings, Rule, anything, boolean, shape, string

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.playground.workspace import Json

TEXT_LETTERS = 40_000
MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
BLOCK_LETTERS = 13_200
MARKDOWN_LETTERS = 12_000

__all__ = ["Refusal", "Surface", "check_message", "check_options", "check_view"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """What Slack says no to: where it came in, Slack's error word, the places, and the payload itself."""

    where: str
    error: str
    messages: tuple[str, ...]
    payload: Json

    def __str__(self) -> str:
        return f"{self.where}: {self.error} {' '.join(self.messages)}".strip()


def check_message(message: Json, surface: Surface, where: str) -> Refusal | None:
    """Return why Slack would refuse this message there, or None."""
    text = message.get("text")
    if isinstance(text, str) and len(text) > TEXT_LETTERS:
        return Refusal(where, "msg_too_long", (), message)
    findings = Findings()
    given = message.get("blocks") or []
    blocks(surface, MESSAGE_BLOCKS)(given, "/blocks", findings)
    _check_attachments(message.get("attachments") or [], surface, findings)
    error = _error_of(findings)
    if error is None and not (text or given or message.get("attachments")):
        error = "no_text"
    return Refusal(where, error, tuple(findings.problems), message) if error else None


def _check_attachments(attachments: Iterable[Json], surface: Surface, findings: Findings) -> None:
    for position, attachment in enumerate(attachments):
        blocks(surface, MESSAGE_BLOCKS)(attachment.get("blocks") or [], f"/attachments/{position}/blocks", findings)


def _error_of(findings: Findings) -> str | None:
    if findings.counts.get("table", 0) > 1:
        findings.refuse("/blocks", "only_one_table_allowed")
        return "invalid_attachments"
    if findings.counts.get("data_visualization", 0) > 2:
        findings.refuse("/blocks", "no more than 2 data_visualization blocks allowed")
    if findings.counts.get("markdown letters", 0) > MARKDOWN_LETTERS:
        findings.refuse("/blocks", f"markdown blocks together must be less than {MARKDOWN_LETTERS + 1} characters")
    if findings.problems:
        return "invalid_blocks"
    return "msg_blocks_too_long" if findings.letters > BLOCK_LETTERS else None


_identity: Fields = {"callback_id": string(255), "external_id": string(255), "private_metadata": string(3000, 0)}


def _modal_with_input_has_submit(view: object, place: str, findings: Findings) -> None:
    if not isinstance(view, dict) or view.get("submit") or not isinstance(view.get("blocks"), list):
        return
    if any(isinstance(block, dict) and block.get("type") == "input" for block in view["blocks"]):
        findings.refuse(place, "missing required field: submit")


_VIEWS: dict[str, Rule] = {
    "modal": shape(
        {**TYPE, "title": plain(24), "blocks": blocks("modal", VIEW_BLOCKS)},
        {
            **_identity,
            "submit": plain(24),
            "close": plain(24),
            "clear_on_close": boolean,
            "notify_on_close": boolean,
            "submit_disabled": boolean,
        },
        _modal_with_input_has_submit,
    ),
    "home": shape({**TYPE, "blocks": blocks("home", VIEW_BLOCKS)}, {**_identity, "title": anything}),
}


def check_view(view: object, kind: str, where: str) -> Refusal | None:
    """Return why Slack would refuse this view, or None. `kind` is what the method takes: modal or home."""
    payload: Json = view if isinstance(view, dict) else {"view": view}
    findings = Findings()
    if payload.get("type") != kind:
        findings.refuse("/view/type", f"must be one of: {kind}")
    else:
        _VIEWS[kind](payload, "/view", findings)
    return Refusal(where, "invalid_arguments", tuple(findings.problems), payload) if findings.problems else None


def check_options(answer: Json, where: str) -> Refusal | None:
    """Return why Slack would show nothing for this answer to a type-ahead, or None."""
    findings = Findings()
    if "options" not in answer and "option_groups" not in answer:
        findings.refuse("", "missing required field: options or option_groups")
    shape({}, {"options": _offered, "option_groups": _groups})(answer, "", findings)
    return Refusal(where, "invalid_options", tuple(findings.problems), answer) if findings.problems else None


def _offered(value: object, place: str, findings: Findings) -> None:
    # No match is an answer: an empty list shows "No results".
    if value != []:
        options(value, place, findings)


def _groups(value: object, place: str, findings: Findings) -> None:
    for position, group in enumerate(value if isinstance(value, list) else [value]):
        option_group(group, f"{place}/{position}", findings)
