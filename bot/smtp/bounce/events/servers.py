"""JSON that mail servers write themselves: KumoMTA's log records, ``postqueue -j``, the fields of maddy's log lines.

Sources: https://docs.kumomta.com/reference/log_record/, https://www.postfix.org/postqueue.1.html
and framework/exterrors/smtp.go of https://github.com/foxcpp/maddy
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.smtp.bounce import attempts
from bot.smtp.bounce.events import fields
from bot.smtp.bounce.evidence import Evidence
from bot.smtp.bounce.logs import queue

if TYPE_CHECKING:
    from bot.smtp.bounce.events.record import Record

_KUMO_ACTIONS = {
    "bounce": "failed",
    "oob": "failed",
    "adminbounce": "failed",
    "expiration": "failed",
    "rejection": "failed",
    "transientfailure": "deferred",
    "delayed": "deferred",
    "feedback": "complaint",
    "delivery": "delivered",
}


def kumomta(event: Record) -> list[Evidence]:
    """Read KumoMTA's record of an attempt, with the response taken apart; ``[]`` for any other."""
    kind = (event.text("type") or "").lower()
    action = _KUMO_ACTIONS.get(kind)
    if action is None or not (event.has("response") or event.has("bounce_classification")):
        return []
    said = attempts.said(event.text("response", "content") or "")
    parts = [event.text("response", "enhanced_code", name) for name in ("class", "subject", "detail")]
    status = ".".join(p for p in parts if p) if all(parts) else None
    # What it says for itself, with no server on the line, carries numbers too: they are not a server's reply.
    own = "KumoMTA internal" in (said.words or "")
    code = event.text("response", "code") or ""
    reply = None if own or len(code) != 3 else said.reply or code
    base = Evidence(
        reply=reply,
        status=None if own else said.status or status,
        reported_status=status if own else None,
        diagnostic=_words(code, status, said.words),
        remote_host=attempts.host_name(event.text("peer_address", "name")),
        remote_ip=attempts.ip(event.text("peer_address", "addr")),
        client_ip=attempts.ip(_without_port(event.text("source_address", "address"))),
        stage=attempts.stage(event.text("response", "command") or ""),
        action=action,
        platform="kumomta",
        hint="expired" if kind == "expiration" else event.text("bounce_classification"),
    )
    return [replace(base, recipient=attempts.address(to)) for to in event.texts("recipient") or [""]]


def _words(code: str, status: str | None, words: str | None) -> str | None:
    """The reply as it came over the wire, where the record has taken its codes off."""
    if not words or words.startswith(code) or "KumoMTA internal" in words:
        return words
    return " ".join(part for part in (code, status if status and status not in words else None, words) if part)


def _without_port(text: str | None) -> str | None:
    return text.rpartition(":")[0] if text and text.rpartition(":")[0] else text


def maddy(event: Record) -> list[Evidence]:
    """Read the fields behind ``delivery attempt failed``, ``smtp_code`` among them; ``[]`` for any other."""
    if not event.has("rcpt", "smtp_code", "smtp_msg"):
        return []
    code, status = event.text("smtp_code"), fields.status(event.text("smtp_enchcode"))
    # Where the network fails, maddy gives itself a code: it is no server's reply.
    own = event.has("io_op")
    words = event.text("reason") if own else " ".join(t for t in (code, status, event.text("smtp_msg")) if t)
    return [
        Evidence(
            recipient=attempts.address(event.text("rcpt")),
            reply=None if own else code,
            status=None if own else status,
            reported_status=status if own else None,
            diagnostic=words,
            remote_host=attempts.host_name(event.text("remote_server")),
            stage="connect" if event.text("io_op") == "dial" else None,
            action={"4": "deferred", "5": "failed"}.get((code or "")[:1]),
            platform="maddy",
        )
    ]


def postqueue(event: Record) -> list[Evidence]:
    """Read a message of ``postqueue -j``, and why each recipient waits; ``[]`` for any other."""
    if not event.has("queue_name") and not event.has("queue_id"):
        return []
    waiting = [(p.text("address"), p.text("delay_reason")) for p in event.each("recipients")]
    return [
        queue.waiting(to, reason or "")
        for to, reason in waiting
        if to and (reason or event.text("queue_name") != "incoming")
    ]
