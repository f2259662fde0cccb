"""The nouns that tell what a text is about: mail, messages that may be mail, or what a courier brings."""

from __future__ import annotations

from functools import cache

from bot.smtp.patterns import PatternSet

_READ = 20_000  # characters in which a text says what it is about

# Mail, whom it is for and what carries it, by their stems in the languages of data/notices.toml and a few more. With a
# hyphen or a slash beside it, "mail" is a machine's or a folder's name: "mailer-7d9", "GET /mail".
_MAIL = (
    *(r"(?:^|[^-\w/])(?:e-?)?mails?(?:[^-\w/]|$)", r"\b(?:e-?)?mail (?:server|system|gateway)", r"\bmailings?\b"),
    *(r"\bmailbox", r"\bmailer-daemon", r"/var/(?:spool/)?mail", r"inbox", r"postmaster", r"recipient", r"addressee"),
    *(r"\bsmtp", r"\bmx\d{0,3}\b", r"\bmta\b", r"\brcpt\b", r"\brelay(?:ing)?\b", r"unrouteable", r"bounced address"),
    *(r"host or domain name", r"hop count", r"blocked using"),
    *(
        r"postfach",
        r"postbus",
        r"postvak",
        r"empfänger",
        r"courriel",
        r"courrier",
        r"destinata",
        r"boîte aux",
        r"correo",
    ),
    *(r"buzón", r"correio", r"casella", r"\bposta\b", r"geadresseerde", r"ontvanger", r"poczt", r"odbiorc", r"adresat"),
    *(r"skrzynk", r"příjemc", r"e-?pošt", r"e-?posta?\b", r"mottag", r"modtag", r"postkasse", r"vastaanottaj"),
    *(r"sähköposti", r"címzett", r"παραλήπτ", r"почт", r"получател", r"адресат"),
    "al\u0131c\u0131",  # Turkish, without a dot on its letters i
    *(r"メール", r"宛先", r"受信者", r"邮[件箱]", r"郵[件箱]", r"信箱", r"收[件信]", r"메일", r"받는 ?사람", r"수신자"),
)
# What is sent, and by whom: people speak of other messages too.
_MESSAGE = (
    *(r"message", r"sender", r"non-?delivery (?:report|notif)", r"delivery (?:status|attempt|fail|problem|error)"),
    *(r"delivery has failed", r"nachricht", r"absender", r"mensaje", r"remitente", r"mensagem", r"remetente"),
    *(r"messaggi", r"mittente", r"bericht", r"afzender", r"wiadomoś", r"nadawc", r"zpráv", r"meddela", r"meddele"),
    *(r"beskjed", r"melding", r"viesti", r"levél", r"üzenet", r"\bileti", r"mesaj", r"μήνυμα", r"сообщени", r"письм"),
    *(
        r"повідомлен",
        r"メッセージ",
        r"送信者",
        r"消息",
        r"信件",
        r"退信",
        r"메시지",
        r"הודע",
        r"الرسالة",
        r"ข้อความ",
        r"\bthư\b",
    ),
)
# Whole words: an address may be made of them.
_PARCELS = (
    r"(?:^|[\s(\"'])(?:parcels?|packages?|shipments?|couriers? (?:service|could|left|tried|attempted)"
    r"|tracking (?:number|id|code)|colis|paquetes?|encomendas?|pacc[ohi]{1,2}|pakket(?:je)?|przesyłk[aię]"
    r"|zásilk[ayu]|pakk[ea]n?|посылк[аиу]|kargo[mn]?uz|paket(?:es?|s)?|(?:[a-zäöü]{3,10})?sendung(?:en)?"
    r"|sendungsnummer)(?:[\s.,;:!?)]|$)",
    r"荷物|宅配|お届け物|包裹|快[递遞]|택배",
)


def is_about_mail(text: str) -> bool:
    """Whether a text speaks of mail."""
    return bool(_nouns()["mail"].find(text[:_READ]))


def is_about_messages(text: str) -> bool:
    """Whether a text speaks of messages and those who send them, which may be mail."""
    return bool(_nouns()["message"].find(text[:_READ]))


def is_about_parcels(text: str) -> bool:
    """Whether a text speaks of what a courier brings, which is undelivered too."""
    return bool(_nouns()["parcel"].find(text[:_READ]))


@cache
def _nouns() -> dict[str, PatternSet]:
    lists = {"mail": _MAIL, "message": _MESSAGE, "parcel": _PARCELS}
    return {name: PatternSet(f"(?i){words}" for words in known) for name, known in lists.items()}
