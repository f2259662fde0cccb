"""The front door: only signed and fresh requests come in, of a decent size, by the right method."""

import json
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.playground.limits import check_message
from bot.settings import Settings
from bot.web import EVENTS_PATH, MOST_BYTES, create_app
from tests.front import Shown, command, request, signed

SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105 - of a workspace that does not exist
SETTINGS = Settings("xoxb-none", SECRET, api_url="http://127.0.0.1:1/api/", database_url="sqlite://")
COMMAND = urlencode(
    {"command": "/smtp", "text": "250 521", "team_id": "T1", "user_id": "U1", "channel_id": "C1", "trigger_id": "1"}
)


@pytest.fixture(scope="module")
def app() -> Iterator[Any]:
    app = create_app(SETTINGS)
    yield app
    app.close()


def test_a_signed_command_is_answered_in_the_ack_with_blocks_that_slack_takes(app: Any) -> None:
    shown = command(app, SECRET, "250 521")
    answer = json.loads(shown.body)
    assert shown.status == 200
    assert answer["response_type"] == "ephemeral"
    assert answer["text"].startswith("250 OK vs 521")
    assert check_message(answer, "ack", "a test") is None


def test_a_default_language_that_we_do_not_speak_stops_the_start_with_one_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as stopped:
        create_app(replace(SETTINGS, language="klingon"))
    assert stopped.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("DEFAULT_LANGUAGE must be one of ")
    assert " fr," in line


@pytest.mark.parametrize(("language", "said"), [("pt-BR", "não"), ("zh-TW", "主機"), ("en-GB", "Host")])
def test_a_default_language_may_be_a_locale(language: str, said: str) -> None:
    app = create_app(replace(SETTINGS, language=language))
    assert said in json.loads(command(app, SECRET, "521").body)["text"]
    app.close()


FORGED: dict[str, Callable[[], dict[str, str]]] = {
    "unsigned": dict,
    "wrong secret": lambda: signed("another", COMMAND),
    "301 s old": lambda: signed(SECRET, COMMAND, age=301),
    "302 s ahead": lambda: signed(SECRET, COMMAND, age=-302),
    "another body": lambda: signed(SECRET, COMMAND + "&x=1"),
    "nonsense": lambda: {"x_slack_request_timestamp": "soon", "x_slack_signature": "v0=00"},
}


@pytest.mark.parametrize("forged", FORGED)
def test_a_request_that_slack_did_not_sign_just_now_gets_401(app: Any, forged: str) -> None:
    shown = request(app, EVENTS_PATH, COMMAND, **FORGED[forged]())
    assert shown.status == 401
    assert "250" not in shown.body


def test_a_request_of_nearly_five_minutes_ago_is_still_taken(app: Any) -> None:
    assert request(app, EVENTS_PATH, COMMAND, **signed(SECRET, COMMAND, age=270)).status == 200


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/healthz", 200, "ok"),
        ("/readyz", 200, "ready"),
        ("/", 404, "nothing here"),
        ("/slack/install", 404, "nothing"),
    ],
)
def test_each_path_says_what_it_is_there_for(app: Any, path: str, status: int, said: str) -> None:
    shown = request(app, path)
    assert shown.status == status
    assert said in shown.body
    assert shown.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "method", "allowed"),
    [(EVENTS_PATH, "GET", "POST"), (EVENTS_PATH, "PUT", "POST"), ("/healthz", "POST", "GET, HEAD")],
)
def test_another_method_is_refused_and_told_the_right_one(app: Any, path: str, method: str, allowed: str) -> None:
    shown = request(app, path, method=method)
    assert (shown.status, shown.headers["allow"]) == (405, allowed)


def test_a_body_that_slack_would_never_send_is_not_read(app: Any) -> None:
    assert request(app, EVENTS_PATH, "x", content_length=str(MOST_BYTES + 1)).status == 413
    assert request(app, EVENTS_PATH, "x", content_length="-5").status == 411
    assert request(app, EVENTS_PATH, "x", transfer_encoding="chunked").status == 411


def test_a_head_has_no_body(app: Any) -> None:
    assert request(app, "/healthz", method="HEAD") == Shown(
        200,
        {"content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff", "content-length": "3"},
        "",
    )


