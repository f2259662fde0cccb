"""``make pictures``: the playground's answers as pictures, to be looked at; one of them is the README's."""

import sys
from pathlib import Path

from bot.smtp import Explainer
from tests.browser import answer, opened, playground, say, speak
from tests.pictures.surfaces import CAMERAS, photograph

COMPARISONS = ("250 521", "220 521", "250 556", "211 521", "235 521")
LOCALES = {"en": "en-US", "fr": "fr-FR", "ar": "ar", "ru": "ru-RU", "zh-Hans": "zh-CN"}


def main(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    with playground() as address:
        take_readme(address)
        take_comparisons(address, folder)
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


def take_comparisons(address: str, folder: Path) -> None:
    explainer = Explainer()
    for language in LOCALES.keys() & explainer.dataset.languages:
        with opened(address, height=1900) as page:
            speak(page, LOCALES[language])
            say(page, f"/smtp lang {language}")
            for codes in COMPARISONS:
                say(page, f"/smtp {codes}")
                title = explainer.answer(codes, language).title
                answer(page, title).screenshot(path=folder / f"{language}-{codes.replace(' ', '-')}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
