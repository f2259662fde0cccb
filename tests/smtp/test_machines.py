"""What machines write about deliveries: bounded, and told apart from what only looks like it."""

from __future__ import annotations

import json

from bot.smtp.bounce import attempts, read
from bot.smtp.bounce.evidence import Evidence

_LINE = (
    "Nov 22 09:12:40 mx1 postfix/smtp[4711]: 4F3A{0:06X}: to=<u{0}@example.org>, relay=mx.example.org[192.0.2.25]:25, "
    "delay=1, delays=0/0/1/0, dsn=5.1.1, status=bounced (host mx.example.org[192.0.2.25] said: 550 5.1.1 nobody)\n"
)


def test_a_thousand_recipients_are_kept_and_more_are_said_to_be_left_out() -> None:
    few = read("".join(_LINE.format(n) for n in range(1_000)))
    many = read("".join(_LINE.format(n) for n in range(20_000)))

    assert (len(few.evidence), few.truncated) == (1_000, False)
    assert (len(many.evidence), many.truncated) == (1_000, True)


def test_the_client_that_the_server_names_is_found() -> None:
    found = read("status=bounced (host mx.example.org[192.0.2.25] said: 554 5.7.1 client [203.0.113.9] is listed)")

    assert found.evidence[0].client_ip == "203.0.113.9"


def test_a_later_attempt_decides_and_one_without_words_keeps_the_earlier_ones() -> None:
    refused = Evidence("a@example.org", reply="451", diagnostic="451 later", action="deferred")
    gave_up = Evidence("a@example.org", diagnostic="retry timeout exceeded", action="failed", hint="expired")
    accepted = Evidence("a@example.org", reply="250", diagnostic="250 Ok", action="delivered")

    assert attempts.settle([("1", refused), ("1", gave_up)])[0][0].reply == "451"
    assert attempts.settle([("1", refused), ("1", gave_up)])[0][0].action == "failed"
    assert attempts.settle([("1", refused), ("1", accepted)])[0] == (accepted,)


def test_deliveries_that_worked_are_not_listed_beside_those_that_did_not() -> None:
    refused = Evidence("a@example.org", reply="550", action="failed")
    accepted = Evidence("b@example.org", reply="250", action="delivered")

    assert attempts.settle([("1", accepted), ("2", refused)])[0] == (refused,)


def test_json_that_is_nested_deeply_or_never_closed_is_no_error() -> None:
    assert read("[" * 100_000).evidence == ()
    assert read('{"a":' * 50_000).evidence == ()


def test_mailguns_own_codes_are_not_the_replies_of_a_server() -> None:
    event = {"event": "failed", "recipient": "a@example.org", "delivery-status": {"code": 498, "message": "No MX"}}

    assert read(json.dumps(event)).evidence[0].reply is None


def test_a_session_that_shows_a_password_gives_evidence_without_it() -> None:
    paste = "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: YW5u\nS: 334 UGFzc3dvcmQ6\nC: c2VjcmV0\nS: 535 5.7.8 wrong\n"

    found = read(paste)

    assert found.evidence[0].stage == "AUTH"
    assert "c2VjcmV0" not in repr(found)


def test_http_statuses_and_log_counts_are_no_replies() -> None:
    assert (
        read('{"level": "info", "status": 550, "path": "/mail", "message": "sent 421 bytes to 450 users"}').evidence
        == ()
    )
