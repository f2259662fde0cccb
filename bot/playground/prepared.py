"""The workspace that everybody meets: four colleagues with four languages, a partner, an alert app, five channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.playground.workspace import SLACKBOT, Channel, Json, Message, Person, Workspace

if TYPE_CHECKING:
    from bot.playground.clock import Clock
    from bot.playground.registration import Registration

MAYA = Person("U0MAYA", "maya", "Maya Lindqvist", "1e7f57", "en-US", "America/New_York")
LUC = Person("U0LUC", "luc", "Luc Moreau", "3c6ce6", "fr-FR", "Europe/Paris")
HARUKA = Person("U0HARUKA", "haruka", "Haruka Sato", "b4552d", "ja-JP", "Asia/Tokyo")
LAYLA = Person("U0LAYLA", "layla", "Layla Haddad", "6b4fbb", "ar", "Africa/Cairo")
PRIYA = Person("U0PRIYA", "priya", "Priya Nair", "a93fc4", "en-GB", "Europe/London", team="T0PARTNER")
ALERTS = Person("U0ALERTS", "mailwatch", "Mailwatch", "a86f08", bot_id="B0ALERTS", app_id="A0ALERTS")
NOBODY = Person(SLACKBOT, "slackbot", "Slackbot", "757575")

# As Slack delivers it: the angle brackets of the log line are escaped.
_ALERT = """\
Delivery to orders@shop.example has been failing for 14 minutes
```
Nov 21 09:41:07 mx1 postfix/smtp[2214]: 4F2A91C0E3: to=&lt;orders@shop.example&gt;, \
relay=mail.shop.example[192.0.2.25]:25, delay=2.1, dsn=5.7.26, status=bounced (host mail.shop.example[192.0.2.25] \
said: 550-5.7.26 This mail is unauthenticated, which poses a security risk to the sender and users \
(in reply to end of DATA command))
```"""

_BLOCKS: tuple[Json, ...] = (
    {"type": "header", "text": {"type": "plain_text", "text": "Delivery failed: invoices@customer.example"}},
    {
        "type": "section",
        "fields": [
            {"type": "mrkdwn", "text": "*Queue*\nbilling-out"},
            {"type": "mrkdwn", "text": "*Attempts*\n1 of 1"},
        ],
    },
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_preformatted",
                "elements": [
                    {
                        "type": "text",
                        "text": "smtp; 550 5.1.1 <invoices@customer.example>: Recipient address rejected: "
                        "User unknown in virtual mailbox table",
                    }
                ],
            }
        ],
    },
)
_ATTACHMENT: Json = {
    "color": "d00000",
    "title": "Bounce rate above 5 %",
    "text": "Last reply: `421 4.7.0 Try again later, closing connection. (EHLO)`",
    "fields": [
        {"title": "Relay", "value": "gmail-smtp-in.l.google.example", "short": True},
        {"title": "Messages", "value": "1,204", "short": True},
    ],
    "footer": "Mailwatch",
    "fallback": "Bounce rate above 5 %: 421 4.7.0",
}
SAMPLES: dict[str, tuple[str, Json]] = {
    "text": ("alert.text", {"text": _ALERT}),
    "blocks": ("alert.blocks", {"text": "Delivery failed", "blocks": list(_BLOCKS)}),
    "attachments": ("alert.attachments", {"text": "", "attachments": [_ATTACHMENT]}),
    "nothing": ("alert.nothing", {"text": "Disk usage on db2 is back below 80 %."}),
}


def sample(kind: str) -> Json:
    """Return what the alert app posts: `text`, `blocks`, `attachments` or `nothing` to do with mail."""
    return SAMPLES.get(kind, SAMPLES["text"])[1]


def prepare(clock: Clock, app: Registration) -> Workspace:
    """Build that workspace around the bot of `app`."""
    bot = Person(app.bot_user, app.name, app.name, "1d8f8a", bot_id=app.bot_id, app_id=app.app_id)
    workspace = Workspace(clock, (MAYA, LUC, HARUKA, LAYLA, PRIYA, bot, ALERTS, NOBODY), _channels(bot.id))
    workspace.post(Message("", "C0OPS", ALERTS.id, _ALERT))
    return workspace


def _channels(bot: str) -> list[Channel]:
    staff = (MAYA.id, LUC.id, HARUKA.id, LAYLA.id)
    everybody = frozenset({*staff, bot})
    return [
        Channel("C0OPS", "ops", "public", everybody | {ALERTS.id}, "topic.ops"),
        Channel("C0MAILTEAM", "mail-team", "private", everybody, "topic.mail_team"),
        Channel("C0PARTNERS", "partners", "public", everybody | {PRIYA.id}, "topic.partners", shared=True),
        Channel("C0RANDOM", "random", "public", frozenset(staff), "topic.random"),
        Channel("C0OLDOPS", "old-ops", "public", everybody, archived=True),
        *(Channel(f"D{user[1:]}", "", "im", frozenset({user, bot})) for user in staff),
    ]
