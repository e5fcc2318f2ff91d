"""What is signed with the secret key: uploads, requests to the bucket, and what comes back from it."""

from collections.abc import Mapping, Sequence
from hmac import compare_digest
from typing import Any

from qiniu import Auth, QiniuMacAuth

from common.kodo.config import BucketConfig

FORM = "application/x-www-form-urlencoded"


class Tokens:
    def __init__(self, config: BucketConfig) -> None:
        account = config.account
        self._bucket = config.name
        self._auth = Auth(account.access_key, account.secret_key)
        self._mac = QiniuMacAuth(account.access_key, account.secret_key)

    def for_upload(
        self,
        key: str,
        *,
        seconds: int,
        max_bytes: int | None = None,
        mime_limit: str | Sequence[str] = "",
        callback_url: str | None = None,
        callback_body: str | None = None,
    ) -> str:
        """A permission to store one new object under this very key, and nothing else.

        With a callback, Kodo tells ``callback_url`` about the object before it answers the uploader;
        the body is form-encoded, because Kodo signs no other.
        """
        policy: dict[str, Any] = {"insertOnly": 1}
        if max_bytes is not None:
            policy["fsizeLimit"] = max_bytes
        if mime_limit:
            # The type is Kodo's own finding, not what the uploader says it is.
            limit = mime_limit if isinstance(mime_limit, str) else ";".join(mime_limit)
            policy |= {"mimeLimit": limit, "detectMime": 1}
        if callback_url:
            body = callback_body or "key=$(key)&hash=$(etag)&fsize=$(fsize)&mimeType=$(mimeType)"
            policy |= {"callbackUrl": callback_url, "callbackBody": body, "callbackBodyType": FORM}
        return str(self._auth.upload_token(self._bucket, key, seconds, policy))

    def for_request(self, method: str, url: str, *, date: str) -> dict[str, str]:
        """The headers of a request to the management services, good for some minutes around ``date``."""
        dated = {"X-Qiniu-Date": date}
        token = self._mac.token_of_request(method, None, url, self._mac.qiniu_headers(dated), FORM, None)
        return {**dated, "Content-Type": FORM, "Authorization": f"Qiniu {token}"}

    def for_url(self, url: str) -> str:
        return str(self._auth.token(url))

    def signed_this(
        self,
        authorization: str,
        url: str,
        body: bytes,
        content_type: str,
        headers: Mapping[str, str] | None = None,
    ) -> bool:
        """Whether a callback comes from Kodo. Other bodies than forms are not covered by its signature."""
        if content_type != FORM:
            return False
        try:
            text = body.decode()
        except UnicodeDecodeError:
            return False
        if authorization.startswith("Qiniu "):
            seen = dict(headers or {})
            signed = self._mac.qiniu_headers(seen)
            expected = "Qiniu " + self._mac.token_of_request(
                "POST", seen.get("Host"), url, signed, content_type, text
            )
        else:
            expected = "QBox " + self._auth.token_of_request(url, text, content_type)
        return compare_digest(expected.encode(), authorization.encode(errors="replace"))
