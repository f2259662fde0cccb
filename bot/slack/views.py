"""`Answer` → blocks and the fallback text. Owns every one of Slack's length limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from bot.slack.markup import escape
from bot.smtp import Answer, Fact, Passage, Table, as_text

Block = dict[str, Any]
Say = Callable[..., str]

SHARE = "share"
ASK = "ask"

_HEADER = 150
_SECTION = 3_000
_FIELD = 2_000
_FIELDS = 10
_CONTEXT_ELEMENTS = 10
_BUTTON_TEXT, BUTTON_VALUE = 75, 2_000
_BUTTONS = 6
_BLOCKS = 50
_TEXT = 39_000  # Slack cuts at 40,000
_ALL_BLOCKS = 12_000  # Slack refuses about 13,200, and documents nothing
_SHORT = 90  # a fact up to this long shares its row with another
_SIDE_BY_SIDE = 2  # a section's fields stand in two columns


@dataclass(frozen=True, slots=True)
class Message:
    """What Slack is sent: the whole answer in plain words, and the same laid out."""

    text: str
    blocks: tuple[Block, ...] = ()

    def payload(self) -> dict[str, Any]:
        """The arguments that every way of sending a message takes."""
        return {"text": self.text, "blocks": list(self.blocks)} if self.blocks else {"text": self.text}


def in_ack(answer: Answer, say: Say, kept: str) -> Message:
    """For an ack or a ``response_url``: long-standing blocks only, since nobody would see a refusal.

    ``kept`` goes into the Share button, to give the same answer again; without it there is no such button.
    """
    share = [_button(say("slack.share"), SHARE, kept, style="primary")] if kept else []
    return _message(answer, _sections(answer), [*_foot(answer), *_actions([*share, *_asks(answer, say)])], say)


def posted(answer: Answer, say: Say, credit: str = "") -> Iterator[Message]:
    """For ``chat.postMessage``, best first: with a native table, with sections, in plain text.

    Whoever sends takes the next one when Slack refuses the last.
    """
    foot = [*_foot(answer, credit), *_actions(_asks(answer, say))]
    if answer.table:
        yield _message(answer, _sections(answer, with_table=False), [*foot, _native_table(answer.table, say)], say)
    yield _message(answer, _sections(answer), foot, say)
    yield Message(_shorten(escape(as_text(answer)), _TEXT))


def sentence(text: str) -> Message:
    """One sentence and nothing else."""
    return Message(escape(text))


def _message(answer: Answer, body: Sequence[Block], foot: Sequence[Block], say: Say) -> Message:
    head = [{"type": "header", "text": _plain(_shorten(answer.title, _HEADER))}, _section(escape(answer.summary))]
    kept = list(body)
    cut = False
    while kept and (_size([*head, *kept, *foot]) > _ALL_BLOCKS or len(head) + len(kept) + len(foot) >= _BLOCKS):
        kept.pop()
        cut = True
    notes = [_context([say("slack.shortened")])] if cut else []
    return Message(_shorten(escape(as_text(answer)), _TEXT), (*head, *kept, *notes, *foot))


def _sections(answer: Answer, *, with_table: bool = True) -> list[Block]:
    blocks = [*_facts(answer.facts)]
    if answer.table and with_table:
        blocks += _table_as_sections(answer.table)
    for passage in answer.passages:
        blocks += _passage(passage)
    return blocks


def _facts(facts: Iterable[Fact]) -> Iterator[Block]:
    """Long facts have a section each; short ones in a row share one, two side by side."""
    for is_short, group in groupby(facts, key=lambda fact: len(fact.text) <= _SHORT):
        texts = [_labelled(fact.label, escape(fact.text)) for fact in group]
        if not is_short:
            yield from (_section(text) for text in texts)
            continue
        for start in range(0, len(texts), _FIELDS):
            yield _fields(texts[start : start + _FIELDS])


def _table_as_sections(table: Table) -> Iterator[Block]:
    if len(table.columns) == _SIDE_BY_SIDE:
        yield _fields([f"*{escape(column.title)}*" for column in table.columns])
    for place, label in enumerate(table.labels):
        cells = [escape(column.cells[place]) for column in table.columns]
        if len(cells) == _SIDE_BY_SIDE:
            yield {**_fields(cells), "text": _mrkdwn(f"*{escape(label)}*")}
        else:
            names = (column.title.split(" ")[0] for column in table.columns)
            lines = (f"`{name}`  {cell}" for name, cell in zip(names, cells, strict=True))
            yield _section(_labelled(label, "\n".join(lines)))


def _native_table(table: Table, say: Say) -> Block:
    head = [say("label.code"), *(column.title for column in table.columns)]
    rows = [[label, *(column.cells[place] for column in table.columns)] for place, label in enumerate(table.labels)]
    return {
        "type": "table",
        "column_settings": [{"is_wrapped": True}] * len(head),
        "rows": [[{"type": "raw_text", "text": cell} for cell in row] for row in [head, *rows]],
    }


def _passage(passage: Passage) -> Iterator[Block]:
    """A heading with its lines; a list too long for one section goes on in the next."""
    lines = [escape(line) for line in passage.lines]
    if len(lines) > 1:
        lines = [f"•  {line}" for line in lines]
    text = f"*{escape(passage.heading)}*"
    for line in lines:
        if len(text) + len(line) + 1 > _SECTION:
            yield _section(text)
            text = line
        else:
            text = f"{text}\n{line}"
    yield _section(text)


def _foot(answer: Answer, credit: str = "") -> list[Block]:
    """Small print: what was understood, where it can be read, who shared it."""
    blocks = [_context([note]) for note in answer.notes]
    links = [f"<{link.url}|{escape(link.label)}>" for link in answer.links[:_CONTEXT_ELEMENTS]]
    blocks += [_context(["  ·  ".join(links)], escaped=True)] if links else []
    return [*blocks, _context([credit])] if credit else blocks


def _asks(answer: Answer, say: Say) -> list[Block]:
    room = _BUTTONS - 1
    return [
        _button(text, f"{ASK}:{place}", text, read_aloud=say("slack.read_aloud", what=text))
        for place, text in enumerate(answer.tries[:room])
    ]


def _actions(buttons: Sequence[Block]) -> list[Block]:
    return [{"type": "actions", "elements": list(buttons)}] if buttons else []


def _button(text: str, action: str, value: str, style: str = "", read_aloud: str = "") -> Block:
    button = {"type": "button", "text": _plain(_shorten(text, _BUTTON_TEXT)), "action_id": action, "value": value}
    if style:
        button["style"] = style
    if read_aloud:
        button["accessibility_label"] = _shorten(read_aloud, _BUTTON_TEXT)
    return button


def _labelled(label: str, text: str) -> str:
    return f"*{escape(label)}*\n{text}"


def _section(text: str) -> Block:
    return {"type": "section", "text": _mrkdwn(_shorten(text, _SECTION))}


def _fields(texts: Sequence[str]) -> Block:
    return {"type": "section", "fields": [_mrkdwn(_shorten(text, _FIELD)) for text in texts]}


def _context(texts: Sequence[str], *, escaped: bool = False) -> Block:
    elements = [_mrkdwn(_shorten(text if escaped else escape(text), _SECTION)) for text in texts]
    return {"type": "context", "elements": elements}


def _mrkdwn(text: str) -> Block:
    # verbatim: Slack must not turn a host or a channel-like word into a link of its own.
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}


def _shorten(text: str, most: int) -> str:
    """Cut at a word's end, never inside one."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    return head[: head.rfind(" ") if " " in head[most // 2 :] else len(head)].rstrip() + "…"


def _size(blocks: Iterable[Block]) -> int:
    """The characters that people read in blocks, as Slack counts them for ``msg_blocks_too_long``."""
    return sum(_text_in(block) for block in blocks)


def _text_in(value: object) -> int:
    if isinstance(value, dict):
        return sum(
            len(each) if key == "text" and isinstance(each, str) else _text_in(each) for key, each in value.items()
        )
    return sum(_text_in(each) for each in value) if isinstance(value, list) else 0
