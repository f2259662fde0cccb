"""Finding the element of a message or view that a person means: by `action_id`, or by the words on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.playground.workspace import Json

CHOICES = ("static_select", "external_select", "overflow", "radio_buttons")


class NotThereError(LookupError):
    """The person sees no such thing."""


def elements(blocks: Iterable[Json]) -> Iterator[Json]:
    """Walk through every interactive element, each with the `block_id` of its block."""
    for block in blocks:
        yield from elements(block.get("child_blocks", []))
        held = [block.get("accessory"), block.get("element"), *_listed(block)]
        for element in held:
            if isinstance(element, dict) and element.get("action_id"):
                yield {**element, "block_id": block["block_id"]}


def _listed(block: Json) -> list[Any]:
    return block.get("elements", []) if block["type"] in ("actions", "context_actions") else []


def find_element(blocks: Iterable[Json], wanted: str, value: str | None = None) -> Json:
    """Return the element with this `action_id`, or this text on it (and this value, when several look alike)."""
    held = list(elements(blocks))
    for matches in (_by_id, _by_text):
        found = [one for one in held if matches(one, wanted)]
        exact = [one for one in found if value is not None and one.get("value") == value]
        if exact or found:
            return (exact or found)[0]
    raise NotThereError(f"{wanted!r} is not among {[label(one) for one in held]}")


def _by_id(element: Json, wanted: str) -> bool:
    return bool(element["action_id"] == wanted)


def _by_text(element: Json, wanted: str) -> bool:
    return wanted in (label(element), element.get("accessibility_label"))


def label(element: Json) -> str:
    """Return the words that a person sees on an element."""
    held = element.get("text") or element.get("placeholder") or {}
    return str(held.get("text") or element["action_id"])


def action_of(element: Json, value: str | None, offered: list[Json]) -> Json:
    """Return the entry of `actions` that using this element causes; `value` names the option chosen."""
    action: Json = {name: element[name] for name in ("type", "action_id", "block_id")}
    kind = element["type"]
    if kind in ("button", "icon_button"):
        return action | {name: element[name] for name in ("text", "value", "style", "url") if element.get(name)}
    if kind == "feedback_buttons":
        return action | {"value": value}
    if kind in CHOICES:
        return action | {"selected_option": find_option(element, value, offered) if value else None}
    if kind == "checkboxes" or kind.startswith("multi_"):
        names = [name for name in (value or "").split(",") if name]
        return action | {"selected_options": [find_option(element, name, offered) for name in names]}
    return action | {value_field(kind): value or None}


def value_field(kind: str) -> str:
    """Return the name under which this kind of element keeps what a person entered."""
    fields = {"datepicker": "selected_date", "timepicker": "selected_time", "datetimepicker": "selected_date_time"}
    fields |= {f"{what}s_select": f"selected_{what}" for what in ("user", "channel", "conversation")}
    return fields.get(kind, "value")


def find_option(element: Json, wanted: str | None, offered: list[Json]) -> Json:
    """Return the option with this value or text, among the element's own or those that the app offered."""
    groups = element.get("option_groups") or []
    known: list[Json] = [*element.get("options", []), *offered, *(o for group in groups for o in group["options"])]
    for option in known:
        if wanted in (option["value"], option["text"]["text"]):
            return option
    raise NotThereError(f"{wanted!r} is not among {[option['text']['text'] for option in known]}")
