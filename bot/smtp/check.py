"""Everything that can be wrong in ``data/``: what the loader refuses, and what only a whole look can see."""

from __future__ import annotations

from pathlib import Path

from bot.smtp import laws
from bot.smtp.loading import (
    ENGLISH,
    Known,
    find_data,
    read_cause_words,
    read_causes,
    read_enhanced,
    read_enhanced_words,
    read_known,
    read_language,
    read_notices,
    read_rules,
    read_words,
)
from bot.smtp.proof import messages_reach_their_rules
from bot.smtp.rulebook import build_rules, rules_are_sound
from bot.smtp.tables import Problem
from bot.smtp.translation import untranslated
from bot.smtp.words import CauseTexts


def check(folder: Path | None = None) -> list[Problem]:
    """All problems of ``folder`` (default: the project's ``data/``).

    What a language lacks or has not followed is a problem where its ``language.toml`` says that it is whole.
    """
    folder = folder or find_data()
    problems: list[Problem] = []
    known = Known(**read_known(folder, problems))
    known.enhanced = read_enhanced(folder, known.replies, problems)
    read_notices(folder, problems)
    _check_languages(known, _check_rules(folder, problems), problems)
    return problems


def _check_rules(folder: Path, problems: list[Problem]) -> CauseTexts:
    """Causes, providers and rules. Gives the causes and false leads that every language must have words for."""
    causes, providers = read_causes(folder, problems)
    files = read_rules(folder, problems)
    faults = list(rules_are_sound(causes, files))
    problems += faults
    if not faults and causes:
        problems += messages_reach_their_rules(build_rules(causes, providers, files), files)
    leads = {facts.false_lead for entries in files.values() for facts in entries.values() if facts.false_lead}
    return CauseTexts(dict.fromkeys(causes), dict.fromkeys(leads, ""))


def _check_languages(known: Known, named: CauseTexts, problems: list[Problem]) -> None:
    english = read_words(known, ENGLISH, None, problems)
    enhanced = read_enhanced_words(known, ENGLISH, problems)
    told = read_cause_words(known.folder, ENGLISH, problems)
    problems += laws.words_are_whole("lang/en/codes.toml", english.replies, known.replies)
    problems += laws.words_are_whole("lang/en/enhanced.toml", enhanced, known.enhanced)
    problems += laws.words_are_wanted("lang/en/causes.toml", told.causes, named.causes)
    problems += laws.words_are_wanted("lang/en/false_leads.toml", told.false_leads, named.false_leads)
    for tag in known.languages:
        faults = len(problems)
        language = read_language(known.folder, tag, problems)
        if tag != ENGLISH and len(problems) == faults:
            read_words(known, tag, english, problems)
            read_enhanced_words(known, tag, problems)
            read_cause_words(known.folder, tag, problems)
            problems += untranslated(known.folder, tag, whole=language.whole)
