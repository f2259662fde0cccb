"""No secret gets past, and ordinary mail text stays as it is."""

from __future__ import annotations

import time
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.smtp import Explainer, as_text
from bot.smtp.privacy import mask_addresses, mask_secrets

# Every token below is made up; some are put together so that no scanner takes this file for a leak.
SECRETS = [
    ("AUTH PLAIN AGphbmUAczNjcmV0", "AGphbmUAczNjcmV0"),
    ("~> AUTH PLAIN AGphbmUAczNjcmV0", "AGphbmUAczNjcmV0"),
    ("334 VXNlcm5hbWU6\namFuZQ==\n334 UGFzc3dvcmQ6\nczNjcmV0\n535 5.7.8 no", "czNjcmV0"),
    ("S: 334 UGFzc3dvcmQ6\nC: czNjcmV0\nS: 535 5.7.8 no", "czNjcmV0"),
    ("<-  334 UGFzc3dvcmQ6\n -> czNjcmV0\n<** 535 5.7.8 no", "czNjcmV0"),
    ("AUTH LOGIN\r\n334 VXNlcm5hbWU6\r\namFuZQ==\r\n334 UGFzc3dvcmQ6\r\nczNjcmV0\r\n", "czNjcmV0"),
    ("SERVER -> CLIENT: 334 UGFzc3dvcmQ6\nCLIENT -> SERVER: czNjcmV0", "czNjcmV0"),
    ("334 VXNlcm5hbWU6 amFuZQ== 334 UGFzc3dvcmQ6 czNjcmV0 535 5.7.8 no", "czNjcmV0"),
    ("password=Hunter2!x", "Hunter2!x"),
    ('{"user": "app", "pass": "Hunter2x"}', "Hunter2x"),
    ('"auth": {"user":"a","password":"Hunter2x"}', "Hunter2x"),
    ("'pass' => 'Hunter2x',", "Hunter2x"),
    ("SMTP_PASSWORD: Hunter2x", "Hunter2x"),
    ("MAIL_PASSWORD=Hunter2x", "Hunter2x"),
    ("smtp://app:Hunter2x@mail.example.com:587", "Hunter2x"),
    ("smtps://app%40example.com:Hunter2x@mail.example.com", "Hunter2x"),
    ("Authorization: Bearer abcdefghijklmnop", "abcdefghijklmnop"),
    ("authorization: Basic dXNlcjpwYXNz", "dXNlcjpwYXNz"),
    ("-H 'Authorization: Bearer abc.def.ghijklmnop'", "abc.def.ghijklmnop"),
    ("key SG." + "a" * 22 + "." + "b" * 43, "b" * 43),
    ("api key-" + "0123456789abcdef" * 2, "0123456789abcdef" * 2),
    ("AK" + "IA" + "ABCDEFGHIJKLMNOP", "ABCDEFGHIJKLMNOP"),
    ("aws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLE", "wJalrXUtnFEMI"),
    ("token xox" + "b-123456789012-abcdefghijkl", "abcdefghijkl"),
    ("X-Postmark-Server-Token: 0a1b2c3d-1111-2222-3333-444455556666", "0a1b2c3d-1111"),
    ('"api_key": "abcdef123456"', "abcdef123456"),
    ("https://hooks.slack.com/services/T00000000/B00000000/abcdefghij", "abcdefghij"),
]
HARMLESS = [
    "550 5.1.1 <jane@example.org>: Recipient address rejected: User unknown",
    "535 5.7.8 Username and Password not accepted.",
    "530 5.7.0 Authentication required",
    "334 VXNlcm5hbWU6",
    "550-AUTH is required for this address",
    "Please set a new password: it has expired",
    "Invalid login: 535-5.7.8 Username and Password not accepted",
    "SPF = did not pass, DKIM = pass",
    "see https://support.google.com/mail/?p=BadCredentials",
    "host mx.example.org[192.0.2.1]:25 said: 550 no",
    "250-AUTH PLAIN LOGIN",
    "250-AUTH=PLAIN LOGIN",
]


