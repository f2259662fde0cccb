"""What people are told, as they read it."""

import itertools
import json

import pytest

from bot.smtp import Answer, Explainer, as_json, as_text


def fact(answer: Answer, label: str) -> str:
    return next(fact.text for fact in answer.facts if fact.label == label)


def cell(answer: Answer, label: str, column: int) -> str:
    assert answer.table
    return answer.table.columns[column].cells[answer.table.labels.index(label)]


def test_a_comparison_answers_first_and_then_shows_both_sides(explainer: Explainer) -> None:
    answer = explainer.answer("250 521")
    assert answer.title == "250 OK vs 521 Host Does Not Accept Mail"
    assert answer.table
    assert answer.table.labels == (
        "Class",
        "Meaning",
        "When you see it",
        "At which command",
        "What to do",
        "Who acts",
        "Retry",
        "Usually beside it",
        "Defined in",
    )
    assert cell(answer, "Class", 0) == "Success"
    assert cell(answer, "Class", 1) == "Permanent failure"
    assert cell(answer, "Defined in", 1).startswith("RFC 7504 §3")


def test_differences_are_computed_from_the_facts(explainer: Explainer) -> None:
    assert explainer.answer("250 521").differences == (
        "250: It is a yes: the server goes along.",
        "521: It is a no: nothing was accepted.",
        "250: Settled. There is nothing to repeat.",
        "521: Permanent. The same attempt fails again until something changes.",
        "250: It comes at any of these steps: HELO, EHLO, MAIL, RCPT, the message's final dot, BDAT, BURL, RSET, VRFY, EXPN, NOOP, ETRN, ATRN.",
        "521: It is the first line after connecting, before any command.",
    )


def test_codes_that_agree_in_a_dimension_have_no_difference_there(explainer: Explainer) -> None:
    assert not any("Permanent" in line for line in explainer.answer("550 554").differences)


def test_it_matters_who_says_it(explainer: Explainer) -> None:
    differences = explainer.answer("521 556").differences
    assert "556: A server on the way says it." in differences


def test_six_codes_fit_and_the_seventh_is_named_as_left_out(explainer: Explainer) -> None:
    answer = explainer.answer("250 251 252 450 451 452 550")
    assert answer.table
    assert len(answer.table.columns) == 6
    assert answer.notes == ("At most six codes fit side by side. Left out: 550.",)


def test_a_pair_says_both_and_a_disagreement_is_the_headline(explainer: Explainer) -> None:
    agreeing, disagreeing = explainer.answer("550 5.7.26"), explainer.answer("550 4.4.7")
    assert [record.code for record in agreeing.codes] == ["550", "5.7.26"]
    assert "disagree" not in as_text(agreeing)
    assert disagreeing.summary.startswith("The two codes disagree: 550 says “Permanent failure”")
    said = {fact.label: fact.text for fact in disagreeing.facts}
    assert said["Class"] == "Permanent failure"
    assert said["Who acts"] == explainer.answer("550").codes[0].who_acts


def test_a_collision_says_both_meanings_and_how_to_tell(explainer: Explainer) -> None:
    said = as_text(explainer.answer("5.1.10"))
    assert "null MX" in said
    assert "Exchange Online" in said
    assert "Tell them apart" in said


@pytest.mark.parametrize(
    ("code", "words"), [("599", "begins with 5"), ("4.9.99", "begins with 4"), ("123", "no reply code begins with 1")]
)
def test_an_unknown_code_still_gets_an_answer(explainer: Explainer, code: str, words: str) -> None:
    answer = explainer.answer(code)
    assert words in answer.summary
    assert answer.codes[0].status == "Not listed anywhere we know; read from its digits"


def test_a_code_inside_a_range_has_the_words_of_the_range(explainer: Explainer) -> None:
    assert "606 to 5.7.649" in fact(explainer.answer("5.7.620"), "Meaning")
    assert "5.7.620" in explainer.answer("5.7.620").summary


def test_a_class_that_the_registry_does_not_use_is_said_to_be_stretched(explainer: Explainer) -> None:
    assert "not with this first digit" in as_text(explainer.answer("4.1.6"))


def test_a_question_about_codes_explains_the_first_reply_and_names_the_others(explainer: Explainer) -> None:
    answer = explainer.answer("why do we get 550 5.7.1 and 451 from them")
    assert [record.code for record in answer.codes] == ["550", "5.7.1"]
    assert answer.notes == ("Found in your text: 550, 5.7.1. Also there: 451.",)


def test_codes_in_a_sentence_are_compared(explainer: Explainer) -> None:
    assert explainer.answer("we get 450 and then 550 from them").title.startswith("450 Mailbox Unavailable vs 550")


def test_a_number_that_is_no_code_is_named_as_left_out(explainer: Explainer) -> None:
    assert explainer.answer("250 521 999").notes == ("Not a code, so left out: 999.",)


