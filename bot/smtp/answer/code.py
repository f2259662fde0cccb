"""One code, or a reply code with its enhanced status code, explained."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import structs

from bot.smtp.answer.parts import Answer, CodeRecord, Fact, Link, Passage
from bot.smtp.codes import Code
from bot.smtp.dataset import CodeFacts, Dataset
from bot.smtp.facts import CodeWords
from bot.smtp.words import Words


def explain_code(code: Code, dataset: Dataset, words: Words) -> Answer:
    """Everything that is known of one code, listed or not."""
    facts, said = dataset.facts(code), words.code(code)
    record = describe(facts, words)
    return Answer(
        kind="code",
        language=words.tag,
        title=words.say("title.code", code=code, name=said.name),
        summary=said.gist,
        facts=_facts(record, facts, words),
        passages=_warnings(facts, said, words),
        links=links(facts),
        tries=_next(facts, dataset),
        codes=(record,),
    )


def explain_pair(reply: Code, enhanced: Code, dataset: Dataset, words: Words) -> Answer:
    """A reply code and an enhanced status code as one reply: the enhanced one says why, the reply decides."""
    outer, inner = dataset.facts(reply), dataset.facts(enhanced)
    agree = reply.digit == enhanced.digit
    decides, record = describe(outer, words), describe(inner, words)
    shown = record
    if not agree:
        shown = structs.replace(
            record, fix=decides.fix, who_acts=decides.who_acts, retry=decides.retry, class_=decides.class_
        )
    meaning, *others = _facts(shown, inner, words)
    facts = (Fact(reply.text, decides.meaning), structs.replace(meaning, label=enhanced.text), *others)
    return Answer(
        kind="pair",
        language=words.tag,
        title=words.say("title.pair", reply=reply, enhanced=enhanced, name=words.code(enhanced).name),
        summary=words.code(enhanced).gist if agree else _disagreement(reply, enhanced, words),
        facts=facts,
        passages=_warnings(inner, words.code(enhanced), words),
        links=(*links(inner), *links(outer)),
        tries=(reply.text, enhanced.text, *(code.text for code in inner.related[:2])),
        codes=(decides, record),
    )


def describe(facts: CodeFacts, words: Words) -> CodeRecord:
    """The record of one code, in one language."""
    said = words.code(facts.code)
    return CodeRecord(
        code=facts.code.text,
        name=said.name,
        class_=words.of_class(facts.code).name,
        meaning=said.meaning,
        when=said.when,
        fix=said.fix,
        who_acts=who_acts(facts.who, words),
        retry=words.retry(facts.code, said),
        defined_in=words.list(definition.label for definition in facts.defined_by) or words.say("defined.nowhere"),
        status=words.say(f"standing.{facts.standing}"),
    )


def who_acts(who: Sequence[str], words: Words) -> str:
    """Who can end it, most likely first; where nobody may have to, who can if it does not pass."""
    others = [each for each in who if each != "nobody"]
    if others and len(others) < len(who):
        return words.begun(words.say("who.unless", who=_people(others, words)))
    return words.begun(_people(who, words))


def _people(who: Sequence[str], words: Words) -> str:
    people = [words.say(f"who.{each}") for each in who] or [words.say("who.unclear")]
    return words.say("join.or").join(filter(None, (words.list(people[:-1]), people[-1])))


def commands_of(facts: CodeFacts, words: Words) -> str:
    """The commands that draw the code, in the order of a session."""
    return named_commands(facts.commands, words)


def named_commands(commands: Iterable[str], words: Words) -> str:
    """Commands and the steps that have none, as people call them."""
    return words.list(_command(command, words) for command in commands)


def links(facts: CodeFacts) -> tuple[Link, ...]:
    """The RFC sections that define the code."""
    return tuple(Link(definition.label, definition.url) for definition in facts.defined_by)


def _command(command: str, words: Words) -> str:
    return words.say(f"command.{command}") if command in ("any", "connect", "message") else command


def _facts(record: CodeRecord, facts: CodeFacts, words: Words) -> tuple[Fact, ...]:
    """The meaning first."""
    beside = "label.replies" if facts.code.is_enhanced else "label.enhanced"
    lines = (
        ("label.meaning", record.meaning),
        ("label.when", record.when),
        ("label.fix", record.fix),
        ("label.who", record.who_acts),
        ("label.retry", record.retry),
        ("label.class", record.class_),
        ("label.commands", commands_of(facts, words)),
        (beside, words.list(facts.beside)),
        ("label.defined", record.defined_in),
        ("label.standing", "" if facts.standing == "current" else record.status),
    )
    return tuple(Fact(words.say(label), text) for label, text in lines if text)


def _warnings(facts: CodeFacts, said: CodeWords, words: Words) -> tuple[Passage, ...]:
    lines = [said.caution] if said.caution else []
    if not facts.usual_class:
        lines.append(words.say("caution.class", code=facts.code, general=facts.code.general))
    found = [Passage(words.say("label.caution"), tuple(lines))] if lines else []
    if facts.collisions:
        others = tuple(said.collisions[who] for who in facts.collisions if who in said.collisions)
        found.append(Passage(words.say("label.collisions"), others))
    return tuple(found)


def _disagreement(reply: Code, enhanced: Code, words: Words) -> str:
    return words.say(
        "caution.disagree",
        reply=reply,
        enhanced=enhanced,
        reply_class=words.of_class(reply).name,
        enhanced_class=words.of_class(enhanced).name,
    )


def _next(facts: CodeFacts, dataset: Dataset) -> tuple[str, ...]:
    """Codes worth comparing with this one, then those that stand beside it."""
    related = [code for code in facts.related if dataset.facts(code).usual_class]
    compared = (f"{facts.code} vs {code}" for code in related[:3])
    return (*compared, *(code.text for code in facts.beside[:2]))
