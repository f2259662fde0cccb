"""Objects that are no JSON: cut off, or as Python, Node and Ruby print them.

Nothing is refused. What is no name, text, number or bracket is passed over, and the end closes what is still open.
"""

from __future__ import annotations

import re
from functools import cache

_LONGEST = 200_000  # characters of one object
_WORDS = 8_000  # characters of a text in several pieces
_DEPTH = 10  # what lies deeper is dropped
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "\n": ""}
_BOOLEANS = {"true": True, "True": True, "false": False, "False": False}  # other words mean that there is nothing


@cache
def _token() -> re.Pattern[str]:
    name = r"(?<!\w)\"[^\"\\\n]{1,200}\"|(?<!\w)'[^'\\\n]{1,200}'|(?<![\w.-])(?<!\w:)[A-Za-z_$][\w-]{0,60}"
    # An apostrophe inside a word begins no text.
    double, single, tick = _quoted('"', "double"), _quoted("'", "single"), _quoted("`", "tick")
    text = rf"(?:(?<!\w)b)?{double}|(?<!\w)b?{single}|(?<=: ){tick}"
    return re.compile(
        rf"(?P<name>(?:{name})\s{{0,8}}(?:=>|:(?!//)))|(?P<text>{text})"
        r"|(?P<number>(?<![\w.-])(?<!\d:)-?\d{1,20}(?:\.\d{1,20})?(?![\w.:-]))"
        r"|(?P<word>\b(?:[Tt]rue|[Ff]alse|null|None|nil|undefined)\b)|(?P<open>[{\[])|(?P<close>[}\]])",
        re.DOTALL,
    )


def _quoted(quote: str, name: str) -> str:
    # To the first quote that no backslash stands before, to a line that begins an object of its own, or to the end
    # of what was cut off: it matches always, and no part can match in two ways.
    plain = rf"[^{quote}\\\n]*"
    return rf"{quote}(?P<{name}>{plain}(?:(?:\\.|\n(?!\{{)){plain})*)(?:{quote}|\\?\Z|(?=\n\{{))"


@cache
def _escape() -> re.Pattern[str]:
    return re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)


class _Builder:
    """Puts names and values where they belong, in the order in which they come."""

    __slots__ = ("_name", "_open", "_spot", "root")

    def __init__(self) -> None:
        self.root: list[object] = []
        self._open: list[dict[str, object] | list[object]] = [self.root]
        self._name: str | None = None
        self._spot: tuple[dict[str, object], str] | None = None  # where the last text went

    @property
    def depth(self) -> int:
        return len(self._open) - 1

    def name(self, name: str) -> None:
        self._name = name

    def put(self, value: object) -> None:
        here, name = self._open[-1], self._name
        self._name = self._spot = None
        if isinstance(here, list):
            here.append(value)
        elif name is not None and name not in here:
            here[name] = value
            self._spot = (here, name)

    def prolong(self, text: str) -> None:
        if self._spot:
            here, name = self._spot
            here[name] = f"{here[name]}{text}"[:_WORDS]

    def open(self, bracket: str) -> None:
        inner: dict[str, object] | list[object] = {} if bracket == "{" else []
        if self.depth < _DEPTH:
            self.put(inner)
        self._open.append(inner)
        self._name = self._spot = None

    def close(self) -> None:
        self._open.pop()
        self._name = self._spot = None


def read(text: str, start: int) -> tuple[dict[str, object], int]:
    """The object whose brace stands at ``start``, and where it ends."""
    built, end, kind = _Builder(), start, ""
    stop = min(len(text), start + _LONGEST)
    for token in _token().finditer(text, start, stop):
        gap = text[end : token.start()].strip()
        if kind and _begins_anew(text, token.start(), kind, gap):
            stop = token.start()
            break
        if kind == token.lastgroup == "text" and gap in {"", "+"}:
            # Node joins the lines of a text by a plus sign, Python by nothing.
            built.prolong(_value(token))
        else:
            _take(built, token)
        end, kind = token.end(), str(token.lastgroup)
        if not built.depth:
            stop = end
            break
    found = built.root[0] if built.root else None
    return (found if isinstance(found, dict) else {}), stop


def _begins_anew(text: str, place: int, kind: str, gap: str) -> bool:
    """Whether a line begins an object of its own: then the one before it was cut off."""
    return text[place - 1 : place + 1] == "\n{" and kind not in {"open", "name"} and gap[-1:] not in {",", ":"}


def _take(built: _Builder, token: re.Match[str]) -> None:
    found, kind = token[0], token.lastgroup
    if kind == "open":
        built.open(found)
    elif kind == "close":
        built.close()
    elif kind == "name":
        built.name(found.rstrip(":=> \t\n").strip("\"'"))
    elif kind == "text":
        built.put(_value(token))
    elif kind == "number":
        built.put(float(found) if "." in found else int(found))
    else:
        built.put(_BOOLEANS.get(found))


def _value(token: re.Match[str]) -> str:
    return unescape(token["double"] or token["single"] or token["tick"] or "")


def unescape(text: str) -> str:
    """A text without the backslashes that a program put into it."""
    return _escape().sub(_unescaped, text) if "\\" in text else text


def _unescaped(found: re.Match[str]) -> str:
    if code := found[1] or found[2]:
        sign = chr(int(code, 16))
        return sign if sign.isprintable() else " "  # a surrogate's half would be no text at all
    return _ESCAPES.get(found[3], found[3])


def names(value: object, depth: int = 0) -> dict[str, object]:
    """Every name in an object that has a text or a number, at whatever depth; the first of each."""
    found: dict[str, object] = {}
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, item in inner:
        nested = isinstance(item, dict) or (isinstance(item, list) and any(isinstance(i, (dict, list)) for i in item))
        if nested:
            found = {**names(item, depth + 1), **found} if depth < _DEPTH else found
        elif isinstance(name, str) and item not in (None, []) and not isinstance(item, bool):
            found.setdefault(name, item)
    return found
