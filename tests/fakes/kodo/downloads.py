"""io: the bytes of an object, or of a picture made of it, to whoever may read them."""

import re
from urllib.parse import unquote

from tests.fakes.kodo import fops
from tests.fakes.kodo.messages import Reply
from tests.fakes.kodo.signatures import Refused


def other_bytes(data):
    """As many, and wrong."""
    return bytes(byte ^ 0xFF for byte in data[:64]) + data[64:]


def get(kodo, request, match, *, lie=False):
    with kodo.lock:
        bucket = kodo.bucket(match[1])
        if bucket.private:
            kodo.signatures.check_download(request.url)
        found = bucket.objects.get(unquote(match[2]))
    if found is None:
        raise Refused(404, "Document not found")
    commands = re.sub(r"(?:^|&)e=\d+(&token=.*)?$", "", request.query)
    if commands.startswith("attname="):
        commands = ""
    data, mime, etag = found.data, found.mime, found.hash
    if commands:
        data, mime = fops.run(commands, data)
        etag = ""
    headers = [("ETag", f'"{etag}"')] if etag else []
    headers += [("Cache-Control", "public, max-age=31536000"), ("Access-Control-Allow-Origin", "*")]
    headers += [("Accept-Ranges", "bytes")]
    wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", request.headers.get("Range", ""))
    if wanted and data:
        first, last = int(wanted[1]), min(int(wanted[2] or len(data) - 1), len(data) - 1)
        headers.append(("Content-Range", f"bytes {first}-{last}/{len(data)}"))
        return Reply(206, data[first : last + 1], mime, tuple(headers))
    return Reply(200, other_bytes(data) if lie else data, mime, tuple(headers))


ROUTES = [("io", "get", "GET HEAD", re.compile(r"/io/([\w.-]+)/(.+)"), get)]
