"""A real gunicorn, and clients that send what is no request, or their bodies slowly, or not at all."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.jobs.real import wait_for

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("slow")
    (folder / "quick.py").write_text(
        "from common import slow_bodies\nslow_bodies.GRACE_SECONDS = 0.5\nfrom config.wsgi import application\n"
    )
    words = [
        "-m",
        "gunicorn",
        "--threads",
        "2",
        "--worker-class",
        "config.worker.Worker",
        "--no-control-socket",
        "-b",
        f"127.0.0.1:{number}",
        "quick",
    ]
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": "sqlite://:memory:",
        "PYTHONPATH": f"{folder}:{ROOT}",
    }
    server = subprocess.Popen([sys.executable, *words], cwd=ROOT, env=env, stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: answers(number), seconds=60)
        yield number
    finally:
        server.terminate()
        server.wait()


def answers(port: int) -> bool:
    with closing(socket.socket()) as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def post(port: int, path: str, length: int, sent: bytes, every: float = 0.0) -> tuple[bytes, float]:
    """What is answered to a body of which ``sent`` comes, a byte at a time, and after how many seconds."""
    began = time.monotonic()
    with closing(socket.create_connection(("127.0.0.1", port), timeout=20)) as client:
        head = (
            f"POST {path} HTTP/1.1",
            "Host: localhost",
            "Content-Type: application/json",
            f"Content-Length: {length}",
        )
        client.sendall("\r\n".join([*head, "", ""]).encode())
        stop = threading.Event()

        def trickle() -> None:
            for byte in sent:
                try:
                    client.sendall(bytes([byte]))
                except OSError:
                    return
                if every and stop.wait(every):
                    return

        sender = threading.Thread(target=trickle)
        sender.start()
        answer = b""
        while b"\r\n\r\n{" not in answer and (got := client.recv(65536)):
            answer += got
        stop.set()
        sender.join()
    return answer, time.monotonic() - began


@pytest.mark.parametrize(
    ("sent", "every"), [(b"", 0.0), (b"{" * 2000, 0.05)], ids=["nothing", "a byte now and then"]
)
def test_a_body_that_does_not_come_is_given_up(port: int, sent: bytes, every: float) -> None:
    answer, seconds = post(port, "/api/v1/auth/token/", 100_000, sent, every)
    assert answer.startswith(b"HTTP/1.1 408 ") and b"body_too_slow" in answer
    assert seconds < 15  # half a second here, and the rest is for a machine that has much else to do


def test_a_body_that_comes_is_taken(port: int) -> None:
    body = json.dumps({"username": ["x"] * 30_000}).encode()
    answer, _seconds = post(port, "/api/v1/auth/token/", len(body), body)
    assert answer.startswith(b"HTTP/1.1 400 ") and b'"username"' in answer


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /api/v1/tags/ HTTP/1.1\r\nHost: localhost\r\nX-Words: a\0b\r\n\r\n", 400),
        (b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Words: " + b"a" * 100_000 + b"\r\n\r\n", 431),
        (b"POST /api/v1/auth/token/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n", 400),
        (b"POST /api/v1/auth/token/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: brotli\r\n\r\n", 400),
        (b"nonsense\r\n\r\n", 400),
    ],
    ids=[
        "NUL in a header",
        "long address",
        "long header",
        "length below nothing",
        "unknown coding",
        "nonsense",
    ],
)
def test_what_is_no_request_is_told_in_the_same_shape(port: int, sent: bytes, status: int) -> None:
    with closing(socket.create_connection(("127.0.0.1", port), timeout=20)) as client:
        client.sendall(sent)
        answer = b""
        while b"}" not in answer and (got := client.recv(65536)):
            answer += got
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"Content-Type: application/problem+json" in head
    told = json.loads(body)
    assert (told["status"], told["code"]) == (status, "bad_request")
    assert head.startswith(f"HTTP/1.1 {status} ".encode())
