"""Slack's message → the plain text that somebody wrote, and plain text → safe Slack text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Json = Mapping[str, Any]

_ANGLED = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
# Lists and quotes hold sections; what they hold is read as lines of their own.
_LINES = {"rich_text_section", "rich_text_preformatted", "rich_text_quote"}
_LINKS = ("http:", "https:", "mailto:", "tel:", "ftp:", "slack:")
_FENCE = re.compile(r"^\s*```[ \t]*$|^```|```$", re.MULTILINE)
_INLINE_CODE = re.compile(r"`([^`\n]+)`")
# Fields and sections stand apart: a server's reply must not run on into the field that comes after it.
_APART = "\n\n"
# What keeps its own direction in a right-to-left sentence: codes, addresses, hosts, IPs, commands.
# Punctuation at their ends belongs to the sentence, a bracket to the one that it closes.
_LEFT_TO_RIGHT = re.compile(r"\(?[A-Za-z0-9/@#*+<_~-](?:[ -~§]*[A-Za-z0-9/%*+>_-])?\)?")
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"
_RIGHT_TO_LEFT, _MARK = re.compile("[\u05d0-\u05ea\u0620-\u064a\u0671-\u06d3]"), "\u200f"
# Isolates, overrides and marks of another author must not turn our own words around.
_TURNS = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_DEEPEST = 20


def escape(text: str) -> str:
    """Plain text → mrkdwn without mention, link or broadcast. Asterisks still set type; where they must not: `code`."""
    # The ampersand goes first, or "<" would come out as "&amp;lt;".
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def straight(text: str) -> str:
    """The text without characters that turn the direction of whatever stands behind them, NULs and half characters."""
    if text.isascii():
        return text.replace("\0", "")
    return text.encode("utf-8", "replace").decode().replace("\0", "").translate(_TURNS)


def isolate(text: str) -> str:
    """Right-to-left text with every code, address and command kept in one piece (UAX #9, FSI … PDI).

    A text of nothing else begins with a mark, so that it stands at the right like those around it.
    """
    mark = "" if _RIGHT_TO_LEFT.search(text) or not text else _MARK
    return mark + _LEFT_TO_RIGHT.sub(_isolated, text)


def _isolated(run: re.Match[str]) -> str:
    text, before, after = run[0], "", ""
    if text.count("(") > text.count(")") and text.startswith("("):
        before, text = "(", text[1:]
    elif text.count(")") > text.count("(") and text.endswith(")"):
        text, after = text[:-1], ")"
    return f"{before}{_ISOLATE}{text}{_END_ISOLATE}{after}"


def plain_text(message: Json) -> str:
    """What a person wrote: from the ``rich_text`` blocks else from ``text``. Mentions fall out."""
    written = [block for block in message.get("blocks") or [] if block.get("type") == "rich_text"]
    if written:
        return "\n".join(_element(element) for block in written for element in block.get("elements", [])).strip()
    return unescape(message.get("text") or "").strip()


def whole_text(message: Json) -> str:
    """Everything that can be read in a message of any author: blocks of every kind, attachments, else ``text``.

    Alert apps put the words into blocks or attachments, and a summary of them, or nothing, into ``text``.
    """
    parts = [*_blocks(message.get("blocks") or []), *_attachments(message.get("attachments") or [])]
    text = _APART.join(part for part in parts if part.strip())
    said = _unfenced(unescape(message.get("text") or ""))
    return (text if _squeezed(said) in _squeezed(text) else f"{said}{_APART}{text}").strip()


def unescape(text: str) -> str:
    """Slack's ``text`` → what was typed: ``<mailto:a@b.org|a@b.org>`` → ``a@b.org``, ``&lt;`` → ``<``."""
    plain = _ANGLED.sub(_typed, text)
    # The ampersand goes last, or "&amp;lt;" would come out as "<".
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _unfenced(text: str) -> str:
    return _INLINE_CODE.sub(r"\1", _FENCE.sub("", text))


def _typed(match: re.Match[str]) -> str:
    target, label = match[1], match[2]
    if target.startswith(("@", "!")):
        return label or ""
    if target.startswith("#"):
        return f"#{label or target[1:]}"
    if target.startswith(_LINKS):
        return label or target.removeprefix("mailto:")
    # What a person typed behind a slash command comes as it is: the brackets of an address are none of Slack's.
    return match[0] if label is None else f"<{label}>"


def _blocks(blocks: Iterable[Json], deep: int = 0) -> Iterator[str]:
    """The words of every block, in order."""
    for block in blocks:
        if not isinstance(block, Mapping) or deep > _DEEPEST:
            continue
        kind = block.get("type")
        if kind == "rich_text":
            yield "\n".join(_element(element) for element in block.get("elements", []))
        elif kind == "table":
            yield "\n".join("\t".join(_cell(cell) for cell in row) for row in block.get("rows", []))
        else:
            yield from _texts(block)
            yield from _blocks(block.get("child_blocks") or [], deep + 1)


def _texts(block: Json) -> Iterator[str]:
    """Header, section with its fields, context, markdown, image, video."""
    yield _object(block.get("title"))
    yield _object(block.get("text"))
    yield from (_object(field) for field in block.get("fields") or [])
    if block.get("type") == "context":
        yield from (_object(element) for element in block.get("elements") or [])


def _object(held: object) -> str:
    """A text object, a context element or a bare string."""
    if isinstance(held, Mapping):
        if held.get("type") == "plain_text":
            return str(held.get("text") or "")
        held = held.get("text")
        return _unfenced(unescape(held)) if isinstance(held, str) else ""
    return _unfenced(unescape(held)) if isinstance(held, str) else ""


def _cell(cell: Json) -> str:
    if cell.get("type") == "rich_text":
        return " ".join(_element(element) for element in cell.get("elements", []))
    return str(cell.get("text") or "")


def _attachments(attachments: Iterable[Json]) -> Iterator[str]:
    for attachment in attachments:
        said = [*_blocks(attachment.get("blocks") or attachment.get("message_blocks") or [])]
        said += [_object(attachment.get(name)) for name in ("pretext", "title", "text")]
        for field in attachment.get("fields") or []:
            said += [": ".join(filter(None, (_object(field.get("title")), _object(field.get("value")))))]
        said = [part for part in said if part.strip()]
        yield _APART.join(said) or _object(attachment.get("fallback"))


def _element(element: Json) -> str:
    kind = element.get("type")
    if kind == "rich_text_list":
        return "\n".join(_element(item) for item in element.get("elements", []))
    if kind in _LINES:
        return _inline(element.get("elements", []))
    return ""


def _inline(elements: Iterable[Json]) -> str:
    return "".join(_leaf(element) for element in elements)


def _leaf(element: Json) -> str:
    kind = element.get("type")
    if kind == "link":
        return str(element.get("text") or str(element.get("url", "")).removeprefix("mailto:"))
    if kind == "emoji":
        return f":{element.get('name', '')}:"
    return str(element.get("text", "")) if kind == "text" else ""
