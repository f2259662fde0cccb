"""`Answer` → blocks and the fallback text. Short verdict first, the rest behind a button."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from msgspec import structs

from bot.slack.blocks import (
    BUTTON_VALUE,
    CONTEXT_ELEMENTS,
    FIELDS,
    SECTION,
    Block,
    actions,
    button,
    code,
    context,
    external_select,
    fields,
    header,
    labelled,
    mrkdwn,
    section,
    shorten,
    size,
)
from bot.slack.markup import escape
from bot.smtp import Answer, Passage, Table, as_text

__all__ = ["BUTTON_VALUE", "Block", "Message", "Say"]

Say = Callable[..., str]

SHARE, DETAILS, ASK, COMPARE = "share", "details", "ask", "compare"

_BUTTONS = 6
_MOST_COMPARED = 6
_BLOCKS = 50
_TEXT = 39_000  # Slack cuts at 40,000
_ADVISED_TEXT = 3_900  # what Slack advises; for a message that is refused as too long
_ALL_BLOCKS = 12_000  # Slack refuses about 13,200, and documents nothing
_SHAREABLE = ("diagnosis", "list")  # even without a code; help and "nothing found" are for the one who asked
_SHORT = 90  # a fact up to this long shares its row with another
_SIDE_BY_SIDE = 2  # a section's fields stand in two columns


@dataclass(frozen=True, slots=True)
class Message:
    """What Slack is sent: the whole answer in plain words, and the same laid out. ``cut``: blocks were left out."""

    text: str
    blocks: tuple[Block, ...] = ()
    cut: bool = False

    def payload(self) -> dict[str, Any]:
        """The arguments that every way of sending a message takes."""
        return {"text": self.text, "blocks": list(self.blocks)} if self.blocks else {"text": self.text}


def in_ack(answer: Answer, say: Say, kept: str) -> Message:
    """For an ack or a ``response_url``: long-standing blocks only, since nobody would see a refusal.

    ``kept`` goes into the Share and Details buttons, to give the same answer again; without it they are left out.
    """
    shares = kept and (answer.codes or answer.kind in _SHAREABLE)
    share = [button(say("slack.share"), SHARE, kept, style="primary")] if shares else []
    row = [*share, *_unfold(answer, say, kept), *_compare(answer, say), *_asks(answer, say)]
    body = _sections(folded(answer) if kept else answer)
    return _message(answer, body, [*_foot(answer), *actions(row)], say)


def posted(answer: Answer, say: Say, credit: str = "", kept: str = "") -> Iterator[Message]:
    """For ``chat.postMessage``, best first: with a native table, with sections, in plain text, in short.

    Whoever sends takes the next one when Slack refuses the last.
    """
    shown = folded(answer) if kept else answer
    foot = [*_foot(answer, credit), *actions([*_unfold(answer, say, kept), *_asks(answer, say)])]
    if answer.table:
        yield _message(
            answer, _sections(shown, with_table=False), [*foot, _native_table(answer, answer.table, say)], say
        )
    yield _message(answer, _sections(shown), foot, say)
    text = escape(as_text(answer))
    yield Message(shorten(text, _TEXT), cut=len(text) > _TEXT)
    yield Message(shorten(text, _ADVISED_TEXT), cut=len(text) > _ADVISED_TEXT)


def folded(answer: Answer) -> Answer:
    """What one needs at once of a diagnosis. Any other answer is short as it is."""
    return _parts(answer, at_once=True) if answer.kind == "diagnosis" else answer


def rest(answer: Answer) -> Answer:
    """What `folded` leaves out of a diagnosis."""
    return _parts(answer, at_once=False)


def details(answer: Answer, say: Say) -> Message:
    """The rest of a diagnosis, for the one who asked for it and has read the verdict."""
    return _message(answer, _sections(rest(answer)), _foot(answer), say, with_verdict=False)


def inside(answer: Answer, say: Say) -> list[Block]:
    """The whole answer for a modal, where nothing is folded and nothing can be shared."""
    return list(_message(answer, _sections(answer), [*_foot(answer), *actions(_asks(answer, say))], say).blocks)


def sentence(text: str) -> Message:
    """One sentence and nothing else."""
    return Message(escape(text))


def several(parts: Sequence[tuple[str, Answer | str, str]], say: Say) -> Iterator[Message]:
    """One message for several files: of each its name, the verdict, and a button for the rest.

    A part is the file's name, its answer (or the sentence why there is none) and what goes into the button.
    """
    blocks: list[Block] = [header(say("file.several", count=len(parts)))]
    texts = []
    for place, (name, answer, kept) in enumerate(parts):
        said = answer if isinstance(answer, str) else f"{answer.title}\n{answer.summary}"
        texts.append(f"{name}: {said if isinstance(answer, str) else as_text(answer)}")
        unfold = button(say("slack.details"), f"{DETAILS}:{place}", kept, read_aloud=say("slack.details_of", what=name))
        blocks.append(section(labelled(name, escape(said)), unfold if kept else None))
    text = escape("\n\n".join(texts))
    yield Message(shorten(text, _TEXT), tuple(blocks))
    yield Message(shorten(text, _ADVISED_TEXT))


def _parts(answer: Answer, *, at_once: bool) -> Answer:
    facts = tuple(fact for fact in answer.facts if fact.at_once == at_once)
    passages = tuple(passage for passage in answer.passages if passage.at_once == at_once)
    return structs.replace(answer, facts=facts, passages=passages)


def _message(
    answer: Answer, body: Sequence[Block], foot: Sequence[Block], say: Say, *, with_verdict: bool = True
) -> Message:
    # Slack folds long sections; the sentence that answers stays open.
    verdict = [{**section(escape(answer.summary)), "expand": True}] if with_verdict else []
    head = [header(answer.title), *verdict]
    kept = list(body)
    cut = False
    while kept and (size([*head, *kept, *foot]) > _ALL_BLOCKS or len(head) + len(kept) + len(foot) >= _BLOCKS):
        kept.pop()
        cut = True
    notes = [context([say("slack.shortened")])] if cut else []
    return Message(shorten(escape(as_text(answer)), _TEXT), (*head, *kept, *notes, *foot), cut)


def _sections(answer: Answer, *, with_table: bool = True) -> list[Block]:
    blocks = [*_facts(answer)]
    if answer.table and with_table:
        blocks += _table_as_sections(answer, answer.table)
    for passage in answer.passages:
        blocks += _passage(passage)
    return blocks


def _in_order(answer: Answer, cells: Iterable[str]) -> list[str]:
    """Cells of a row as Slack is to set them, which always begins at the left."""
    return list(cells) if answer.direction == "ltr" else list(cells)[::-1]


def _facts(answer: Answer) -> Iterator[Block]:
    """Long facts have a section each; short ones in a row share one, two side by side."""
    for is_short, group in groupby(answer.facts, key=lambda fact: len(fact.text) <= _SHORT):
        texts = [labelled(fact.label, escape(fact.text)) for fact in group]
        if not is_short:
            yield from (section(text) for text in texts)
            continue
        if len(texts) % 2:
            yield section(texts.pop(0))  # alone in a row of two it would leave half of it empty
        pairs = [_in_order(answer, texts[start : start + 2]) for start in range(0, len(texts), 2)]
        for start in range(0, len(pairs), FIELDS // 2):
            yield fields([text for pair in pairs[start : start + FIELDS // 2] for text in pair])


def _table_as_sections(answer: Answer, table: Table) -> Iterator[Block]:
    if len(table.columns) == _SIDE_BY_SIDE:
        yield fields(_in_order(answer, (f"*{escape(column.title)}*" for column in table.columns)))
    for place, label in enumerate(table.labels):
        # With its code, since on a phone cells stand below each other.
        cells = [f"`{column.code}`  {escape(column.cells[place])}" for column in table.columns]
        if len(cells) == _SIDE_BY_SIDE:
            yield {**fields(_in_order(answer, cells)), "text": mrkdwn(f"*{escape(label)}*")}
        else:
            yield section(labelled(label, "\n".join(cells)))


def _native_table(answer: Answer, table: Table, say: Say) -> Block:
    head = [say("label.code"), *(column.title for column in table.columns)]
    rows = [[label, *(column.cells[place] for column in table.columns)] for place, label in enumerate(table.labels)]
    return {
        "type": "table",
        "column_settings": [{"is_wrapped": True}] * len(head),
        "rows": [
            [{"type": "raw_text", "text": cell or "-"} for cell in _in_order(answer, row)] for row in [head, *rows]
        ],
    }


def _passage(passage: Passage) -> Iterator[Block]:
    """A heading with its lines; a list too long for one section goes on in the next."""
    if passage.is_code:
        yield section(labelled(passage.heading, code(passage.lines)))
        return
    lines = [escape(line) for line in passage.lines]
    if len(lines) > 1:
        lines = [f"•  {line}" for line in lines]
    text = f"*{escape(passage.heading)}*"
    for line in lines:
        if len(text) + len(line) + 1 > SECTION:
            yield section(text)
            text = line
        else:
            text = f"{text}\n{line}"
    yield section(text)


def _foot(answer: Answer, credit: str = "") -> list[Block]:
    """Small print: what was understood, where it can be read, who shared it."""
    blocks = [context([note]) for note in answer.notes]
    links = [f"<{link.url}|{escape(link.label)}>" for link in answer.links[:CONTEXT_ELEMENTS]]
    blocks += [context(["  ·  ".join(links)], escaped=True)] if links else []
    return [*blocks, context([credit])] if credit else blocks


def _asks(answer: Answer, say: Say) -> list[Block]:
    return [
        button(text, f"{ASK}:{place}", text, read_aloud=say("slack.read_aloud", what=text))
        for place, text in enumerate(answer.tries[:_BUTTONS])
    ]


def _unfold(answer: Answer, say: Say, kept: str) -> list[Block]:
    more = rest(answer) if kept and answer.kind == "diagnosis" else None
    if not more or not (more.facts or more.passages):
        return []
    return [button(say("slack.details"), DETAILS, kept, read_aloud=say("slack.details_of", what=answer.title))]


def _compare(answer: Answer, say: Say) -> list[Block]:
    """A select that sets one more code beside those of the answer."""
    codes = list(dict.fromkeys(record.code for record in answer.codes))
    if answer.kind not in ("code", "pair", "comparison", "diagnosis") or not 0 < len(codes) < _MOST_COMPARED:
        return []
    return [external_select(say("slack.compare"), f"{COMPARE}:{' vs '.join(codes)}")]
