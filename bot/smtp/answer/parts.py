"""An answer: plain text in named parts. How it is laid out is for Slack's views and the terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["comparison", "code", "pair", "list", "search", "help", "language", "diagnosis"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One labelled line: ``Who acts: the sender``."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """One code of a comparison: its short title and its cells, one for each label of the table."""

    title: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Codes side by side."""

    labels: tuple[str, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """Whole sentences under a heading; several are a list."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Where it can be read."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class CodeRecord:
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


@dataclass(frozen=True, slots=True)
class Answer:
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
    set_language: str | None = None  # the person chose this language; "" means "as in Slack"
