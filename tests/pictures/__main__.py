"""``make pictures``: the playground's answers as pictures, to be looked at; one of them is the README's."""

import sys
from pathlib import Path

from bot.smtp import Explainer
from tests.browser import answer, opened, playground, say

COMPARISONS = ("250 521", "220 521", "250 556", "211 521", "235 521")
LANGUAGES = ("en", "fr")


def main(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    explainer = Explainer()
    with playground() as address:
        with opened(address, height=1470) as page:
            say(page, "/smtp 250 521")
            shown = answer(page, "250 OK vs 521")
            shown.scroll_into_view_if_needed()
            page.get_by_text("Only visible to you").last.scroll_into_view_if_needed()
            page.screenshot(path=Path(__file__).with_name("readme.png"))
        for language in LANGUAGES:
            with opened(address, height=1900) as page:
                say(page, f"/smtp lang {language}")
                for codes in COMPARISONS:
                    say(page, f"/smtp {codes}")
                    title = explainer.answer(codes, language).title
                    answer(page, title).screenshot(path=folder / f"{language}-{codes.replace(' ', '-')}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
