"""What a person types, as Slack hands it to an app: escaped `text`, and a `rich_text` block of the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.playground.workspace import Json, Workspace

_FENCE = re.compile(r"```\n?(.*?)\n?```", re.DOTALL)
_TLD = "com|net|org|edu|gov|io|dev|app|co|eu|de|fr|uk|nl|ch|at|be|it|es|pl|se|jp|ru|info"
_INLINE = re.compile(
    rf"""
      <(?P<kind>[@\#])(?P<id>[^<>|\s]+)(?:\|[^<>]*)?>         # a mention that the client already resolved
    | (?P<at>(?<![\w.])@[\w][\w.-]*)                           # @somebody
    | (?P<hash>(?<!\S)\#[\w-]+)                                # #channel
    | (?P<url>https?://[^\s<>"|]*[^\s<>"|.,;:!?)\]'])
    | (?P<email>(?:mailto:)?[\w.+=-]+@[\w-]+(?:\.[\w-]+)+)
    | (?P<host>(?<![\w@./=-])(?:[a-zA-Z0-9-]+\.)+(?:{_TLD})\b(?![\w@-]|\.\w))
    | (?<!\w):(?P<emoji>[a-z][a-z0-9_+-]*):
    """,
    re.VERBOSE,
)
_CODE = re.compile(r"`([^`\n]+)`")
_EVERYBODY = {"channel", "here", "everyone"}


@dataclass(frozen=True, slots=True)
class Typed:
    """The two forms of one message."""

    text: str
    blocks: tuple[Json, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    elements: list[Json]


def escape(text: str) -> str:
    """Escape the three characters that Slack escapes, and no other."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def read_typed(workspace: Workspace, typed: str) -> Typed:
    """Turn what stands in the composer into what the Events API carries."""
    texts: list[str] = []
    elements: list[Json] = []
    end = 0
    for fence in _FENCE.finditer(typed):
        _read_lines(workspace, typed[end : fence.start()], texts, elements)
        part = _read_inline(workspace, fence[1], mentions=False)
        texts.append(f"```\n{part.text}\n```")
        elements.append({"type": "rich_text_preformatted", "elements": part.elements})
        end = fence.end()
    _read_lines(workspace, typed[end:], texts, elements)
    block: Json = {"type": "rich_text", "block_id": "typed", "elements": elements}
    return Typed("\n".join(texts), (block,) if elements else ())


def _read_lines(workspace: Workspace, typed: str, texts: list[str], elements: list[Json]) -> None:
    """Read what stands outside of fences: runs of quoted lines, runs of others."""
    for quoted, lines in _runs(typed.strip("\n")):
        part = _read_code(workspace, "\n".join(lines))
        texts.append("\n".join(f"&gt; {line}" for line in part.text.split("\n")) if quoted else part.text)
        elements.append({"type": f"rich_text_{'quote' if quoted else 'section'}", "elements": part.elements})


def _runs(typed: str) -> list[tuple[bool, list[str]]]:
    runs: list[tuple[bool, list[str]]] = []
    for line in typed.split("\n") if typed else []:
        quoted = line.startswith("> ")
        bare = line.removeprefix("> ")
        if runs and runs[-1][0] == quoted:
            runs[-1][1].append(bare)
        else:
            runs.append((quoted, [bare]))
    return runs


def _read_code(workspace: Workspace, typed: str) -> _Part:
    text, elements, end = "", list[dict[str, object]](), 0
    for code in _CODE.finditer(typed):
        before = _read_inline(workspace, typed[end : code.start()])
        inside = _read_inline(workspace, code[1], mentions=False)
        text += f"{before.text}`{inside.text}`"
        elements += [*before.elements, *({**one, "style": {"code": True}} for one in inside.elements)]
        end = code.end()
    rest = _read_inline(workspace, typed[end:])
    return _Part(text + rest.text, [*elements, *rest.elements])


def _read_inline(workspace: Workspace, typed: str, *, mentions: bool = True) -> _Part:
    part = _Part("", [])
    text, end = "", 0
    for match in _INLINE.finditer(typed):
        token = _read_token(workspace, match, mentions=mentions)
        if token is None:
            continue
        before = typed[end : match.start()]
        part.elements.extend([{"type": "text", "text": before}] if before else [])
        part.elements.append(token[1])
        text += escape(before) + token[0]
        end = match.end()
    if rest := typed[end:]:
        part.elements.append({"type": "text", "text": rest})
    return _Part(text + escape(typed[end:]), part.elements)


def _read_token(workspace: Workspace, match: re.Match[str], *, mentions: bool) -> tuple[str, Json] | None:
    if match["url"]:
        return f"<{escape(match['url'])}>", {"type": "link", "url": match["url"]}
    if match["email"]:
        return _link("mailto:" + match["email"].removeprefix("mailto:"), match["email"])
    if match["host"]:
        return _link(f"http://{match['host']}", match["host"])
    return _read_mention(workspace, match) if mentions else None


def _link(url: str, text: str) -> tuple[str, Json]:
    return f"<{escape(url)}|{escape(text)}>", {"type": "link", "url": url, "text": text}


def _read_mention(workspace: Workspace, match: re.Match[str]) -> tuple[str, Json] | None:
    if match["emoji"]:
        return match[0], {"type": "emoji", "name": match["emoji"]}
    sign, name = (match["kind"], match["id"]) if match["kind"] else (match[0][0], match[0][1:])
    if sign in "!@" and name in _EVERYBODY:
        return f"<!{name}>", {"type": "broadcast", "range": name}
    if sign == "@":
        person = next((p for p in workspace.people.values() if name in (p.id, p.name)), None)
        return (f"<@{person.id}>", {"type": "user", "user_id": person.id}) if person else None
    channel = next((c for c in workspace.channels.values() if c.name and name in (c.id, c.name)), None)
    if sign == "#" and channel:
        return f"<#{channel.id}|{channel.name}>", {"type": "channel", "channel_id": channel.id}
    return None
