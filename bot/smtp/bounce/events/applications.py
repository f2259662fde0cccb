"""JSON of applications: Nodemailer's errors, structured logs, and events of providers without a reader of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.smtp.bounce import attempts, exceptions, logs, transcript
from bot.smtp.bounce.events.record import Record
from bot.smtp.bounce.evidence import Evidence, Reading
from bot.smtp.bounce.replies import LIKELY, find_replies
from bot.smtp.bounce.text import Paste

if TYPE_CHECKING:
    from collections.abc import Iterator

_TEXTS = 40  # texts of one object that are looked into
_RECIPIENT = (
    "recipient",
    "rcpt_to",
    "rcpt",
    "email",
    "Email",
    "to",
    "To",
    "emailAddress",
    "address",
    "recipient_email",
    "mail_to",
)
_REASON = (
    "diagnosticCode",
    "diagnostic",
    "smtp_response",
    "smtp-response",
    "smtpResponse",
    "response",
    "reason",
    "raw_reason",
    "bounce_reason",
    "delivery_info",
    "details",
    "description",
    "output",
    "error",
    "message",
    "msg",
    "status_description",
)
_EVENT = ("event", "type", "eventType", "event_type", "Event", "status", "state")
_FAILED = ("bounce", "fail", "reject", "undeliver", "block", "drop", "invalid", "suppress", "hard", "error")
_DEFERRED = ("defer", "delay", "soft", "held", "retry", "temporar")


def nodemailer(error: Record) -> list[Evidence]:
    """Nodemailer's error object; ``rejectedErrors`` repeats the reply, once a recipient."""
    if not (error.has("responseCode") or error.has("command", "code")) or error.has("event"):
        inner = [] if error.flat else [part for name in ("err", "error") for part in error.each(name)]
        return [e for part in inner if part.has("responseCode") for e in nodemailer(part)]
    single = error.each("rejectedErrors") if not error.flat else []
    if single:
        return [e for one in single for e in _nodemailer_one(one, one.texts("recipient"))]
    return _nodemailer_one(error, error.texts("rejected") or error.texts("recipient"))


def _nodemailer_one(error: Record, people: list[str]) -> list[Evidence]:
    said = attempts.said(error.text("response") or error.text("message") or "")
    code = error.text("responseCode") or ""
    if error.flat and not error.text("response"):
        return []  # the words stand before the braces
    step = attempts.stage("connect" if error.text("command") == "CONN" else error.text("command") or "")
    named = exceptions.errors.named(said.words) if step == "RCPT" else None
    return [
        Evidence(
            recipient=attempts.address(to) or named,
            reply=said.reply or (code if len(code) == 3 else None),
            status=said.status,
            diagnostic=said.words,
            stage=step,
            platform="nodemailer",
            hint=error.text("code"),
        )
        for to in people or [""]
    ]


def unknown(event: Record) -> list[Evidence]:
    """An event of nobody we know: who, and what the server said, under the names that such fields usually have."""
    paths = (("data",), ("payload",), ("payload", "message"), ("email",), ("bounce",), ("message",))
    spots = [event, *([] if event.flat else [inner for path in paths for inner in event.each(*path)])][:6]
    reasons = [text for spot in spots for name in _REASON if (text := spot.text(name))]
    kind = " ".join(text for spot in spots for name in _EVENT if (text := spot.text(name))).lower()[:400]
    said = next((s for text in reasons if (s := attempts.said(text)).reply and find_replies(text, least=LIKELY)), None)
    to = next((a for spot in spots for name in _RECIPIENT if (a := attempts.address(spot.text(name)))), None)
    action = _action(kind)
    if said is None and not (to and action and reasons and _is_event(event)):
        return []
    said = said or attempts.said(reasons[0])
    return [
        Evidence(
            recipient=to, reply=said.reply, status=said.status, diagnostic=said.words, action=action, hint=kind or None
        )
    ]


def _is_event(event: Record) -> bool:
    """Whether it reports a delivery at all: a structured log line has a level."""
    return not event.flat and not any(event.has(name) for name in ("level", "severity", "logger", "lvl"))


def _action(kind: str) -> str | None:
    if any(word in kind for word in _DEFERRED):
        return "deferred"
    return "failed" if any(word in kind for word in _FAILED) else None


def read_inside(events: list[Record]) -> Reading | None:
    """Read what JSON carries in its texts: log lines, exceptions, transcripts."""
    for event in events[:20]:
        for text in _texts(event.value, 0):
            inside = Paste(text.replace("\\n", "\n"))
            found = logs.read_logs(inside) or transcript.read_transcript(inside) or exceptions.read_exception(inside)
            if found:
                return found
    return None


def _texts(value: object, depth: int) -> Iterator[str]:
    """The longer texts of an object, outermost first."""
    items = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    yield from (item for item in items[:_TEXTS] if isinstance(item, str) and len(item) > 12)
    if depth < 6:
        for item in items[:_TEXTS]:
            yield from _texts(item, depth + 1)
