"""Answers that are lists: codes by class, range or command, search results, help."""

from __future__ import annotations

from collections.abc import Sequence

from bot.smtp.answer.code import describe
from bot.smtp.answer.parts import Answer, Kind, Passage
from bot.smtp.codes import Code
from bot.smtp.dataset import Dataset
from bot.smtp.query import Listing, blanked
from bot.smtp.words import Words

EXAMPLES = ("250 521", "550 5.7.26", "421", "5.1.10", "4.7.x", "auth", "greylisting")


def list_codes(wanted: Listing, dataset: Dataset, words: Words) -> Answer:
    """The listed codes that a prefix, a range or a command picks, and what a prefix says of them all."""
    codes = [code for code in dataset.codes() if _picks(wanted, code, dataset)]
    codes = list({code.general: code for code in codes}.values()) if wanted.command else codes
    name = wanted.typed
    size = {0: "empty", 1: "single"}.get(len(codes), "summary")
    shared = [words.prefix(blanked(prefix)) for prefix in wanted.prefixes]
    title = words.say("title.list" if codes else "title.nothing", what=name)
    summary = words.together(*shared, words.say(f"list.{size}", what=name, count=len(codes)))
    if not codes:
        return _with_examples("list", title, summary, dataset, words)
    return Answer(
        kind="list",
        language=words.tag,
        title=title,
        summary=summary,
        passages=_grouped(codes, dataset, words),
        tries=tuple(code.text for code in codes[:5]),
        codes=tuple(describe(dataset.facts(code), words) for code in codes),
    )


def search_results(text: str, codes: Sequence[Code], dataset: Dataset, words: Words) -> Answer:
    """What a search found, best first."""
    title, summary = words.say("title.search", what=text), words.say("search.summary", what=text)
    best = Passage(words.say("label.found"), tuple(words.code(code).gist for code in codes))
    return Answer(
        kind="search",
        language=words.tag,
        title=title,
        summary=summary,
        passages=(best,),
        tries=tuple(code.text for code in codes[:5]),
        codes=tuple(describe(dataset.facts(code), words) for code in codes),
    )


def nothing_found(text: str, dataset: Dataset, words: Words) -> Answer:
    """A kind answer to words that fit no entry."""
    summary = words.say("nothing.words", what=text)
    return _with_examples("search", words.say("title.nothing", what=text), summary, dataset, words)


def no_code(text: str, dataset: Dataset, words: Words) -> Answer:
    """A kind answer to a number that is no code."""
    summary = words.say("nothing.number", what=text)
    return _with_examples("search", words.say("title.nothing", what=text), summary, dataset, words)


def show_help(dataset: Dataset, words: Words) -> Answer:
    """What can be asked, with examples to click."""
    return _with_examples("help", words.say("title.help"), words.say("help.summary"), dataset, words)


def _with_examples(kind: Kind, title: str, summary: str, dataset: Dataset, words: Words) -> Answer:
    keys = ("compare", "code", "pair", "list", "search", "bounce", "language", "forget")
    names = words.list(language.name for language in dataset.languages.values())
    lines = tuple(words.say(f"help.{key}", **({"languages": names} if key == "language" else {})) for key in keys)
    passage = Passage(words.say("label.ask"), lines)
    return Answer(kind=kind, language=words.tag, title=title, summary=summary, passages=(passage,), tries=EXAMPLES)


def _grouped(codes: Sequence[Code], dataset: Dataset, words: Words) -> tuple[Passage, ...]:
    """The codes by name, those of current standards first."""
    groups: dict[str, list[str]] = {"list.usual": [], "list.others": []}
    for code in codes:
        group = groups["list.usual" if dataset.facts(code).standing == "current" else "list.others"]
        group.append(words.say("title.code", code=code, name=words.code(code).name))
    return tuple(Passage(words.say(key), tuple(lines)) for key, lines in groups.items() if lines)


def _picks(wanted: Listing, code: Code, dataset: Dataset) -> bool:
    if wanted.prefix:
        return any(_begins(code, prefix) for prefix in wanted.prefixes)
    if wanted.between:
        low, high = wanted.between
        return not code.is_enhanced and low.text <= code.text <= high.text
    return wanted.command in dataset.facts(code).commands


def _begins(code: Code, prefix: str) -> bool:
    # "4.7." asks for enhanced codes, "4" for replies, "X.7." for enhanced codes of every class.
    text = code.general if prefix.startswith("X") else code.text
    return code.is_enhanced == ("." in prefix) and text.startswith(prefix)