def test_lists_hold_what_was_asked_for_and_nothing_else(explainer: Explainer) -> None:
    assert {record.code[0] for record in explainer.answer("5xx").codes} == {"5"}
    assert all(record.code.startswith("4.7.") for record in explainer.answer("4.7.x").codes)
    assert [record.code for record in explainer.answer("250-259").codes] == ["250", "251", "252", "253"]
    assert {"235", "334", "454", "534", "535", "5.7.8"} <= {record.code for record in explainer.answer("auth").codes}


def test_an_empty_list_says_so_kindly(explainer: Explainer) -> None:
    answer = explainer.answer("310-319")
    assert answer.kind == "list"
    assert "Nothing found" in answer.title
    assert answer.tries


@pytest.mark.parametrize(
    ("words", "code", "language"),
    [
        ("greylisting", "450", "en"),
        ("graylistng", "450", "en"),
        ("mailbox ful", "552", "en"),
        ("null mx", "556", "en"),
        ("relay denied", "550", "en"),
        ("too many recipients", "452", "en"),
        ("boite pleine", "552", "fr"),
        ("liste grise", "450", "fr"),
    ],
)
def test_a_search_forgives_and_finds(explainer: Explainer, words: str, code: str, language: str) -> None:
    answer = explainer.answer(words, language)
    assert answer.kind == "search"
    assert code in [record.code for record in answer.codes]


@pytest.mark.parametrize("nonsense", ["xyzzy", "7000", "999", "qqqq wwww", "!!!", "🐙"])
def test_nonsense_gets_a_kind_answer_with_examples(explainer: Explainer, nonsense: str) -> None:
    answer = explainer.answer(nonsense)
    assert answer.tries
    assert answer.summary


def test_a_language_is_chosen_in_that_language_and_an_unknown_one_is_refused_kindly(explainer: Explainer) -> None:
    assert explainer.answer("lang fr").summary == "Désormais, la langue de mes réponses est\u00a0: Français."
    assert explainer.answer("lang auto", "fr").summary == "Désormais, je vous réponds dans la langue de votre Slack."
    assert "I do not speak “tlh” yet" in explainer.answer("lang tlh").summary
    assert not explainer.speaks("tlh")


def test_an_unknown_language_is_answered_in_english(explainer: Explainer) -> None:
    assert explainer.answer("250", "tlh").language == "en"


def test_json_has_the_promised_fields(explainer: Explainer) -> None:
    said = json.loads(as_json(explainer.answer("250 521")))
    assert set(said) == {"kind", "title", "summary", "language", "codes", "differences", "which"}
    assert all(
        set(code) == {"code", "name", "class", "meaning", "when", "fix", "who_acts", "retry", "defined_in", "status"}
        and all(code.values())
        for code in said["codes"]
    )


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_pair_of_replies_reads_as_whole_sentences(explainer: Explainer, language: str) -> None:
    for first, second in itertools.combinations(explainer.dataset.replies, 2):
        answer = explainer.answer(f"{first} {second}", language)
        for text in (answer.summary, answer.which, *answer.differences):
            assert text[-1] in ".!?»", (first, second, text)
            words = text.lower().split()
            assert not any(one == two for one, two in itertools.pairwise(words)), (first, second, text)
            assert "{" not in text


@pytest.mark.parametrize("typed", ["999", "7.1.1", "05.1.1", "7xx", "192.168.1.1"])
def test_a_number_that_is_no_code_is_said_to_be_none(explainer: Explainer, typed: str) -> None:
    answer = explainer.answer(typed)
    assert answer.summary.startswith(f"{typed} is not an SMTP code.")
    assert not answer.codes


def test_a_list_says_first_what_its_codes_have_in_common(explainer: Explainer) -> None:
    assert explainer.answer("5xx").summary.startswith("5xx begins with 5, so the server refused for good")
    assert "The 7 in the middle points at security or policy." in explainer.answer("4.7.x").summary
    assert explainer.answer("4.9.x").summary.startswith("4.9.x begins with 4")
    both = explainer.answer("4xx vs 5xx").summary
    assert "4xx begins with 4" in both
    assert "5xx begins with 5" in both


def test_one_code_is_not_said_to_be_codes(explainer: Explainer) -> None:
    assert explainer.answer("QUIT").summary.startswith("QUIT: one code.")


@pytest.mark.parametrize(
    ("language", "typed", "first"),
    [
        ("en", "grey listing", "450"),
        ("en", "greylisting", "450"),
        ("en", "what codes mean relay denied?", "554"),
        ("en", "spamhaus", "554"),
        ("en", "timeout", "5.4.2"),
        ("en", "codes for login", "235"),
        ("fr", "liste noire", "554"),
    ],
)
def test_the_best_match_stands_first(explainer: Explainer, language: str, typed: str, first: str) -> None:
    assert explainer.answer(typed, language).codes[0].code in (first, first.replace("5.", "4.", 1))


def test_a_question_about_two_codes_is_no_bounce(explainer: Explainer) -> None:
    answer = explainer.answer("how do I fix 550 5.7.26?")
    assert (answer.kind, [code.code for code in answer.codes]) == ("pair", ["550", "5.7.26"])
