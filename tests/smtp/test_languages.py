"""Every person's way of typing and searching, in fifteen languages; what an answer in each of them is made of."""

import re

import pytest

from bot.smtp import Answer, Explainer, as_text
from bot.smtp.codes import Code
from bot.smtp.query import Compare, Explain, Forget, Help, Listing, SetLanguage

TAGS = ["ar", "de", "en", "es", "fr", "id", "it", "ja", "ko", "pt", "ru", "tr", "vi", "zh-Hans", "zh-Hant"]
BOTH = Compare((Code("250"), Code("521")))


def test_fifteen_languages_are_spoken(explainer: Explainer) -> None:
    assert list(explainer.dataset.languages) == TAGS


@pytest.mark.parametrize(
    "typed",
    [
        "250 contre 521", "250 и 521", "250 与 521", "250与521", "250和521有什么区别", "250 與 521 的差別", "２５０と５２１",
        "250と521の違いは何ですか", "250과 521의 차이", "250 ile 521 farkı", "250'nin 521'den farkı", "250 e 521", "250 y 521",
        "250 und 521", "250 dan 521", "250 và 521", "so sánh 250 với 521", "٢٥٠ و٥٢١", "٢٥٠ مقابل ٥٢١", "الفرق بين 250 و 521",
        "۲۵۰ ۵۲۱", "differenza tra 250 e 521", "чем отличается 250 от 521", "\u200f250\u200e \u2068521\u2069",
    ],
)  # fmt: skip
def test_two_codes_are_compared_in_the_persons_own_words(explainer: Explainer, typed: str) -> None:
    assert explainer.grammar.parse(typed) == BOTH


@pytest.mark.parametrize(
    "typed", ["что значит 550", "550の意味", "550是什么意思", "550 是什麼意思？", "550이 뭐예요", "ما معنى 550؟", "550 ne demek", "550 nghĩa là gì"]
)  # fmt: skip
def test_one_code_is_explained_whatever_stands_around_it(explainer: Explainer, typed: str) -> None:
    assert explainer.grammar.parse(typed) == Explain(Code("550"))


@pytest.mark.parametrize(
    "typed", ["help", "aide", "Hilfe", "ayuda", "aiuto", "ajuda", "помощь", "yardım", "bantuan", "trợ giúp", "帮助", "說明",
              "ヘルプ", "도움말", "مساعدة"]
)  # fmt: skip
def test_help_is_asked_for_in_every_language(explainer: Explainer, typed: str) -> None:
    assert explainer.grammar.parse(typed) == Help()


@pytest.mark.parametrize(
    ("typed", "tag"),
    [
        ("lang zh-TW", "zh-Hant"), ("lang pt-BR", "pt"), ("язык русский", "ru"), ("dil türkçe", "tr"), ("langue japonais", "ja"),
        ("言語 日本語", "ja"), ("语言 简体中文", "zh-Hans"), ("idioma português", "pt"), ("sprache französisch", "fr"),
        ("اللغة العربية", "ar"), ("lang arabic", "ar"), ("язык английский", "en"), ("LANG 한국어", "ko"),
    ],
)  # fmt: skip
def test_a_language_is_chosen_by_any_of_its_names(explainer: Explainer, typed: str, tag: str) -> None:
    assert explainer.grammar.parse(typed) == SetLanguage(tag)


def test_capitals_of_turkish_are_its_own(explainer: Explainer) -> None:
    assert explainer.grammar.parse("GEÇİCİ HATALAR") == Listing(prefix="4")


@pytest.mark.parametrize("tag", TAGS)
def test_words_of_each_language_are_understood_by_all(explainer: Explainer, tag: str) -> None:
    language = explainer.dataset.languages[tag]
    for word in language.help:
        assert explainer.grammar.parse(word) == Help(), word
    for word in language.forget:
        assert explainer.grammar.parse(word) == Forget(), word
    for word in language.versus:
        assert explainer.grammar.parse(f"250 {word} 521") == BOTH, word
    for word in language.language:
        assert explainer.grammar.parse(f"{word} {language.name}") == SetLanguage(tag), word
    for digit, words in (("4", language.temporary), ("5", language.permanent)):
        for word in words:
            assert explainer.grammar.parse(word) == Listing(prefix=digit), word


FULL = {
    "ar": "صندوق البريد ممتلئ", "de": "Postfach voll", "en": "mailbox full", "es": "buzón lleno", "fr": "boîte pleine",
    "id": "kotak surat penuh", "it": "casella piena", "ja": "メールボックスがいっぱい", "ko": "메일함이 꽉 찼습니다",
    "pt": "caixa cheia", "ru": "почтовый ящик переполнен", "tr": "posta kutusu dolu", "vi": "hộp thư đầy",
    "zh-Hans": "邮箱已满", "zh-Hant": "信箱已滿",
}  # fmt: skip


@pytest.mark.parametrize("tag", TAGS)
def test_a_full_mailbox_is_found_in_ones_own_words(explainer: Explainer, tag: str) -> None:
    answer = explainer.answer(FULL[tag], tag)
    assert answer.kind == "search"
    first = " ".join(answer.passages[0].lines[:3])
    assert "5.2.2" in first, first


@pytest.mark.parametrize("tag", TAGS)
def test_a_cause_is_offered_by_its_name_in_ones_own_language(explainer: Explainer, tag: str) -> None:
    name = explainer.dataset.words(tag).cause("mailbox-full").name
    assert "cause:mailbox-full" in [each.value for each in explainer.suggest(name[:-1], tag)]


@pytest.mark.parametrize("tag", TAGS)
def test_server_words_and_english_ones_are_found_in_every_language(explainer: Explainer, tag: str) -> None:
    for words, code in (("greylisting", "450"), ("user unknown", "550"), ("mailbox full", "5.2.2")):
        answer = explainer.answer(words, tag)
        assert any(code in line for line in answer.passages[0].lines), (words, answer.passages[0].lines)


ASKED = ["521", "250 521", "550 5.7.26", "5xx", "greylisting", "help", "lang xx", "599", "450 554", "999", "lang fr",
         "550 5.1.1 <jane@example.org>: Recipient address rejected: User unknown", "nothing of this kind anywhere"]  # fmt: skip


@pytest.mark.parametrize("tag", TAGS)
def test_an_answer_says_nothing_twice_and_nothing_in_another_language(explainer: Explainer, tag: str) -> None:
    english = {asked: sentences(explainer.answer(asked, "en")) for asked in ASKED}
    for asked in ASKED:
        answer = explainer.answer(asked, tag)
        text = as_text(answer)
        assert not re.search(r"\{\w*\}|\S  \S|[。、] |\S [。、，]", text), (asked, text)
        if tag != "en" and asked != "lang fr":
            assert answer.language == tag
            same = english[asked] & sentences(answer)
            assert not same, (asked, same)


COMMAND = re.compile(r"[a-z]+ .*[/.@'-]")  # to copy, the same in every language


def sentences(answer: Answer) -> set[str]:
    """Whole sentences, without what servers said and what is the same everywhere."""
    lines = [answer.summary, *answer.notes, *(fact.text for fact in answer.facts)]
    lines += [line for passage in answer.passages for line in passage.lines if not COMMAND.match(line)]
    return {line for line in lines if line.count(" ") > 4 and "jane@" not in line}


def test_a_right_to_left_answer_says_so(explainer: Explainer) -> None:
    assert explainer.answer("250 521", "ar").direction == "rtl"
    assert {explainer.answer("250 521", tag).direction for tag in TAGS if tag != "ar"} == {"ltr"}
