"""One bucket: what is in it, what goes in and comes out. Errors are raised, as Python's own where they fit."""

import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import urlencode

import urllib3

from common.errors import StorageRefused, StorageUnavailable
from common.kodo import regions, uploads
from common.kodo.addresses import Addresses
from common.kodo.config import BucketConfig
from common.kodo.etag import Etag, is_comparable
from common.kodo.tokens import Tokens
from common.kodo.transport import Answer, Transport

NO_SUCH_FILE, ALREADY_THERE, NO_SUCH_BUCKET = 612, 614, 631
IN_MEMORY = 1024 * 1024
OWN_DOWNLOADS = 3600  # seconds; a wide margin for a clock that is off


@dataclass(frozen=True)
class Stat:
    """What Kodo knows about an object. ``hash`` is Kodo's own, see ``common.kodo.etag``."""

    key: str
    size: int
    hash: str
    mime: str
    modified: datetime

    @classmethod
    def read(cls, key: str, said: dict[str, Any]) -> "Stat":
        put = datetime.fromtimestamp(said["putTime"] / 10_000_000, UTC)
        return cls(key, said["fsize"], said["hash"], said.get("mimeType", ""), put)


class Bucket:
    """Safe to share between threads; ``bucket_for(config)`` gives everybody the same one."""

    def __init__(self, config: BucketConfig) -> None:
        self.config = config
        self.tokens = Tokens(config)
        self.addresses = Addresses(config, self.tokens)
        self.transport = Transport(config.account.timeout)

    def stat(self, key: str) -> Stat:
        return Stat.read(key, self._json(self._manage(f"/stat/{self._entry(key)}"), key))

    def exists(self, key: str) -> bool:
        """Whether the object is there. Anything but a clear yes or no is an error."""
        try:
            self.stat(key)
        except FileNotFoundError:
            return False
        return True

    def delete(self, key: str) -> None:
        """Remove the object; one that is not there is as good as removed."""
        answer = self._manage(f"/delete/{self._entry(key)}")
        if answer.status != NO_SUCH_FILE:
            self._json(answer, key)

    def copy(self, source: str, target: str) -> None:
        self._carry("copy", source, target)

    def move(self, source: str, target: str) -> None:
        self._carry("move", source, target)

    def _carry(self, verb: str, source: str, target: str) -> None:
        before = self.stat(source)
        answer = self._manage(f"/{verb}/{self._entry(source)}/{self._entry(target)}/force/false")
        lost = answer.doubtful and answer.status in (NO_SUCH_FILE, ALREADY_THERE)
        if lost and self._holds(target, before.hash):
            return  # An answer was lost on the way; that attempt did it.
        self._json(answer, target if answer.status == ALREADY_THERE else source)

    def list(self, prefix: str = "", *, delimiter: str = "") -> Iterator[Stat | str]:
        """Every object below a prefix; with a delimiter also, as strings, the common prefixes of the deeper ones."""
        marker = ""
        while True:
            query = {"bucket": self.config.name, "prefix": prefix, "limit": "1000"}
            query |= {"delimiter": delimiter} if delimiter else {}
            query |= {"marker": marker} if marker else {}
            said = self._json(self._manage(f"/list?{urlencode(query)}", service="rsf", method="GET"), prefix)
            yield from said.get("commonPrefixes") or ()
            for item in said.get("items") or ():
                yield Stat.read(item["key"], item)
            marker = said.get("marker") or ""
            if not marker:
                return

    def put(self, key: str, content: IO[bytes], *, mime: str) -> None:
        """Store a new object, read from the beginning of a seekable file. FileExistsError when the name is taken."""
        answer, etag = uploads.put(self, key, content, mime=mime)
        lost = answer.doubtful and answer.status in (NO_SUCH_FILE, ALREADY_THERE)
        if lost and self._holds(key, etag):
            return  # An answer was lost on the way; that attempt did it.
        if answer.status == NO_SUCH_FILE:
            raise StorageUnavailable(f"{key}: the bucket has lost the parts of this upload")
        if self._json(answer, key).get("hash") != etag:
            self.delete(key)
            raise StorageUnavailable(f"{key}: the bucket has stored other bytes than it was sent")

    def open(self, key: str) -> IO[bytes]:
        """The whole file, on disk when it is large, at its beginning."""
        deadline = int(time.time()) + OWN_DOWNLOADS
        url = self.addresses.signed(key, deadline) if self.config.private else self.addresses.public(key)
        spool: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  (handed over)

        def take(response: urllib3.BaseHTTPResponse, body: Iterator[bytes]) -> bool:
            etag, expected = Etag(), response.headers.get("ETag", "").strip('"')
            spool.seek(0)
            spool.truncate()
            for piece in body:
                etag.update(piece)
                spool.write(piece)
            if not is_comparable(expected):
                return "X-Reqid" in response.headers  # else it is the page of some proxy
            return etag.text() == expected

        try:
            answer = self.transport.download(url, take)
            if answer.status in (404, NO_SUCH_FILE):
                self.stat(key)  # raises when it is really not there; the bucket knows, the domain may not
                raise StorageUnavailable(f"{self.config.domain} does not show what the bucket holds: {key}")
            self._check(answer, key)
        except BaseException:
            spool.close()
            raise
        spool.seek(0)
        return spool

    def _holds(self, key: str, etag: str) -> bool:
        try:
            return self.stat(key).hash == etag
        except FileNotFoundError:
            return False

    def upload_hosts(self) -> tuple[str, ...]:
        return regions.hosts(self.config, "up", self.transport)

    def _entry(self, key: str) -> str:
        return urlsafe_b64encode(f"{self.config.name}:{key}".encode()).decode()

    def _manage(self, path: str, *, service: str = "rs", method: str = "POST") -> Answer:
        hosts = regions.hosts(self.config, service, self.transport)
        return self.transport.ask(method, [host + path for host in hosts], sign=self._signer(method))

    def _signer(self, method: str) -> Callable[[str], dict[str, str]]:
        def sign(url: str) -> dict[str, str]:
            return self.tokens.for_request(method, url, date=f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}")

        return sign

    def _json(self, answer: Answer, key: str) -> dict[str, Any]:
        self._check(answer, key)
        return answer.json()

    def _check(self, answer: Answer, key: str) -> None:
        """Raise what the status means."""
        if answer.status // 100 == 2:
            return
        if answer.status == NO_SUCH_FILE:
            raise FileNotFoundError(key)
        if answer.status == ALREADY_THERE:
            raise FileExistsError(key)
        reason = answer.body[:200].decode(errors="replace")
        if answer.status == NO_SUCH_BUCKET:
            reason = "there is no such bucket"
        elif answer.status in (401, 403):
            reason += clock_hint(answer)
        raise StorageRefused(f"{self.config.name}/{key}: {answer.status} {reason}")


@cache
def bucket_for(config: BucketConfig) -> Bucket:
    """The one bucket of this process for a configuration, with its open connections."""
    return Bucket(config)


def clock_hint(answer: Answer) -> str:
    """A word about the clock when the answer's own date is far from ours."""
    try:
        there = datetime.strptime(answer.headers.get("Date", ""), "%a, %d %b %Y %H:%M:%S GMT").timestamp()
    except ValueError:
        return ""
    here = datetime.now(UTC).replace(tzinfo=None).timestamp()
    return f" (this machine's clock is off by {here - there:.0f} s)" if abs(here - there) > 60 else ""
