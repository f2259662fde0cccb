"""Signed requests against a server on this machine: how many a second, and how long the slowest wait."""

import json
import socket
import statistics
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlencode

from slack_sdk.signature import SignatureVerifier

from bot.slack.modals import PICK, PICKED


@dataclass(frozen=True, slots=True)
class Measured:
    """One round: requests a second, and the 99th percentile of the time to the answer in milliseconds."""

    rate: float
    p99: float


def signed_command(secret: str, text: str) -> bytes:
    """A slash command as bytes on the wire."""
    return _signed(secret, {"command": "/smtp", "text": text, "team_id": "T1", "user_id": "U1", "channel_id": "C1"})


def signed_type_ahead(secret: str, typed: str) -> bytes:
    """What is typed into the modal's select, as bytes on the wire."""
    people = {"team": {"id": "T1"}, "user": {"id": "U1"}}
    payload = {"type": "block_suggestion", **people, "action_id": PICKED, "block_id": PICK, "value": typed}
    return _signed(secret, {"payload": json.dumps(payload)})


def _signed(secret: str, form: dict[str, str]) -> bytes:
    """A request by Slack; its signature lasts five minutes, so it can be sent again and again."""
    body = urlencode(form)
    stamp = str(int(time.time()))
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
    head = (
        "POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: {signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return (head + body).encode()


def measure(port: int, request: bytes, clients: int, requests: int) -> Measured:
    """Send `requests` requests, `clients` at a time, over kept connections. Raises RuntimeError for any answer but 200."""
    times: list[float] = []
    began = time.perf_counter()
    each = requests // clients
    threads = [threading.Thread(target=_ask, args=(port, request, each, times)) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(times) != each * clients:
        raise RuntimeError(f"{each * clients - len(times)} of {requests} requests were not answered with 200")
    return Measured(len(times) / (time.perf_counter() - began), 1000 * statistics.quantiles(times, n=100)[98])


def _ask(port: int, request: bytes, times_to_ask: int, times: list[float]) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        for _ in range(times_to_ask):
            began = time.perf_counter()
            connection.sendall(request)
            if not _answered(connection):
                return
            times.append(time.perf_counter() - began)


def _answered(connection: socket.socket) -> bool:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536) or b"\r\n\r\n"
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    missing = int(lengths[0]) - len(body) if lengths else 0
    while missing > 0:
        missing -= len(connection.recv(65536))
    return head.startswith(b"HTTP/1.1 200")
