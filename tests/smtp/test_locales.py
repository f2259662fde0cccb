"""Slack's locales, and what people and settings call a language."""

import pytest

from bot.smtp.locales import language_for

TAGS = ["ar", "de", "en", "es", "fr", "id", "it", "ja", "ko", "pt", "ru", "tr", "vi", "zh-Hans", "zh-Hant"]


@pytest.mark.parametrize(
    ("locale", "tag"),
    [
        ("en-US", "en"),
        ("en-GB", "en"),
        ("pt-BR", "pt"),
        ("pt-PT", "pt"),
        ("es-LA", "es"),
        ("es_ES", "es"),
        ("FR", "fr"),
        ("zh-CN", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh-hant-MO", "zh-Hant"),
        ("zh_Hans_CN", "zh-Hans"),
        ("zh-Hans-HK", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("zh-hant", "zh-Hant"),
        ("nl-NL", None),
        ("tlh", None),
        ("", None),
        ("?", None),
        (None, None),
    ],
)
def test_a_locale_is_a_language_of_ours_or_none(locale: str | None, tag: str | None) -> None:
    assert language_for(locale, TAGS) == tag


def test_a_language_that_is_not_there_is_not_promised() -> None:
    assert language_for("zh-TW", ["en", "zh-Hans"]) is None
    assert language_for("pt-BR", ["en"]) is None
