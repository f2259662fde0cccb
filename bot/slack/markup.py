"""Slack's message → the plain text that the person wrote, and plain text → safe Slack text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

_ANGLED = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
# Lists and quotes hold sections; what they hold is read as lines of their own.
_LINES = {"rich_text_section", "rich_text_preformatted", "rich_text_quote"}


def escape(text: str) -> str:
    """Plain text → mrkdwn that says exactly that: no mention, no link, no broadcast."""
    # The ampersand goes first, or "<" would come out as "&amp;lt;".
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain_text(message: Mapping[str, Any]) -> str:
    """What the person wrote: from the ``rich_text`` blocks else from ``text``. Mentions fall out."""
    written = [block for block in message.get("blocks") or [] if block.get("type") == "rich_text"]
    if written:
        return "\n".join(_element(element) for block in written for element in block.get("elements", [])).strip()
    return unescape(message.get("text") or "").strip()


def unescape(text: str) -> str:
    """Slack's ``text`` → what was typed: ``<mailto:a@b.org|a@b.org>`` → ``a@b.org``, ``&lt;`` → ``<``."""
    plain = _ANGLED.sub(_typed, text)
    # The ampersand goes last, or "&amp;lt;" would come out as "<".
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _typed(match: re.Match[str]) -> str:
    target, label = match[1], match[2]
    if target.startswith(("@", "!")):
        return label or ""
    if target.startswith("#"):
        return f"#{label or target[1:]}"
    return label or target.removeprefix("mailto:")


def _element(element: Mapping[str, Any]) -> str:
    kind = element.get("type")
    if kind == "rich_text_list":
        return "\n".join(_element(item) for item in element.get("elements", []))
    if kind in _LINES:
        return _inline(element.get("elements", []))
    return ""


def _inline(elements: Iterable[Mapping[str, Any]]) -> str:
    return "".join(_leaf(element) for element in elements)


def _leaf(element: Mapping[str, Any]) -> str:
    kind = element.get("type")
    if kind == "link":
        return str(element.get("text") or str(element.get("url", "")).removeprefix("mailto:"))
    if kind == "emoji":
        return f":{element.get('name', '')}:"
    return str(element.get("text", "")) if kind == "text" else ""
