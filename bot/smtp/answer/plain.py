"""An answer as plain text (terminal, screen reader, notification) and as JSON."""

from __future__ import annotations

import msgspec

from bot.smtp.answer.parts import Answer, CodeRecord, Passage, Table


def as_text(answer: Answer) -> str:
    """The whole answer in plain words, the sentence that answers first."""
    parts = [answer.title, answer.summary]
    parts += ["\n".join(f"{fact.label}: {fact.text}" for fact in answer.facts)] if answer.facts else []
    parts += [_rows(answer.table)] if answer.table else []
    parts += [_passage(passage) for passage in answer.passages]
    parts += answer.notes
    parts += ["\n".join(f"{link.label}: {link.url}" for link in answer.links)] if answer.links else []
    return "\n\n".join(parts)


def as_json(answer: Answer) -> str:
    """The answer for programs, on one line: the fields that ``ask --json`` promises."""
    fields = {
        "kind": answer.kind,
        "title": answer.title,
        "summary": answer.summary,
        "language": answer.language,
        "codes": [_record(record) for record in answer.codes],
        "differences": list(answer.differences),
        "which": answer.which,
    }
    return msgspec.json.encode(fields).decode()


def _rows(table: Table) -> str:
    """Row by row, each cell behind its code: a screen reader needs no columns."""
    rows = []
    for place, label in enumerate(table.labels):
        cells = [f"  {column.code}: {column.cells[place]}" for column in table.columns]
        rows.append("\n".join([label, *cells]))
    return "\n".join(rows)


def _passage(passage: Passage) -> str:
    lines = passage.lines if len(passage.lines) == 1 else [f"- {line}" for line in passage.lines]
    return "\n".join([passage.heading, *lines])


def _record(record: CodeRecord) -> dict[str, str]:
    return {
        "code": record.code,
        "name": record.name,
        "class": record.class_,
        "meaning": record.meaning,
        "when": record.when,
        "fix": record.fix,
        "who_acts": record.who_acts,
        "retry": record.retry,
        "defined_in": record.defined_in,
        "status": record.status,
    }
