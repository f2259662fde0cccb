"""An answer: plain text in named parts. How it is laid out is for Slack's views and the terminal."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Kind = Literal["comparison", "code", "pair", "list", "search", "help", "language", "forget", "diagnosis"]


class Fact(Struct, frozen=True):
    """One labelled line: ``Who acts: the sender``. ``at_once``: needed in the first minute; the rest may be folded."""

    label: str
    text: str
    at_once: bool = False


class Column(Struct, frozen=True):
    """One code of a comparison: its short title and its cells, one for each label of the table."""

    code: str
    title: str
    cells: tuple[str, ...]


class Table(Struct, frozen=True):
    """Codes side by side."""

    labels: tuple[str, ...]
    columns: tuple[Column, ...]


class Passage(Struct, frozen=True):
    """Whole sentences under a heading; several are a list.

    ``is_code``: lines that stay as they are, character by character: commands to copy, a server's own words.
    ``at_once``: needed in the first minute; the rest may be folded.
    """

    heading: str
    lines: tuple[str, ...]
    is_code: bool = False
    at_once: bool = False


class Link(Struct, frozen=True):
    """Where it can be read."""

    label: str
    url: str


class CodeRecord(Struct, frozen=True):
    """One explained code as programs read it (``ask --json``)."""

    code: str
    name: str
    class_: str
    meaning: str
    when: str
    fix: str
    who_acts: str
    retry: str
    defined_in: str
    status: str


class Answer(Struct, frozen=True):
    """What is said to a person. The summary alone must be enough to act on."""

    kind: Kind
    language: str
    title: str
    summary: str
    facts: tuple[Fact, ...] = ()
    table: Table | None = None
    passages: tuple[Passage, ...] = ()
    notes: tuple[str, ...] = ()  # small print: what was understood, what was left out
    links: tuple[Link, ...] = ()
    tries: tuple[str, ...] = ()  # what to type next
    codes: tuple[CodeRecord, ...] = ()
    differences: tuple[str, ...] = ()
    which: str = ""
    direction: Literal["ltr", "rtl"] = "ltr"  # in which the language is read
