"""The bench of the page: plant faults, let alerts come in, run workflow steps, administer the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.exceptions import BadRequest

from bot.playground.prepared import ALERTS, sample

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.playground.administration import Administration
    from bot.playground.delivery import Courier
    from bot.playground.gestures import Gestures
    from bot.playground.slack import Slack
    from bot.playground.workspace import Channel, Json, Person

HALF_AN_HOUR = 31 * 60
MOST_COPIES = 4
MOST_SECONDS = 60


class Bench:
    """What a developer does to the bot and its Slack, by hand."""

    def __init__(self, slack: Slack, courier: Courier, gestures: Gestures, admin: Administration) -> None:
        self._slack = slack
        self._courier = courier
        self._gestures = gestures
        self._admin = admin
        self.deeds: dict[str, Callable[[Person, Json], Json]] = {
            "fault": self._fault,
            "mend": self._mend,
            "pace": self._pace,
            "copies": self._copies,
            "redeliver": self._redeliver,
            "wait": self._wait,
            "alert": self._alert,
            "run": self._run,
            "scope": self._scope,
            "installed": self._installed,
            "locale": self._locale,
            "invite": self._invite,
        }

    def _fault(self, _person: Person, given: Json) -> Json:
        name, error = str(given.get("name", "")), str(given.get("error", ""))
        if not name or not error:
            raise BadRequest("Name what fails, and how.")
        seconds = max(1, min(MOST_SECONDS, int(given.get("seconds") or 1)))
        times = float("inf") if given.get("always") else 1
        if error == "slow":
            self._slack.faults.slow(name, seconds, times=times)
        else:
            after = bool(given.get("after"))
            self._slack.faults.next(name, error, times=times, retry_after=seconds, after=after)
        return self._done()

    def _mend(self, _person: Person, _given: Json) -> Json:
        self._slack.faults.clear()
        self._slack.copies = 1
        return self._done()

    def _pace(self, _person: Person, given: Json) -> Json:
        self._slack.faults.paces.clear()
        if given.get("on"):
            self._slack.faults.pace("chat.postMessage", 1)
        return self._done()

    def _copies(self, _person: Person, given: Json) -> Json:
        self._slack.copies = max(1, min(MOST_COPIES, int(given.get("times") or 1)))
        return self._done()

    def _redeliver(self, _person: Person, _given: Json) -> Json:
        last = self._courier.last_event()
        if last:
            self._courier.redeliver(last)
        return {"ok": last is not None}

    def _wait(self, _person: Person, _given: Json) -> Json:
        self._slack.clock.pass_time(HALF_AN_HOUR)
        return self._done()

    def _alert(self, _person: Person, given: Json) -> Json:
        channel = self._channel(given)
        content = dict(sample(str(given.get("kind", ""))))
        if given.get("thread_ts"):
            content["thread_ts"] = str(given["thread_ts"])
        message = self._gestures.post(ALERTS, channel, content)
        return {"ok": True, "ts": message.ts}

    def _run(self, _person: Person, given: Json) -> Json:
        inputs = given.get("inputs")
        if not isinstance(inputs, dict):
            raise BadRequest("A step takes inputs.")
        return {"ok": True, "run": self._gestures.run_function(str(given.get("function", "")), inputs)}

    def _scope(self, _person: Person, given: Json) -> Json:
        scope = str(given.get("scope", ""))
        if scope in self._slack.app.optional:
            (self._admin.grant if given.get("on") else self._admin.decline)(scope)
        return self._done()

    def _installed(self, _person: Person, given: Json) -> Json:
        (self._admin.install if given.get("on") else self._admin.uninstall)()
        return self._done()

    def _locale(self, person: Person, given: Json) -> Json:
        self._admin.set_locale(person.id, str(given.get("locale", ""))[:10] or person.locale)
        return self._done()

    def _invite(self, _person: Person, given: Json) -> Json:
        channel = self._channel(given)
        (self._admin.invite if given.get("on", True) else self._admin.kick)(channel.id)
        return self._done()

    def _channel(self, given: Json) -> Channel:
        channel = self._slack.workspace.channels.get(str(given.get("channel", "")))
        if channel is None or channel.archived:
            raise BadRequest("There is no such channel.")
        return channel

    def _done(self) -> Json:
        self._slack.workspace.touch()
        return {"ok": True}
