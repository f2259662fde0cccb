"""What Slack says no with, sorted by what can be done about it."""

from __future__ import annotations

import logging

from slack_sdk.errors import SlackApiError

from bot.slack.views import Say

# The same answer may still pass when it is laid out more simply.
LAYOUT = {
    "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "internal_error",
    "only_one_table_allowed", "invalid_attachments",
}  # fmt: skip
# It may still reach the person in another place.
PLACE = {
    "not_in_channel", "channel_not_found", "is_archived", "restricted_action", "restricted_action_thread_locked",
    "restricted_action_read_only_channel", "restricted_action_thread_only_channel",
    "restricted_action_non_threadable_channel",
    "thread_not_found", "cannot_reply_to_message", "thread_locked", "message_not_found", "user_not_in_channel",
    "ekm_access_denied", "team_access_not_granted", "not_allowed_token_type",
}  # fmt: skip
# Nobody can be told; whoever runs the bot has to act.
_OPERATOR = {
    "token_revoked": "Slack has revoked the bot's token: install the app again and set SLACK_BOT_TOKEN to the new one",
    "token_expired": "the bot's token has expired: install the app again and set SLACK_BOT_TOKEN to the new one",
    "invalid_auth": "Slack does not know the bot's token: check SLACK_BOT_TOKEN",
    "not_authed": "no token was sent: set SLACK_BOT_TOKEN",
    "account_inactive": "the bot's user was removed or its workspace closed: install the app again",
    "missing_scope": "the app lacks the scope {needed}: add it under OAuth & Permissions, then install the app again",
    "access_denied": "the workspace forbids this to the app: an administrator has to allow it",
    "org_login_required": "the workspace is being moved within Enterprise Grid: wait, then try again",
}
_LOCKED_OUT = {"token_revoked", "token_expired", "invalid_auth", "not_authed", "account_inactive"}
_TOLD = {"not_in_channel", "channel_not_found", "is_archived", "msg_too_long", "invalid_blocks", "missing_scope"}
_log = logging.getLogger(__name__)


def word_of(error: SlackApiError) -> str:
    """Slack's word for what is wrong."""
    return str(error.response.get("error") or "unknown")


def tell_operator(error: Exception) -> None:
    """Log what whoever runs the bot has to do, where that would change something."""
    if isinstance(error, SlackApiError) and (sentence := _OPERATOR.get(word_of(error))):
        _log.error("%s: %s", word_of(error), sentence.format(needed=error.response.get("needed") or "that it needs"))


def why(error: Exception, say: Say, reference: str = "") -> str:
    """What a person is told: the refusal's own sentence, else that something went wrong, under a reference."""
    if isinstance(error, SlackApiError):
        word = word_of(error)
        if word in _TOLD:
            return say(f"refused.{word}")
        if word in PLACE:
            return say("refused.place")
        if word in _LOCKED_OUT:
            return say("refused.locked_out")
        if word in LAYOUT:
            return say("refused.invalid_blocks")
    return say("slack.error", reference=reference)
