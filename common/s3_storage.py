"""A bucket that speaks S3 (AWS, MinIO, OSS, Kodo's own S3 door), with the promises of ``common.storage``.

django-storages does the connections and the asking. What it does not promise is done here: writing
without ever overwriting, reading the whole file before the caller gets it, errors that tell a
missing file from a silent server, signed addresses that stay the same for a while, and no keys in
what Wagtail writes into its tasks.
"""

import mimetypes
import os
import re
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cached_property
from hashlib import md5
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import quote

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import File
from django.utils import timezone
from django.utils.encoding import filepath_to_uri
from storages.backends import s3
from storages.utils import clean_name

from common.errors import StorageRefused, StorageUnavailable
from common.kodo.config import with_scheme
from common.s3_client import client_config, client_of
from common.s3_signing import beginning, lasting
from common.storage import IN_MEMORY, BucketAddresses, FetchedFile, only_read, rereadable

PART = 8 * 1024 * 1024
PIECE = 256 * 1024
MD5 = re.compile('"?([0-9a-f]{32})"?')  # the ETag of an object that was written in one piece
BUSY = (409, 425, 429)


class S3Storage(BucketAddresses, s3.S3Storage):
    """The bucket of a role (originals, renditions, avatars), or the part of it below ``location``."""

    def __init__(self, bucket: str = "originals", location: str = "") -> None:
        said = settings.S3
        chosen = said["BUCKETS"].get(bucket)
        if not chosen or not chosen["NAME"] or not said["ACCESS_KEY"] or not said["SECRET_KEY"]:
            raise ImproperlyConfigured(
                f"The keys or the bucket for {bucket} are not set: S3_ACCESS_KEY, S3_SECRET_KEY, S3_BUCKET."
            )
        self._given = {"bucket": bucket, "location": location}
        self._domain = with_scheme(chosen["DOMAIN"]) if chosen["DOMAIN"] else ""
        self._conditional = {"IfNoneMatch": "*"} if said["CONDITIONAL_WRITES"] else {}
        self.is_private = bool(chosen["PRIVATE"])
        self._account = (
            said["ACCESS_KEY"], said["SECRET_KEY"], said["ENDPOINT"] or None, said["REGION"] or "us-east-1",
            said["ADDRESSING"], said["TIMEOUT"],
        )  # fmt: skip
        super().__init__(
            access_key=said["ACCESS_KEY"],
            secret_key=said["SECRET_KEY"],
            bucket_name=chosen["NAME"],
            endpoint_url=said["ENDPOINT"] or None,
            region_name=said["REGION"] or "us-east-1",
            location=location,
            file_overwrite=False,
            client_config=client_config(said["ADDRESSING"], said["TIMEOUT"]),
        )

    def __getstate__(self) -> dict[str, str]:
        return self._given

    def __setstate__(self, state: dict[str, str]) -> None:
        self.__init__(**state)  # type: ignore[misc]  # with the keys of the place where it wakes up

    @property
    def client(self) -> Any:
        """The connection: one for all threads of this process. To make one takes botocore most of a second."""
        return client_of(*self._account, os.getpid())

    def key(self, name: str) -> str:
        """What the bucket calls the file."""
        if not name or name.endswith("/"):
            raise ValueError(f"A file needs a name: {name!r}")
        key: str = self._normalize_name(clean_name(name))
        return key

    def _place(self, name: str) -> dict[str, str]:
        return {"Bucket": self.bucket_name, "Key": self.key(name)}

    # --- Django's questions ---

    def _open(self, name: str, mode: str = "rb") -> FetchedFile:
        only_read(mode)
        return FetchedFile(name, lambda: self._fetch(name))

    def _fetch(self, name: str) -> IO[bytes]:
        spool: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  (handed over)
        digest = md5(usedforsecurity=False)
        try:
            with plain_errors(name):
                answer = self.client.get_object(**self._place(name))
                for piece in answer["Body"].iter_chunks(PIECE):
                    digest.update(piece)
                    spool.write(piece)
            whole = MD5.fullmatch(answer.get("ETag", ""))
            encrypted = (
                "aws:kms" in answer.get("ServerSideEncryption", "") or "SSECustomerAlgorithm" in answer
            )
            if whole and not encrypted and whole[1] != digest.hexdigest():
                raise StorageUnavailable(f"{name}: these are not the bytes that the bucket holds")
        except BaseException:
            spool.close()
            raise
        spool.seek(0)
        return spool

    def _save(self, name: str, content: File) -> str:
        with rereadable(content) as source:
            while True:
                try:
                    self._put(name, source)
                    return name
                except FileExistsError:  # somebody was quicker
                    name = self.get_available_name(name)

    def _put(self, name: str, source: IO[bytes]) -> None:
        """Write a new object, at most one part in memory; the server checks each part by its MD5."""
        mime = mimetypes.guess_type(name)[0] or self.default_content_type
        place, source_part = self._place(name), PartReader(source)
        first = source_part.next()
        with plain_errors(name):
            if len(first) < PART:
                checked = {"Body": first, "ContentMD5": checksum(first)}
                self.client.put_object(**place, **checked, **self._conditional, ContentType=mime)
                return
            upload = self.client.create_multipart_upload(**place, ContentType=mime)["UploadId"]
            try:
                self._put_parts(place, upload, first, source_part.next)
            except BaseException:
                with suppress(ClientError, BotoCoreError):
                    self.client.abort_multipart_upload(**place, UploadId=upload)
                raise

    def _put_parts(
        self, place: dict[str, str], upload: str, data: bytes, following: Callable[[], bytes]
    ) -> None:
        parts: list[dict[str, Any]] = []
        while data:
            number = len(parts) + 1
            answer = self.client.upload_part(
                **place, UploadId=upload, PartNumber=number, Body=data, ContentMD5=checksum(data)
            )
            parts.append({"PartNumber": number, "ETag": answer["ETag"]})
            data = following()
        self.client.complete_multipart_upload(
            **place, UploadId=upload, MultipartUpload={"Parts": parts}, **self._conditional
        )

    def delete(self, name: str) -> None:
        if not name:
            raise ValueError("The name must be given to delete().")
        with plain_errors(name):
            self.client.delete_object(**self._place(name))

    def exists(self, name: str) -> bool:
        try:
            self._head(name)
        except FileNotFoundError:
            return False
        return True

    def _head(self, name: str) -> dict[str, Any]:
        with plain_errors(name):
            found: dict[str, Any] = self.client.head_object(**self._place(name))
        return found

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        prefix = f"{self._normalize_name(clean_name(name)).rstrip('/')}/".lstrip("/")
        pages = self.client.get_paginator("list_objects_v2")
        folders: list[str] = []
        files: list[str] = []
        with plain_errors(name):
            for page in pages.paginate(Bucket=self.bucket_name, Delimiter="/", Prefix=prefix):
                folders += [
                    f["Prefix"].removeprefix(prefix).rstrip("/") for f in page.get("CommonPrefixes", ())
                ]
                files += [f["Key"].removeprefix(prefix) for f in page.get("Contents", ())]
        return folders, [file for file in files if file]

    def size(self, name: str) -> int:
        return int(self._head(name)["ContentLength"])

    def get_modified_time(self, name: str) -> datetime:
        modified: datetime = self._head(name)["LastModified"]
        return modified if settings.USE_TZ else timezone.make_naive(modified)

    get_created_time = get_modified_time  # nothing is ever changed in place

    # --- what a bucket can do beyond that ---

    def public_url(self, name: str) -> str:
        """The plain address: at the domain that the settings name, else at the bucket itself."""
        if self._domain:
            return f"{self._domain}/{filepath_to_uri(self.key(name))}"
        return self._plain_url(name)

    def signed_url(self, name: str, deadline: int, *, filename: str = "") -> str:
        """The address that is good until ``deadline`` (seconds since 1970); a download when ``filename`` is given."""
        window = settings.SIGNED_ADDRESS_SECONDS
        begins = beginning(deadline, now=int(time.time()), window=window)
        region = str(self.region_name)
        while_ = lasting(self.access_key, self.secret_key, region, begins=begins, deadline=deadline)
        wishes = ""
        if filename:
            saved_as = f"attachment; filename*=UTF-8''{quote(filename, safe='')}"
            wishes = f"response-content-disposition={quote(saved_as, safe='')}"
        return while_.signed(self._plain_url(name), wishes)

    def upload_form(self, name: str, *, mime: str, max_bytes: int, seconds: int) -> dict[str, Any]:
        """A permission for somebody else to send one file of at most this size under this name: a form to be posted.

        S3 compares only what the form says of the type; whoever takes the file in has to look into it.
        """
        fields = {"Content-Type": mime}
        form = self.client.generate_presigned_post(
            **self._place(name),
            Fields=dict(fields),
            Conditions=[fields, ["content-length-range", 1, max_bytes]],
            ExpiresIn=seconds,
        )
        return {"method": "POST", "url": form["url"], "fields": form["fields"], "file_field": "file"}

    def _plain_url(self, name: str) -> str:
        return self._bucket_url + quote(self.key(name), safe="/~")

    @cached_property
    def _bucket_url(self) -> str:
        """Where the bucket's keys begin. botocore knows the ways to write it, but is slow at it."""
        signed = self.client.generate_presigned_url("get_object", {"Bucket": self.bucket_name, "Key": "k"})
        return str(signed).partition("?")[0].removesuffix("k")

    def copy(self, source: str, target: str) -> None:
        """Copy inside the bucket. FileExistsError when the new name is taken."""
        if self.exists(target):
            raise FileExistsError(target)
        with plain_errors(source):
            self.client.copy_object(**self._place(target), CopySource=self._place(source))

    def move(self, source: str, target: str) -> None:
        self.copy(source, target)
        self.delete(source)


class PartReader:
    """Parts of one size, from the beginning of a file; ``b""`` at its end."""

    def __init__(self, source: IO[bytes]) -> None:
        source.seek(0)
        self._source = source

    def next(self) -> bytes:
        return self._source.read(PART)


@contextmanager
def plain_errors(name: str) -> Iterator[None]:
    """Python's and our own errors in place of botocore's."""
    try:
        yield
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        code = str(error.response.get("Error", {}).get("Code", ""))
        if status == 412:
            raise FileExistsError(name) from error
        if status == 404 and code not in ("NoSuchBucket", "NoSuchUpload"):
            raise FileNotFoundError(name) from error
        if status >= 500 or status in BUSY or code == "NoSuchUpload" or not status:
            raise StorageUnavailable(f"{name}: {status} {code}") from error
        raise StorageRefused(f"{name}: {status} {code}") from error
    except BotoCoreError as error:
        raise StorageUnavailable(f"{name}: {type(error).__name__}") from error


def checksum(data: bytes) -> str:
    return b64encode(md5(data, usedforsecurity=False).digest()).decode()
