"""What a person typed or pasted → an `Answer` in their language: everything in bot/smtp put together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from msgspec import structs

from bot.smtp import keeping
from bot.smtp.answer import lists
from bot.smtp.answer.code import explain_code, explain_pair
from bot.smtp.answer.comparison import explain_comparison
from bot.smtp.answer.parts import Answer
from bot.smtp.codes import Code, parse_code
from bot.smtp.dataset import Dataset, load_dataset
from bot.smtp.grammar import MOST_COMPARED, Grammar, find_codes
from bot.smtp.loading import ENGLISH
from bot.smtp.locales import language_for
from bot.smtp.query import (
    Bounce,
    Compare,
    Diagnosed,
    Explain,
    Forget,
    Found,
    Help,
    Listing,
    Pair,
    Query,
    Search,
    SetLanguage,
)
from bot.smtp.surrogates import join_surrogates
from bot.smtp.words import Words

if TYPE_CHECKING:
    from bot.smtp.findings import Findings
    from bot.smtp.search import SearchIndex
    from bot.smtp.suggest import Suggestion, Suggestions

_LONGEST_ECHO = 60
_LONGEST_QUESTION = 200
_SHORT_LINE = 80
_TYPED = ("text", "codes", "unknown")  # formats of what may have been typed rather than pasted


class Explainer:
    """The dataset with its grammar and search: everything that answering needs, loaded once."""

    def __init__(self, dataset: Dataset | None = None) -> None:
        self.dataset = dataset or load_dataset()
        self.grammar = Grammar(self.dataset.languages)
        self._indexes: dict[str, SearchIndex] = {}
        self._suggestions: dict[str, Suggestions] = {}

    def warm_up(self, language: str = ENGLISH) -> None:
        """Load what most people need now, before the workers fork, so that they share it and no person waits for it.

        Of the languages these are English and the workspace's; any other is read when its first reader comes.
        """
        for tag in {ENGLISH, self.language_for(language) or ENGLISH}:
            words = self.dataset.words(tag)
            words.enhanced()
            words.causes()
            self.suggest("", tag, most=1)
        self.answer("550 5.1.1 <nobody@example.org>: no such user")

    def parse(self, text: str) -> Query:
        """What a person wants who typed or pasted this. A paste is read and diagnosed here."""
        query = self.grammar.parse(join_surrogates(text))
        if isinstance(query, Bounce):
            return self._read(query.text)
        return self._diagnosed_if_secret(query) if isinstance(query, Search) else query

    def answer(self, asked: str | Query, language: str = ENGLISH, *, masked: bool = False) -> Answer:
        """Answer what a person typed or pasted, in the language with this tag (English where it is unknown).

        ``masked``: more people will read it than the one who pasted, so addresses are shortened, and that a secret was
        posted is not told.
        """
        words = self.dataset.words(language)
        query = self.parse(asked) if isinstance(asked, str) else asked
        if isinstance(query, Diagnosed):
            quiet = Diagnosed(structs.replace(query.findings, secrets=0)) if masked else query
            answer = self._diagnosis(quiet, words, masked=masked)
        else:
            answer = self._answer(query, words, masked=masked)
        return _read_in(answer, words)

    def about(self, topic: str, language: str = ENGLISH) -> Answer:
        """Answer what was chosen from `suggest`: a code, a cause or a provider. Raises KeyError for a foreign topic."""
        from bot.smtp.answer.topics import explain_cause, explain_provider  # noqa: PLC0415
        from bot.smtp.suggest import CAUSE, PROVIDER  # noqa: PLC0415

        words = self.dataset.words(language)
        if topic.startswith(CAUSE):
            return _read_in(explain_cause(topic.removeprefix(CAUSE), self.dataset, words), words)
        if topic.startswith(PROVIDER):
            return _read_in(explain_provider(topic.removeprefix(PROVIDER), self.dataset, words), words)
        return self.answer(topic, language)

    def suggest(self, typed: str, language: str, most: int = 100, *, codes_only: bool = False) -> list[Suggestion]:
        """What somebody may mean who has typed this much: codes, causes and providers, at most ``most``."""
        from bot.smtp.suggest import Suggestions  # noqa: PLC0415

        words = self.dataset.words(language)
        if words.tag not in self._suggestions:
            self._suggestions[words.tag] = Suggestions(self.dataset, words)
        return self._suggestions[words.tag].find(typed, most, codes_only=codes_only)

    def diagnosed(self, paste: str | bytes) -> Diagnosed:
        """A paste or a file as a query, even where it says nothing."""
        return Diagnosed(self.read(paste))

    def read(self, paste: str | bytes) -> Findings:
        """Read and diagnose a paste, whatever it is. Nothing is raised."""
        # Imported here: a look-up of codes needs neither readers nor rules.
        from bot.smtp.findings import find  # noqa: PLC0415

        return find(paste, self.dataset.rules())

    def record(self, findings: Findings) -> dict[str, Any]:
        """What ``read --json`` prints of what `read` found."""
        from bot.smtp.findings import as_record  # noqa: PLC0415

        return as_record(findings)

    def answer_findings(self, findings: Findings, language: str = ENGLISH) -> Answer:
        """The diagnosis of what `read` found."""
        return self.answer(Diagnosed(findings), language)

    def keep(self, query: Query, language: str, most: int) -> str:
        """The query in at most ``most`` characters, for `recall`; "" if it does not fit. See `keeping.keep`."""
        return keeping.keep(query, language, most)

    def recall(self, value: str) -> tuple[Query, str]:
        """The query and the language behind `keep`. Raises ValueError for a value that is not ours."""
        kept = keeping.read(value)
        codes = tuple(filter(None, map(parse_code, kept.f)))
        if codes:
            return Found(codes), kept.l
        if not bytes(kept.e):
            return self.parse(kept.q), kept.l
        from bot.smtp.findings import judge_again, unpack  # noqa: PLC0415

        return Diagnosed(judge_again(unpack(bytes(kept.e).decode()), self.dataset.rules())), kept.l

    def _answer(self, query: Query, words: Words, *, masked: bool) -> Answer:
        match query:
            case Compare():
                answer = explain_comparison(query.codes, self.dataset, words, query.left_out)
                answer = _with_strangers(answer, query.strangers, words)
            case Pair(reply, enhanced):
                answer = explain_pair(reply, enhanced, self.dataset, words)
            case Explain(code, strangers):
                answer = _with_strangers(explain_code(code, self.dataset, words), strangers, words)
            case Listing():
                answer = lists.list_codes(query, self.dataset, words)
            case Search(text):
                answer = self._search(text, words, masked=masked)
            case Found(codes):
                answer = self._found(codes, words)
            case SetLanguage(tag):
                answer = self._set_language(tag, words)
            case Forget():
                answer = Answer("forget", words.tag, words.say("title.forget"), words.say("forget.done"))
            case Help():
                answer = lists.show_help(self.dataset, words)
        return answer

    def _search(self, text: str, words: Words, *, masked: bool) -> Answer:
        shown = _shorten(keeping.without_addresses(text) if masked else text)
        if _looks_like_a_code(text):
            return lists.no_code(shown, self.dataset, words)
        if words.tag not in self._indexes:
            # Imported here, like everything that a look-up of codes can do without.
            from bot.smtp.search import SearchIndex  # noqa: PLC0415

            self._indexes[words.tag] = SearchIndex(self.dataset, words)
        codes = self._indexes[words.tag].find(self.grammar.content(text) or text)
        if not codes:
            return lists.nothing_found(shown, self.dataset, words)
        return lists.search_results(shown, codes, self.dataset, words)

    def _diagnosed_if_secret(self, query: Search) -> Query:
        """Words to look for, unless a password stands among them: those are not repeated, and the person is told."""
        from bot.smtp.privacy import mask_secrets  # noqa: PLC0415

        return self.diagnosed(query.text) if mask_secrets(query.text)[1] else query

    def _read(self, text: str) -> Query:
        """A paste: diagnosed where it says what happened, else its codes, else words to search for."""
        findings = self.read(text)
        if not findings.secrets and _is_a_question(text, findings):
            codes = tuple(find_codes(text))
            return Found(codes) if codes else Search(" ".join(text.split()))
        return Diagnosed(findings)

    def _diagnosis(self, query: Diagnosed, words: Words, *, masked: bool) -> Answer:
        from bot.smtp.answer.diagnosis import explain_diagnosis  # noqa: PLC0415

        return explain_diagnosis(query.findings, self.dataset, words, masked=masked)

    def _found(self, codes: Sequence[Code], words: Words) -> Answer:
        """The codes that stood in a question: a reply with its enhanced code, or all of them side by side."""
        replies = [code for code in codes if not code.is_enhanced]
        enhanced = [code for code in codes if code.is_enhanced]
        if replies and enhanced:
            answer = explain_pair(replies[0], enhanced[0], self.dataset, words)
        elif len(codes) > 1:
            answer = explain_comparison(codes[:MOST_COMPARED], self.dataset, words, codes[MOST_COMPARED:])
        else:
            answer = explain_code(codes[0], self.dataset, words)
        return structs.replace(answer, notes=(_found_note(codes, answer, words), *answer.notes))

    def speaks(self, tag: str | None) -> bool:
        """Whether there are words in this language; None, "as in Slack", always has some."""
        return tag is None or tag in self.dataset.languages

    def language_for(self, locale: str | None) -> str | None:
        """The tag of ours that a tag or a locale means (``pt-BR`` is pt, ``zh-TW`` zh-Hant), or None."""
        return _language_for(locale, tuple(self.dataset.languages)) if locale else None

    def _set_language(self, tag: str | None, words: Words) -> Answer:
        known = self.speaks(tag)
        chosen = self.dataset.words(tag) if known and tag else words
        names = words.list(f"{tag} ({language.name})" for tag, language in self.dataset.languages.items())
        key = "language.auto" if tag is None else "language.set" if known else "language.unknown"
        return Answer(
            kind="language",
            language=chosen.tag,
            title=chosen.say("title.language"),
            summary=chosen.say(key, name=chosen.language.name, what=tag, languages=names),
            tries=tuple(f"lang {tag}" for tag in self.dataset.languages),
        )


@lru_cache(256)
def _language_for(locale: str, tags: tuple[str, ...]) -> str | None:
    return language_for(locale, tags)


def _read_in(answer: Answer, words: Words) -> Answer:
    direction = words.language.direction
    return answer if direction == answer.direction else structs.replace(answer, direction=direction)


def _is_a_question(text: str, findings: Findings) -> bool:
    """A short line with a code that nobody has said to us: "why do I get 550 from them"."""
    if findings.reading.format not in _TYPED:
        return False
    if not findings.diagnoses or findings.reading.format == "codes":
        return len(text) <= _LONGEST_QUESTION
    vague = all(
        each.rule is None or each.rule.startswith("fallback.") or not _has_words(each.evidence.diagnostic)
        for each in findings.diagnoses
    )
    told = any(each.recipient or each.evidence.remote_host for each in findings.diagnoses)
    return vague and not told and "\n" not in text and len(text) <= _SHORT_LINE


def _has_words(diagnostic: str | None) -> bool:
    return any(map(str.isalpha, diagnostic or ""))


def _looks_like_a_code(text: str) -> bool:
    """Whether somebody meant a code that there cannot be: ``999``, ``7.1.1``, ``7xx``."""
    return text[:1].isdigit() and not text.lower().strip("0123456789.x")


def _with_strangers(answer: Answer, strangers: Sequence[str], words: Words) -> Answer:
    if not strangers:
        return answer
    note = words.say("note.strangers", what=words.list(strangers))
    return structs.replace(answer, notes=(*answer.notes, note))


def _found_note(codes: Sequence[Code], answer: Answer, words: Words) -> str:
    explained = [record.code for record in answer.codes]
    others = [code for code in codes if code.text not in explained]
    key = "note.found_others" if others else "note.found"
    return words.say(key, codes=words.list(explained), others=words.list(others))


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_ECHO else line[: _LONGEST_ECHO - 1] + "…"
