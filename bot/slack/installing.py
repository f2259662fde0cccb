"""``/slack/install`` and ``/slack/oauth_redirect``: Bolt's own flow, with pages in the visitor's language."""

from __future__ import annotations

import base64
import hashlib
import html
import logging
import re
from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from slack_bolt import BoltRequest, BoltResponse
from slack_bolt.oauth import OAuthFlow
from slack_bolt.oauth.callback_options import CallbackOptions, FailureArgs, SuccessArgs
from slack_bolt.oauth.oauth_settings import OAuthSettings
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError
from sqlalchemy.exc import SQLAlchemyError

from bot.settings import SLACK_API_URL, Settings
from bot.slack.app import load_manifest
from bot.slack.commands import COMMAND
from bot.slack.workspaces import Workspaces
from bot.smtp import Explainer
from bot.store import STATE_SECONDS, Store

INSTALL_PATH, REDIRECT_PATH = "/slack/install", "/slack/oauth_redirect"
NAME = "smtp-bot"
_STALE = {"invalid_state", "invalid_browser"}
_CANCELLED = "access_denied"
_STYLE = """
:root { color-scheme: light dark; font: 17px/1.5 system-ui, "Noto Sans", "Noto Sans Arabic", sans-serif; }
body { max-width: 34rem; margin: 12vh auto; padding: 0 1.5rem; }
h1 { font-size: 1.6rem; line-height: 1.25; }
p.kept { opacity: 0.75; font-size: 0.9rem; }
a.button { display: inline-block; margin: 0.5rem 0 1rem; padding: 0.6rem 1.2rem; border-radius: 0.4rem;
  background: #611f69; color: #fff; text-decoration: none; font-weight: 600; }
a.button:focus-visible { outline: 3px solid #1d9bd1; outline-offset: 2px; }
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
HEADERS = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cache-control": "no-store",
}
_log = logging.getLogger(__name__)


class Installing:
    """The few HTML pages that there are, and what they do."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        workspaces: Workspaces,
        explainer: Explainer,
    ) -> None:
        self._explainer = explainer
        self._workspaces = workspaces
        self._default = settings.language
        self._flow = _Flow(
            client=WebClient(base_url=settings.api_url, timeout=10),
            logger=_silent(),
            settings=OAuthSettings(
                client_id=settings.client_id,
                client_secret=settings.client_secret,
                scopes=load_manifest()["oauth_config"]["scopes"]["bot"],
                redirect_uri=f"{settings.public_url}{REDIRECT_PATH}" if settings.public_url else None,
                install_path=INSTALL_PATH,
                redirect_uri_path=REDIRECT_PATH,
                authorization_url=_authorization_url(settings.api_url),
                installation_store=store.installations(settings.client_id),
                state_store=store.states(),
                state_expiration_seconds=STATE_SECONDS,
                callback_options=CallbackOptions(success=self._done, failure=self._failed),
            ),
        )
        self._flow.show = self._invite

    def install(self, request: BoltRequest) -> BoltResponse:
        """The page with the button."""
        return self._or_say_why_not(self._flow.handle_installation, request)

    def redirect(self, request: BoltRequest) -> BoltResponse:
        """Where Slack sends people back to, whether they agreed or not."""
        return self._or_say_why_not(self._flow.handle_callback, request)

    def _or_say_why_not(self, handle: Callable[[BoltRequest], BoltResponse], request: BoltRequest) -> BoltResponse:
        try:
            response = handle(request)
        except SQLAlchemyError:
            _log.exception("an installation needs the database")
            return self._no(request, "install.store", 503)
        except (SlackClientError, OSError):
            _log.exception("Slack could not be asked about an installation")
            return self._no(request, "install.refused", 502, reason="no answer")
        for name, value in HEADERS.items():
            response.headers[name] = [value]
        return response

    def _invite(self, url: str, request: BoltRequest) -> str:
        say = self._say(request)
        return self._page(
            request,
            say("install.title", name=NAME),
            [say("install.what")],
            (url, say("install.button")),
            kept=say("home.stored"),
        )

    def _done(self, args: SuccessArgs) -> BoltResponse:
        installed = args.installation
        self._workspaces.refresh(installed.enterprise_id, installed.team_id)
        say = self._say(args.request)
        workspace = installed.team_name or installed.enterprise_name or installed.team_id or ""
        where = {"app": installed.app_id or "", "team": installed.team_id or installed.enterprise_id or ""}
        page = self._page(
            args.request,
            say("install.done_title"),
            [say("install.done", name=NAME, workspace=workspace, command=COMMAND)],
            (f"https://slack.com/app_redirect?{urlencode(where)}", say("install.open")),
        )
        return self._answer(200, page)

    def _failed(self, args: FailureArgs) -> BoltResponse:
        if args.reason == _CANCELLED:
            return self._no(args.request, "install.cancelled", 200)
        if args.reason in _STALE:
            return self._no(args.request, "install.stale", 400)
        _log.warning("an installation failed: %s", _word(args.reason))
        status = 400 if args.suggested_status_code == 200 else args.suggested_status_code
        return self._no(args.request, "install.refused", status, reason=_word(args.reason))

    def _no(self, request: BoltRequest, key: str, status: int, **places: str) -> BoltResponse:
        say = self._say(request)
        sentence = say(key, minutes=STATE_SECONDS // 60, **places)
        page = self._page(request, say("install.failed_title"), [sentence], ("install", say("install.again")))
        return self._answer(status, page)

    def _answer(self, status: int, page: str) -> BoltResponse:
        cookie = self._flow.settings.state_utils.build_set_cookie_for_deletion()
        return BoltResponse(status=status, body=page, headers={**HEADERS, "set-cookie": cookie})

    def _page(
        self,
        request: BoltRequest,
        title: str,
        paragraphs: Sequence[str],
        link: tuple[str, str],
        kept: str = "",
    ) -> str:
        tag = self._language(request)
        direction = self._explainer.dataset.languages[tag].direction
        parts = [f"<h1>{html.escape(title)}</h1>", *(f"<p>{html.escape(text)}</p>" for text in paragraphs)]
        parts.append(f'<a class="button" href="{html.escape(link[0])}">{html.escape(link[1])}</a>')
        parts += [f'<p class="kept">{html.escape(kept)}</p>'] if kept else []
        body = "\n".join(parts)
        return (
            f'<!doctype html>\n<html lang="{tag}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{html.escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
        )

    def _say(self, request: BoltRequest) -> Callable[..., str]:
        return self._explainer.dataset.words(self._language(request)).say

    def _language(self, request: BoltRequest) -> str:
        """The first language of the browser that we speak, else the one that is set, else English."""
        wished = ",".join(request.headers.get("accept-language", []))
        tags = [part.partition(";")[0] for part in wished.split(",")]
        return next(filter(None, map(self._explainer.language_for, [*tags, self._default])), "en")


class _Flow(OAuthFlow):
    """Bolt's flow with our page."""

    show: Callable[[str, BoltRequest], str]

    def build_authorize_url(self, state: str, request: BoltRequest) -> str:
        # Bolt's own puts whatever stands behind ?team= into the address, with its ampersands.
        wanted = (request.query.get("team") or [""])[0]
        team = wanted if re.fullmatch("[TE][0-9A-Z]{1,20}", wanted) else None
        return self.settings.authorize_url_generator.generate(state, team)

    def build_install_page_html(self, url: str, request: BoltRequest) -> str:
        return self.show(url, request)


def _authorization_url(api_url: str) -> str:
    """Where people agree: at Slack, or at the stand-in that a test talks to."""
    if api_url == SLACK_API_URL:
        return "https://slack.com/oauth/v2/authorize"
    return f"{api_url.removesuffix('api/')}oauth/v2/authorize"


def _silent() -> logging.Logger:
    """Bolt logs the code that it could not exchange; `_failed` logs the reason without it."""
    logger = logging.getLogger("bot.slack.oauth_flow")
    logger.setLevel(logging.CRITICAL)
    return logger


def _word(reason: str) -> str:
    return re.sub(r"[^\w .-]", "", reason)[:60] or "unknown"
