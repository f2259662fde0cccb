"""Codes side by side, in words."""

from __future__ import annotations

from collections.abc import Sequence

from bot.smtp.answer.code import commands_of, describe, links, named_commands
from bot.smtp.answer.parts import Answer, CodeRecord, Column, Passage, Table
from bot.smtp.codes import Code
from bot.smtp.compare import Comparison, Difference, Relation, compare, outcome
from bot.smtp.dataset import CodeFacts, Dataset
from bot.smtp.words import Words

_FEW = 3  # columns that leave room for every row; more codes get the rows that set them apart
_FOR_FEW = ("label.when", "label.commands", "label.defined")


def explain_comparison(codes: Sequence[Code], dataset: Dataset, words: Words, left_out: Sequence[Code] = ()) -> Answer:
    """The answer in a sentence or two, the codes side by side, what differs, and which one to expect when."""
    facts = [dataset.facts(code) for code in codes]
    comparison = compare(facts)
    records = tuple(describe(each, words) for each in facts)
    pair = words.pair(*codes) if len(codes) == 2 else None
    differences = tuple(line for difference in comparison.differences for line in _lines(difference, words))
    which = pair.which if pair else _which(facts, comparison, words)
    return Answer(
        kind="comparison",
        language=words.tag,
        title=_title(records, words),
        summary=pair.summary if pair else _summary(codes, words),
        table=_table(facts, records, words),
        passages=_passages(differences, which, words),
        notes=(words.say("note.left_out", codes=words.list(left_out)),) if left_out else (),
        links=tuple(dict.fromkeys(link for each in facts for link in links(each)[:2])),
        tries=tuple(code.text for code in codes),
        codes=records,
        differences=differences,
        which=which,
    )


def _summary(codes: Sequence[Code], words: Words) -> str:
    """What each means and what to do; of more than two, a line for each."""
    gists = [words.code(code).gist for code in codes]
    return words.together(*gists) if len(gists) == 2 else "\n".join(gists)


def _title(records: Sequence[CodeRecord], words: Words) -> str:
    if len(records) > 2:
        return words.say("join.versus").join(record.code for record in records)
    return words.say("join.versus").join(
        words.say("title.code", code=record.code, name=record.name) for record in records
    )


def _table(facts: Sequence[CodeFacts], records: Sequence[CodeRecord], words: Words) -> Table:
    every = [_rows(each, record, words) for each, record in zip(facts, records, strict=True)]
    kept = [label for label in every[0] if any(cells[label] for cells in every) and _fits(label, len(facts))]
    empty = words.say("table.empty")
    columns = (
        Column(
            record.code,
            words.say("title.code", code=record.code, name=record.name),
            tuple(cells[label] or empty for label in kept),
        )
        for record, cells in zip(records, every, strict=True)
    )
    return Table(tuple(words.say(label) for label in kept), tuple(columns))


def _rows(facts: CodeFacts, record: CodeRecord, words: Words) -> dict[str, str]:
    return {
        "label.class": record.class_,
        "label.meaning": record.meaning,
        "label.when": record.when,
        "label.commands": commands_of(facts, words),
        "label.fix": record.fix,
        "label.who": record.who_acts,
        "label.retry": record.retry,
        "label.beside": words.list(facts.beside),
        "label.defined": record.defined_in,
    }


def _fits(label: str, columns: int) -> bool:
    return columns <= _FEW or label not in _FOR_FEW


def _lines(difference: Difference, words: Words) -> list[str]:
    return [
        words.say(
            "difference.line",
            codes=words.list(each.code for each in group),
            sentence=_sentence(difference, value, group, words),
        )
        for value, group in difference.values
    ]


def _sentence(difference: Difference, value: str, group: Sequence[CodeFacts], words: Words) -> str:
    key = f"{difference.dimension}.{value}"
    return words.say(key, commands=commands_of(group[0], words)) if value == "many" else words.say(key)


def _passages(differences: tuple[str, ...], which: str, words: Words) -> tuple[Passage, ...]:
    passages = [Passage(words.say("label.differences"), differences)] if differences else []
    return (*passages, Passage(words.say("label.which"), (which,)))


def _which(facts: Sequence[CodeFacts], comparison: Comparison, words: Words) -> str:
    lead = []
    if comparison.relation in ("apart", "same-class"):
        lead.append(words.say(f"which.{comparison.relation}"))
    if comparison.shared:
        lead.append(words.say("which.shared", commands=named_commands(comparison.shared, words)))
    return words.together(*lead, *(_expected(each, comparison.relation, words) for each in facts))


def _expected(facts: CodeFacts, relation: Relation, words: Words) -> str:
    code = facts.code
    if facts.sent_by != "server":
        return words.say(f"expect.{facts.sent_by}", code=code)
    if relation == "apart":
        return words.say("expect.commands", code=code, commands=commands_of(facts, words))
    if relation == "same-class" and facts.beside:
        return words.say("expect.beside", code=code, beside=words.list(facts.beside))
    if outcome(facts) == "go-on":
        return words.say("expect.go-on", code=code)
    return words.say(f"expect.{facts.permanence}", code=code)
