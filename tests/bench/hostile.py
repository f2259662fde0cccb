"""Pastes that are made to be slow: a head, one unit again and again, a tail. What they cost must grow as they do."""

from __future__ import annotations

from dataclasses import dataclass

_MAIL = "From: MAILER-DAEMON@example.com\nTo: a@example.net\nSubject: Undelivered Mail Returned to Sender\n"
_MIME = _MAIL + 'MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
_TEXT = "--b\nContent-Type: text/plain\n\nThis is the mail system. I could not deliver your message.\n\n"
_DSN = _MIME + _TEXT + "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.com\n\n"
_BASE64 = "Content-Transfer-Encoding: base64\n\n"
_LOG = "Jan  2 03:04:05 mx postfix/smtp[123]: "
_SAID = "host mx.example.org[192.0.2.25] said: 550 5.1.1 User unknown (in reply to RCPT TO command)"


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of hostile paste; ``{i}`` in the unit is its number, and ``deep`` closes as often as it opens."""

    name: str
    unit: str
    head: str = ""
    tail: str = ""
    deep: str = ""

    def paste(self, size: int) -> str:
        """A paste of this many characters, or a few more."""
        room = max(0, size - len(self.head) - len(self.tail))
        if "{i}" not in self.unit:
            times = room // (len(self.unit) + len(self.deep)) + 1
            return f"{self.head}{self.unit * times}{self.tail}{self.deep * times}"
        times = room // len(self.unit.replace("{i}", "123456")) + 1
        return self.head + "".join(self.unit.replace("{i}", f"{i:06}") for i in range(times)) + self.tail


SHAPES: tuple[Shape, ...] = (
    # Mail
    Shape("nested multiparts", '--b\nContent-Type: multipart/mixed; boundary="b"\n\n', _MIME),
    Shape("multiparts, each in the one before", _MIME.replace('"b"', '"b{i}"') + "--b{i}\n", _MAIL),
    Shape("mails inside mails", "--b\nContent-Type: message/rfc822\n\n" + _MIME, _MIME),
    Shape("many small parts", "--b\nContent-Type: text/plain\n\nx\n", _MIME),
    Shape("many boundaries, no parts", "--b\n", _MIME),
    Shape("boundaries that never close", '--b{i}\nContent-Type: multipart/mixed; boundary="c{i}"\n\n', _MIME),
    Shape("parts whose boundary must be guessed", "--bb{i}x\nContent-Type: text/plain\n\nx\n"),
    Shape("many Received headers", "Received: from mx{i}.example.org (mx [192.0.2.25]) by mx.example.net; x\n", _MAIL),
    Shape("one long folded header", " folded=?utf-8?q?a?=\n", _MAIL + "X-Long: x\n"),
    Shape("one endless header", "x", _MAIL + "X-Long: "),
    Shape("a subject of encoded words", "=?utf-8?B?YWJj?= ", _MAIL + "Subject: "),
    Shape("an address list without end", "a{i}@example.org, ", _MAIL + "X-Failed-Recipients: "),
    Shape("a header of quotes", '"', _MAIL + "To: "),
    Shape("base64 garbage", "!#A=Zz\n", _MIME + "--b\n" + _BASE64),
    Shape("base64 of base64", "VW05dFlXND0=\n", _MAIL + "Content-Type: text/plain\n" + _BASE64),
    Shape("quoted-printable of nothing but =", "=", _MAIL + "Content-Transfer-Encoding: quoted-printable\n\n"),
    Shape("HTML that never closes", "<style <", _MAIL + "Content-Type: text/html\n\n"),
    Shape("HTML of entities", "&amp", _MAIL + "Content-Type: text/html\n\n&lt;"),
    Shape("HTML of breaks", "<br", _MAIL + "Content-Type: text/html\n\n"),
    Shape("HTML of scripts", "<script></script", _MAIL + "Content-Type: text/html\n\n"),
    # Reports and notices
    Shape(
        "100,000 recipients in a report",
        "Final-Recipient: rfc822; a{i}@example.org\nAction: failed\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550 5.1.1 <a{i}@example.org>: User unknown\n\n",
        _DSN,
    ),
    Shape("a report of one endless field", "550 5.1.1 no ", _DSN + "Final-Recipient: rfc822; a@b.example\nStatus: "),
    Shape("recipient fields that say nothing", "Final-Recipient:\n", _DSN),
    Shape("recipients in a notice", "<a{i}@example.org>: 550 5.1.1 User unknown\n\n", _MAIL + "\n"),
    Shape("recipients, and one reply below", "<a{i}@example.org>\n", _MAIL + "\n", "550 5.1.1 User unknown\n"),
    Shape("recipients in a pasted notice", f"<a{{i}}@example.org>: {_SAID}\n\n", "This is the mail system at host x.\n\n"),
    Shape("qmail's paragraphs", "<a{i}@example.org>:\n192.0.2.25 does not like recipient.\n\n", "Hi. This is the qmail\n\n"),
    Shape("the words of a notice", "Delivery to the following recipient failed permanently: "),
    # Logs, events, sessions
    Shape("100,000 recipients in a log", f"{_LOG}4F{{i}}: to=<a{{i}}@example.org>, relay=x, dsn=5.1.1, status=bounced ({_SAID})\n"),
    Shape("one recipient, 100,000 times", f"{_LOG}4FABCDE12: to=<a@example.org>, relay=x, dsn=4.1.1, status=deferred ({_SAID})\n"),
    Shape("log lines that report nothing", f"{_LOG}4F{{i}}: message-id=<x@example.org>\n"),
    Shape("a log wrapped without end", "to=<a@example.org> wrapped\n", _LOG),
    Shape("Exim's log", "2026-01-02 03:04:05 1a{i}-0001-AB ** a{i}@example.org R=d T=s: SMTP error: 550 no\n"),
    Shape("Sendmail's log", "Jan  2 03:04:05 mx sm-mta[1]: A{i}: to=<a{i}@example.org>, dsn=5.1.1, stat=User unknown\n"),
    Shape("a queue listing", "4F{i}* 1234 Mon Jan  2 03:04:05 a@example.net\n(connection refused)\n a{i}@example.org\n\n"),
    Shape("qmail's log", "@400000005 delivery {i}: failure: 192.0.2.25_said:_550_no/\n", "starting delivery 1: msg 1 to remote a@example.org\n"),
    Shape("PowerMTA's CSV", "b,2026,,a@example.net,a{i}@example.org,,failed,5.1.1,smtp;550 no,mx\n", "type,timeLogged,timeQueued,orig,rcpt,orcpt,dsnAction,dsnStatus,dsnDiag,dsnMta\n"),
    Shape("JSON, deep", "[", '{"event": "bounce", "x": ', '"y"'),
    Shape("JSON, deep and closed", '{"body":', "", "1", "}"),
    Shape("JSON in JSON, cut off", '{"Message":"{\\"a\\":', "["),
    Shape("JSON that fails late", '{"a": "b", ', '{"event": "bounce", "c": "'),
    Shape("events, one a line", '{"event": "bounce", "email": "a{i}@example.org", "reason": "550 5.1.1 no"}\n'),
    Shape("pairs that are no JSON", "'a': 'b\\', ", "{'event': 'bounce', 'x': 'y', 'z': '"),
    Shape("a session without end", "RCPT TO:<a{i}@example.org>\n550 5.1.1 User unknown\n", "220 mx.example.org ESMTP\nMAIL FROM:<a@b.example>\n"),
    Shape("a reply of many lines", "550-5.1.1 no such user\n", "", "550 5.1.1 the end"),
    Shape("prompts for a password", "334 VXNlcm5hbWU6\nYWJjZA==\n"),
    Shape("passwords", "password=abc{i} "),
    Shape("a traceback without end", '  File "a.py", line 550, in send\n', "Traceback (most recent call last):\n"),
    Shape("recipients that Python refused", "'a{i}@example.org': (550, b'5.1.1 no'), ", "smtplib.SMTPRecipientsRefused: {"),
    # Plain text
    Shape("a million >", ">"),
    Shape("deep quoting", "> " * 50 + "550 5.1.1 no\n"),
    Shape("quoted, deeper and deeper", "> > >\n>"),
    Shape("bars", "| "),
    Shape("one endless line of words", "the mail was not delivered to you "),
    Shape("one endless word", "a"),
    Shape('"550 "', "550 "),
    Shape('"550-"', "550-"),
    Shape('"550\\n"', "550\n"),
    Shape('"550: "', "said: 550: "),
    Shape("digits", "5"),
    Shape("dotted digits", "5.1."),
    Shape("dots", "."),
    Shape("@", "@"),
    Shape("a@a@a", "a@"),
    Shape("a.a.a", "a."),
    Shape("addresses", "a{i}@example.org "),
    Shape("open angles", "<"),
    Shape("open brackets", "[("),
    Shape("quotes", "\"'"),
    Shape("backslashes", "\\"),
    Shape("literal line ends", "550-\\n"),
    Shape("Slack links", "<mailto:a@example.org|"),
    Shape("Slack escapes", "&amp;lt;"),
    Shape("equals", "="),
    Shape("hyphens", "-"),
    Shape("underscores after colons", ":_550_"),
    Shape("spaces", " "),
    Shape("tabs and line ends", "\t\n"),
    Shape("line ends", "\n"),
    Shape("lone CR", "\r"),
    Shape("lone CR after each word", "550 no\r"),
    Shape("NUL", "\0"),
    Shape("U+FFFD", "\ufffd"),
    Shape("zero-width spaces", "\u200b550 "),
    Shape("characters beyond the BMP", "\U0001f4e7 "),
    Shape("letters that grow in lower case", "\u0130"),
    Shape("header lines without a mail", "Subject: x\n"),
    Shape("colons", "a: "),
    Shape("URLs", "https://a:b"),
    Shape("IPv6 without end", "2001:db8:"),
    Shape("hosts that said nothing", "host mx.example.org[192.0.2.25] "),
    Shape("text in Latin-1", "\xe9\xe8 550 "),
)  # fmt: skip
