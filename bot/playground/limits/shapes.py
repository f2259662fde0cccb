"""A small language for shapes of JSON: which fields, how long, how many. It knows nothing of Slack's objects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

Rule: TypeAlias = "Callable[[object, str, Findings], None]"
Fields: TypeAlias = Mapping[str, Rule]


class Findings:
    """What was found on a walk through one payload: problems with their places, ids, and how much text there is."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.letters = 0
        self.seen: set[tuple[str, str]] = set()
        self.counts: dict[str, int] = {}

    def refuse(self, place: str, what: str) -> None:
        """Note a problem the way Slack words it."""
        self.problems.append(f"[ERROR] {what} [json-pointer:{place}]")

    def count(self, what: str, how_many: int = 1) -> None:
        """Add to the tally of `what`."""
        self.counts[what] = self.counts.get(what, 0) + how_many

    def once(self, kind: str, name: str, place: str) -> None:
        """Refuse an id that stood somewhere else in the same payload."""
        if (kind, name) in self.seen:
            self.refuse(place, f"`{kind}` already exists: {name}")
        self.seen.add((kind, name))


def string(most: int, least: int = 1, *, shown: bool = False) -> Rule:
    """Accept a string of `least` to `most` characters; `shown` ones count as text of the message."""

    def check(value: object, place: str, findings: Findings) -> None:
        if not isinstance(value, str):
            findings.refuse(place, "expected a string")
        elif len(value) < least:
            findings.refuse(place, f"must be more than {least - 1} characters")
        elif len(value) > most:
            findings.refuse(place, f"must be less than {most + 1} characters")
        elif shown:
            findings.letters += len(value)

    return check


def boolean(value: object, place: str, findings: Findings) -> None:
    """Accept true and false."""
    if not isinstance(value, bool):
        findings.refuse(place, "expected a boolean")


def anything(value: object, place: str, findings: Findings) -> None:
    """Accept whatever is there."""


def whole(least: int, most: int) -> Rule:
    """Accept an integer between two bounds, both included."""

    def check(value: object, place: str, findings: Findings) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            findings.refuse(place, "expected an integer")
        elif not least <= value <= most:
            findings.refuse(place, f"must be between {least} and {most}")

    return check


def number(value: object, place: str, findings: Findings) -> None:
    """Accept a number."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        findings.refuse(place, "expected a number")


def one_of(*values: str) -> Rule:
    """Accept one of a few words."""

    def check(value: object, place: str, findings: Findings) -> None:
        if value not in values:
            findings.refuse(place, "must be one of: " + ", ".join(values))

    return check


def identifier(kind: str, most: int = 255) -> Rule:
    """Accept an id that stands nowhere else in the payload."""
    length = string(most)

    def check(value: object, place: str, findings: Findings) -> None:
        length(value, place, findings)
        if isinstance(value, str):
            findings.once(kind, value, place)

    return check


def array(of: Rule, least: int, most: int) -> Rule:
    """Accept a list of `least` to `most` things that `of` accepts."""

    def check(value: object, place: str, findings: Findings) -> None:
        if not isinstance(value, list | tuple):
            findings.refuse(place, "expected an array")
        elif len(value) < least:
            findings.refuse(place, f"no fewer than {least} items allowed")
        elif len(value) > most:
            findings.refuse(place, f"no more than {most} items allowed")
        else:
            for position, item in enumerate(value):
                of(item, f"{place}/{position}", findings)

    return check


def shape(required: Fields, optional: Fields | None = None, *also: Rule) -> Rule:
    """Accept an object with these fields and no others; then ask `also`, which see the whole object."""
    known = {**required, **(optional or {})}

    def check(value: object, place: str, findings: Findings) -> None:
        if not isinstance(value, dict):
            findings.refuse(place, "expected an object")
            return
        for name in required:
            if name not in value:
                findings.refuse(place, f"missing required field: {name}")
        for name, held in value.items():
            if name not in known:
                findings.refuse(place, f"invalid additional property: {name}")
            elif held is not None or name in required:
                known[name](held, f"{place}/{name}", findings)
        for rule in also:
            rule(value, place, findings)

    return check


def by_type(shapes: Mapping[str, Rule]) -> Rule:
    """Accept an object whose `type` names one of `shapes`, and that fits it."""

    def check(value: object, place: str, findings: Findings) -> None:
        if not isinstance(value, dict):
            findings.refuse(place, "expected an object")
        elif "type" not in value:
            findings.refuse(place, "missing required field: type")
        elif value["type"] not in shapes:
            findings.refuse(f"{place}/type", f"unsupported type: {value['type']}")
        else:
            shapes[value["type"]](value, place, findings)

    return check


def either(*names: str) -> Rule:
    """Accept an object that has at least one of these fields."""

    def check(value: object, place: str, findings: Findings) -> None:
        if isinstance(value, dict) and not any(value.get(name) for name in names):
            findings.refuse(place, "missing required field: " + " or ".join(names))

    return check
