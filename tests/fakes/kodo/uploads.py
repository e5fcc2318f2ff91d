"""up: forms, resumable uploads of version 2, and the callback that ends them."""

import base64
import hashlib
import io
import json
import re
import secrets
import zlib
from email.parser import BytesParser
from email.policy import HTTP
from urllib.parse import quote

import requests
from PIL import Image

from tests.fakes.kodo.downloads import other_bytes
from tests.fakes.kodo.messages import Reply
from tests.fakes.kodo.objects import BLOCK, Object, Upload, qetag
from tests.fakes.kodo.signatures import FORM, Refused

WEEK = 7 * 86400
SMALLEST_PART = 1024 * 1024
CORS = (("Access-Control-Allow-Origin", "*"),)


def _fields(request):
    """The fields of a multipart form: {name: (value, type)}."""
    kind = request.headers.get("Content-Type", "")
    if not kind.startswith("multipart/form-data"):
        raise Refused(400, "invalid multipart format")
    boundary = kind.partition("boundary=")[2].strip('"').encode()
    found = {}
    for part in request.body.split(b"--" + boundary)[1:-1]:
        head, _, value = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        headers = BytesParser(policy=HTTP).parsebytes(head + b"\r\n\r\n", headersonly=True)
        name = headers["Content-Disposition"].params.get("name")
        found[name] = (value.removesuffix(b"\r\n"), headers.get("Content-Type", ""))
    return found


def form(kodo, request, match, *, lie=False):
    fields = _fields(request)
    if "token" not in fields:
        raise Refused(401, "token not specified")
    if "file" not in fields:
        raise Refused(400, "file is not specified in multipart")
    policy = kodo.signatures.upload_policy(fields["token"][0].decode())
    data, mime = fields["file"]
    if "crc32" in fields and int(fields["crc32"][0]) != zlib.crc32(data):
        raise Refused(406, "crc32 not match")
    key = fields["key"][0].decode() if "key" in fields else None
    variables = {name: value.decode() for name, (value, _) in fields.items() if name.startswith("x:")}
    reply = finish(kodo, policy, key, data, mime, variables, lie=lie)
    return Reply(reply.status, reply.body, reply.content_type, CORS)


def preflight(kodo, request, match, **_):
    allowed = (("Access-Control-Allow-Methods", "*"), ("Access-Control-Allow-Headers", "*"))
    return Reply(headers=(*CORS, *allowed))


