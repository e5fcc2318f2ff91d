"""How bytes get into the bucket: as one form up to 4 MB, in parts of 4 MB above.

At most one part is in memory. Both ways are insert-only: the token says so, and Kodo keeps to it
when the object comes into being, so a name that somebody else took meanwhile is never overwritten.
Parts that are never completed never become an object; Kodo drops them after a week, and so do we at once
when we live to see it.
"""

import json
import secrets
import zlib
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import md5
from typing import IO, TYPE_CHECKING, Any

from common.errors import StorageUnavailable
from common.kodo.etag import BLOCK, Etag
from common.kodo.transport import Answer

if TYPE_CHECKING:
    from common.kodo.bucket import Bucket

TOKEN_SECONDS = 3600  # a wide margin for a clock that is off


def put(bucket: "Bucket", key: str, content: IO[bytes], *, mime: str) -> tuple[Answer, str]:
    """Kodo's last word on the upload, and the hash that the object must have."""
    content.seek(0)
    first = content.read(BLOCK + 1)
    if len(first) <= BLOCK:
        return _as_form(bucket, key, first, mime)
    del first
    content.seek(0)
    return _in_parts(bucket, key, content, mime)


def _as_form(bucket: "Bucket", key: str, data: bytes, mime: str) -> tuple[Answer, str]:
    etag = Etag()
    etag.update(data)
    token = bucket.tokens.for_upload(key, seconds=TOKEN_SECONDS)
    boundary = secrets.token_hex(16)
    fields = {"key": key, "token": token, "crc32": str(zlib.crc32(data))}
    head = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    head += f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="file"\r\n'
    head += f"Content-Type: {mime}\r\n\r\n"
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    answer = bucket.transport.ask(
        "POST",
        [f"{host}/" for host in bucket.upload_hosts()],
        sign=lambda url: headers,
        body=[head.encode(), data, f"\r\n--{boundary}--\r\n".encode()],
        read_timeout=bucket.transport.timeout,
    )
    return answer, etag.text()


def _in_parts(bucket: "Bucket", key: str, content: IO[bytes], mime: str) -> tuple[Answer, str]:
    upload = _PartUpload(bucket, key)
    started = upload.start()
    if started.status != 200:
        return started, ""
    try:
        etag = Etag()
        parts: list[dict[str, Any]] = []
        while data := content.read(BLOCK):
            etag.update(data)
            answer = upload.send(len(parts) + 1, data)
            if answer.status != 200:
                upload.abandon()
                return answer, ""
            parts.append({"partNumber": len(parts) + 1, "etag": answer.json()["etag"]})
        return upload.complete(parts, mime), etag.text()
    except BaseException:
        upload.abandon()
        raise


class _PartUpload:
    """The four requests of Kodo's resumable upload, version 2."""

    def __init__(self, bucket: "Bucket", key: str) -> None:
        self._transport = bucket.transport
        self._token = bucket.tokens.for_upload(key, seconds=TOKEN_SECONDS)
        name = urlsafe_b64encode(key.encode()).decode()
        base = f"/buckets/{bucket.config.name}/objects/{name}/uploads"
        self._addresses = [host + base for host in bucket.upload_hosts()]
        self._id = ""

    def start(self) -> Answer:
        answer = self._ask("POST")
        if answer.status == 200:
            self._id = "/" + answer.json()["uploadId"]
        return answer

    def send(self, number: int, data: bytes) -> Answer:
        checksum = md5(data, usedforsecurity=False).hexdigest()
        kind = {"Content-Type": "application/octet-stream", "Content-MD5": checksum}
        return self._ask("PUT", f"{self._id}/{number}", data, kind)

    def complete(self, parts: list[dict[str, Any]], mime: str) -> Answer:
        body = json.dumps({"parts": parts, "mimeType": mime}).encode()
        return self._ask("POST", self._id, body, {"Content-Type": "application/json"})

    def abandon(self) -> None:
        """Let Kodo forget the parts. Whether it hears us does not matter: it drops them by itself."""
        try:
            self._ask("DELETE", self._id)
        except StorageUnavailable:
            return

    def _ask(
        self, method: str, path: str = "", data: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        signed = {"Authorization": f"UpToken {self._token}", **(headers or {})}
        return self._transport.ask(
            method,
            [address + path for address in self._addresses],
            sign=lambda url: signed,
            body=[data] if data else [],
            read_timeout=self._transport.timeout,
        )
