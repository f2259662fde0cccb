"""What stands around a number in text and tells whether it is a reply code. Patterns are compiled at first use."""

from __future__ import annotations

import re
from functools import cache

ENHANCED = r"[245]\.\d{1,3}\.\d{1,3}(?!\.?\d)"

# Words before a code that announce a server's answer; in lower case, as what they are looked for in.
_ANNOUNCING_WORDS = (
    r"said",
    r"to me",
    r"says",
    r"respon[sd]\w{0,6}",
    r"returned",
    r"replied",
    r"reply",
    r"reason",
    r"stat",
    r"status",
    r"deferred",
    r"bounced",
    r"rejected",
    r"failed",
    r"failure",
    r"error",
    r"answer\w{0,3}",
    r"diagnostic",
    r"details?",
    r"got",
    r"greeting",
    r"after [a-z ]{4,12}[^\n]{0,80}",
    r"to remote server",
    r"server",
    r"mta",
    r"with message",
    r"erreur",
    r"fehler",
    r"errore?",
    r"antwort\w{0,3}",
    r"réponse",
    r"respuesta",
    r"risposta",
    r"resposta",
    r"message",
    r"rcpt to",
    r"mail from",
    r"data",
)
_ANNOUNCING = (
    r"smtp ?;",
    r"(?:\b|_)code",
    r": host [^\n]{1,60}",
    r"<<<",
    r"<\*\*",
    r"<-",
    r"返回",
    r"[错錯][误誤]",
    r"エラー",
    r"応答",
    r"오류",
    r"ошибка",
    r"ответ",
)

# Words before a number that is something else.
_OTHER_NUMBERS = (
    r"port",
    r"line",
    r"errno",
    r"events",
    r"users",
    r"id",
    r"pid",
    r"size",
    r"queue",
    r"year",
    r"count",
    r"total",
    r"bytes",
    r"took",
    r"after",
    r"within",
    r"about",
    r"page",
    r"up to",
    r"limit(?: of)?",
    r"maximum",
    r"exceeds",
    r"than",
    r"version",
    r"ticket",
    r"tel",
    r"phone",
    r"room",
    r"session",
    r"build",
    r"column",
    r"of",
    r"job",
    r"category",
    r"argument",
    r"literal",
    # How a program ended, and what Python throws where the number was a value.
    r"exit(?:ed|s)?(?: with)?(?: non-?zero)?(?: status| code)*",
    r"(?:key|value|type|index|attribute|lookup|runtime|assertion)error",
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec) \d?\d,?",
)

# The status codes of HTTP (RFC 9110 section 15) that mail servers have too, and what they mean there.
_WEB_REASONS = {
    "400": r"bad request",
    "402": r"payment",
    "406": r"not acceptable",
    "407": r"proxy auth",
    "411": r"length required",
    "412": r"precondition failed",
    "414": r"(?:request-)?ur[il] too",
    "416": r"(?:requested )?range",
    "417": r"expectation",
    "418": r"i'm a teapot",
    "421": r"misdirected",
    "422": r"unprocessable",
    "423": r"locked",
    "424": r"failed dependency",
    "425": r"too early",
    "426": r"upgrade required",
    "428": r"precondition required",
    "431": r"request header",
    "451": r"unavailable for legal",
    "500": r"internal server error",
    "501": r"not implemented",
    "502": r"bad gateway",
    "503": r"(?:service (?:temporarily )?unavailable|backend)",
    "504": r"gateway time-?out",
    "505": r"http version",
    "507": r"insufficient storage",
    "508": r"loop detected",
    "511": r"network auth",
}
WEB_TOO = frozenset(_WEB_REASONS)
# Those that no mail server gives without an enhanced code.
_WEB_ONLY = "401|403|404|405|408|409|410|413|415|429"

# Words of giving up after many attempts.
EXPIRED = (
    "expired",
    "retry timeout exceeded",
    "retry time out exceeded",
    "too long in queue",
    "too long in the queue",
    "in queue too long",
    "in the queue too long",
    "delivery timeout",
    "delivery time out",
    "max time",
    "maximum time",
    "gave up",
    "exhausted",
)

