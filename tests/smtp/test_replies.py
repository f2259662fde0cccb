"""A server's reply is found in text, and what only looks like one is not."""

from __future__ import annotations

import pytest

from bot.smtp.bounce.replies import find_replies, find_status, last_attempt, parse_reply


@pytest.mark.parametrize(
    ("text", "code", "status"),
    [
        ("550 5.1.1 nobody here", "550", "5.1.1"),
        ("smtp; 550-5.1.1 nobody", "550", "5.1.1"),
        ("550 #5.1.0 refused", "550", "5.1.0"),
        ("553 not in my list (#5.7.1)", "553", "5.7.1"),
        ("host mx.example.org[192.0.2.1] said: 554\n    no thanks (in reply to RCPT TO command)", "554", None),
        ("Remote_host_said:_550_5.1.1_<a@example.org>:_no", "550", "5.1.1"),
        ("after RCPT TO:<a@example.org>: 550-5.1.1 one\\n550 5.1.1 two", "550", "5.1.1"),
        ("(550, b'5.1.1 nobody')", "550", "5.1.1"),
        ("ERROR_CODE :550, ERROR_CODE :5.1.1 nobody", "550", "5.1.1"),
        ("<a@example.org>: 550 user unknown", "550", None),
        ("returned '550 5.1.10 not found' to us", "550", "5.1.10"),
        ("curl: (55) MAIL failed: 553", "553", None),
        ("<<< 421\n<a@example.org>... Deferred: 421", "421", None),
        ("451 cuda_nsu 4.4.3 later", "451", "4.4.3"),
        ("554 <a@example.org>... 550 Host unknown", "550", None),
        ("550 5.12.345 odd, but said", "550", "5.12.345"),
    ],
)
def test_a_reply_is_found(text: str, code: str, status: str | None) -> None:
    assert [(reply.code, reply.status) for reply in find_replies(text)][:1] == [(code, status)]


@pytest.mark.parametrize(
    "text",
    [
        "build 15.0.1178.4 of 2026",
        "port 587, then port 465, took 450 ms",
        "line 421 of send.py:550:19",
        "errno 110, HTTP 503, status=422",
        "see https://example.com/550/5.1.1?code=550",
        "call 555-0100 until 5.5.2027",
        "about 550 people came",
        "queued as 550ABC421D",
        "deferred=1550 active=421",
        "load 5.50, version 4.94.2",
        "",
        # what web servers, their clients and their logs number the same
        "HTTP/1.1 503 Service Unavailable",
        '"POST /mail HTTP/1.1" 502 550 "-" "curl/8.5.0"',
        "HTTPError: 500 Server Error: Internal Server Error for url: https://api.example.com/mail",
        "the probe failed: HTTP status of the page: 503",
        "The requested URL returned error: 503",
        "502 Bad Gateway",
        "Error 503 Backend fetch failed",
        "401 Unauthorized",
        "429 Too Many Requests",
        "POST /send -> 422 Unprocessable Entity",
        "Request failed with status code 400",
        "Status(503)",
        # ports, prices, quantities, places
        "dial tcp 192.0.2.25:550: refused, [::]:554 too",
        "587 is open, telnet mx.example.org 587",
        "550 EUR, 421 €, $ 450, 554 元",
        "550 tests passed",
        "554 Harbour Road, Springfield",
        # how programs end, and what they count
        "exit status 554; exited with code 450",
        "KeyError: 550",
        "got a wrong argument: 554",
        "job 550 is done",
        'smtp_refused_total{code="550"} 1421',
    ],
)
def test_what_is_no_reply_is_left_alone(text: str) -> None:
    assert find_replies(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "503 Bad sequence of commands",
        "SMTP error: 503 Service Unavailable",
        "421 Service not available, closing channel",
        "mx.example.org said: 550 not found",
        "the mail server answered with status code 421",
        "host mx.example.org[192.0.2.25]:25: 554 refused",
        "403 4.7.0 TLS handshake failed",
        "服务器返回550 User not found",
    ],
)
def test_what_only_resembles_a_web_servers_answer_is_a_reply(text: str) -> None:
    assert [reply.code for reply in find_replies(text)] == [
        next(w for w in ("503", "421", "550", "554", "403") if w in text)
    ]


def test_known_words_of_a_server_may_be_those_of_a_web_server() -> None:
    assert parse_reply("503 Service Unavailable").code == "503"


def test_a_number_in_a_sentence_does_not_take_a_far_enhanced_code() -> None:
    (reply,) = find_replies("we keep 550 as it was, and what people now call by the name 5.1.1 is something else")
    assert (reply.code, reply.status) == ("550", None)


@pytest.mark.parametrize("line_end", ["\n", "\\n", " "])
def test_the_lines_of_a_reply_become_one(line_end: str) -> None:
    (reply,) = find_replies(line_end.join(["550-5.7.1 first", "550-5.7.1 second", "550 5.7.1 third"]))
    assert reply.text == "550 5.7.1 first second third"


def test_a_reply_ends_where_another_begins() -> None:
    found = find_replies("550 5.1.1 first\n421 4.7.0 second\n\nand so on")
    assert [reply.text for reply in found] == ["550 5.1.1 first", "421 4.7.0 second"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("5.7.1 Unable to relay", "5.7.1"),
        ("no mailbox by that name (#5.1.1)", "5.1.1"),
        ("deferred - 4.16.55.1", None),
        ("policy (3.2.1.1)", None),
    ],
)
def test_an_enhanced_code_can_stand_alone(text: str, status: str | None) -> None:
    assert find_status(text) == status


def test_what_a_server_said_without_a_code_stays_words() -> None:
    assert parse_reply("  so\n sorry ").code is None
    assert parse_reply("  so\n sorry ").text == "so sorry"


def test_running_out_of_time_is_not_why_it_failed() -> None:
    found = last_attempt("554 4.4.7 Message expired: unable to deliver in 840 minutes.<421 4.4.2 Connection dropped>")
    assert found is not None
    assert (found.code, found.status) == ("421", "4.4.2")
    assert last_attempt("550 5.1.1 nobody <421 4.4.2 later>") is None
