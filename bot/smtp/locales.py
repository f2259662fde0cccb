"""A locale as programs name it → a language that we have words for."""

from __future__ import annotations

from collections.abc import Collection

_TRADITIONAL = {"hant", "tw", "hk", "mo"}


def language_for(locale: str | None, tags: Collection[str]) -> str | None:
    """The tag (BCP 47) among ``tags`` that a locale means, or None: ``pt-BR`` is pt, ``zh-TW`` is zh-Hant."""
    if not locale:
        return None
    first, *others = locale.strip().replace("_", "-").lower().split("-")
    if first == "zh":
        traditional = "hans" not in others and _TRADITIONAL.intersection(others)
        first = "zh-hant" if traditional else "zh-hans"
    known = {tag.lower(): tag for tag in tags}
    return known.get("-".join((first, *others))) or known.get(first)
