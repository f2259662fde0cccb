"""Rich text, and the table whose cells hold it."""

from __future__ import annotations

from bot.playground.limits.objects import TYPE
from bot.playground.limits.shapes import (
    Fields,
    Findings,
    Rule,
    array,
    boolean,
    by_type,
    identifier,
    number,
    one_of,
    shape,
    string,
    whole,
)

CELL_LETTERS = 10_000
MANY = 10_000

_words = string(40_000, shown=True)
_marks = ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink")
_style: Fields = {"style": shape({}, dict.fromkeys(_marks, boolean))}
_id = string(255)

INLINE: dict[str, Rule] = {
    "text": shape({**TYPE, "text": _words}, _style),
    "link": shape({**TYPE, "url": string(3000)}, {**_style, "text": _words, "unsafe": boolean}),
    "emoji": shape({**TYPE, "name": _id}, {**_style, "unicode": _id, "skin_tone": whole(2, 6), "display_team_id": _id}),
    "user": shape({**TYPE, "user_id": _id}, _style),
    "channel": shape({**TYPE, "channel_id": _id}, _style),
    "usergroup": shape({**TYPE, "usergroup_id": _id}, _style),
    "team": shape({**TYPE, "team_id": _id}, _style),
    "broadcast": shape({**TYPE, "range": one_of("here", "channel", "everyone")}, _style),
    "color": shape({**TYPE, "value": _id}, _style),
    "date": shape({**TYPE, "timestamp": number, "format": _id}, {**_style, "url": string(3000), "fallback": _words}),
}
_inline = array(by_type(INLINE), 0, MANY)
_section = shape({**TYPE, "elements": _inline})
_only_words = array(by_type({"text": INLINE["text"], "link": INLINE["link"]}), 1, MANY)

PARTS: dict[str, Rule] = {
    "rich_text_section": _section,
    "rich_text_quote": shape({**TYPE, "elements": _inline}, {"border": whole(0, 1)}),
    "rich_text_preformatted": shape({**TYPE, "elements": _only_words}, {"border": whole(0, 1), "language": string(50)}),
    "rich_text_list": shape(
        {
            **TYPE,
            "style": one_of("bullet", "ordered"),
            "elements": array(by_type({"rich_text_section": _section}), 1, MANY),
        },
        {"indent": whole(0, 8), "offset": whole(0, 10_000), "border": whole(0, 1)},
    ),
}
RICH_TEXT = shape({**TYPE, "elements": array(by_type(PARTS), 1, MANY)}, {"block_id": identifier("block_id")})

_cell = by_type(
    {
        "raw_text": shape({**TYPE, "text": string(CELL_LETTERS, shown=True)}),
        "raw_number": shape({**TYPE, "value": number}, {"text": string(CELL_LETTERS, shown=True)}),
        "rich_text": RICH_TEXT,
    }
)
_rows = array(array(_cell, 1, 20), 1, 100)


def _counted_rows(value: object, place: str, findings: Findings) -> None:
    before = findings.letters
    _rows(value, place, findings)
    if findings.letters - before > CELL_LETTERS:
        findings.refuse(place, f"the cells of a table hold {CELL_LETTERS} characters at most")


def _rows_are_even(value: object, place: str, findings: Findings) -> None:
    rows = value.get("rows") if isinstance(value, dict) else None
    if isinstance(rows, list) and len({len(row) for row in rows if isinstance(row, list)}) > 1:
        findings.refuse(f"{place}/rows", "all rows must have the same number of cells")


def _column(value: object, place: str, findings: Findings) -> None:
    # A null skips a column: Slack's own example does that.
    if value is not None:
        shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})(value, place, findings)


TABLE = shape(
    {**TYPE, "rows": _counted_rows},
    {"block_id": identifier("block_id"), "column_settings": array(_column, 1, 20)},
    _rows_are_even,
)