def test_figures_count_requests_by_kind_and_hold_no_text(app: Any) -> None:
    def count(kind: str, outcome: str) -> float:
        wanted = f'smtp_bot_requests_total{{kind="{kind}",outcome="{outcome}"}} '
        lines = [line for line in request(app, "/metrics").body.splitlines() if line.startswith(wanted)]
        return float(lines[0].split()[-1]) if lines else 0.0

    before = count("command", "200"), count("unsigned", "401")
    command(app, SECRET, "550 5.1.1 <jane@customer.example>: no such user here, secret xoxb-123-abc")
    request(app, EVENTS_PATH, COMMAND)
    assert (count("command", "200"), count("unsigned", "401")) == (before[0] + 1, before[1] + 1)
    shown = request(app, "/metrics")
    assert shown.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'smtp_bot_causes_total{cause="user-unknown"}' in shown.body
    for name in (
        "ack_seconds_bucket", "diagnosis_seconds_bucket", "unknown_codes_total", "retries_total", "duplicates_total",
        "rate_limited_total", "database_errors_total", "failures_total",
    ):  # fmt: skip
        assert f"smtp_bot_{name}" in shown.body
    assert not any(private in shown.body for private in ("customer", "jane", "xoxb", "U1", "T1"))


def test_what_was_pasted_who_asked_and_every_token_stay_out_of_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    again = create_app(SETTINGS)  # its handler writes to the standard error that is captured
    paste = (
        "550 5.1.1 <jane.doe@customer.example>: Recipient rejected; password=hunter2 AUTH PLAIN AGphbmUAaHVudGVyMg=="
    )
    for text in (paste, "lang fr", "forget me", "zzz hunter2 nonsense"):
        assert command(again, SECRET, text, user_id="U0SECRETIVE", team_id="T0SECRETIVE").status == 200
    body = json.dumps({"type": "event_callback", "team_id": "T1", "event": {
        "type": "app_mention", "user": "U0SECRETIVE", "channel": "C1", "ts": "1.1", "text": f"<@U0BOT> {paste}"
    }})  # fmt: skip
    request(again, EVENTS_PATH, body, content_type="application/json", **signed(SECRET, body))
    again.close()
    logged = capsys.readouterr().err
    lines = [json.loads(line) for line in logged.splitlines()]
    seen = [line for line in lines if line["message"] == "request"]
    assert [line["kind"] for line in seen] == ["command"] * 4 + ["app_mention"]
    assert all(line["outcome"] == "200" and line["ms"] > 0 and len(line["request_id"]) == 8 for line in seen)
    for private in ("jane", "customer.example", "hunter2", "SECRETIVE", "xoxb", SECRET, "AGphbm"):
        assert private not in logged


def test_an_error_has_the_same_id_for_the_person_and_in_the_log(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(SETTINGS)

    def fail(*_arguments: object) -> None:
        raise RuntimeError("jane@customer.example said hunter2")

    monkeypatch.setattr("bot.slack.desk.Desk.parse", fail)
    said = json.loads(command(app, SECRET, "250 521").body)["text"]
    app.close()
    logged = capsys.readouterr().err
    told = next(json.loads(line) for line in logged.splitlines() if "a request could not be answered" in line)
    assert told["request_id"] in said
    assert "RuntimeError" in told["exc_info"]
    assert "customer" not in logged
    assert "hunter2" not in logged


def test_a_token_in_a_line_of_a_library_is_masked(capsys: pytest.CaptureFixture[str]) -> None:
    app = create_app(SETTINGS)
    logging.getLogger("some.library").warning("token=%s of %s", "xoxb-1-secret", "jane@customer.example")
    app.close()
    logged = capsys.readouterr().err
    assert "token=…" in json.loads(logged.splitlines()[-1])["message"]
    assert "jane" not in logged


GARBAGE = [
    b"\xff\xfe",
    b"[]",
    b'"x"',
    b"{",
    b"null",
    b"1",
    b'{"authorizations":1}',
    b'{"team":1}',
    b"payload=x",
    b"[" * 200_000,
]


@pytest.mark.parametrize("body", GARBAGE, ids=lambda body: repr(body[:20]))
def test_what_slack_did_not_sign_is_refused_before_anything_parses_it(app: Any, body: bytes) -> None:
    for signature in ("v0=00", "v0=\xe9"):
        shown = request(
            app, EVENTS_PATH, body.decode("latin-1"), content_type="application/json",
            x_slack_request_timestamp=str(int(time.time())), x_slack_signature=signature,
        )  # fmt: skip
        assert shown.status == 401


def test_a_refused_paste_and_a_talkative_level_stay_out_of_the_log_too(capsys: pytest.CaptureFixture[str]) -> None:
    app = create_app(replace(SETTINGS, log_level="DEBUG"))
    body = urlencode(
        {"command": "/smtp", "text": "550 5.1.1 <jane@customer.example>: hunter2", "user_id": "U0SECRETIVE"}
    )
    request(app, EVENTS_PATH, body, **signed("another", body))
    command(app, SECRET, "550 5.1.1 <jane@customer.example>: mailbox hunter2 unknown", user_id="U0SECRETIVE")
    app.close()
    logging.getLogger().setLevel(logging.WARNING)
    logged = capsys.readouterr().err
    assert '"unsigned"' in logged
    assert not any(private in logged for private in ("hunter2", "customer", "SECRETIVE"))
