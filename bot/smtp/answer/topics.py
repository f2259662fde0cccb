"""A cause or a provider as an answer of its own: what somebody gets who picks it from a list."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.smtp.answer.code import who_acts
from bot.smtp.answer.parts import Answer, Fact, Link, Passage
from bot.smtp.dataset import Dataset
from bot.smtp.words import Words


def explain_cause(name: str, dataset: Dataset, words: Words) -> Answer:
    """What a cause means, who acts and what to do first. Raises KeyError for one that is not there."""
    facts, said = dataset.rules().causes[name], words.cause(name)
    lines = (
        ("label.who", who_acts(facts.who, words)),
        ("label.retry", words.say(f"advice.{facts.retry}")),
        ("label.permanence", words.say(f"certainty.{facts.permanence}")),
        ("label.severity", words.say(f"severity.{facts.severity}")),
        ("label.reach", words.say(f"reach.{facts.reach}")),
    )
    return Answer(
        kind="search",
        language=words.tag,
        title=said.name,
        summary=f"{said.verdict} {said.act}",
        facts=tuple(Fact(words.say(label), text) for label, text in lines),
        passages=(Passage(words.say("label.steps"), tuple(said.steps)),) if said.steps else (),
        links=tuple(_link(url) for url in facts.links),
    )


def explain_provider(name: str, dataset: Dataset, words: Words) -> Answer:
    """How a provider is known and where its own page is. Raises KeyError for one that is not there."""
    provider = dataset.rules().providers[name]
    hosts = ", ".join(provider.hosts)
    return Answer(
        kind="search",
        language=words.tag,
        title=provider.name,
        summary=words.say("topic.provider", name=provider.name),
        facts=(Fact(words.say("topic.hosts"), hosts),) if hosts else (),
        links=(_link(provider.postmaster),) if provider.postmaster else (),
    )


def _link(url: str) -> Link:
    return Link(urlsplit(url).hostname or url, url)
