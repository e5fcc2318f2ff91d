"""Qiniu Kodo as a storage of Django's, with the promises that the local disk makes.

What is not there is a FileNotFoundError, nothing is ever overwritten, and what does not answer is a
StorageUnavailable: never a file that seems to be missing.
"""

import mimetypes
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from django.utils import timezone
from django.utils.deconstruct import deconstructible
from storages.base import BaseStorage
from storages.utils import clean_name, safe_join

from common.kodo import Bucket, BucketConfig, Stat
from common.kodo.bucket import bucket_for

IN_MEMORY = 1024 * 1024


class FetchedFile(File):
    """A file of the bucket, fetched whole, so that what fails, fails when it is opened."""

    def __init__(self, name: str, fetch: Callable[[], IO[bytes]]) -> None:
        self._fetch = fetch
        super().__init__(fetch(), name)

    def open(self, mode: str | None = None, *args: Any, **kwargs: Any) -> "FetchedFile":
        """At the beginning again; fetched again when it has been closed."""
        only_read(mode or "rb")
        if self.closed:
            self.file = self._fetch()
        self.seek(0)
        return self


class BucketAddresses:
    """``url()`` of a storage that is a bucket: plain where anybody may read it, signed otherwise."""

    is_private: Any
    public_url: Callable[..., str]
    signed_url: Callable[..., str]

    def url(self, name: str | None, *, expire: int | None = None) -> str:
        """Where to read the file. Signed addresses stay the same for a while, so that browsers can keep them."""
        if not name:
            raise ValueError("A file needs a name to have an address.")
        if not self.is_private:
            return self.public_url(name)
        return self.signed_url(name, rounded_deadline(expire))


