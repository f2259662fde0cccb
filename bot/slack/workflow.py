"""The workflow step "Explain bounce": text in, cause and summary out, or a reason why not."""

from __future__ import annotations

from typing import Any

from slack_bolt.kwargs_injection.args import Args

from bot.slack.desk import Desk
from bot.slack.interactions import workspace_of
from bot.slack.people import Asker

STEP = "explain_bounce"
_OUTPUTS = {
    "cause": "cause",
    "permanence": "permanence",
    "who_acts": "who_acts",
    "retry": "retry",
    "reply": "reply",
    "enhanced_code": "status",
    "summary": "summary",
}


class Workflow:
    """Steps of other people's workflows."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def explain(self, args: Args) -> None:
        """Complete the step, or fail with a reason that the workflow's owner can read."""
        event: dict[str, Any] = args.event or {}
        text = str((event.get("inputs") or {}).get("text") or "").strip()
        asker = Asker(workspace_of(args.context), args.context.user_id or "")
        say = self._desk.people.say(asker)
        found = self._desk.outcome(text, asker) if text else None
        if found is None:
            args.fail(say("workflow.nothing" if text else "workflow.empty"))
            return
        outputs = {name: str(found.get(key) or "") for name, key in _OUTPUTS.items()}
        outputs["enhanced_code"] = outputs["enhanced_code"] or str(found.get("reported_status") or "")
        outputs["recipient_domain"] = str(found.get("recipient") or "").rpartition("@")[2]
        args.complete(outputs)
