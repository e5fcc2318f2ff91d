"""HTTP as the bucket needs it: few attempts, a pause between them, and an end in sight.

The SDK's own requests have one timeout for the whole process, retry on top of each other, and hand
errors back as values; so it signs, and the requests are made here.
"""

import json
import logging
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from common.errors import StorageUnavailable

logger = logging.getLogger(__name__)

ATTEMPTS = 3
PAUSE = 0.2
# What Kodo says with a 5xx or 6xx although a second attempt would not change it.
FINAL = frozenset({501, 509, 573, 579, 608, 612, 614, 616, 618, 630, 631, 632, 640, 701})
MANGLED = 406  # the bytes that arrived do not have the checksum that was sent with them
SMALL = 1024 * 1024  # no answer but a file has more
# A file that arrives more slowly than this, in bytes per second, will not be waited for.
SLOWEST = 256 * 1024

Sign = Callable[[str], Mapping[str, str]]


@dataclass(frozen=True)
class Answer:
    """``doubtful``: an earlier attempt may have done its work, although its answer was lost."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    doubtful: bool = False

    def json(self) -> dict[str, Any]:
        """What Kodo says. Whoever answers without its header is a proxy or a login page, whatever the status."""
        try:
            said = json.loads(self.body or b"{}")
        except ValueError:
            said = None
        if not isinstance(said, dict) or "X-Reqid" not in self.headers:
            raise StorageUnavailable("the answer does not come from Kodo")
        return said


class Transport:
    """Safe to share between threads."""

    def __init__(self, timeout: float) -> None:
        self.timeout = timeout
        self._pool = urllib3.PoolManager(num_pools=8, maxsize=8, retries=False)

    def ask(
        self,
        method: str,
        addresses: Sequence[str],
        *,
        sign: Sign,
        body: Sequence[bytes] = (),
        read_timeout: float | None = None,
    ) -> Answer:
        """What the service finally said. StorageUnavailable when nobody answers properly in time."""
        patience = read_timeout or self.timeout / 2
        attempts = Attempts(self.timeout, f"{method} {addresses[0].split('?')[0]}")
        for number in attempts:
            url = addresses[number % len(addresses)]
            with attempts.watched():
                headers = {**sign(url), "Accept-Encoding": "identity"}
                if body or method in ("POST", "PUT"):
                    headers["Content-Length"] = str(sum(map(len, body)))
                response = self._pool.request(
                    method,
                    url,
                    body=list(body) or None,
                    headers=headers,
                    timeout=urllib3.Timeout(connect=patience, read=patience),
                    redirect=False,
                    preload_content=False,
                )
                with closing(response):
                    said = b"".join(pieces(response, time.monotonic() + patience, SMALL))
                if not heals(response.status):
                    return Answer(response.status, response.headers, said, attempts.doubtful)
                attempts.failed(f"answered {response.status}")
        raise attempts.exhausted()

    def download(self, url: str, take: Callable[[urllib3.BaseHTTPResponse, Iterator[bytes]], bool]) -> Answer:
        """Hand the file to ``take``, from its beginning at each attempt; ``take`` says whether it is whole."""
        attempts = Attempts(self.timeout, f"GET {url.split('?')[0]}")
        for _ in attempts:
            with attempts.watched():
                response = self._pool.request(
                    "GET",
                    url,
                    headers={"Accept-Encoding": "identity"},
                    timeout=urllib3.Timeout(connect=self.timeout / 2, read=self.timeout / 2),
                    redirect=False,
                    preload_content=False,
                )
                with closing(response):
                    if response.status != 200:
                        said = b"".join(pieces(response, time.monotonic() + self.timeout / 2, SMALL))
                        if not heals(response.status):
                            return Answer(response.status, response.headers, said)
                        attempts.failed(f"answered {response.status}")
                        continue
                    length = int(response.headers.get("Content-Length") or 0)
                    until = time.monotonic() + self.timeout + length / SLOWEST
                    if take(response, pieces(response, until)):
                        return Answer(200, response.headers, b"")
                attempts.failed("sent other bytes than the bucket holds")
        raise attempts.exhausted()


class Attempts:
    """The numbers of the attempts, with a pause between them; none begins after ``seconds``."""

    def __init__(self, seconds: float, what: str) -> None:
        self._what, self._until = what, time.monotonic() + seconds
        self._reason = ""
        self.doubtful = False

    def __iter__(self) -> Iterator[int]:
        for number in range(ATTEMPTS):
            if number:
                pause = PAUSE * 2 ** (number - 1) * (0.5 + random.random())
                if time.monotonic() + pause >= self._until:
                    return
                time.sleep(pause)
            yield number

    def failed(self, reason: str, *, doubtful: bool = True) -> None:
        self._reason = reason
        self.doubtful = self.doubtful or doubtful

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Turns what goes wrong on the line into a failed attempt."""
        try:
            yield
        except StorageUnavailable:
            raise
        except (HTTPError, OSError) as error:
            unsent = isinstance(error, (NewConnectionError, ConnectTimeoutError))
            self.failed(f"{type(error).__name__}", doubtful=not unsent)

    def exhausted(self) -> StorageUnavailable:
        logger.warning("Storage does not answer: %s: %s", self._what, self._reason)
        return StorageUnavailable(f"{self._what}: {self._reason}")


def heals(status: int) -> bool:
    """Whether the same request may work a little later."""
    return status in (429, MANGLED) or (status >= 500 and status not in FINAL)


def pieces(response: urllib3.BaseHTTPResponse, until: float, most: int | None = None) -> Iterator[bytes]:
    """The body as it comes in. OSError when it takes too long or is longer than any answer can be.

    Read to its end, it gives the connection back to the pool; else closing the response ends that too.
    """
    total = 0
    while piece := response.read1(64 * 1024, decode_content=False):
        total += len(piece)
        if time.monotonic() > until:
            raise TimeoutError("the answer comes too slowly")
        if most is not None and total > most:
            raise OSError("the answer is too long")
        yield piece
    response.release_conn()
