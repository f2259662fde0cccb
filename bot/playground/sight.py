"""What one person sees, as the page draws it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.playground.faults import FOREVER
from bot.playground.methods import METHODS
from bot.playground.methods.shown import show_message
from bot.playground.prepared import SAMPLES
from bot.playground.workflows import parameters

if TYPE_CHECKING:
    from bot.playground.delivery import Courier
    from bot.playground.faults import Fault
    from bot.playground.slack import Slack
    from bot.playground.views import View
    from bot.playground.workspace import Channel, Json, Message, Person

# Slack's, and Arabic, which the bot speaks although Slack does not.
LOCALES = (
    *("ar", "de-DE", "en-GB", "en-US", "es-ES", "es-LA", "fr-FR", "id-ID", "it-IT", "ja-JP", "ko-KR", "pt-BR", "ru-RU"),
    *("tr-TR", "vi-VN", "zh-CN", "zh-TW"),
)
REFUSALS = 5
RUNS = 5


def see(slack: Slack, courier: Courier, person: Person) -> Json:
    """Return the whole screen of this person."""
    workspace = slack.workspace
    with workspace.changed:
        channels = [c for c in workspace.channels.values() if person.id in c.members and not c.archived]
        return {
            "version": workspace.version,
            "me": person.id,
            "app": _app(slack),
            "bot": {"way": courier.way, "reachable": not courier.unreachable and courier.way != "none"},
            "locales": LOCALES,
            "people": {one.id: _person(one) for one in workspace.people.values()},
            "channels": [_channel(slack, one, person) for one in channels],
            "messages": {c.id: [_message(slack, m) for m in workspace.visible(person.id, c.id)] for c in channels},
            "home": _view(slack, slack.views.homes.get(person.id)),
            "modal": _view(slack, slack.views.top(person.id)),
            "bench": _bench(slack),
            "refusals": {"count": len(slack.refusals), "last": [str(one) for one in slack.refusals[-REFUSALS:]]},
        }


def _bench(slack: Slack) -> Json:
    return {
        "installed": slack.installed,
        "copies": slack.copies,
        "paced": bool(slack.faults.paces),
        "faults": [_fault(name, fault) for name, fault in slack.faults.planted],
        "scopes": {scope: scope in slack.app.scopes for scope in sorted(slack.app.optional)},
        "functions": [_function(callback_id, held) for callback_id, held in slack.app.functions.items()],
        "runs": [{"id": name, **run} for name, run in list(slack.workflows.runs.items())[-RUNS:]],
        "samples": {kind: label for kind, (label, _) in SAMPLES.items()},
        "methods": sorted(METHODS),
        "log": list(slack.journal),
        "unseen": len(slack.unseen),
    }


def _fault(name: str, fault: Fault) -> Json:
    times = None if fault.times == FOREVER else int(fault.times)
    return {"name": name, "error": fault.error, "times": times, "seconds": _seconds(fault)}


def _seconds(fault: Fault) -> float | None:
    """Return how long this fault lets somebody wait; None for one that lets nobody."""
    return {"ratelimited": fault.retry_after, "slow": fault.seconds}.get(fault.error)


def _function(callback_id: str, held: Json) -> Json:
    inputs = parameters(held.get("input_parameters", {}))
    return {"id": callback_id, "title": held.get("title", callback_id), "inputs": inputs}


def _app(slack: Slack) -> Json:
    return {
        "id": slack.app.app_id,
        "name": slack.app.name,
        "user": slack.bot.id,
        "commands": sorted(slack.app.commands),
        "shortcuts": list(slack.app.shortcuts),
    }


def _person(person: Person) -> Json:
    return {
        "id": person.id,
        "name": person.name,
        "real_name": person.real_name,
        "color": person.color,
        "locale": person.locale,
        "bot": bool(person.bot_id),
        "team": person.team,
    }


def _channel(slack: Slack, channel: Channel, person: Person) -> Json:
    other = next(iter(channel.members - {person.id}), person.id) if channel.kind == "im" else None
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "topic": slack.say(person.id, channel.topic) if channel.topic else "",
        "shared": channel.shared,
        "with": other,
        "bot_is_member": slack.bot.id in channel.members,
        "members": len(channel.members),
    }


def _message(slack: Slack, message: Message) -> Json:
    return {
        **show_message(slack, message),
        "ephemeral": message.ephemeral,
        "broadcast": message.broadcast,
        "blocks": list(message.blocks),
    }


def _view(slack: Slack, view: View | None) -> Json | None:
    return {**view.to_json(slack.app), "errors": view.errors} if view else None
