"""The words of the playground's page, ``lang/<tag>/playground.toml``, for a locale as Slack names it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from msgspec import Struct

from bot.smtp.dataset import Dataset
from bot.smtp.facts import Language
from bot.smtp.loading import ENGLISH, refuse
from bot.smtp.locales import language_for
from bot.smtp.tables import Problem, flatten, read_toml


class PageWords(Struct, frozen=True):
    """What the page says in one language: sentences by key, English where the language lacks one.

    ``direction`` is ltr or rtl; ``languages`` are the own names, by tag, of all that the bot speaks.
    """

    tag: str
    direction: str
    languages: Mapping[str, str]
    sentences: Mapping[str, str]


def page_words(dataset: Dataset, locale: str) -> PageWords:
    """What the page says to a person whose Slack has this locale. Raises DatasetError if that is malformed."""
    tag = language_for(locale, dataset.languages) or ENGLISH
    known: Mapping[str, Language] = dataset.languages
    names = {each: language.name for each, language in known.items()}
    english = _sentences(dataset.folder, ENGLISH)
    return PageWords(tag, known[tag].direction, names, {**english, **_sentences(dataset.folder, tag)})


@cache
def _sentences(folder: Path, tag: str) -> Mapping[str, str]:
    name = f"lang/{tag}/playground.toml"
    if tag != ENGLISH and not (folder / name).exists():
        return {}
    problems: list[Problem] = []
    sentences = flatten(name, read_toml(folder, name, problems), problems)
    refuse(problems)
    return sentences
