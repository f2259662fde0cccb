"""One language's words, with English behind them, entry by entry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import msgspec
from msgspec import Struct

from bot.smtp.codes import Code
from bot.smtp.facts import CauseWords, Classes, ClassWords, CodeWords, Language, PairWords
from bot.smtp.laws import pair_key


class CauseTexts(Struct, frozen=True):
    """The words of ``causes.toml`` and ``false_leads.toml`` by id."""

    causes: Mapping[str, CauseWords | None]
    false_leads: Mapping[str, str]


class Words(Struct, frozen=True):
    """Everything that is said in one language. A missing entry is taken from ``english``."""

    tag: str
    language: Language
    replies: Mapping[str, CodeWords]
    enhanced: Callable[[], Mapping[str, CodeWords]]  # the longest file, so it is read when somebody needs it
    causes: Callable[[], CauseTexts]
    pairs: Mapping[str, PairWords]
    sentences: Mapping[str, str]
    classes: Classes | None
    key_of: Callable[[Code], str]
    english: Words | None = None

    def say(self, key: str, **tokens: object) -> str:
        """The sentence under ``key`` of ``ui.toml`` with its places filled. Raises KeyError for a key nobody wrote."""
        sentence = self.sentences.get(key)
        if sentence is None:
            if self.english is None:
                raise KeyError(key)
            return self.english.say(key, **tokens)
        return sentence.format(**tokens) if tokens else sentence

    def list(self, tokens: Iterable[object]) -> str:
        """Codes, commands or names in a row, joined as the language joins them."""
        return self.say("join.list").join(str(token) for token in tokens)

    def together(self, *sentences: str | None) -> str:
        """Whole sentences, those that are there, one behind the other as the language sets them."""
        return self.say("join.sentence").join(filter(None, sentences))

    def begun(self, text: str) -> str:
        """The text with a capital letter, as a sentence begins. Turkish has two letters i."""
        first = "İ" if self.tag == "tr" and text.startswith("i") else text[:1].upper()
        return first + text[1:]

    def code(self, code: Code) -> CodeWords:
        """The words for a code; for one that nobody has listed, those of its first digit and its subject."""
        entry = self._listed(code)
        if entry is None:
            return self._unlisted(code)
        gist = entry.gist.format(code=code)
        return entry if gist == entry.gist else msgspec.structs.replace(entry, gist=gist)

    def retry(self, code: Code, entry: CodeWords) -> str:
        """Whether and when to send again: the code's own sentence, or its class's."""
        return entry.retry or self.of_class(code).retry.format(code=code)

    def pair(self, first: Code, second: Code) -> PairWords | None:
        """The words for two codes that people mix up, where somebody has written them."""
        key = pair_key(first, second)
        if key in self.pairs:
            return self.pairs[key]
        return self.english.pair(first, second) if self.english else None

    def cause(self, cause: str) -> CauseWords:
        """The words for a cause. Raises KeyError for one that nobody has described."""
        found = self.causes().causes.get(cause)
        if found is None and self.english:
            return self.english.cause(cause)
        if found is None:
            raise KeyError(cause)
        return found

    def false_lead(self, lead: str) -> str:
        """What misleads people here. Raises KeyError for a lead that nobody has described."""
        found = self.causes().false_leads.get(lead)
        return found or (self.english.false_lead(lead) if self.english else self.causes().false_leads[lead])

    def of_class(self, code: Code) -> ClassWords:
        """The words for every code with this first digit."""
        classes = self._classes()
        return (classes.enhanced if code.is_enhanced else classes.reply)[str(code.digit)]

    def prefix(self, prefix: str) -> str:
        """What codes with this prefix (``5xx``, ``4.7.x``, ``X.7.x``) have in common."""
        code = Code(prefix)
        gist = "" if prefix.startswith("X") else self.of_class(code).gist.format(code=code)
        return self.together(gist, self._about(code))

    def _about(self, code: Code) -> str:
        """What the middle of an enhanced code or the second digit of a reply says; "" where it says nothing."""
        classes = self._classes()
        if code.is_enhanced:
            return classes.subject.get(code.text.split(".")[1], "").format(code=code)
        return classes.second_digit.get(code.text[1], "").format(code=code)

    def _classes(self) -> Classes:
        found = self.classes or (self.english and self.english.classes)
        if not found:
            raise KeyError("classes")
        return found

    def _listed(self, code: Code) -> CodeWords | None:
        # "5.1.10" before "X.1.10": one class of an enhanced code may need words of its own.
        codes = self.enhanced() if code.is_enhanced else self.replies
        exact, general = codes.get(code.text), codes.get(self.key_of(code))
        entry = exact or general
        if exact and general and not exact.collisions:
            entry = msgspec.structs.replace(exact, collisions=general.collisions)
        return entry or (self.english._listed(code) if self.english else None)

    def _unlisted(self, code: Code) -> CodeWords:
        words = self.of_class(code)
        return CodeWords(
            name=words.name,
            gist=words.gist.format(code=code),
            meaning=self.together(words.meaning.format(code=code), self._about(code)),
            when=words.when.format(code=code),
            fix=words.fix.format(code=code),
            retry=words.retry.format(code=code),
        )
