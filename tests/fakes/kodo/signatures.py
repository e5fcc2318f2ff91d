"""Kodo's signatures, from its documents and not from its SDK."""

import base64
import hashlib
import hmac
import json
import time
from urllib.parse import urlsplit

FORM = "application/x-www-form-urlencoded"


class Refused(Exception):
    def __init__(self, status, message):
        super().__init__(message)
        self.status, self.message = status, message


class Signatures:
    def __init__(self, access_key, secret_key, now):
        self.access_key, self.secret_key, self.now = access_key, secret_key, now

    def sign(self, data):
        digest = hmac.new(self.secret_key.encode(), data, hashlib.sha1).digest()
        return f"{self.access_key}:{base64.urlsafe_b64encode(digest).decode()}"

    def _same(self, token, data):
        return hmac.compare_digest(token.encode(), self.sign(data).encode())

    def upload_policy(self, token):
        """The policy of an upload token that is ours and not over."""
        try:
            access_key, _, encoded = token.split(":")
            policy = json.loads(base64.urlsafe_b64decode(encoded))
        except ValueError:
            raise Refused(401, "bad token") from None
        if access_key != self.access_key or not self._same(token.rpartition(":")[0], encoded.encode()):
            raise Refused(401, "bad token")
        if policy["deadline"] < self.now():
            raise Refused(401, "expired token")
        return policy

    def check_management(self, method, host, target, headers, body):
        """``Authorization: Qiniu`` over method, path, host, type and the X-Qiniu headers, or the older ``QBox``."""
        said = headers.get("Authorization", "")
        kind, _, token = said.partition(" ")
        content_type = headers.get("Content-Type", "")
        if kind == "QBox":
            data = target.encode() + b"\n" + (body if content_type == FORM else b"")
        elif kind == "Qiniu":
            lines = [f"{method} {target}", f"Host: {host}"]
            lines += [f"Content-Type: {content_type}"] if content_type else []
            names = sorted(name.title() for name in headers if name.lower().startswith("x-qiniu-"))
            lines += [f"{name}: {headers[name]}" for name in names]
            data = ("\n".join(lines) + "\n\n").encode()
            if content_type and content_type != "application/octet-stream":
                data += body
            self._check_date(headers.get("X-Qiniu-Date"))
        else:
            raise Refused(401, "bad token")
        if not self._same(token, data):
            raise Refused(401, "bad token")

    def _check_date(self, said):
        if said is None:
            return
        sent = time.mktime(time.strptime(said, "%Y%m%dT%H%M%SZ")) - time.timezone
        if abs(sent - self.now()) > 15 * 60:
            raise Refused(403, "request time is too skewed")

    def check_download(self, url):
        """``…e=deadline&token=…``, signed over all that stands before ``&token=``."""
        signed, found, token = url.partition("&token=")
        query = urlsplit(signed).query
        deadline = query.rpartition("e=")[2] if found else ""
        if not deadline.isdigit() or not self._same(token, signed.encode()):
            raise Refused(401, "download token auth failed")
        if int(deadline) < self.now():
            raise Refused(401, "token expired")

    def for_callback(self, url, body):
        """The Authorization header of a callback: path, query and, being a form, the body."""
        parts = urlsplit(url)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        return "QBox " + self.sign(target.encode() + b"\n" + body)
