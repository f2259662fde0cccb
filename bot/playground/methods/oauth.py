"""oauth.v2.access: a code, or a refresh token, for a token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.playground.methods.registry import ApiError, method, need

if TYPE_CHECKING:
    from bot.playground.slack import Slack
    from bot.playground.workspace import Json


@method("oauth.v2.access", public=True)
def access(slack: Slack, arguments: Json) -> Json:
    """Exchange a code, or renew a token, for whoever says to be the app."""
    if arguments.get("grant_type") == "refresh_token":
        given, error = slack.grants.renew(need(arguments, "refresh_token")), "invalid_refresh_token"
    else:
        given, error = slack.grants.exchange(need(arguments, "code")), "invalid_code"
    if given is None:
        raise ApiError(error)
    grant, tokens = given
    return {
        "app_id": slack.app.app_id,
        "authed_user": {"id": "U0MAYA"},
        "scope": ",".join(sorted(slack.app.scopes)),
        "token_type": "bot",
        "bot_user_id": slack.bot.id,
        "team": None if grant.everywhere else {"id": grant.team, "name": grant.name},
        "enterprise": {"id": grant.enterprise, "name": grant.name} if grant.enterprise else None,
        "is_enterprise_install": grant.everywhere,
        **tokens,
    }
