"""Bodies that come too slowly: a client that sends a byte now and then must not hold a thread of the server.

For gunicorn without a proxy in front; nginx collects a body before it passes the request on.
"""

import socket
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.exceptions import BadRequest

GRACE_SECONDS = 5.0
# The mean that has to be reached after that: far below what any line has that an upload could be finished on.
BYTES_A_SECOND = 1024
LARGEST_PIECE = 64 * 1024

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class TooSlow(BadRequest):
    """The body did not come in time."""


class Body:
    """``wsgi.input`` that is read in pieces, between which the clock is asked."""

    def __init__(self, body: Any, connection: socket.socket) -> None:
        self.body, self.connection = body, connection
        self.seconds, self.taken = 0.0, 0

    def read(self, size: int | None = None) -> bytes:
        return b"".join(self._pieces(self.body.read, size))

    def readline(self, size: int | None = None) -> bytes:
        return self._in_time(self.body.readline, size)

    def __iter__(self) -> Iterator[bytes]:
        while line := self.readline():
            yield line

    def _pieces(self, read: Callable[[int], bytes], size: int | None) -> Iterator[bytes]:
        left, piece = size, 1  # the first are small: a read only returns when it has all that it was asked for
        while left is None or left > 0:
            got = self._in_time(read, piece if left is None else min(piece, left))
            if not got:
                return
            yield got
            left = None if left is None else left - len(got)
            piece = min(piece * 2, LARGEST_PIECE)

    def _in_time(self, read: Callable[..., bytes], size: int | None) -> bytes:
        before, began = self.connection.gettimeout(), time.monotonic()
        self.connection.settimeout(GRACE_SECONDS)
        try:
            got = read() if size is None else read(size)
        except TimeoutError as error:
            self._give_up(error)
        finally:
            self.connection.settimeout(before)
        self.seconds += time.monotonic() - began
        self.taken += len(got)
        if self.taken < (self.seconds - GRACE_SECONDS) * BYTES_A_SECOND:
            self._give_up()
        return got

    def _give_up(self, error: Exception | None = None) -> Any:
        # What is still to come is not waited for: the server would read the rest before the next request.
        self.connection.shutdown(socket.SHUT_RD)
        raise TooSlow("The body of the request came too slowly.") from error


def in_time(application: Application) -> Application:
    """The same application, which gives up bodies that come too slowly, with 400."""

    def watched(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        connection = environ.get("gunicorn.socket")
        if connection is not None:
            environ["wsgi.input"] = Body(environ["wsgi.input"], connection)
        return application(environ, start_response)

    return watched
