"""Nodemailer's objects, as JSON or as Node prints them: the error that it throws, and the ``info`` that it answers.

Sources: https://nodemailer.com/errors and https://nodemailer.com/usage/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.smtp.bounce import attempts, exceptions
from bot.smtp.bounce.evidence import Evidence

if TYPE_CHECKING:
    from bot.smtp.bounce.events.record import Record


def error(event: Record) -> list[Evidence]:
    """Read an error, or an ``info`` with ``rejectedErrors``: it repeats the reply, once a recipient. ``[]`` else."""
    if event.has("event"):
        return []
    single = [one for one in event.each("rejectedErrors") if one is not event and one.has("response")]
    if single:
        return [e for one in single for e in _refused(one, one.texts("recipient"))]
    if event.has("responseCode") or event.has("command", "code"):
        return _refused(event, event.texts("rejected") or event.texts("recipient"))
    inner = [] if event.flat else [part for name in ("err", "error") for part in event.each(name)]
    return [e for part in inner if part.has("responseCode") for e in error(part)]


def _refused(event: Record, people: list[str]) -> list[Evidence]:
    said = attempts.said(event.text("response") or event.text("message") or "")
    code = event.text("responseCode") or ""
    if event.flat and not event.text("response"):
        return []  # the words stand before the braces
    step = attempts.stage("connect" if event.text("command") == "CONN" else event.text("command") or "")
    named = exceptions.errors.named(said.words) if step == "RCPT" else None
    return [
        Evidence(
            recipient=attempts.address(to) or named,
            reply=said.reply or (code if len(code) == 3 else None),
            status=said.status,
            diagnostic=said.words,
            stage=step,
            platform="nodemailer",
            hint=event.text("code"),
        )
        for to in people or [""]
    ]


def sent(event: Record) -> list[Evidence]:
    """Read an ``info``: ``response`` is the server's answer to the message, nobody's refusal. ``[]`` for any other."""
    if not event.has("accepted", "rejected", "response"):
        return []
    if rejected := event.texts("rejected"):
        return [
            Evidence(recipient=attempts.address(to), stage="RCPT", action="failed", platform="nodemailer")
            for to in rejected
        ]
    said = attempts.said(event.text("response") or "")
    if attempts.outcome(said) != "delivered":
        return []
    return [
        Evidence(
            recipient=attempts.address(to),
            reply=said.reply,
            status=said.status,
            diagnostic=said.words,
            action="delivered",
            platform="nodemailer",
        )
        for to in event.texts("accepted") or [""]
    ]
