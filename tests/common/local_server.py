"""A real HTTP server on this machine that answers as a test tells it to."""

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import pytest

from common.http import OutgoingError, fetch


@dataclass
class Received:
    method: str
    path: str
    headers: Any
    body: bytes


Behaviour = Callable[[BaseHTTPRequestHandler, threading.Event], None]


def answer(status: int = 200, body: bytes = b"", **headers: str) -> Behaviour:
    """A proper answer; `content_type="text/plain"` becomes the header Content-Type."""

    def write(handler: BaseHTTPRequestHandler, closing: threading.Event) -> None:
        handler.send_response(status)
        for name, value in {"content_length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-").title(), value)
        handler.end_headers()
        handler.wfile.write(body)

    return write


def raw(pieces: Iterable[bytes], pause: float = 0.0) -> Behaviour:
    """These very bytes, with a pause after each piece."""

    def write(handler: BaseHTTPRequestHandler, closing: threading.Event) -> None:
        for piece in pieces:
            handler.wfile.write(piece)
            handler.wfile.flush()
            if closing.wait(pause):
                break

    return write


def silence(handler: BaseHTTPRequestHandler, closing: threading.Event) -> None:
    """No answer, for as long as the test runs."""
    closing.wait(30)


class LocalServer:
    """Gives `answers` one after the other, the last one again and again; keeps what it was asked."""

    def __init__(self) -> None:
        self.answers: list[Behaviour] = [answer()]
        self.received: list[Received] = []
        self.closing = threading.Event()
        ours = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 5

            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                ours.received.append(Received(self.command, self.path, self.headers, body))
                given = ours.answers.pop(0) if len(ours.answers) > 1 else ours.answers[0]
                self.close_connection = True
                with suppress(OSError):  # the client went away, as it should
                    given(self, ours.closing)

            do_GET = do_POST = do_HEAD = do_PUT = handle_any

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.allowed = [f"private:127.0.0.1:{self.port}"]
        self.thread = threading.Thread(target=self.server.serve_forever, args=[0.02], daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()


def refusal(*args, **options) -> OutgoingError:
    with pytest.raises(OutgoingError) as caught:
        fetch(*args, **options)
    return caught.value
