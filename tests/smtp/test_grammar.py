"""One grammar, whatever the way in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.smtp import Explainer
from bot.smtp.codes import Code
from bot.smtp.grammar import find_codes
from bot.smtp.query import (
    Bounce,
    Compare,
    Explain,
    Help,
    Listing,
    Pair,
    Query,
    Search,
    SetLanguage,
)


def codes(*texts: str) -> tuple[Code, ...]:
    return tuple(Code(text) for text in texts)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("250 521", Compare(codes("250", "521"))),
        ("250 vs 521", Compare(codes("250", "521"))),
        ("250 VS. 521?", Compare(codes("250", "521"))),
        ("compare 250, 521", Compare(codes("250", "521"))),
        ("smtp 250 et 521", Compare(codes("250", "521"))),
        ("/smtp 250 contre 521", Compare(codes("250", "521"))),
        ("what is the difference between 250 and 521?", Compare(codes("250", "521"))),
        ("250,5.1.1,450", Compare(codes("250", "5.1.1", "450"))),
        ("550 vs 5.7.26", Compare(codes("550", "5.7.26"))),
        ("5.1.1 5.7.1", Compare(codes("5.1.1", "5.7.1"))),
        ("250 251 252 253 450 451 452", Compare(codes("250", "251", "252", "253", "450", "451"), codes("452"))),
        ("\uff12\uff15\uff10 \uff15\uff12\uff11", Compare(codes("250", "521"))),  # full-width digits
        ("\u0662\u0665\u0660 \u0665\u0662\u0661", Compare(codes("250", "521"))),  # Arabic-Indic digits
        ("250\u00a0521", Compare(codes("250", "521"))),
        ("250 521 999", Compare(codes("250", "521"), strangers=("999",))),
        ("550", Explain(Code("550"))),
        ("5.7.26", Explain(Code("5.7.26"))),
        ("#5.1.1", Explain(Code("5.1.1"))),
        ("550?", Explain(Code("550"))),
        ("explain 550", Explain(Code("550"))),
        ("code 550", Explain(Code("550"))),
        ("550 550", Explain(Code("550"))),
        ("550 5.7.26", Pair(Code("550"), Code("5.7.26"))),
        ("550-5.7.26", Pair(Code("550"), Code("5.7.26"))),
        ("550 #5.7.26", Pair(Code("550"), Code("5.7.26"))),
        ("what does 550 5.7.1 mean?", Pair(Code("550"), Code("5.7.1"))),
        ("que signifie 550 5.7.1 ?", Pair(Code("550"), Code("5.7.1"))),
        ("550 or 5.7.1", Compare(codes("550", "5.7.1"))),
        ("250 999", Explain(Code("250"), ("999",))),
        ("5xx", Listing(prefix="5")),
        ("5yz", Listing(prefix="5")),
        ("which codes are temporary?", Listing(prefix="4")),
        ("erreurs définitives", Listing(prefix="5")),
        ("lang", Help()),
        ("4xx vs 5xx", Listing(prefix="4", also=("5",))),
        ("what is the difference between 4xx and 5xx?", Listing(prefix="4", also=("5",))),
        ("5XX", Listing(prefix="5")),
        ("55x", Listing(prefix="55")),
        ("55", Listing(prefix="55")),
        ("4.7.x", Listing(prefix="4.7.")),
        ("4.7", Listing(prefix="4.7.")),
        ("X.7.x", Listing(prefix="X.7.")),
        ("4.x.x", Listing(prefix="4.")),
        ("250-259", Listing(between=(Code("250"), Code("259")))),
        ("250\u2013259", Listing(between=(Code("250"), Code("259")))),
        ("259-250", Listing(between=(Code("250"), Code("259")))),
        ("auth", Listing(command="AUTH")),
        ("RCPT TO:", Listing(command="RCPT")),
        ("tls", Listing(command="STARTTLS")),
        ("greylisting", Search("greylisting")),
        ("mailbox ful", Search("mailbox ful")),
        ("help", Help()),
        ("aide", Help()),
        ("", Help()),
        ("   ", Help()),
        ("smtp", Help()),
        ("lang fr", SetLanguage("fr")),
        ("langue français", SetLanguage("fr")),
        ("LANG FR", SetLanguage("fr")),
        ("lang auto", SetLanguage(None)),
        ("lang tlh", SetLanguage("tlh")),
    ],
)
def test_what_is_typed_is_understood(explainer: Explainer, typed: str, meant: Query) -> None:
    assert explainer.grammar.parse(typed) == meant


@pytest.mark.parametrize(
    "pasted",
    [
        "550 5.7.1 Message rejected due to local policy",
        "host mx.example.org[192.0.2.7] said: 450 4.2.0 <jane@example.org>: Recipient address rejected: Greylisted",
        "why do I get 550 from example.org",
    ],
)
def test_text_with_a_code_in_it_is_read_as_pasted(explainer: Explainer, pasted: str) -> None:
    assert explainer.grammar.parse(pasted) == Bounce(pasted)


def test_a_question_of_words_that_carry_no_meaning_asks_for_help(explainer: Explainer) -> None:
    for typed in ("what is smtp", "codes", "que veut dire le code ?"):
        assert explainer.grammar.parse(typed) == Help()


def test_a_language_is_known_by_what_others_call_it(explainer: Explainer) -> None:
    assert explainer.grammar.parse("lang french") == SetLanguage("fr")
    assert explainer.grammar.parse("langue anglais") == SetLanguage("en")


def test_leading_zeros_make_no_code() -> None:
    assert find_codes("why 5.01.1 and 550?") == list(codes("550"))


def test_years_ports_addresses_and_versions_are_not_codes() -> None:
    text = "2026-01-15 10:25:33 mx:587 192.0.2.250 v4.16.551 15.0.1178.4 size=5500 550 5.1.1 no such user"
    assert find_codes(text) == list(codes("550", "5.1.1"))


@settings(deadline=None)  # the first bounce among them loads the rules
@given(st.text(max_size=300))
def test_nothing_that_is_typed_is_an_error(explainer: Explainer, text: str) -> None:
    answer = explainer.answer(text)
    assert answer.title
    assert answer.summary


@given(
    st.lists(st.sampled_from(["250", "vs", "5.7.26", "lang", "x", "4.7.x", "-", "\u202e", "{", "%s", "9"]), max_size=9)
)
def test_pieces_of_the_grammar_in_any_order_are_answered(explainer: Explainer, words: list[str]) -> None:
    assert explainer.answer(" ".join(words), "fr").summary
