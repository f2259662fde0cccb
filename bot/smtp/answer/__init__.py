"""What a person typed → an `Answer` in their language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from bot.smtp.answer import lists
from bot.smtp.answer.code import explain_code, explain_pair
from bot.smtp.answer.comparison import explain_comparison
from bot.smtp.answer.parts import Answer
from bot.smtp.codes import Code
from bot.smtp.dataset import Dataset, load_dataset
from bot.smtp.query import (
    Bounce,
    Compare,
    Explain,
    Grammar,
    Help,
    Listing,
    Pair,
    Query,
    Search,
    SetLanguage,
    find_codes,
)
from bot.smtp.words import Words

if TYPE_CHECKING:
    from bot.smtp.search import SearchIndex

_LONGEST_ECHO = 60


class Explainer:
    """The dataset with its grammar and search: everything that answering needs, loaded once."""

    def __init__(self, dataset: Dataset | None = None) -> None:
        self.dataset = dataset or load_dataset()
        self.grammar = Grammar(self.dataset.languages)
        self._indexes: dict[str, SearchIndex] = {}

    def warm_up(self) -> None:
        """Load every language now, before the workers fork, so that they share it and no person waits for it."""
        for tag in self.dataset.languages:
            self.dataset.words(tag).enhanced()

    def parse(self, text: str) -> Query:
        """What a person wants who typed or pasted this."""
        return self.grammar.parse(text)

    def answer(self, asked: str | Query, language: str = "en") -> Answer:
        """Answer what a person typed or pasted, in the language with this tag (English where it is unknown)."""
        words = self.dataset.words(language)
        return self._answer(self.parse(asked) if isinstance(asked, str) else asked, words)

    def _answer(self, query: Query, words: Words) -> Answer:
        match query:
            case Compare(codes, left_out):
                answer = explain_comparison(codes, self.dataset, words, left_out)
            case Pair(reply, enhanced):
                answer = explain_pair(reply, enhanced, self.dataset, words)
            case Explain(code):
                answer = explain_code(code, self.dataset, words)
            case Listing():
                answer = lists.list_codes(query, self.dataset, words)
            case Search(text):
                answer = self._search(text, words)
            case Bounce(text):
                answer = self._found_in(text, words)
            case SetLanguage(tag):
                answer = self._set_language(tag, words)
            case Help():
                answer = lists.show_help(self.dataset, words)
        return answer

    def _search(self, text: str, words: Words) -> Answer:
        if text.isdecimal():
            return lists.nothing_found(_shorten(text), self.dataset, words)
        if words.tag not in self._indexes:
            # Imported here, like everything that a look-up of codes can do without.
            from bot.smtp.search import SearchIndex  # noqa: PLC0415

            self._indexes[words.tag] = SearchIndex(self.dataset, words)
        codes = self._indexes[words.tag].find(text)
        shown = _shorten(text)
        if not codes:
            return lists.nothing_found(shown, self.dataset, words)
        return lists.search_results(shown, codes, self.dataset, words)

    def _found_in(self, text: str, words: Words) -> Answer:
        """The failing replies that stand in a text; the successful ones where nothing failed."""
        codes = find_codes(text)
        failing = [code for code in codes if code.digit in (4, 5)] or codes
        replies = [code for code in failing if not code.is_enhanced]
        enhanced = [code for code in failing if code.is_enhanced]
        if replies and enhanced:
            answer = explain_pair(replies[0], enhanced[0], self.dataset, words)
        else:
            answer = explain_code(failing[0], self.dataset, words)
        return structs.replace(answer, notes=(_found_note(failing, answer, words), *answer.notes))

    def speaks(self, tag: str | None) -> bool:
        """Whether there are words in this language; None, "as in Slack", always has some."""
        return tag is None or tag in self.dataset.languages

    def _set_language(self, tag: str | None, words: Words) -> Answer:
        known = self.speaks(tag)
        chosen = self.dataset.words(tag) if known and tag else words
        names = ", ".join(f"{tag} ({language.name})" for tag, language in self.dataset.languages.items())
        key = "language.auto" if tag is None else "language.set" if known else "language.unknown"
        return Answer(
            kind="language",
            language=chosen.tag,
            title=chosen.say("title.language"),
            summary=chosen.say(key, name=chosen.language.name, what=tag, languages=names),
            tries=tuple(f"lang {tag}" for tag in self.dataset.languages),
        )


def _found_note(failing: list[Code], answer: Answer, words: Words) -> str:
    explained = [record.code for record in answer.codes]
    others = [code for code in failing if code.text not in explained]
    key = "note.found_others" if others else "note.found"
    return words.say(key, codes=words.list(explained), others=words.list(others))


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_ECHO else line[: _LONGEST_ECHO - 1] + "…"
