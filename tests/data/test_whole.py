"""The whole dataset: every code that there is, under the names that people know."""

import re

import pytest

from bot.smtp import Explainer, as_text

REPLIES = """
101 111 200 211 214 220 221 235 250 251 252 253 334 353 354 355 400 403 412 420 421 422 426 430 431 432 435 440
441 442 446 447 449 450 451 452 453 454 455 456 458 459 471 498 499 500 501 502 503 504 505 510 511 512 513 520
521 522 523 524 525 530 533 534 535 538 540 541 542 544 550 551 552 553 554 555 556 557 571 585 602 605
"""
LAST_DETAIL = {"0": 0, "1": 10, "2": 4, "3": 6, "4": 7, "5": 6, "6": 10, "7": 30}
NAMES = {
    "211": "System Status",
    "214": "Help Message",
    "220": "Service Ready",
    "235": "Authentication Successful",
    "250": "OK",
    "252": "Cannot Verify User",
    "334": "Server Challenge",
    "354": "Start Mail Input",
    "421": "Service Not Available",
    "450": "Mailbox Unavailable",
    "452": "Insufficient Storage",
    "501": "Syntax Error in Parameters",
    "521": "Host Does Not Accept Mail",
    "530": "Authentication Required",
    "535": "Authentication Failed",
    "552": "Exceeded Storage",
    "556": "Domain Does Not Accept Mail",
}


def test_every_reply_code_is_there(explainer: Explainer) -> None:
    assert list(explainer.dataset.replies) == REPLIES.split()


def test_every_registered_enhanced_code_is_there(explainer: Explainer) -> None:
    registered = {f"X.{subject}.{detail}" for subject, last in LAST_DETAIL.items() for detail in range(last + 1)}
    assert len(registered) == 81
    assert registered <= set(explainer.dataset.enhanced)


@pytest.mark.parametrize(("code", "name"), NAMES.items())
def test_usual_names_are_kept(explainer: Explainer, code: str, name: str) -> None:
    assert explainer.answer(code).codes[0].name == name


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("447", "no RFC defines it"),
        ("447", "Exchange"),
        ("101", "Not an SMTP code"),
        ("111", "your own program"),
        ("521", "about the host"),
        ("556", "relay"),
        ("251", "accept"),
        ("550", "do not suppress"),
        ("502", "HTTP"),
        ("503", "HTTP"),
        ("504", "HTTP"),
        ("252", "VRFY"),
        ("452", "too many recipients"),
        ("454", "STARTTLS"),
        ("538", "history"),
        ("5.2.2", "quota"),
        ("5.4.1", "Exchange Online"),
        ("5.4.5", "Google"),
        ("5.4.6", "Titan"),
        ("5.7.14", "Gmail"),
        ("5.7.27", "null MX"),
        ("5.7.29", "TLS"),
        ("5.7.30", "DKIM"),
        ("5.7.40", "DMARC"),
        ("5.7.515", "5,000"),
    ],
)
def test_what_popular_lists_get_wrong_is_said_right(explainer: Explainer, asked: str, said: str) -> None:
    assert said in as_text(explainer.answer(asked))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_text_is_a_whole_sentence(explainer: Explainer, language: str) -> None:
    words = explainer.dataset.words(language)
    for key, entry in {**words.replies, **words.enhanced()}.items():
        for text in (entry.gist, entry.meaning, entry.when, entry.fix, entry.retry, entry.caution):
            assert text is None or text.endswith((".", "!", "?", ".»", " »")), (key, text)
            assert text is None or "  " not in text, (key, text)


def test_french_has_its_spaces_before_high_punctuation(explainer: Explainer) -> None:
    words = explainer.dataset.words("fr")
    for key, entry in {**words.replies, **words.enhanced()}.items():
        for text in (entry.gist, entry.meaning, entry.when, entry.fix, entry.retry, entry.caution):
            assert not re.search(r" [:;!?»]|« ", text or ""), (key, text)