@pytest.mark.parametrize(("text", "secret"), SECRETS, ids=str)
def test_a_secret_does_not_get_past(text: str, secret: str) -> None:
    masked, count = mask_secrets(text)
    assert secret not in masked
    assert count >= 1


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_secret_stays(text: str) -> None:
    assert mask_secrets(text) == (text, 0)


def test_the_codes_around_a_secret_stay() -> None:
    masked, _ = mask_secrets("334 UGFzc3dvcmQ6\nczNjcmV0\n535 5.7.8 Authentication failed")
    assert "535 5.7.8 Authentication failed" in masked


def test_masking_twice_changes_nothing_more() -> None:
    for text, _ in SECRETS:
        once, _ = mask_secrets(text)
        assert mask_secrets(once) == (once, 0)


@pytest.mark.parametrize(
    ("text", "shortened"),
    [
        ("to <jane.doe@example.org>", "to <j***@example.org>"),
        ("'o'brien@example.org'", "'o***@example.org'"),
        ("jürgen.müller@example.org", "j***@example.org"),
        ("иван@почта.рф", "и***@почта.рф"),
        ('"jane doe"@example.org', "j***@example.org"),
        ("jane@[192.0.2.1]: refused", "j***@[192.0.2.1]: refused"),
        ("j***@example.org", "j***@example.org"),
        ("收件人\uff1ajane@example.org\uff08x\uff09", "收件人\uff1aj***@example.org\uff08x\uff09"),
    ],
)
def test_an_address_keeps_its_first_letter_and_its_domain(text: str, shortened: str) -> None:
    assert mask_addresses(text) == shortened


REFUSED = "<jane@example.org>: host mx.example.org said: 550 5.7.1 refused, password=Hunter2x"
ENCODED = [
    "From: MAILER-DAEMON@mx.example.org\nSubject: Undelivered Mail Returned to Sender\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"
    + b64encode(REFUSED.encode()).decode(),
    "Subject: Undelivered Mail Returned to Sender\nContent-Type: text/html\n\n"
    + REFUSED.replace("=", "<b>=</b>").replace("<jane", "&lt;jane"),
    REFUSED.encode("utf-16-le"),
]


@pytest.mark.parametrize("paste", ENCODED, ids=["base64", "html", "utf-16"])
def test_a_secret_that_only_decoding_shows_does_not_get_past_either(explainer: Explainer, paste: str | bytes) -> None:
    findings = explainer.read(paste)
    assert findings.diagnoses[0].evidence.reply == "550"
    assert findings.secrets == 1
    assert "Hunter2x" not in str(explainer.record(findings))


def test_a_search_repeats_no_secret_and_to_others_no_address(explainer: Explainer) -> None:
    secret = explainer.answer("login fails for me, password=Hunter2x")
    assert "Hunter2x" not in as_text(secret)
    assert "[secret]" not in secret.title
    asked = explainer.parse("who is jane@example.org")
    assert "jane@" not in explainer.answer(asked, masked=True).title
    assert "jane@" not in explainer.keep(asked, "en", 2_000)


def test_an_address_is_not_cut_open_where_the_words_end(explainer: Explainer) -> None:
    query = explainer.parse(f"550 5.1.1 {'x' * 980} jane.doe@example.org is unknown")
    assert "jane" not in explainer.keep(query, "en", 2_000)


@given(st.text())
def test_no_text_raises(text: str) -> None:
    mask_secrets(text)
    mask_addresses(text)


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        ">",
        "AUTH PLAIN ",
        "334 \n",
        "password=",
        "://a:",
        "@a.",
        "xoxb-",
        "Bearer ",
        "A" * 64 + "\n",
        "334 \nQUJD\n",
    ],
)
def test_sixteen_times_the_text_costs_far_less_than_its_square(piece: str) -> None:
    def best(size: int) -> float:
        text = piece * (size // len(piece))
        times = []
        for _ in range(3):
            began = time.thread_time()
            mask_secrets(text)
            mask_addresses(text)
            times.append(time.thread_time() - began)
        return min(times)

    best(1_000)
    small, large = best(50_000), best(800_000)
    # Of the processor's time, linear is 16 times as much, its square 256 times.
    assert large < 64 * small + 0.1
