"""gunicorn's threaded worker, which tells in the API's own shape of what is no request.

Addresses that are too long, a NUL in a header, a wrong length: what never becomes a request never reaches Django.
"""

import json
from http import HTTPStatus
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

# gunicorn's answer to a Transfer-Encoding that it does not know, which is the client's fault all the same.
NOT_IMPLEMENTED = 501


class _Overheard:
    """Stands for the connection, and keeps what would have been sent."""

    def __init__(self, connection: Any) -> None:
        self.connection, self.sent = connection, b""

    def gettimeout(self) -> float:
        return 0.0  # or gunicorn would change the connection

    def sendall(self, data: bytes) -> None:
        self.sent += data

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)


class Worker(ThreadWorker):
    """Named in ``deploy/gunicorn.conf.py`` and by ``manage.py serve``."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Any) -> None:
        overheard = _Overheard(client)
        super().handle_error(req, overheard, addr, exc)
        words = overheard.sent.split(b" ", 2)
        if len(words) < 3:
            return
        status = int(words[1])
        try:
            client.sendall(_answer(400 if status == NOT_IMPLEMENTED else status))
        except OSError:
            self.log.debug("The client did not wait for the answer.")


def _answer(status: int) -> bytes:
    phrase = HTTPStatus(status).phrase
    code, detail = ("server_error", "Something broke.") if status >= 500 else ("bad_request", f"{phrase}.")
    body = {
        "type": "about:blank",
        "title": phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": "",
    }
    sent = json.dumps(body).encode()
    head = [
        f"HTTP/1.1 {status} {phrase}",
        "Content-Type: application/problem+json",
        f"Content-Length: {len(sent)}",
        "Cache-Control: no-store",
        "Connection: close",
    ]
    return "\r\n".join([*head, "", ""]).encode() + sent