@deconstructible(path="common.storage.QiniuStorage")
class QiniuStorage(BucketAddresses, BaseStorage):
    """The bucket of a role (originals, renditions, avatars), or the part of it below ``location``.

    Keys and names stand in ``settings.QINIU``: Wagtail writes the arguments of a storage into the
    task that deletes a file, and no secret belongs there.
    """

    bucket: str
    location: str

    def get_default_settings(self) -> dict[str, str]:
        return {"bucket": "originals", "location": ""}

    @property
    def kodo(self) -> Bucket:
        return bucket_for(BucketConfig.from_settings(self.bucket))

    @property
    def is_private(self) -> bool:
        """Whether the bucket gives nothing without a signature."""
        return self.kodo.config.private

    def key(self, name: str) -> str:
        """What the bucket calls the file."""
        try:
            key: str = safe_join(self.location, clean_name(name))
        except ValueError as error:
            raise SuspiciousFileOperation(f"This name leads out of the storage: {name!r}") from error
        if not name or name.endswith("/") or not key:
            raise ValueError(f"A file needs a name: {name!r}")
        return key

    # --- Django's questions ---

    def _open(self, name: str, mode: str = "rb") -> FetchedFile:
        only_read(mode)
        key = self.key(name)
        return FetchedFile(name, lambda: self.kodo.open(key))

    def _save(self, name: str, content: File) -> str:
        mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
        with rereadable(content) as source:
            while True:
                try:
                    self.kodo.put(self.key(name), source, mime=mime)
                    return name
                except FileExistsError:  # somebody was quicker
                    name = self.get_available_name(name)

    def delete(self, name: str) -> None:
        if not name:
            raise ValueError("The name must be given to delete().")
        self.kodo.delete(self.key(name))

    def exists(self, name: str) -> bool:
        return self.kodo.exists(self.key(name))

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """The names of folders and files directly below the path; both empty when there is no such folder."""
        inside = "/".join(
            part for part in (self.location.strip("/"), path.strip("/")) if part not in ("", ".")
        )
        prefix = f"{inside}/" if inside else ""
        folders, files = [], []
        for found in self.kodo.list(prefix, delimiter="/"):
            if isinstance(found, Stat):
                files.append(found.key.removeprefix(prefix))
            else:
                folders.append(found.removeprefix(prefix).rstrip("/"))
        return folders, [name for name in files if name]

    def size(self, name: str) -> int:
        return self.stat(name).size

    def get_modified_time(self, name: str) -> datetime:
        modified = self.stat(name).modified
        return modified if settings.USE_TZ else timezone.make_naive(modified)

    get_created_time = get_modified_time  # nothing is ever changed in place

    # --- what a bucket can do beyond that ---

    def public_url(self, name: str, fops: str = "") -> str:
        """The plain address; ``fops`` tells Kodo what to do to the picture, as ``imageView2/2/w/640``."""
        return self.kodo.addresses.public(self.key(name), fops)

    def signed_url(self, name: str, deadline: int, fops: str = "", *, filename: str = "") -> str:
        """The address that is good until ``deadline`` (seconds since 1970); a download when ``filename`` is given."""
        saved_as = f"attname={quote(filename, safe='')}" if filename else ""
        query = "&".join(part for part in (fops, saved_as) if part)
        return self.kodo.addresses.signed(self.key(name), deadline, query)

    def stat(self, name: str) -> Stat:
        """Size, hash, type and time of the file in one question."""
        return self.kodo.stat(self.key(name))

    def hash(self, name: str) -> str:
        return self.stat(name).hash

    def copy(self, source: str, target: str) -> None:
        """Copy inside the bucket. FileExistsError when the new name is taken."""
        self.kodo.copy(self.key(source), self.key(target))

    def move(self, source: str, target: str) -> None:
        self.kodo.move(self.key(source), self.key(target))

    def upload_token(
        self,
        key: str,
        *,
        max_bytes: int,
        mime_limit: str | Sequence[str],
        seconds: int,
        callback_url: str | None = None,
        callback_body: str | None = None,
    ) -> str:
        """A permission for somebody else to store one new file under this name (``key(name)`` in the bucket)."""
        return self.kodo.tokens.for_upload(
            self.key(key),
            seconds=seconds,
            max_bytes=max_bytes,
            mime_limit=mime_limit,
            callback_url=callback_url,
            callback_body=callback_body,
        )

    def upload_form(
        self,
        name: str,
        *,
        mime: str,
        max_bytes: int,
        seconds: int,
        callback_url: str | None = None,
        callback_body: str | None = None,
    ) -> dict[str, Any]:
        """``upload_token`` as a form to be posted. Kodo looks into the file: it must be of the kind of ``mime``."""
        token = self.upload_token(
            name,
            max_bytes=max_bytes,
            mime_limit=f"{mime.partition('/')[0]}/*",
            seconds=seconds,
            callback_url=callback_url,
            callback_body=callback_body,
        )
        fields = {"token": token, "key": self.key(name)}
        return {"method": "POST", "url": self.upload_host(), "fields": fields, "file_field": "file"}

    def verify_callback(
        self,
        authorization: str,
        url: str,
        body: bytes,
        content_type: str,
        headers: Mapping[str, str] | None = None,
    ) -> bool:
        """Whether Kodo itself sent this. Only forms: Kodo's signature covers no other body."""
        return self.kodo.tokens.signed_this(authorization, url, body, content_type, headers)

    def upload_host(self) -> str:
        """Where browsers and apps send their bytes."""
        return self.kodo.upload_hosts()[0]


def only_read(mode: str) -> None:
    if mode != "rb":
        raise ValueError(f"Files of a bucket are only read, as bytes, and written by save(); not {mode!r}.")


def rounded_deadline(expire: int | None = None) -> int:
    """At least ``expire`` seconds from now, at most twice, and the same for everybody who asks in between."""
    window = expire or settings.SIGNED_ADDRESS_SECONDS
    return (int(time.time()) // window + 2) * window


@contextmanager
def rereadable(content: File) -> Iterator[IO[bytes]]:
    """The bytes of a file as something that can be read again; what cannot is first copied to the disk."""
    if content.seekable():
        content.seek(0)
        if isinstance(content.read(0), bytes):
            yield content
            return
    with SpooledTemporaryFile(IN_MEMORY) as copy:
        for chunk in content.chunks():
            copy.write(chunk.encode() if isinstance(chunk, str) else chunk)
        yield copy
