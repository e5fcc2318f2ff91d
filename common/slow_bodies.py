"""Bodies that come too slowly: a client that sends a byte now and then must not hold a thread of the server.

For gunicorn without a proxy in front; nginx collects a body before it passes the request on.
"""

import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

from django.core.exceptions import BadRequest

GRACE_SECONDS = 4.0
# The mean that has to be reached after that: below what any line has that an upload could be finished on.
BYTES_A_SECOND = 2048
SMALLEST_PIECE, LARGEST_PIECE = 1024, 64 * 1024  # gunicorn itself reads no less

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class TooSlow(BadRequest):
    """The body did not come in time."""


class Body:
    """``wsgi.input`` that is read in pieces, for each of which there is so much time."""

    def __init__(self, body: Any, connection: socket.socket) -> None:
        self.body, self.connection = body, connection
        self.seconds, self.taken, self.piece = 0.0, 0, SMALLEST_PIECE

    def read(self, size: int | None = None) -> bytes:
        return b"".join(self._pieces(size if size is not None and size >= 0 else sys.maxsize))

    def readline(self, size: int | None = None) -> bytes:
        if size is not None and size >= 0:
            return self._in_time(self.body.readline, size)
        line = b""
        while (got := self._in_time(self.body.readline, SMALLEST_PIECE)) and not got.endswith(b"\n"):
            line += got
        return line + got

    def __iter__(self) -> Iterator[bytes]:
        while line := self.readline():
            yield line

    def _pieces(self, left: int) -> Iterator[bytes]:
        while left > 0 and (got := self._in_time(self.body.read, min(self.piece, left))):
            yield got
            left -= len(got)
            self.piece = min(self.piece * 2, LARGEST_PIECE)

    def _in_time(self, read: Callable[[int], bytes], size: int) -> bytes:
        """What is read. A read waits for all that it was asked for, so somebody else has to look at the clock."""
        began = time.monotonic()
        enough = GRACE_SECONDS + (self.taken + size) / BYTES_A_SECOND - self.seconds
        late = threading.Event()
        clock = threading.Timer(max(0.0, enough), self._give_up, [late])
        clock.daemon = True
        clock.start()
        try:
            got = read(size)
        finally:
            clock.cancel()
        if late.is_set():
            raise TooSlow("The body of the request came too slowly.")
        self.seconds += time.monotonic() - began
        self.taken += len(got)
        return got

    def _give_up(self, late: threading.Event) -> None:
        late.set()
        with suppress(OSError):  # the client was faster
            self.connection.shutdown(socket.SHUT_RD)  # now the read returns with what there is


def in_time(application: Application) -> Application:
    """The same application, which gives up bodies that come too slowly: 408 in the API, 400 on pages."""

    def watched(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        connection = environ.get("gunicorn.socket")
        if connection is not None:
            environ["wsgi.input"] = Body(environ["wsgi.input"], connection)
        return application(environ, start_response)

    return watched