def _opened(kodo, request, match):
    """(policy, bucket, key) of a request of the resumable upload."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind != "UpToken":
        raise Refused(401, "bad token")
    policy = kodo.signatures.upload_policy(token)
    key = None if match[2] == "~" else base64.urlsafe_b64decode(match[2]).decode()
    _check_scope(policy, match[1], key)
    kodo.bucket(match[1])
    return policy, match[1], key


def _upload(kodo, identifier, bucket, key):
    found = kodo.uploads.get(identifier)
    if found is None or found.expires < kodo.now() or (found.bucket, found.key) != (bucket, key):
        raise Refused(612, "no such uploadId")
    return found


def initiate(kodo, request, match, **_):
    _, bucket, key = _opened(kodo, request, match)
    with kodo.lock:
        identifier = secrets.token_hex(12)
        kodo.uploads[identifier] = Upload(bucket, key, kodo.now() + WEEK)
    return Reply.json({"uploadId": identifier, "expireAt": int(kodo.now() + WEEK)})


def part(kodo, request, match, *, lie=False):
    _, bucket, key = _opened(kodo, request, match)
    data, checksum = request.body, hashlib.md5(request.body).hexdigest()
    said = request.headers.get("Content-MD5")
    if said and said != checksum:
        raise Refused(406, "md5 not match")
    number = int(match[4])
    if not 1 <= number <= 10_000:
        raise Refused(400, "invalid part number")
    with kodo.lock:
        etag = qetag(data)
        _upload(kodo, match[3], bucket, key).parts[number] = (etag, other_bytes(data) if lie else data)
    return Reply.json({"etag": etag, "md5": checksum})


def complete(kodo, request, match, *, lie=False):
    policy, bucket, key = _opened(kodo, request, match)
    said = json.loads(request.body)
    with kodo.lock:
        upload = _upload(kodo, match[3], bucket, key)
        pieces = []
        for place, wanted in enumerate(said["parts"], start=1):
            etag, data = upload.parts.get(wanted["partNumber"], ("", b""))
            if etag != wanted["etag"] or wanted["partNumber"] != place:
                raise Refused(400, "invalid part")
            pieces.append(data)
        if any(len(data) < SMALLEST_PART for data in pieces[:-1]):
            raise Refused(400, "part too small")
        reply = finish(
            kodo,
            policy,
            key,
            b"".join(pieces),
            said.get("mimeType") or "",
            said.get("customVars") or {},
            lie=lie,
            etag="" if all(len(data) == BLOCK for data in pieces[:-1]) else _v2_etag(pieces),
        )
        del kodo.uploads[match[3]]
    return reply


def abort(kodo, request, match, **_):
    _, bucket, key = _opened(kodo, request, match)
    with kodo.lock:
        _upload(kodo, match[3], bucket, key)
        del kodo.uploads[match[3]]
    return Reply()


def _v2_etag(pieces):
    """Another hash, for parts of another size than 4 MB."""
    whole = hashlib.sha1(b"".join(hashlib.sha1(piece).digest() for piece in pieces)).digest()
    return base64.urlsafe_b64encode(b"\x9e" + whole).decode()


def _check_scope(policy, bucket, key):
    name, colon, only = policy["scope"].partition(":")
    if name != bucket:
        raise Refused(403, "bucket doesn't match with scope")
    if colon and policy.get("isPrefixalScope") and not (key or "").startswith(only):
        raise Refused(403, "key doesn't match with scope")
    if colon and not policy.get("isPrefixalScope") and key != only:
        raise Refused(403, "key doesn't match with scope")


def _sniffed(data, said):
    try:
        return f"image/{Image.open(io.BytesIO(data)).format.lower()}"
    except Exception:
        return said or "application/octet-stream"


def _allowed(limit, mime):
    denies, patterns = limit.startswith("!"), limit.removeprefix("!").split(";")
    listed = any(mime == p or (p.endswith("/*") and mime.startswith(p[:-1])) for p in patterns)
    return listed != denies


def finish(kodo, policy, key, data, mime, variables, *, lie=False, etag=""):
    """Check the policy's limits, store the object, tell who wants to know, answer."""
    bucket_name = policy["scope"].partition(":")[0]
    if key is None:
        key = policy.get("saveKey") or policy["scope"].partition(":")[2] or qetag(data)
    _check_scope(policy, bucket_name, key)
    if "fsizeLimit" in policy and len(data) > policy["fsizeLimit"]:
        raise Refused(413, "request entity too large")
    if len(data) < policy.get("fsizeMin", 0):
        raise Refused(403, "file is too small")
    if policy.get("detectMime"):
        mime = _sniffed(data, mime)
    mime = mime or "application/octet-stream"
    if "mimeLimit" in policy and not _allowed(policy["mimeLimit"], mime):
        raise Refused(403, "limited mime type: this file type is forbidden to upload")
    with kodo.lock:
        objects = kodo.bucket(bucket_name).objects
        found = Object(other_bytes(data) if lie else data, mime, kodo.stamp(), "" if lie else etag)
        # A scope with a key may overwrite, unless insertOnly says no. The same bytes once more are no conflict.
        taken = objects.get(key)
        may_overwrite = ":" in policy["scope"] and not policy.get("insertOnly")
        if taken is not None and taken.hash != found.hash and not may_overwrite:
            raise Refused(614, "file exists")
        objects[key] = found
    values = {"bucket": bucket_name, "key": key, "etag": found.hash, "hash": found.hash}
    values |= {"fsize": str(len(data)), "mimeType": mime, "fname": "", "endUser": policy.get("endUser", "")}
    values |= variables
    if policy.get("callbackUrl"):
        return _call_back(kodo, policy, values)
    if policy.get("returnBody"):
        return Reply(
            body=re.sub(r"\$\(([\w:]+)\)", lambda m: values.get(m[1], ""), policy["returnBody"]).encode()
        )
    return Reply.json({"hash": found.hash, "key": key})


def _call_back(kodo, policy, values):
    """Kodo answers the uploader with what the site has answered to the callback."""
    body = re.sub(
        r"\$\(([\w:]+)\)", lambda m: quote(values.get(m[1], ""), safe=""), policy["callbackBody"]
    ).encode()
    kind = policy.get("callbackBodyType", FORM)
    url = policy["callbackUrl"].split(";")[0]
    signed = body if kind == FORM else b""
    headers = {
        "Content-Type": kind,
        "Authorization": kodo.signatures.for_callback(url, signed),
        "User-Agent": "qiniu-callback/1.0",
    }
    if policy.get("callbackHost"):
        headers["Host"] = policy["callbackHost"]
    kodo.callbacks.append({"url": url, "body": body, "headers": headers})
    if kodo.hold_callbacks:
        return Reply.json({"error": "callback held back"}, 579)
    try:
        answer = requests.post(url, data=body, headers=headers, timeout=10)
    except requests.RequestException as error:
        return Reply.json({"error": f"callback failed: {type(error).__name__}"}, 579)
    if answer.status_code != 200:
        return Reply.json({"error": f"callback answered {answer.status_code}"}, 579)
    return Reply(body=answer.content, content_type=answer.headers.get("Content-Type", "application/json"))


_UPLOADS = r"/buckets/([\w.-]+)/objects/([\w=~-]+)/uploads"
ROUTES = [
    ("up", "form", "POST", re.compile("/"), form),
    ("up", "preflight", "OPTIONS", re.compile("/.*"), preflight),
    ("up", "initiate", "POST", re.compile(_UPLOADS), initiate),
    ("up", "part", "PUT", re.compile(rf"{_UPLOADS}/(\w+)/(\d+)"), part),
    ("up", "complete", "POST", re.compile(rf"{_UPLOADS}/(\w+)"), complete),
    ("up", "abort", "DELETE", re.compile(rf"{_UPLOADS}/(\w+)"), abort),
]
