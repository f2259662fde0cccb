"""The workspace that everybody meets: two colleagues with two languages, a partner, an alert app, five channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.playground.workspace import SLACKBOT, Channel, Json, Message, Person, Workspace

if TYPE_CHECKING:
    from bot.playground.clock import Clock
    from bot.playground.registration import Registration

MAYA = Person("U0MAYA", "maya", "Maya Lindqvist", "2bac76", "en-US", "America/New_York")
LUC = Person("U0LUC", "luc", "Luc Moreau", "3c6ce6", "fr-FR", "Europe/Paris")
PRIYA = Person("U0PRIYA", "priya", "Priya Nair", "d55aef", "en-GB", "Europe/London", team="T0PARTNER")
ALERTS = Person("U0ALERTS", "mailwatch", "Mailwatch", "e0a729", bot_id="B0ALERTS", app_id="A0ALERTS")
NOBODY = Person(SLACKBOT, "slackbot", "Slackbot", "757575")

_ALERT = """\
Delivery to orders@shop.example has been failing for 14 minutes
```
Nov 21 09:41:07 mx1 postfix/smtp[2214]: 4F2A91C0E3: to=<orders@shop.example>, relay=mail.shop.example[192.0.2.25]:25, \
delay=2.1, dsn=5.7.26, status=bounced (host mail.shop.example[192.0.2.25] said: 550-5.7.26 This mail is \
unauthenticated, which poses a security risk to the sender and users (in reply to end of DATA command))
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
    "text": ("A log line in the text", {"text": _ALERT}),
    "blocks": ("A reply in blocks", {"text": "Delivery failed", "blocks": list(_BLOCKS)}),
    "attachments": ("A reply in an old attachment", {"text": "", "attachments": [_ATTACHMENT]}),
    "nothing": ("Nothing about mail", {"text": "Disk usage on db2 is back below 80 %."}),
}


def sample(kind: str) -> Json:
    """Return what the alert app posts: `text`, `blocks`, `attachments` or `nothing` to do with mail."""
    return SAMPLES.get(kind, SAMPLES["text"])[1]


def prepare(clock: Clock, app: Registration) -> Workspace:
    """Build that workspace around the bot of `app`."""
    bot = Person(app.bot_user, app.name, app.name, "1d8f8a", bot_id=app.bot_id, app_id=app.app_id)
    workspace = Workspace(clock, (MAYA, LUC, PRIYA, bot, ALERTS, NOBODY), _channels(bot.id))
    workspace.post(Message("", "C0OPS", ALERTS.id, _ALERT))
    return workspace


def _channels(bot: str) -> list[Channel]:
    staff = {MAYA.id, LUC.id}
    return [
        Channel(
            "C0OPS", "ops", "public", frozenset({*staff, bot, ALERTS.id}), "What is on fire, and who holds the hose"
        ),
        Channel("C0MAILTEAM", "mail-team", "private", frozenset({*staff, bot}), "Queues, blocklists, DMARC reports"),
        Channel(
            "C0PARTNERS", "partners", "public", frozenset({*staff, PRIYA.id, bot}), "With Parcel & Co.", shared=True
        ),
        Channel("C0RANDOM", "random", "public", frozenset(staff), "Lunch, cats, and everything else"),
        Channel("C0OLDOPS", "old-ops", "public", frozenset({*staff, bot}), "Closed", archived=True),
        Channel("D0MAYA", "", "im", frozenset({MAYA.id, bot})),
        Channel("D0LUC", "", "im", frozenset({LUC.id, bot})),
    ]