# Where a reply ends: how the line begins that is no part of it any more.
_NEXT_LINES = (
    r"<[^<>\s]{3,254}>(?:[:,. ]|$)",
    r"[\w.+=-]{1,64}@[\w.-]{3,254}(?::|$)",
    r"(?<=\n)[\w.+=-]{1,64}@[\w.-]{3,254} ",
    r"(?:[A-Z][a-z]{1,20}-){1,3}[A-Za-z]{2,20}:",
    r"(?:To|Cc|From|Subject|Date|Received|Status|Action):[ \t]",
    r"[CS]: ",
    r">>> ",
    r"<<< ",
    r"<- ",
    r"<\*\*",
    r" ?-> ",
    r"\.\.\. while",
    r"--+",
    r"==+",
    r"__+",
    r"\*\*\*",
    r"Giving up",
    r"I'm not going to try",
    r"Message could not be",
    r"Reporting-MTA",
    r"\d{4}[-/]\d\d[-/]\d\d",
    r"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d",
    r"\s+at [\w.$]{1,200}\(",
    r"File \"",
    r"QUIT$",
)

_SOURCES: dict[str, tuple[str, int]] = {
    # A number that could be a reply code. What stands around it is judged in Python: there are few of them.
    # 587 is a port wherever it stands. Scripts without spaces between words touch a code: only ASCII keeps it away.
    "candidate": (
        r"[45](?!87)(?<![A-Za-z0-9_.@/?&%$+-][45])(?:[0-5]|(?<=5)[6-9])\d(?![A-Za-z0-9_@/%$+=])(?![.:]\d)"
        r"(?!-\d{2,4}(?![.\d]))",
        0,
    ),
    "qmail candidate": (r"(?<=_)[45][0-5]\d(?=[_-])", 0),
    # Barracuda puts a word of its own in between, others "RecipientError: 550", a colon, a hash, a bracket or a quote.
    "enhanced next": (
        r"[-_ \t]{0,3}(?:\n[ \t]{0,8})?"
        r"(?:cuda_nsu |[:;,] ?(?:ERROR_CODE ?: ?)?|(?:\w{1,20}Error: )?[45]\d\d )?"
        rf"b?[#(\['\"]{{0,2}}({ENHANCED})",
        0,
    ),
    # Further on in a reply only subjects that exist (0 to 7) count, or "4.16.55.1" and versions would.
    "enhanced inside": (r"(?<![\w.#/=])[#(\[]{0,2}(?<!\w#)([245]\.[0-7]\.\d{1,3}(?!\.?\d))(?![\w-])", 0),
    "enhanced": (r"[245]\.[0-7]\.\d{1,3}(?!\.?\d)", 0),
    # What stands before an enhanced code without a reply code.
    "alone": (r"(?:^[-* \t]{0,6}|[#(\[]|: |;|['\"])\s{0,4}#?\Z", re.MULTILINE),
    # What announces it, besides the words below; and what says that it is a version.
    "announced": (r"(?:(?:^|\n)[-* \t]{0,6}|[#(\[;>'\"]|[>)\]]: |(?:exception|error): )\s{0,4}#?$", 0),
    "version next": (
        r"[ -](?:alpha|beta|rc\d?|release[ds]?|updates?|version|fix(?:es|ed)|adds|is out|of)\b",
        re.IGNORECASE,
    ),
    "marker": (
        rf"(?:\b(?:{'|'.join(_ANNOUNCING_WORDS)})|{'|'.join(_ANNOUNCING)})"
        r"(?: was| is| from [\w.-]{1,60}(?: ?\[[\w.:]{1,45}\])?)?"
        r" ?[:;=,]{0,2} ?[_ \t]{0,4}(?:\n[ \t]{0,8})?b?[\"'(\[]{0,2}$",
        0,
    ),
    "line start": (
        r"(?:^|\n)[ \t]{0,16}(?:(?:S|Server|<<<|<-|<\*\*|<~\*|<|\*{1,3}|-|•)[: ] {0,4})?[\"'(\[<]{0,2}$",
        0,
    ),
    "colon": (r"[\w>)\]\"'.]:[ \t]{1,3}(?:\n[ \t]{0,8})?[\"'(\[]?$", 0),
    "words next": (
        r"[-_ :]{0,3}(?:\n[ \t]{1,16})?(?:(?<=[-_ :\t])[^\s\d]|(?<=[-_ :\t])\d[\w-]{0,60} [A-Za-z])"
        r"|, ?b?['\"]|[:;.,)\]'\"]|[ \t]*(?:\n|$)",
        0,
    ),
    "other number": (rf"\b(?:{'|'.join(_OTHER_NUMBERS)})\b[^\w\n]{{0,4}}$", 0),
    "measure next": (
        r"[- ]?(?:(?:ms|[kmg]i?b|bytes?|octets?|sec|seconds?|s|min|minutes?|hours?|h|days?|weeks?|x|percent"
        r"|k|k?m|kg|miles|eur|euros?|usd|dollars?|gbp|pounds?|chf|jpy|yen|cny|rmb|inr|brl|cad|aud|sek|nok|dkk|pln|czk|huf|rub)\b"
        r"|(?:[€£¥₹₽%°]|\$(?![({\w]))|[元円圆人个個件封条通名年月日号號位台万億원명개통건년월일])",
        re.IGNORECASE,
    ),
    "letter": (r"[^\W\d_]", 0),
    "money": (r"(?:[€$£¥₹₽]|\b(?:eur|usd|gbp|chf)) ?$", 0),
    "count next": (
        r"[- ](?:(?:chars?|characters|months?|years?|messages|mails|e-?mails|recipients|addresses|users|events|times|of"
        r"|lines|items|deferred|active|connections|bounces|requests|people|mailboxes|accounts"
        r"|tests|commits|files|rows|pages|downloads|sent|hits|views|clicks|subscribers|contacts|customers|orders|guests|tickets|jobs|tasks|records|entries|points"
        r"|servers|hosts|sessions|processes|samples)\b"
        r"|(?:[A-Z][\w.'-]{1,20} ){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Lane|Drive|Boulevard|Blvd)\b)",
        0,
    ),
    # How a web server's answer reads from its number on, and what stands before it: "HTTP/1.1 503", of an access log
    # also the bytes; "HTTPError: 503", "http probe failed with statuscode: 503", "requested URL returned error: 503".
    "web": (
        rf"(?:{_WEB_ONLY})\b|(?:{'|'.join(f'{code}[-: (]{{1,3}}{words}' for code, words in _WEB_REASONS.items())})"
        rf"|(?:{'|'.join(_WEB_REASONS)})[-: (]{{1,3}}"
        r"(?:(?:client|server) error|(?:for|when requesting)\b.{0,8}https?:)",
        re.IGNORECASE,
    ),
    "web request": (r"\bhttp/\d(?:\.\d)?\"? (?:\d{3} )?$", 0),
    "web before": (
        r"(?:\bhttp(?!s?://)[\w/. $-]{0,40}[^\w\n]{0,4}|requested url [\w ]{0,20}:? ?"
        r"|\b(?:get|post|put|patch|delete|head) (?:/|https?:)\S{0,40} ?\"? )$",
        0,
    ),
    # Both protocols' libraries say so, of numbers that both have.
    "status code": (r"(?:\bstatus[_ ]?code(?: (?:is|was|of))?[^\w\n]{0,4}|\bstatus\()$", 0),
    "smtp near": (r"smtp|rcpt|mail from|\behlo|\bhelo|\bmta\b|\bmx\d{0,3}\b|mail ?server|\bsaid\b", 0),
    # A label of a measurement: smtp_replies_total{code="550"} 1421.
    "label": (r"\w\{[^{}\n]{0,40}=\"$", 0),
    "end": (
        rf"\s(?:(?<=\n)[ \t]*\n|\(in\s+reply\s+to\s|(?<=\n)(?=[ \t]{{0,3}}(?:{'|'.join(_NEXT_LINES)})))",
        re.MULTILINE,
    ),
    # Old Sendmail puts its own code before what the remote server said: "554 <a@b>... 550 Host unknown".
    "relayed": (r"[45]\d\d (?:[45]\.\d\.\d{1,3} )?\S{3,254}(?: \(\w{2,10}\))?\.\.\. ([45]\d\d)(?=[ -])", 0),
    "escaped line": (r"\\r\\n|\\n|\\r", 0),
}


@cache
def signs() -> dict[str, re.Pattern[str]]:
    """The patterns by name."""
    return {name: re.compile(pattern, flags) for name, (pattern, flags) in _SOURCES.items()}
