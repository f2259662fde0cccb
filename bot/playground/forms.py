"""What a person has entered into a modal or the Home tab, and what Slack's client says before it submits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.playground.find import CHOICES, elements, value_field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.playground.workspace import Json

LONGEST = 3_000
_STATELESS = {"button", "icon_button", "feedback_buttons", "overflow", "image"}
_INITIAL = {
    "value": "initial_value",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_date_time": "initial_date_time",
    "selected_user": "initial_user",
    "selected_channel": "initial_channel",
    "selected_conversation": "initial_conversation",
}


def is_kept(element: Json) -> bool:
    """Whether Slack keeps what a person chose or typed in an element of this kind."""
    return element["type"] not in _STATELESS


def blank(blocks: Iterable[Json]) -> Json:
    """Return `state.values` of blocks that nobody has touched: their initial values, or null."""
    state: Json = {}
    for element in elements(blocks):
        if is_kept(element):
            state.setdefault(element["block_id"], {})[element["action_id"]] = _initial(element)
    return state


def carried(blocks: Iterable[Json], before: Json) -> Json:
    """Return `state.values` of new blocks: what was entered stays where both ids and the kind are the same."""
    state = blank(blocks)
    for block_id, held in state.items():
        for action_id, fresh in held.items():
            old = before.get(block_id, {}).get(action_id)
            if old and old["type"] == fresh["type"]:
                held[action_id] = old
    return state


def _initial(element: Json) -> Json:
    kind = element["type"]
    if kind in CHOICES:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind == "checkboxes" or kind.startswith("multi_"):
        return {"type": kind, "selected_options": element.get("initial_options", [])}
    field = value_field(kind)
    return {"type": kind, field: element.get(_INITIAL[field])}


def incomplete(blocks: Iterable[Json], state: Json, say: Callable[..., str]) -> Json:
    """Return what Slack's client finds wrong before anything is sent, by `block_id`; `say` has the sentences."""
    wrong = {}
    for block in blocks:
        if block["type"] == "input":
            element = block["element"]
            held = state.get(block["block_id"], {}).get(element["action_id"], {})
            key, places = _wrong(block, element, _entered(held))
            if key:
                wrong[block["block_id"]] = say(key, **places)
    return wrong


def _entered(held: Json) -> object:
    return next((value for name, value in held.items() if name != "type"), None)


def _wrong(block: Json, element: Json, entered: object) -> tuple[str, Json]:
    if not entered:
        return ("" if block.get("optional") else "form.required"), {}
    if not isinstance(entered, str) or not element["type"].endswith("_input"):
        return "", {}
    least, most = element.get("min_length", 0), element.get("max_length", LONGEST)
    if len(entered) < least:
        return "form.too_short", {"least": least}
    return ("form.too_long" if len(entered) > most else ""), {"most": most, "count": len(entered)}
