"""The front door: only signed and fresh requests come in."""

import io
import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_sdk.signature import SignatureVerifier

from bot.playground.limits import check_message
from bot.settings import Settings
from bot.web import EVENTS_PATH, create_app

SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105 - of a workspace that does not exist
SETTINGS = Settings("xoxb-none", SECRET, api_url="http://127.0.0.1:1/api/", database_url="sqlite://")


@pytest.fixture(scope="module")
def app() -> Any:
    return create_app(SETTINGS)


def request(
    app: Any, body: str = "", path: str = EVENTS_PATH, method: str = "POST", **headers: str
) -> tuple[str, bytes]:
    said: list[str] = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_LENGTH": str(len(body.encode())),
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "wsgi.input": io.BytesIO(body.encode()),
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }
    answer = b"".join(app(environ, lambda status, _headers: said.append(status)))
    return said[0], answer


def signed(body: str, age: float = 0, secret: str = SECRET) -> dict[str, str]:
    stamp = str(int(time.time() - age))
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
    assert signature
    return {"X_SLACK_REQUEST_TIMESTAMP": stamp, "X_SLACK_SIGNATURE": signature}


COMMAND = urlencode(
    {"command": "/smtp", "text": "250 521", "team_id": "T1", "user_id": "U1", "channel_id": "C1", "trigger_id": "1"}
)


def test_a_signed_command_is_answered_in_the_ack_with_blocks_that_slack_takes(app: Any) -> None:
    status, body = request(app, COMMAND, **signed(COMMAND))
    answer = json.loads(body)
    assert status.startswith("200")
    assert answer["response_type"] == "ephemeral"
    assert answer["text"].startswith("250 OK vs 521")
    assert check_message(answer, "ack", "a test") is None


FORGED: dict[str, Callable[[], dict[str, str]]] = {
    "unsigned": dict,
    "wrong secret": lambda: signed(COMMAND, secret="another"),  # noqa: S106
    "301 s old": lambda: signed(COMMAND, age=301),
    "302 s ahead": lambda: signed(COMMAND, age=-302),
    "another body": lambda: signed(COMMAND + "&x=1"),
    "nonsense": lambda: {"X_SLACK_REQUEST_TIMESTAMP": "soon", "X_SLACK_SIGNATURE": "v0=00"},
}


@pytest.mark.parametrize("forged", FORGED)
def test_a_request_that_slack_did_not_sign_just_now_gets_401(app: Any, forged: str) -> None:
    status, body = request(app, COMMAND, **FORGED[forged]())
    assert status.startswith("401")
    assert b"250" not in body


def test_a_request_299_seconds_old_is_still_taken(app: Any) -> None:
    assert request(app, COMMAND, **signed(COMMAND, age=299))[0].startswith("200")


def test_health_is_told_without_a_signature_and_other_paths_are_not_found(app: Any) -> None:
    assert request(app, path="/healthz", method="GET") == ("200 OK", b"ok\n")
    assert request(app, path="/", method="GET")[0].startswith("404")
    assert request(app, method="GET")[0].startswith("404")
