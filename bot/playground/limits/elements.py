"""What stands inside blocks: buttons, menus, pickers, inputs, images."""

from __future__ import annotations

from bot.playground.limits.objects import TYPE, confirm, option, option_group, options, overflow_option, plain, url
from bot.playground.limits.shapes import (
    Fields,
    Findings,
    Rule,
    anything,
    array,
    boolean,
    either,
    identifier,
    number,
    one_of,
    shape,
    string,
    whole,
)

ACTION: Fields = {"action_id": identifier("action_id")}
MENU: Fields = {**ACTION, "placeholder": plain(150), "confirm": confirm, "focus_on_load": boolean}
TYPED: Fields = {
    **ACTION,
    "placeholder": plain(150),
    "focus_on_load": boolean,
    "dispatch_action_config": shape({}, {"trigger_actions_on": array(anything, 1, 2)}),
}
OPTIONS: Fields = {"options": options, "option_groups": array(option_group, 1, 100)}
MANY: Fields = {"max_selected_items": whole(1, 100)}
FEW = array(option, 1, 10)


def _initial_option_is_offered(value: object, place: str, findings: Findings) -> None:
    if not isinstance(value, dict) or not value.get("initial_option"):
        return
    groups = value.get("option_groups") or [{"options": value.get("options") or []}]
    if not any(value["initial_option"] in group.get("options", []) for group in groups):
        findings.refuse(f"{place}/initial_option", "must match one of the options")


def _options_once(value: object, place: str, findings: Findings) -> None:
    if isinstance(value, dict) and value.get("options") and value.get("option_groups"):
        findings.refuse(place, "only one of options and option_groups allowed")


def _menu(extra: Fields, *also: Rule) -> tuple[Rule, Rule]:
    initial = {"initial_option": option}
    return (
        shape(TYPE, {**MENU, **initial, **extra}, *also),
        shape(TYPE, {**MENU, **MANY, "initial_options": array(option, 1, 100), **extra}, *also),
    )


_offered = (either("options", "option_groups"), _options_once, _initial_option_is_offered)
_static, _multi_static = _menu(OPTIONS, *_offered)
_external, _multi_external = _menu({"min_query_length": whole(0, 100)})
_picked = {f"initial_{what}": string(255) for what in ("user", "channel", "conversation")}
_people = shape(TYPE, {**MENU, **_picked, "filter": anything, "default_to_current_conversation": boolean})
_multi_people = shape(TYPE, {**MENU, **MANY, "filter": anything})

_button = shape(
    {**TYPE, "text": plain(75)},
    {
        **ACTION,
        "value": string(2000),
        "url": url,
        "style": one_of("primary", "danger"),
        "confirm": confirm,
        "accessibility_label": string(75),
    },
)
_box = {**ACTION, "confirm": confirm, "focus_on_load": boolean}
_image = shape(
    {**TYPE, "alt_text": string(2000)}, {"image_url": url, "slack_file": anything}, either("image_url", "slack_file")
)
_plain_text_input = shape(
    TYPE,
    {
        **TYPED,
        "initial_value": string(3000),
        "multiline": boolean,
        "min_length": whole(0, 3000),
        "max_length": whole(1, 3000),
    },
)
_line = shape(TYPE, {**TYPED, "initial_value": string(3000)})
_number_input = shape(
    {**TYPE, "is_decimal_allowed": boolean},
    {**TYPED, "initial_value": string(255), "min_value": string(255), "max_value": string(255)},
)
_feedback = shape({"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)})

ELEMENTS: dict[str, Rule] = {
    "button": _button,
    "checkboxes": shape({**TYPE, "options": FEW}, {**_box, "initial_options": FEW}),
    "radio_buttons": shape({**TYPE, "options": FEW}, {**_box, "initial_option": option}, _initial_option_is_offered),
    "static_select": _static,
    "multi_static_select": _multi_static,
    "external_select": _external,
    "multi_external_select": _multi_external,
    "users_select": _people,
    "channels_select": _people,
    "conversations_select": _people,
    "multi_users_select": _multi_people,
    "multi_channels_select": _multi_people,
    "multi_conversations_select": _multi_people,
    "overflow": shape({**TYPE, "options": array(overflow_option, 1, 5)}, {**ACTION, "confirm": confirm}),
    "datepicker": shape(TYPE, {**MENU, "initial_date": string(10)}),
    "timepicker": shape(TYPE, {**MENU, "initial_time": string(5), "timezone": string(100)}),
    "datetimepicker": shape(TYPE, {**_box, "initial_date_time": number}),
    "image": _image,
    "plain_text_input": _plain_text_input,
    "email_text_input": _line,
    "url_text_input": _line,
    "number_input": _number_input,
    "file_input": shape(TYPE, {**ACTION, "filetypes": array(string(20), 1, 100), "max_files": whole(1, 10)}),
    "rich_text_input": shape(TYPE, {**TYPED, "initial_value": anything}),
    "feedback_buttons": shape({**TYPE, "positive_button": _feedback, "negative_button": _feedback}, ACTION),
    "icon_button": shape(
        {**TYPE, "icon": one_of("trash"), "text": plain(75)},
        {**ACTION, "value": string(2000), "confirm": confirm, "accessibility_label": string(75)},
    ),
}

_menus = {name for name in ELEMENTS if name.endswith("_select")}
_choices = _menus | {"checkboxes", "radio_buttons", "datepicker", "timepicker"}
_inputs = {name for name in ELEMENTS if name.endswith("_input")}


def _only(names: set[str]) -> dict[str, Rule]:
    return {name: ELEMENTS[name] for name in names}


IN_SECTION = _only(_choices | {"button", "overflow", "image"})
IN_ACTIONS = _only(_choices | {"button", "overflow", "datetimepicker"})
IN_INPUT = _only(_choices | _inputs | {"datetimepicker"})
IN_CONTEXT_ACTIONS = _only({"feedback_buttons", "icon_button"})
IMAGE = _image
