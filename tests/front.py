"""The front door by hand: requests as Slack signs them, and as browsers send them, straight into the WSGI application."""

from __future__ import annotations

import io
import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from slack_sdk.signature import SignatureVerifier


@dataclass(frozen=True, slots=True)
class Shown:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: str


def request(app: Any, path: str, body: str = "", *, method: str = "", query: str = "", **headers: str) -> Shown:
    """One request. Headers as keywords: ``cookie``, ``accept_language``, ``content_type``, ``content_length``."""
    told: list[Any] = []
    encoded = body.encode()
    environ = {
        "REQUEST_METHOD": method or ("POST" if body else "GET"),
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_LENGTH": headers.pop("content_length", str(len(encoded))),
        "CONTENT_TYPE": headers.pop("content_type", "application/x-www-form-urlencoded"),
        "wsgi.input": io.BytesIO(encoded),
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }
    answer = b"".join(app(environ, lambda status, named: told.extend((status, named))))
    return Shown(int(told[0].split()[0]), {name.lower(): value for name, value in told[1]}, answer.decode())


def signed(secret: str, body: str, age: float = 0) -> dict[str, str]:
    """The headers with which Slack signs a body."""
    stamp = str(int(time.time() - age))
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
    assert signature
    return {"x_slack_request_timestamp": stamp, "x_slack_signature": signature}


def command(app: Any, secret: str, text: str, team: str = "T1", **fields: str) -> Shown:
    """``/smtp text``, from a workspace."""
    form = {"command": "/smtp", "text": text, "team_id": team, "user_id": "U1", "channel_id": "C1", "trigger_id": "1"}
    body = urlencode(form | fields)
    return request(app, "/slack/events", body, **signed(secret, body))


def event(app: Any, secret: str, inner: dict[str, Any], team: str | None = "T1", **outer: Any) -> Shown:
    """An event, from a workspace (or, with ``enterprise_id`` and ``is_enterprise_install``, an organization)."""
    told = {"type": "event_callback", "team_id": team, "event_id": "E1", "event": inner}
    wrapped = {
        "authorizations": [
            {
                "team_id": team,
                "enterprise_id": outer.get("enterprise_id"),
                "is_enterprise_install": bool(outer.get("is_enterprise_install")),
            }
        ]
    }
    body = json.dumps(told | wrapped | outer)
    return request(app, "/slack/events", body, content_type="application/json", **signed(secret, body))
