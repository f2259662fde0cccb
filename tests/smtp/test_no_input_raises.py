"""Nothing that is pasted raises: any text, any bytes, and what only looks like a mail, a log or an event."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.smtp import Explainer
from tests.bench.hostile import SHAPES

quickly = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))

WORDS = st.sampled_from(
    [
        "550", "550-", "5.1.1", "421 4.7.0", "<a@example.org>", "a@", "@", "said:", "host mx.example.org[192.0.2.25]", "(in reply to",
        "RCPT TO", "expired", "status=bounced", "stat=", "dsn=5.1.1", "to=<a@example.org>,", "**", "==", "NOQUEUE:", "reject:", "failed",
        "delivery 1: failure:", "{", "}", "[", '"event":', '"bounce",', '"\\ud83d"', "\\n", "_550_", "<<<", ">>>", "S:", "C:", "334", "AUTH PLAIN",
        "password=x", "Traceback (most recent call last):", "smtplib.SMTPRecipientsRefused:", "(550, b'5.1.1", "\ud800", "\0", "\ufffd", "İ",
        "&lt;", "<mailto:a|a>", "```", ">", "|", "\u200b", "Jan  2 03:04:05", "2026-01-02 03:04:05", "postfix/smtp[1]:", "=?utf-8?q?a?=", "--b", "--b--",
    ]
)  # fmt: skip
LINES = st.lists(WORDS, max_size=8).map(" ".join)
TEXTS = st.lists(LINES, max_size=12).map("\n".join)
NAMES = st.sampled_from(
    [
        "From", "To", "Subject", "Return-Path", "Received", "Auto-Submitted", "X-Failed-Recipients", "Content-Transfer-Encoding",
        "Final-Recipient", "Original-Recipient", "Action", "Status", "Remote-MTA", "Diagnostic-Code", "Reporting-MTA", "Feedback-Type",
    ]
)  # fmt: skip
HEADERS = st.lists(st.tuples(NAMES, LINES | st.just("base64") | st.just("quoted-printable")), max_size=8)
KINDS = st.sampled_from(
    ["text/plain", "text/html", "message/rfc822", "message/delivery-status", "multipart/report; boundary=b", "multipart/mixed; boundary=c", "x"]
)  # fmt: skip
CHARSETS = st.sampled_from(
    ["utf-8", "utf-7", "iso-2022-jp", "utf-16", "shift_jis", "no-such", "unicode_escape", "idna"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | LINES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["event", "email", "reason", "Message", "bounce", "mail", "Records", "x"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@st.composite
def mails(draw: st.DrawFn) -> str:
    """Headers and parts that hardly fit together."""
    headers = draw(HEADERS)
    parts = draw(st.lists(st.tuples(KINDS, CHARSETS, HEADERS, TEXTS), max_size=4))
    head = "".join(f"{name}: {value}\n" for name, value in headers)
    body = "".join(
        f"--b\nContent-Type: {kind}; charset={charset}\n{''.join(f'{name}: {value}{chr(10)}' for name, value in more)}\n{text}\n"
        for kind, charset, more, text in parts
    )
    return f"{head}Content-Type: {draw(KINDS)}\n\n{body}"


def use(explainer: Explainer, paste: str | bytes) -> dict[str, Any]:
    """Read, diagnose, record and answer, as all ways in do."""
    findings = explainer.read(paste)
    record = explainer.record(findings)
    json.dumps(record).encode()
    for language in ("en", "fr"):
        query = explainer.parse(paste) if isinstance(paste, str) else explainer.diagnosed(paste)
        str(explainer.answer(query, language, masked=True)).encode()
        if kept := explainer.keep(query, language, 2_000):
            explainer.recall(kept)
    return record


@quickly
@given(st.text(alphabet=st.characters(), max_size=400))
def test_any_text_is_read(explainer: Explainer, text: str) -> None:
    use(explainer, text)


@quickly
@given(st.binary(max_size=400))
def test_any_bytes_are_read(explainer: Explainer, data: bytes) -> None:
    use(explainer, data)


@quickly
@given(TEXTS)
def test_any_order_of_the_words_of_bounces_is_read(explainer: Explainer, text: str) -> None:
    use(explainer, text)


@quickly
@given(mails())
def test_any_mail_is_read_as_text_and_as_bytes(explainer: Explainer, mail: str) -> None:
    use(explainer, mail)
    use(explainer, mail.encode("utf-8", "surrogatepass"))


@quickly
@given(JSON, st.booleans())
def test_any_event_is_read(explainer: Explainer, event: object, twice: bool) -> None:
    text = json.dumps(event)
    use(explainer, json.dumps({"Message": text}) if twice else text)


@quickly
@given(
    st.sampled_from(SHAPES),
    st.integers(min_value=0, max_value=5_000),
    st.sampled_from(["utf-8", "utf-16", "latin-1", "utf-7"]),
)
def test_every_hostile_shape_is_read_in_every_charset(
    explainer: Explainer, shape: Any, size: int, charset: str
) -> None:
    use(explainer, shape.paste(size).encode(charset, "replace"))


def test_half_a_surrogate_pair_is_read_and_written(explainer: Explainer) -> None:
    record = use(explainer, '{"event": "bounce", "email": "a@example.org", "reason": "550 5.1.1 no \\ud83d such user"}')

    assert record["failures"][0]["reply"] == "550"
    assert "\ufffd" in record["failures"][0]["diagnostic"]
