"""What happens to a bounce between the server and us, and worse: ways to damage it, chosen by a seeded generator."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.bench.hostile import SHAPES

_CHARSETS = (
    "utf-16",
    "utf-16-le",
    "utf-32",
    "latin-1",
    "cp1252",
    "utf-8-sig",
    "utf-7",
    "iso2022_jp",
    "shift_jis",
    "cp037",
)
_FRAGMENTS = (
    b"\0", b"\r", b"\r\n", b"\n\n", b"\xff\xfe", b"\xef\xbb\xbf", b"\xef\xbf\xbd", b"\x1b$B", b"\xc3", b"\xed\xa0\x80",
    b"--", b"--b\n", b"550 ", b"550-5.1.1 ", b"5.1.1", b"\n550-", b"_550_", b"\\n550-", b"<", b">", b"<a@", b"@", b'"', b"'",
    b"{", b"[", b'{"event": "bounce", "email": ', b"%7B%22", b"```", b"&amp;lt;", b"<mailto:a|", b"> > ", b"| ", b"=\n", b"=3D",
    b"Content-Type: multipart/mixed; boundary=b\n\n", b"Content-Type: message/rfc822\n\n", b'boundary="', b"charset=undefined",
    b"Content-Transfer-Encoding: base64\n\n", b"Content-Transfer-Encoding: quoted-printable\n\n", b"=?utf-8?B?", b"=?x?q?=?=",
    b"Final-Recipient: rfc822; ", b"Status: 5.1.1\n", b"Diagnostic-Code: smtp; ", b"Feedback-Type: abuse\n", b"From ",
    b"334 VXNlcm5hbWU6\n", b"AUTH PLAIN ", b"password=", b"Traceback (most recent call last):\n", b"RCPT TO:<", b"<<< ", b"S: ",
    b"Jan  2 03:04:05 mx postfix/smtp[1]: ", b"status=bounced (", b" ** ", b"stat=", b"dsn=", b"delivery 1: failure: ",
    b"2001:db8::", b"192.0.2.", b"9" * 400, b"(" * 500, b"<" * 500, b"a." * 300, b"\xe2\x80\x8b" * 50, b"\xc4\xb0", b"\xf0\x9f\x93\xa7",
)  # fmt: skip
_MOST = 60_000  # bytes of a case: a fuzz run is many small ones, the growth of big ones is measured by `make bench`


def mutate(random: Random, corpus: list[bytes]) -> bytes:
    """One damaged bounce."""
    case = random.choice(corpus)[:_MOST]
    for _ in range(random.choice((1, 1, 2, 3, 6))):
        case = random.choice(_WAYS)(random, case, corpus)[:_MOST]
    return case


def _flip(random: Random, case: bytes, _corpus: list[bytes]) -> bytes:
    flipped = bytearray(case)
    for _ in range(random.choice((1, 4, 40))):
        if flipped:
            flipped[random.randrange(len(flipped))] = random.randrange(256)
    return bytes(flipped)


def _cut(random: Random, case: bytes, _corpus: list[bytes]) -> bytes:
    place = random.randint(0, len(case))
    return case[:place] if random.random() < 0.5 else case[place:]


def _remove(random: Random, case: bytes, _corpus: list[bytes]) -> bytes:
    start, end = _stretch(random, case)
    return case[:start] + case[end:]


def _repeat(random: Random, case: bytes, _corpus: list[bytes]) -> bytes:
    start, end = _stretch(random, case)
    return case[:end] + case[start:end] * random.choice((1, 2, 20)) + case[end:]


def _splice(random: Random, case: bytes, corpus: list[bytes]) -> bytes:
    start, end = _stretch(random, case)
    other = random.choice(corpus)
    first, last = _stretch(random, other)
    return case[:start] + other[first:last] + case[end:]


def _shuffle(random: Random, case: bytes, _corpus: list[bytes]) -> bytes:
    lines = case.split(b"\n")
    start = random.randrange(len(lines))
    some = lines[start : start + random.choice((3, 20, len(lines)))]
    random.shuffle(some)
    return b"\n".join([*lines[:start], *some, *lines[start + len(some) :]])


def _insert(random: Random, case: bytes, _corpus: list[bytes]) -> bytes:
    place = random.randint(0, len(case))
    return case[:place] + random.choice(_FRAGMENTS) * random.choice((1, 1, 1, 5, 60)) + case[place:]


def _insert_shape(random: Random, case: bytes, _corpus: list[bytes]) -> bytes:
    place = random.choice((0, random.randint(0, len(case)), len(case)))
    return case[:place] + random.choice(SHAPES).paste(random.choice((50, 500, 8_000))).encode() + case[place:]


def _recode(random: Random, case: bytes, _corpus: list[bytes]) -> bytes:
    return case.decode(random.choice(("utf-8", "latin-1")), "replace").encode(random.choice(_CHARSETS), "replace")


def _reline(random: Random, case: bytes, _corpus: list[bytes]) -> bytes:
    return case.replace(b"\n", random.choice((b"\r\n", b"\r", b"\n> ", b" ", b"\\n", b"\n\n", b"=\n", b"\n    ", b"")))


def _widen(random: Random, case: bytes, _corpus: list[bytes]) -> bytes:
    old, new = random.choice(
        ((b" ", b"  "), (b" ", b"\t"), (b":", b""), (b"-", b""), (b"<", b"&lt;"), (b".", b""), (b"@", b""))
    )
    return case.replace(old, new)


def _stretch(random: Random, case: bytes) -> tuple[int, int]:
    start = random.randint(0, len(case))
    return start, min(len(case), start + random.choice((1, 10, 100, 2_000)))


_WAYS: tuple[Callable[[Random, bytes, list[bytes]], bytes], ...] = (
    _flip, _cut, _remove, _repeat, _splice, _splice, _shuffle, _insert, _insert, _insert_shape, _recode, _reline, _widen,
)  # fmt: skip
