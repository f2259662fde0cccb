"""``make pictures``: the playground's answers as pictures, to be looked at; one of them is the README's."""

import sys
from pathlib import Path

from tests.browser import answer, label, opened, playground, say, speak
from tests.pictures.surfaces import CAMERAS, LOG, photograph

COMPARISONS = (
    ("zh-CN", "250 521"), ("fr-FR", "220 521"), ("zh-CN", "250 556"), ("ar", "211 521"), ("ru-RU", "235 521"),
)  # fmt: skip
LOCALES = (
    "ar", "de-DE", "en-US", "es-ES", "fr-FR", "id-ID", "it-IT", "ja-JP", "ko-KR", "pt-BR", "ru-RU", "tr-TR", "vi-VN",
    "zh-CN", "zh-TW",
)  # fmt: skip


def main(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    with playground() as address:
        take_readme(address)
    take_comparisons(folder)
    take_diagnoses(folder)
    for camera, names in CAMERAS.items():
        for name in names:
            # In a playground of its own, so that no picture shows what another one left behind.
            with playground() as address:
                photograph(address, name, folder, camera)


def take_readme(address: str) -> None:
    with opened(address, height=1470) as page:
        say(page, "/smtp 250 521")
        answer(page, "250 OK vs 521").scroll_into_view_if_needed()
        page.get_by_text("Only visible to you").last.scroll_into_view_if_needed()
        page.screenshot(path=Path(__file__).with_name("readme.png"))


def take_comparisons(folder: Path) -> None:
    for locale, codes in COMPARISONS:
        take_answer(locale, codes, folder / f"{locale}-{codes.replace(' ', '-')}.png")


def take_diagnoses(folder: Path) -> None:
    for locale in LOCALES:
        take_answer(locale, LOG, folder / f"{locale}-diagnosis.png")


def take_answer(locale: str, asked: str, picture: Path) -> None:
    """What somebody sees whose Slack speaks this language: in a playground of its own, to be met for the first time."""
    with playground() as address, opened(address, height=1900) as page:
        speak(page, locale)
        say(page, f"/smtp {asked}")
        answer(page, label(page, "message.only_you")).screenshot(path=picture)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
