"""Who is asking, where, and in which language they are answered."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from concurrent.futures import wait
from dataclasses import dataclass
from functools import partial
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from sqlalchemy.exc import SQLAlchemyError

from bot.slack.markup import isolate
from bot.slack.patience import Patience
from bot.slack.tls import certificates
from bot.slack.views import Say
from bot.smtp import Explainer
from bot.store import Store
from bot.threads import Threads

LANGUAGE, LOCALE, MASKED, SHARED = "language", "locale", "masked", "shared"
_YES, _UNKNOWN = "1", "?"
_ASK_AGAIN = 3_600.0  # seconds until a locale that Slack did not tell is asked for again
_OLD = 43_200.0  # seconds after which a locale may have changed
_MOST_ASKED = 10_000
_WAITING_ACKS = 4  # at a time
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asker:
    """A person in a place. ``public``: everybody there reads the answer.

    ``thread`` is the thread that the answer belongs to. ``open_thread`` is the same once it has a message: Slack shows
    what one person alone sees only in threads that are there already.
    """

    team: str
    person: str
    channel: str = ""
    thread: str | None = None
    public: bool = False
    open_thread: str | None = None

    @property
    def is_direct(self) -> bool:
        """Whether this is the person's own conversation with the bot."""
        return self.channel.startswith("D")


class People:
    """Languages and choices of people and channels."""

    def __init__(self, explainer: Explainer, store: Store, default: str, patience: float) -> None:
        self._explainer = explainer
        self._store = store
        self._default = default
        self._asked: dict[tuple[str, str], float] = {}
        self._background = Threads(4, thread_name_prefix="people", awaited=False)
        self._patience = Patience(patience, _WAITING_ACKS)

    def language(self, asker: Asker) -> str:
        """The person's choice, else their Slack's, else the channel's, else the workspace's, else English.

        What everybody in a channel reads is in the channel's language, if it has one.
        """
        mine = self._of(asker.team, asker.person)
        known = [mine.get(LANGUAGE), mine.get(LOCALE)]
        known.insert(0 if asker.public else 2, self._of(asker.team, asker.channel).get(LANGUAGE))
        spoken = filter(None, map(self._explainer.language_for, (*known, self._default)))
        return next(spoken, "en")

    def say(self, asker: Asker) -> Say:
        """The sentences of the language in which somebody is answered."""
        return self.say_in(self.language(asker))

    def say_in(self, language: str) -> Say:
        """The sentences of a language; in one that is read from the right, codes and commands stay in one piece."""
        words = self._explainer.dataset.words(language)
        if words.language.direction == "ltr":
            return words.say
        return lambda key, **tokens: isolate(words.say(key, **tokens))

    def is_masked(self, asker: Asker) -> bool:
        """Whether addresses are shortened: where others read, in Slack Connect channels, and for who wants it so."""
        if asker.public or self._of(asker.team, asker.person).get(MASKED):
            return True
        return bool(asker.channel) and bool(self._of(asker.team, asker.channel).get(SHARED))

    def choice(self, team: str, subject: str, name: str) -> str | None:
        """One choice of a person or a channel."""
        return self._of(team, subject).get(name)

    def choose(self, team: str, subject: str, name: str, value: str | None) -> bool:
        """Remember a choice; None forgets it. A broken database costs the choice, not the answer: False."""
        try:
            self._store.prefer(team, subject, name, value)
        except SQLAlchemyError:
            _log.warning("a preference could not be written", exc_info=True)
            return False
        return True

    def mark_shared(self, team: str, channel: str, *, shared: bool) -> None:
        """Remember whether a channel is shared with another organisation; slash commands do not tell."""
        if bool(self.choice(team, channel, SHARED)) != shared:
            self.choose(team, channel, SHARED, _YES if shared else None)

    def forget(self, team: str, person: str | None = None) -> bool:
        """Forget what a person chose and where their Slack is from; without a person, a whole workspace.

        Returns whether it could be done: False while the database is out of reach.
        """
        try:
            self._store.forget(team, person)
        except SQLAlchemyError:
            _log.warning("preferences could not be deleted", exc_info=True)
            return False
        return True

    def meet_soon(self, client: WebClient, asker: Asker) -> None:
        """Ask Slack for somebody's locale beside the ack, which waits for it a moment: a first answer is worth that.

        Slack that takes longer is not waited for, nor are many at once; the next answer knows.
        """
        if not self._is_new(asker):
            self._ask_again(client, asker)
            return
        self._asked[asker.team, asker.person] = time.monotonic()
        told = self._background.submit(self._ask, client, asker)
        self._patience.wait(partial(wait, [told]))

    def meet(self, client: WebClient, asker: Asker, *, again: bool = False) -> None:
        """Ask Slack for somebody's locale now, if it is not known yet (or in any case, ``again``)."""
        if again or self._is_new(asker):
            self._asked[asker.team, asker.person] = time.monotonic()
            self._ask(client, asker)
        else:
            self._ask_again(client, asker)

    def _ask_again(self, client: WebClient, asker: Asker) -> None:
        """People change the language of their Slack: now and then, ask beside the answer."""
        asked = self._asked.get((asker.team, asker.person))
        if asked is None or time.monotonic() - asked > _OLD:
            self._asked[asker.team, asker.person] = time.monotonic()
            self._background.submit(self._ask, client, asker)

    def _is_new(self, asker: Asker) -> bool:
        if LOCALE in self._of(asker.team, asker.person):
            return False
        if len(self._asked) > _MOST_ASKED:
            self._asked.clear()
        asked = self._asked.get((asker.team, asker.person))
        return asked is None or time.monotonic() - asked > _ASK_AGAIN

    def _ask(self, client: WebClient, asker: Asker) -> None:
        # No retries: a language is worth no waiting.
        client = WebClient(
            token=client.token, base_url=client.base_url, timeout=3, ssl=certificates(), retry_handlers=[]
        )
        try:
            told: Any = client.users_info(user=asker.person, include_locale=True)
        except SlackApiError as error:
            _log.info("Slack does not tell the locale: %s", error.response.get("error"))
        except (SlackClientError, OSError):
            _log.info("Slack does not tell the locale", exc_info=True)
        else:
            locale = str((told.get("user") or {}).get("locale") or _UNKNOWN)
            if locale != self.choice(asker.team, asker.person, LOCALE):
                self.choose(asker.team, asker.person, LOCALE, locale[:35])

    def _of(self, team: str, subject: str) -> Mapping[str, str]:
        return self._store.preferences(team, subject) if subject else {}
